"""The network of counselors: joining it, being verified, being found by a firm, with reasons."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts import notifications
from accounts.models import User
from counselors.models import (
    Center,
    CenterAdministrator,
    CenterInvitation,
    Counselor,
    CounselorQuerySet,
    Engagement,
    Referral,
)

# Below this number of answers a usual answer time says nothing: "new here".
ENOUGH_ANSWERS = 3
DAY = 86_400  # seconds
NEVER = float("inf")


@dataclass(frozen=True)
class Wanted:
    """What a firm looks for in a counselor. Empty means: no matter."""

    words: str = ""
    skill: str = ""
    language: str = ""
    country: str = ""
    sector: int | None = None


@dataclass(frozen=True)
class Fit:
    """A counselor for a firm: what speaks for her, in words, and the order it gives."""

    counselor: Counselor
    reasons: list[str] = field(default_factory=list)
    points: int = 0
    free_places: int = 0
    answer_days: float | None = None


class NotInvited(PermissionError):
    """The invitation is for another address, or was used."""


def find(wanted: Wanted, *, reader: Any) -> CounselorQuerySet:
    """Counselors whom this reader may see and who have all that is wanted."""
    counselors = Counselor.objects.visible_to(reader).verified().filter(is_listed=True)
    for word in wanted.words.split():
        counselors = counselors.filter(
            Q(user__full_name__icontains=word)
            | Q(bio__icontains=word)
            | Q(other_skills__icontains=word)
            | Q(center__name__icontains=word)
            | Q(center__city__icontains=word)
        )
    # A JSON list is asked by its text: PostgreSQL and SQLite then answer alike. Values are
    # choices of a form, so none is part of another.
    if wanted.skill:
        counselors = counselors.filter(skills__icontains=f'"{wanted.skill}"')
    if wanted.language:
        counselors = counselors.filter(languages__icontains=f'"{wanted.language}"')
    if wanted.country:
        counselors = counselors.filter(
            Q(countries=wanted.country) | Q(center__country=wanted.country)
        )
    if wanted.sector:
        counselors = counselors.filter(sectors=wanted.sector)
    return counselors.distinct()


def ranked(
    counselors: Iterable[Counselor],
    *,
    topics: Collection[str],
    language: str,
    country: str,
    sectors: Collection[int] = (),
) -> list[Fit]:
    """Who fits a need best: skill, language, country, then free places and answering."""
    counselors = list(counselors)
    loads, answers = caseloads(counselors), answer_days(counselors)
    fits = [
        fit_of(
            counselor,
            topics=topics,
            language=language,
            country=country,
            sectors=sectors,
            load=loads.get(counselor.pk, 0),
            answer=answers.get(counselor.pk),
        )
        for counselor in counselors
    ]
    return sorted(
        fits,
        key=lambda fit: (
            fit.free_places <= 0,
            -fit.points,
            -fit.free_places,
            NEVER if fit.answer_days is None else fit.answer_days,
            fit.counselor.pk,
        ),
    )


def fit_of(
    counselor: Counselor,
    *,
    topics: Collection[str],
    language: str,
    country: str,
    sectors: Collection[int],
    load: int,
    answer: float | None,
) -> Fit:
    """What speaks for one counselor. Each reason is a fact that the reader can check."""
    reasons, points = [], 0
    names = dict(Counselor.Skill.choices)
    for topic in [topic for topic in topics if topic in counselor.skills]:
        points += 3
        reasons.append(gettext("Helps with: %(topic)s") % {"topic": names[topic]})
    if language and language in counselor.languages:
        points += 4
        reasons.append(gettext("Advises in the language you chose"))
    if country and counselor.center.country_id == country:
        points += 3
        reasons.append(gettext("Works in the country"))
    elif country and country in {row.pk for row in counselor.countries.all()}:
        points += 2
        reasons.append(gettext("Knows the country's market"))
    shared = [row for row in counselor.sectors.all() if row.pk in sectors]
    for row in shared[:1]:
        points += 2
        reasons.append(gettext("Knows your sector: %(sector)s") % {"sector": row.name})
    free = counselor.capacity - load
    reasons.append(places_in_words(free))
    if answer is not None:
        reasons.append(answer_in_words(answer))
    return Fit(counselor, reasons, points, free, answer)


def places_in_words(free: int) -> str:
    if free <= 0:
        return gettext("No free place at the moment")
    return ngettext("%(free)d free place", "%(free)d free places", free) % {"free": free}


def answer_in_words(days: float) -> str:
    whole = max(1, round(days))
    return ngettext(
        "Usually answers within %(days)d day", "Usually answers within %(days)d days", whole
    ) % {"days": whole}


def caseloads(counselors: Iterable[Counselor]) -> dict[int, int]:
    """Open clients of each counselor."""
    rows = Engagement.objects.live().filter(counselor__in=[row.pk for row in counselors])
    counted = rows.order_by().values("counselor").annotate(number=Count("pk"))
    return {row["counselor"]: row["number"] for row in counted}


def answer_days(counselors: Iterable[Counselor]) -> dict[int, float]:
    """The usual answer time in days, from referrals answered or expired; nothing below three.

    What expired was never answered: whoever leaves half of them so has no usual answer time.
    """
    rows = (
        Referral.objects.filter(
            to_counselor__in=[row.pk for row in counselors], sent_at__isnull=False
        )
        .filter(Q(answered_at__isnull=False) | Q(status=Referral.Status.EXPIRED))
        .values_list("to_counselor", F("answered_at") - F("sent_at"))
    )
    by_counselor: dict[int, list[float]] = {}
    for counselor, took in rows:
        days = NEVER if took is None else took.total_seconds() / DAY
        by_counselor.setdefault(counselor, []).append(days)
    usual = {
        counselor: median(times)
        for counselor, times in by_counselor.items()
        if len(times) >= ENOUGH_ANSWERS
    }
    return {counselor: days for counselor, days in usual.items() if days < NEVER}


@transaction.atomic
def verify(counselor: Counselor, *, by: User) -> Counselor:
    """Let a counselor into the directory and tell her so."""
    if counselor.verified_at is None:
        counselor.verified_at = timezone.now()
        counselor.verified_by = by
        counselor.save(update_fields=["verified_at", "verified_by"])
        notifications.notify(
            counselor.user,
            kind="counselors.verified",
            cause=f"counselor-{counselor.pk}",
            facts={"counselor": counselor},
            route="counselors:desk",
        )
    return counselor


@transaction.atomic
def let_go(counselor: Counselor) -> Counselor:
    """End the verification: directory, clients and colleagues' pages close to her at once."""
    counselor.verified_at = None
    counselor.verified_by = None
    counselor.save(update_fields=["verified_at", "verified_by"])
    return counselor


@transaction.atomic
def apply(counselor: Counselor) -> Counselor:
    """Store a profile. A new center has to verify anew; its administrators are told."""
    before = Counselor.objects.filter(pk=counselor.pk).first() if counselor.pk else None
    if before is not None and before.center_id != counselor.center_id:
        counselor.verified_at = counselor.verified_by = None
    counselor.save()
    vouched = vouched_by(counselor.user, counselor.center)
    if counselor.verified_at is None and vouched is not None and before is None:
        return verify(counselor, by=vouched.invited_by or counselor.user)
    if counselor.verified_at is None:
        for person in User.objects.filter(administered_centers__center=counselor.center):
            notifications.notify(
                person,
                kind="counselors.applied",
                cause=f"counselor-{counselor.pk}-{counselor.center_id}",
                facts={"counselor": counselor},
                route="counselors:waiting",
            )
    return counselor


def person_with(address: str) -> User | None:
    """Who has confirmed this address."""
    known = EmailAddress.objects.filter(email__iexact=address.strip(), verified=True).first()
    return known.user if known is not None and known.user.is_active else None


@transaction.atomic
def make_administrator(center: Center, *, user: User) -> CenterAdministrator:
    """Let a person look after a center."""
    row, _created = CenterAdministrator.objects.get_or_create(center=center, user=user)
    return row


@transaction.atomic
def invite(center: Center, *, email: str, by: User) -> CenterInvitation:
    """Ask a person to join a center. Who has an account with that address finds it in her inbox."""
    address = email.strip().lower()
    invitation, _created = CenterInvitation.objects.get_or_create(
        center=center, email=address, accepted_at=None, defaults={"invited_by": by}
    )
    known = person_with(address)
    if known is not None:
        notifications.notify(
            known,
            kind="counselors.invited",
            cause=f"invitation-{invitation.pk}",
            facts={"center": center},
            route="counselors:invitations",
        )
    return invitation


@transaction.atomic
def accept_invitation(invitation: CenterInvitation, *, by: User) -> CenterInvitation:
    """Join the center: an existing profile is verified, a new one will be when it is written."""
    now = timezone.now()
    taken = (
        CenterInvitation.objects.addressed_to(by)
        .filter(pk=invitation.pk)
        .update(accepted_at=now, accepted_by=by)
    )
    if not taken:
        raise NotInvited
    counselor = Counselor.objects.filter(user=by).first()
    if counselor is not None:
        Counselor.objects.filter(pk=counselor.pk).update(center=invitation.center)
        counselor.refresh_from_db()
        verify(counselor, by=invitation.invited_by or by)
    invitation.refresh_from_db()
    return invitation


def vouched_by(person: User, center: Center) -> CenterInvitation | None:
    """The accepted invitation of this center to this person, which verifies her profile."""
    rows = CenterInvitation.objects.filter(accepted_by=person, center=center)
    return rows.order_by("-accepted_at").first()
