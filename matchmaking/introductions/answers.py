"""Yes, no, and 'let me ask': each one conditional UPDATE, so that only one answer ever counts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.enterprises import require_owner
from accounts.models import Enterprise, User
from matchmaking.introductions import contacts, replies
from matchmaking.introductions.candidates import candidates_for
from matchmaking.introductions.contacts import ContactFacts
from matchmaking.introductions.faults import IntroductionClosed
from matchmaking.introductions.telling import owners_of, tell, write
from matchmaking.models import Introduction
from reference.working_days import add_working_days

# What asking a counselor adds to the clock, once.
COUNSEL_DAYS = 5
Status = Introduction.Status


@transaction.atomic
def accept(
    introduction: Introduction, enterprise: Enterprise, *, contact: ContactFacts, by: User
) -> Introduction:
    """Say yes for one side. The second yes passes the details of both, with a row of the ledger."""
    require_side(introduction, enterprise, by=by)
    now, side = timezone.now(), side_of(introduction, enterprise)
    # Locked, so that two sides who say yes at once see each other's answer.
    current = Introduction.objects.select_for_update().get(pk=introduction.pk)
    other = "asked" if side == "asking" else "asking"
    is_second = getattr(current, f"{other}_yes_at") is not None
    changes: dict[str, Any] = {f"{side}_yes_at": now}
    if is_second:
        changes["status"] = Status.ACCEPTED
    if side == "asked":
        changes["answered_at"] = now
    conditions: dict[str, Any] = {
        f"{side}_yes_at__isnull": True,
        f"{other}_yes_at__isnull": not is_second,
    }
    step(introduction, changes=changes, **conditions)
    contacts.agree(introduction, enterprise, contact, by=by)
    if is_second:
        contacts.disclose_both(introduction)
        for each in (introduction.asking, introduction.asked):
            tell(each, introduction, kind="introduction_accepted")
    return introduction


@transaction.atomic
def decline(introduction: Introduction, enterprise: Enterprise, *, by: User) -> Introduction:
    """Say no; no reason is asked. The other side learns the no and who else may fit."""
    require_side(introduction, enterprise, by=by)
    if enterprise.pk == introduction.asking_id and not introduction.is_proposal:
        raise IntroductionClosed  # one's own request is taken back, not declined
    close(introduction, Status.DECLINED, by=by)
    other = introduction.other_than(enterprise)
    for person in owners_of(other):
        found = candidates_for(other, person, without=enterprise)
        names = [candidate.enterprise.name for candidate in found]
        write(person, other, introduction, kind="introduction_declined", candidates=names)
    return introduction


@transaction.atomic
def ask_counsel(introduction: Introduction, enterprise: Enterprise, *, by: User) -> Introduction:
    """Ask a counselor first: the clock gets some days more, once, and the other side knows."""
    require_side(introduction, enterprise, by=by)
    if enterprise.pk != introduction.asked_id:
        raise IntroductionClosed
    due = add_working_days(introduction.due_on, COUNSEL_DAYS, country=enterprise.country_id)
    step(
        introduction,
        counsel_asked_at__isnull=True,
        changes={"counsel_asked_at": timezone.now(), "due_on": due},
    )
    tell(introduction.asking, introduction, kind="introduction_counsel", due_on=due)
    return introduction


@transaction.atomic
def end(introduction: Introduction, enterprise: Enterprise, *, by: User) -> Introduction:
    """After two yes: one side takes its yes back. From this moment neither sees the other's
    details, and the shared room is closed. What was passed stays in the ledger.
    """
    require_owner(enterprise, by=by)
    side_of(introduction, enterprise)
    step(
        introduction,
        from_status=Status.ACCEPTED,
        changes={"status": Status.ENDED, "ended_at": timezone.now()},
    )
    contacts.forget(introduction, by=by)
    tell(introduction.other_than(enterprise), introduction, kind="introduction_ended")
    return introduction


def close(
    introduction: Introduction, status: Status, *, by: User | None, **conditions: Any
) -> None:
    """End one that waits. What was typed for it goes, and the consent with it."""
    now = timezone.now()
    changes: dict[str, Any] = {"status": status, "ended_at": now}
    if status == Status.DECLINED:
        changes["answered_at"] = now
    step(introduction, changes=changes, **conditions)
    contacts.forget(introduction, by=by)


def step(
    introduction: Introduction,
    *,
    changes: dict[str, Any],
    from_status: Status = Status.WAITING,
    **conditions: Any,
) -> None:
    """One conditional UPDATE decides on both databases; who comes second is told so."""
    row = Introduction.objects.filter(pk=introduction.pk, status=from_status, **conditions)
    # Asked first, so that most who come too late are told so without a write.
    if not row.exists() or not row.update(**changes):
        raise IntroductionClosed
    introduction.refresh_from_db()
    if "answered_at" in changes or introduction.status == Status.EXPIRED:
        replies.count_again(introduction.asked_id)


def require_side(introduction: Introduction, enterprise: Enterprise, *, by: User) -> None:
    require_owner(enterprise, by=by)
    side_of(introduction, enterprise)


def side_of(introduction: Introduction, enterprise: Enterprise) -> str:
    if enterprise.pk == introduction.asking_id:
        return "asking"
    if enterprise.pk == introduction.asked_id:
        return "asked"
    raise PermissionDenied
