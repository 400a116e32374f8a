"""Referrals across centers and borders: each ends once, and only with what the client allowed.

Every step is one conditional UPDATE of the row: whoever comes second finds the state gone and is
told so. The database, not the page, decides between two at once.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import consents, notifications
from accounts.models import Consent, Enterprise, User
from counselors import clients
from counselors.models import Counselor, Engagement, Referral, Session
from reference import working_days

WORKING_DAYS_TO_ANSWER = 10

Status = Referral.Status


class ReferralClosed(Exception):
    """The referral is not, or not any more, in a state that allows this step."""


class AlreadyReferred(Exception):
    """This client is on the way to this colleague, or hers already."""


class NoSessionYet(Exception):
    """Nothing was done for the client yet, so the referral is not complete."""


@transaction.atomic
def refer(
    engagement: Engagement,
    *,
    to: Counselor,
    fields: Sequence[str],
    reason: str,
    summary: str,
    handover_note: str = "",
    by: Counselor,
) -> Referral:
    """Ask the client whether a colleague may take over; until the yes nobody else learns of it."""
    if engagement.counselor_id != by.pk or not clients.may_see(by, engagement.enterprise):
        raise ReferralClosed
    if to.pk == by.pk or not to.is_working or clients.may_see(to, engagement.enterprise):
        raise AlreadyReferred
    try:
        with transaction.atomic():
            referral = Referral.objects.create(
                enterprise=engagement.enterprise,
                engagement=engagement,
                from_counselor=by,
                to_counselor=to,
                fields=list(fields),
                reason=reason,
                summary=summary,
                handover_note=handover_note,
            )
    except IntegrityError as error:
        raise AlreadyReferred from error
    tell_client(referral, "counselors.referral_asked")
    return referral


def wording(referral: Referral) -> str:
    """The sentence that the client agrees to, in the language in which it is read."""
    names = [field_label(name) for name in referral.fields]
    return _(
        "%(center)s may hand %(enterprise)s to %(counselor)s of %(receiver)s. Passed on at once: "
        "the name, the country and the summary. Passed on after a yes: %(fields)s."
    ) % {
        "center": referral.from_counselor.center.name,
        "enterprise": referral.enterprise.name,
        "counselor": str(referral.to_counselor),
        "receiver": referral.to_counselor.center.name,
        "fields": "; ".join(names) or _("nothing more"),
    }


def field_label(name: str) -> str:
    return _("the list of matches") if name == "matches" else Enterprise.group_label(name)


@transaction.atomic
def record_client_answer(referral: Referral, *, granted: bool, by: User) -> Referral:
    """Store the client's yes or no; only a yes tells the receiving counselor that it exists."""
    now = timezone.now()
    if not granted:
        move(
            referral,
            Status.AWAITING_CLIENT,
            status=Status.REFUSED,
            client_answered_by=by,
            client_answered_at=now,
            ended_at=now,
        )
        tell_sender(referral, "counselors.referral_refused")
        return referral
    lock(referral, Status.AWAITING_CLIENT)
    consent = consents.grant(
        Consent.Purpose.REFERRAL,
        enterprise=referral.enterprise,
        fields=["profile", *(name for name in referral.fields if name != "profile")],
        audience=f"{referral.to_counselor} ({referral.to_counselor.center})",
        wording=wording(referral),
        by=by,
        subject=f"referral:{referral.pk}",
    )
    move(
        referral,
        Status.AWAITING_CLIENT,
        status=Status.SENT,
        consent=consent,
        client_answered_by=by,
        client_answered_at=now,
        sent_at=now,
        due_on=due_day(referral.to_counselor, timezone.localdate()),
    )
    consents.disclose(
        Consent.Purpose.REFERRAL,
        enterprise=referral.enterprise,
        fields=["profile"],
        to=f"{referral.to_counselor} ({referral.to_counselor.center})",
        subject=consent.subject,
    )
    tell_receiver(referral, "counselors.referral_received")
    tell_sender(referral, "counselors.referral_sent")
    return referral


def due_day(counselor: Counselor, today: date) -> date:
    """Ten working days where the receiver works."""
    country = counselor.center.country_id
    return working_days.add_working_days(today, WORKING_DAYS_TO_ANSWER, country=country)


@transaction.atomic
def accept(referral: Referral, *, by: Counselor) -> Engagement:
    """Begin the second engagement; sender and client are told."""
    own(referral, by)
    lock(referral, Status.SENT)
    if referral.consent is None or referral.consent.withdrawn_at is not None:
        raise ReferralClosed
    move(referral, Status.SENT, status=Status.ACCEPTED, answered_at=timezone.now())
    try:
        engagement = clients.open_engagement(
            referral.enterprise, counselor=by, consent=referral.consent, goals=referral.summary
        )
    except (clients.AlreadyClient, consents.NoConsent) as error:
        raise ReferralClosed from error
    Referral.objects.filter(pk=referral.pk).update(second_engagement=engagement)
    referral.refresh_from_db()
    tell_sender(referral, "counselors.referral_accepted")
    tell_client(referral, "counselors.referral_accepted_client")
    return engagement


@transaction.atomic
def decline(referral: Referral, *, reason: str, by: Counselor) -> Referral:
    """Say no with a reason; what was passed on closes to the receiver."""
    own(referral, by)
    now = timezone.now()
    move(
        referral,
        Status.SENT,
        status=Status.DECLINED,
        decline_reason=reason,
        answered_at=now,
        ended_at=now,
    )
    end_consent(referral)
    tell_sender(referral, "counselors.referral_declined")
    tell_client(referral, "counselors.referral_ended_client")
    return referral


@transaction.atomic
def complete(referral: Referral, *, by: Counselor) -> Referral:
    """The purpose is reached: a session on the second engagement proves it."""
    own(referral, by)
    held = Session.objects.filter(engagement=referral.second_engagement_id).exists()
    if referral.second_engagement_id is None or not held:
        raise NoSessionYet
    move(referral, Status.ACCEPTED, status=Status.COMPLETED, ended_at=timezone.now())
    tell_sender(referral, "counselors.referral_completed")
    tell_client(referral, "counselors.referral_completed_client")
    return referral


@transaction.atomic
def withdraw(referral: Referral, *, by: User) -> Referral:
    """The client takes it back: the receiver's access ends in the same moment."""
    row = lock(referral, *Referral.OPEN)
    if row.consent is not None:
        consents.withdraw(
            Consent.Purpose.REFERRAL,
            enterprise=row.enterprise,
            by=by,
            subject=f"referral:{row.pk}",
        )
        clients.end_what_rested_on(row.consent, by=by)
    Referral.objects.filter(pk=row.pk, status__in=Referral.OPEN).update(
        status=Status.WITHDRAWN, ended_at=timezone.now()
    )
    referral.refresh_from_db()
    tell_sender(referral, "counselors.referral_withdrawn")
    return referral


@transaction.atomic
def call_back(referral: Referral, *, by: Counselor) -> Referral:
    """The sender takes back what the client has not answered yet."""
    if referral.from_counselor_id != by.pk:
        raise ReferralClosed
    move(referral, Status.AWAITING_CLIENT, status=Status.WITHDRAWN, ended_at=timezone.now())
    return referral


def expire(*, now: Any = None) -> int:
    """Close what nobody answered in time, day by day where the receiver works."""
    today = timezone.localdate(now)
    late = Referral.objects.filter(status=Status.SENT, due_on__lt=today)
    count = 0
    for referral in late.select_related("enterprise", "consent"):
        try:
            expire_one(referral)
            count += 1
        except ReferralClosed:  # somebody answered in this moment
            continue
    return count


@transaction.atomic
def expire_one(referral: Referral) -> None:
    move(referral, Status.SENT, status=Status.EXPIRED, ended_at=timezone.now())
    end_consent(referral)
    tell_sender(referral, "counselors.referral_expired")
    tell_client(referral, "counselors.referral_ended_client")


def remind(*, today: date) -> int:
    """Tell a receiver once, three working days before the clock ends."""
    count = 0
    for referral in Referral.objects.filter(status=Status.SENT, due_on__gte=today):
        country = referral.to_counselor.center.country_id
        due_on = referral.due_on or today
        if working_days.working_days_between(today, due_on, country=country) <= 3:
            tell_receiver(referral, "counselors.referral_reminder")
            count += 1
    return count


def move(referral: Referral, *before: str, **changes: Any) -> None:
    """One conditional UPDATE: it changes the row in the expected state, or nothing."""
    moved = Referral.objects.filter(pk=referral.pk, status__in=before).update(**changes)
    if not moved:
        raise ReferralClosed
    referral.refresh_from_db()


def lock(referral: Referral, *states: str) -> Referral:
    """Hold the row until the transaction ends, so that a consent is not written for nothing."""
    row = Referral.objects.select_for_update().filter(pk=referral.pk, status__in=states).first()
    if row is None:
        raise ReferralClosed
    referral.refresh_from_db()
    return row


def own(referral: Referral, by: Counselor) -> None:
    if referral.to_counselor_id != by.pk:
        raise ReferralClosed


def end_consent(referral: Referral) -> None:
    """A referral that came to nothing leaves no consent behind."""
    consents.withdraw(
        Consent.Purpose.REFERRAL,
        enterprise=referral.enterprise,
        by=None,
        subject=f"referral:{referral.pk}",
    )


def tell_client(referral: Referral, kind: str) -> None:
    for person in clients.people_of(referral.enterprise):
        facts = {"receiver": referral.to_counselor, "sender": referral.from_counselor}
        tell(person, kind, referral, facts, route="counselors:referral-client")


def tell_sender(referral: Referral, kind: str) -> None:
    facts = {"receiver": referral.to_counselor, "referral": referral}
    tell(referral.from_counselor.user, kind, referral, facts, route="counselors:referral")


def tell_receiver(referral: Referral, kind: str) -> None:
    facts = {"sender": referral.from_counselor, "due_on": referral.due_on}
    tell(referral.to_counselor.user, kind, referral, facts, route="counselors:referral")


def tell(
    person: User, kind: str, referral: Referral, facts: Mapping[str, object], *, route: str
) -> None:
    """Mails say that something waits, and never the client's name."""
    notifications.notify(
        person,
        kind=kind,
        cause=f"referral-{referral.pk}",
        facts=facts,
        route=route,
        arguments=[referral.pk],
    )
