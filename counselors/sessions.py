"""Counseling sessions, recorded in two minutes, and the private notes of their author."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts import notifications
from accounts.models import User
from counselors import clients, sealing
from counselors.models import (
    Counselor,
    Engagement,
    NoteOpening,
    NoteVersion,
    PrivateNote,
    Session,
    SessionFacts,
    SessionVersion,
)

OPEN_FOR = timedelta(minutes=30)
# What a correction may change. The next action lives on as a task and in the file's goals.
CORRECTABLE = (
    "kind",
    "held_on",
    "contact_minutes",
    "preparation_minutes",
    "topics",
    "shared_note",
    "barrier",
    "outcome",
)


class NotYours(PermissionError):
    """The client is not, or not any more, this counselor's."""


@dataclass(frozen=True)
class OpenedNote:
    """A private note as its reader sees it. Its words are in no repr, so in no fault report."""

    note: PrivateNote
    text: str = field(repr=False)
    is_readable: bool
    # Until when it read so, newest first.
    earlier: list[tuple[datetime, str]] = field(repr=False)


def template_for(kind: str) -> dict[str, Any]:
    """What a session of this kind usually holds, to start from."""
    templates: dict[str, dict[str, Any]] = {
        Session.Kind.FIRST_TALK: {
            "contact_minutes": 60,
            "preparation_minutes": 15,
            "topics": ["export_plan"],
            "shared_note": _("What you do:\nWhat you want to reach:\nWhat we agreed:"),
        },
        Session.Kind.TENDER: {
            "contact_minutes": 45,
            "preparation_minutes": 30,
            "topics": ["tender_reading"],
            "shared_note": _("Tender:\nFor a bid:\nAgainst a bid:\nPapers that are missing:"),
        },
        Session.Kind.PARTNER: {
            "contact_minutes": 30,
            "preparation_minutes": 20,
            "topics": ["partner_search"],
            "shared_note": _("What is missing:\nWho could bring it:\nWho writes to whom:"),
        },
        Session.Kind.EXPORT: {
            "contact_minutes": 60,
            "preparation_minutes": 30,
            "topics": ["export_plan", "market_entry"],
            "shared_note": _("Market:\nStandards and papers:\nPrice at the border:\nNext step:"),
        },
        Session.Kind.FOLLOW_UP: {
            "contact_minutes": 15,
            "preparation_minutes": 0,
            "shared_note": _("What has happened since:\nWhat is open:"),
        },
    }
    return templates.get(kind, {})


# Twice, because a report of a fault shows the frame of `atomic` with all arguments as well.
@sensitive_variables()
@transaction.atomic
@sensitive_variables("private_note")
def record(
    engagement: Engagement,
    *,
    facts: Mapping[str, Any],
    private_note: str = "",
    by: Counselor,
) -> Session:
    """Store a session with its notes; a next action with a day becomes a task."""
    if not clients.may_see(by, engagement.enterprise) or engagement.counselor_id != by.pk:
        raise NotYours
    session = Session.objects.create(engagement=engagement, author=by, **facts)
    if private_note:
        write_note(engagement, text=private_note, by=by, session=session)
    if session.next_action:
        engagement.next_action = session.next_action
        engagement.next_action_on = session.next_action_on
        engagement.save(update_fields=["next_action", "next_action_on"])
    if session.next_action and session.next_action_on:
        clients.add_task(
            title=session.next_action,
            due_on=session.next_action_on,
            by=by,
            engagement=engagement,
        )
    return session


@sensitive_variables()
@transaction.atomic
@sensitive_variables("text")
def write_note(
    engagement: Engagement, *, text: str, by: Counselor, session: Session | None = None
) -> PrivateNote:
    """Seal a private note and store it."""
    if engagement.counselor_id != by.pk or not clients.may_see(by, engagement.enterprise):
        raise NotYours
    return PrivateNote.objects.create(
        engagement=engagement, session=session, author=by, sealed=sealing.seal(text)
    )


@transaction.atomic
def correct(session: Session, *, facts: Mapping[str, Any], by: Counselor) -> Session:
    """Put a session right; how it read before is kept beside it."""
    refuse_others(session.engagement, author=session.author_id, by=by)
    row = Session.objects.select_for_update().get(pk=session.pk)
    if all(getattr(row, name) == facts[name] for name in CORRECTABLE):
        return row
    before = {fact.name: getattr(row, fact.name) for fact in SessionFacts._meta.get_fields()}
    now = timezone.now()
    SessionVersion.objects.create(session=row, replaced_at=now, **before)
    for name in CORRECTABLE:
        setattr(row, name, facts[name])
    row.corrected_at = now
    row.save()
    return row


@sensitive_variables()
@transaction.atomic
@sensitive_variables("text")
def correct_note(note: PrivateNote, *, text: str, by: Counselor) -> PrivateNote:
    """Put a private note right; the earlier wording stays, sealed as well."""
    refuse_others(note.engagement, author=note.author_id, by=by)
    row = PrivateNote.objects.select_for_update().get(pk=note.pk)
    if sealing.unseal(row.sealed) == text:
        return row
    now = timezone.now()
    NoteVersion.objects.create(note=row, sealed=row.sealed, replaced_at=now)
    row.sealed, row.corrected_at = sealing.seal(text), now
    row.save(update_fields=["sealed", "corrected_at"])
    return row


def refuse_others(engagement: Engagement, *, author: int, by: Counselor) -> None:
    """Only an author corrects, and only while the client is hers."""
    is_own = engagement.counselor_id == by.pk and author == by.pk
    if not is_own or not clients.may_see(by, engagement.enterprise):
        raise NotYours


def own_notes(engagement: Engagement, *, reader: Counselor) -> list[OpenedNote]:
    """The reader's own notes about her client, opened."""
    rows = PrivateNote.objects.addressed_to(reader).filter(engagement=engagement)
    return [opened(row) for row in rows.prefetch_related("versions")]


@sensitive_variables()
def opened(note: PrivateNote) -> OpenedNote:
    """A note and its earlier wordings; a lost key is a line and no failure."""
    text = in_words(note.sealed)
    earlier = [(row.replaced_at, in_words(row.sealed) or closed()) for row in note.versions.all()]
    return OpenedNote(note, closed() if text is None else text, text is not None, earlier)


def in_words(sealed: str) -> str | None:
    try:
        return sealing.unseal(sealed)
    except sealing.Unreadable:
        return None


def closed() -> str:
    return _("The key that opens this note is not at hand.")


@transaction.atomic
def break_glass(engagement: Engagement, *, reason: str, by: User) -> NoteOpening:
    """Let an operator read the notes of a file for half an hour: logged, and every author told."""
    if not by.is_staff:
        raise NotYours
    now = timezone.now()
    opening = NoteOpening.objects.create(
        engagement=engagement, opened_by=by, reason=reason, opened_at=now, expires_at=now + OPEN_FOR
    )
    authors = User.objects.filter(counselor__private_notes__engagement=engagement).distinct()
    for author in authors:
        notifications.notify(
            author,
            kind="counselors.notes_opened",
            cause=f"opening-{opening.pk}",
            facts={"reader": by, "file": engagement.pk},
            route="counselors:openings",
        )
    return opening


def notes_under(opening: NoteOpening) -> list[OpenedNote]:
    """The notes of an opened file, while the opening lasts."""
    if opening.expires_at <= timezone.now():
        raise NotYours
    rows = PrivateNote.objects.filter(engagement=opening.engagement_id)
    return [opened(row) for row in rows.select_related("author__user").prefetch_related("versions")]


@transaction.atomic
def rotate_keys() -> int:
    """Seal every note anew with the newest key, earlier wordings too; how many notes."""
    for model in (NoteVersion, PrivateNote):
        count = 0
        rows = model.objects.select_for_update().only("pk", "sealed")
        for row in rows.iterator(chunk_size=200):
            model.objects.filter(pk=row.pk).update(sealed=sealing.reseal(row.sealed))
            count += 1
    return count
