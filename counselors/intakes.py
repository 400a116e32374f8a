"""Intakes: a firm asks for advice in three saved steps, signs, and a person assigns it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from accounts import consents, notifications
from accounts.models import Consent, Enterprise, User
from counselors import clients, network
from counselors.models import Center, Counselor, Engagement, Intake
from reference.models import in_alphabet

TERMS_VERSION = "2026-11"
LAST_STEP = 3
ALIKE = 88  # of 100; below it names of the same trade look like twins
REMIND_AFTER = timedelta(days=3)
USES = (Consent.Purpose.FIGURES, Consent.Purpose.FOLLOW_UP)
LEGAL_FORMS = ("s.a. de c.v.", "s. de r.l. de c.v.", "inc.", "inc", "llc", "ltd.", "ltd", "s.c.")


class IntakeClosed(Exception):
    """Somebody has assigned or withdrawn it in the meantime."""


class OpenIntake(Exception):
    """This enterprise has asked already and waits for an answer."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake


@dataclass(frozen=True)
class Twin:
    """A client of the same center that may be the same firm."""

    enterprise: Enterprise
    likeness: int


def terms() -> str:
    """What is signed, in the reader's language."""
    return _(
        "The advice is free of charge. The counselor of the center sees what you tick below and "
        "nothing else, keeps it confidential, and does not decide for you. You can end the advice "
        "and take the consent back at any time; then the counselor sees nothing more, at once."
    )


@transaction.atomic
def start(enterprise: Enterprise, *, by: User) -> Intake:
    """Begin an intake, or go on with the one that was begun."""
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    waiting = Intake.objects.waiting().filter(enterprise=enterprise).first()
    if waiting is not None:
        raise OpenIntake(waiting)
    draft = Intake.objects.unfinished().filter(enterprise=enterprise).first()
    return draft or Intake.objects.create(
        enterprise=enterprise, started_by=by, language=by.language
    )


@transaction.atomic
def save_step(intake: Intake, *, step: int, facts: Mapping[str, Any]) -> Intake:
    """Keep what one step said; nothing is lost when the firm stops here."""
    row = locked(intake, Intake.Status.DRAFT)
    for name, value in facts.items():
        setattr(row, name, value)
    row.step = max(row.step, step + 1)
    row.saved_at = timezone.now()
    row.save()
    return row


@transaction.atomic
def sign(
    intake: Intake, *, signature: str, fields: Sequence[str], uses: Sequence[str], by: User
) -> Intake:
    """Sign the terms and send the intake; each use that was ticked is a row of the ledger.

    A use that was allowed before and is not ticked any more ends.
    """
    row = locked(intake, Intake.Status.DRAFT)
    if row.center is None or not row.need:
        raise IntakeClosed
    row.status = Intake.Status.SUBMITTED
    row.terms_version, row.signature = TERMS_VERSION, signature
    row.signed_by, row.signed_at = by, timezone.now()
    row.uses = list(uses)
    row.save()
    consents.grant(
        Consent.Purpose.COUNSELING,
        enterprise=row.enterprise,
        fields=fields,
        audience=row.center.name,
        wording=terms(),
        by=by,
        subject=subject_of(row),
    )
    wordings = use_wordings()
    for use in wordings.keys() - set(uses):
        consents.withdraw(Consent.Purpose(use), enterprise=row.enterprise, by=by)
    for use in uses:
        consents.grant(
            Consent.Purpose(use),
            enterprise=row.enterprise,
            fields=["engagement"],
            audience=row.center.name,
            wording=wordings[use],
            by=by,
        )
    for person in User.objects.filter(administered_centers__center=row.center):
        notifications.notify(
            person,
            kind="counselors.intake_arrived",
            cause=f"intake-{row.pk}",
            facts={"center": row.center},
            route="counselors:intake-list",
        )
    return row


def use_wordings() -> dict[str, str]:
    """The further uses, each with its own box; none is needed for the advice."""
    return {
        Consent.Purpose.FIGURES: _(
            "You may count this advice and its results in the programme's figures, without a name."
        ),
        Consent.Purpose.FOLLOW_UP: _(
            "You may ask me for results once in the year after the advice has ended."
        ),
    }


def live_uses(reader: Any) -> QuerySet[Consent]:
    """Further uses that the enterprises of this person allow at this moment."""
    rows = Consent.objects.visible_to(reader).live()
    return rows.filter(purpose__in=USES, enterprise__isnull=False)


@transaction.atomic
def end_use(consent: Consent, *, by: User) -> None:
    """Take a further use back; the advice itself goes on."""
    if consent.enterprise is not None:
        consents.withdraw(Consent.Purpose(consent.purpose), enterprise=consent.enterprise, by=by)


def subject_of(intake: Intake) -> str:
    return f"intake:{intake.pk}"


@transaction.atomic
def assign(intake: Intake, *, counselor: Counselor, by: User) -> Engagement:
    """A person decides who advises the firm; both are told. The first decision holds."""
    row = locked(intake, Intake.Status.SUBMITTED)
    consent = consents.live_consent(
        Consent.Purpose.COUNSELING, enterprise=row.enterprise, subject=subject_of(row)
    )
    if consent is None or not counselor.is_working or counselor.center_id != row.center_id:
        raise IntakeClosed
    row.status = Intake.Status.ASSIGNED
    row.assigned_by, row.assigned_at = by, timezone.now()
    row.save(update_fields=["status", "assigned_by", "assigned_at"])
    engagement = clients.open_engagement(
        row.enterprise, counselor=counselor, consent=consent, goals=row.need, intake=row
    )
    notifications.notify(
        counselor.user,
        kind="counselors.client_assigned",
        cause=f"engagement-{engagement.pk}",
        facts={},
        route="counselors:client",
        arguments=[engagement.pk],
    )
    for person in clients.people_of(row.enterprise):
        notifications.notify(
            person,
            kind="counselors.counselor_assigned",
            cause=f"engagement-{engagement.pk}",
            facts={"counselor": counselor},
            route="counselors:mine",
        )
    return engagement


@transaction.atomic
def end(intake: Intake, *, by: User) -> None:
    """The firm takes an intake back before anybody was assigned; the consent to it ends too."""
    row = Intake.objects.select_for_update().get(pk=intake.pk)
    if row.status not in (Intake.Status.DRAFT, Intake.Status.SUBMITTED):
        raise IntakeClosed
    row.status = Intake.Status.ENDED
    row.save(update_fields=["status"])
    consents.withdraw(
        Consent.Purpose.COUNSELING, enterprise=row.enterprise, by=by, subject=subject_of(row)
    )


def locked(intake: Intake, status: Intake.Status) -> Intake:
    # select_for_update is a lock on PostgreSQL; on SQLite the transaction itself is one.
    row = Intake.objects.select_for_update().filter(pk=intake.pk, status=status).first()
    if row is None:
        raise IntakeClosed
    return row


def assignable(intake: Intake) -> QuerySet[Counselor]:
    """Who works at the center and does not advise the firm already."""
    advising = Engagement.objects.live().filter(enterprise=intake.enterprise)
    counselors: QuerySet[Counselor] = Counselor.objects.verified().filter(center=intake.center)
    return counselors.exclude(pk__in=advising.values("counselor"))


def suggestions(intake: Intake) -> list[network.Fit]:
    """The center's counselors for this need, best first, each with the reasons."""
    counselors = (
        assignable(intake).select_related("user", "center").prefetch_related("countries", "sectors")
    )
    return network.ranked(
        counselors,
        topics=intake.topics,
        language=intake.language,
        country=intake.enterprise.country_id,
        sectors=[sector.pk for sector in intake.enterprise.sectors.all()],
    )


def twins(intake: Intake) -> list[Twin]:
    """Clients of the same center with nearly the same name in the same country."""
    advised = Engagement.objects.live().filter(counselor__center=intake.center)
    others = Enterprise.objects.filter(
        country=intake.enterprise.country_id, pk__in=advised.values("enterprise")
    ).exclude(pk=intake.enterprise_id)
    names = {row.pk: bare(row.legal_name) for row in others}
    rows = {row.pk: row for row in others}
    found = process.extract(
        bare(intake.enterprise.legal_name),
        names,
        scorer=fuzz.token_sort_ratio,
        score_cutoff=ALIKE,
        limit=3,
    )
    return [Twin(rows[key], round(score)) for _name, score, key in found]


def bare(name: str) -> str:
    """A firm's name as it is compared: folded, without its legal form."""
    folded = in_alphabet(name).rstrip(" ,")
    for form in LEGAL_FORMS:
        folded = folded.removesuffix(form).rstrip(" ,")
    return folded


def own_doubles(enterprise: Enterprise) -> int:
    """How many counselors advise this enterprise now; it is told before it asks again."""
    return Engagement.objects.live().filter(enterprise=enterprise).count()


def centers_for(enterprise: Enterprise) -> list[Center]:
    """Centers that have a counselor: those of the country first."""
    rows = Center.objects.filter(
        counselors__verified_at__isnull=False, counselors__user__is_active=True
    ).select_related("country")
    country = enterprise.country_id
    return sorted(rows.distinct(), key=lambda row: (row.country_id != country, row.name))


def remind_unfinished() -> int:
    """One kind reminder for an intake that was begun and left."""
    left = Intake.objects.unfinished().filter(
        saved_at__lt=timezone.now() - REMIND_AFTER, reminded_at__isnull=True
    )
    count = 0
    for intake in left.select_related("started_by"):
        with transaction.atomic():
            if intake.started_by is not None:
                notifications.notify(
                    intake.started_by,
                    kind="counselors.intake_unfinished",
                    cause=f"intake-{intake.pk}",
                    facts={},
                    route="counselors:intake",
                    arguments=[intake.pk],
                )
            Intake.objects.filter(pk=intake.pk).update(reminded_at=timezone.now())
            count += 1
    return count
