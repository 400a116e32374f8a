"""Amendments that come as notices of their own, joined to the notice that each one amends.

A source without numbers names the amended notice by its title alone. The project has to agree as
well; where it does not, or the notice is not here yet, the amendment waits and stands for itself.
"""

import hashlib
import re
import unicodedata
from typing import Any

from django.db.models import F, Q, QuerySet

from tenders import versions
from tenders.models import Tender
from tenders.versions import Origin

DEADLINE_COLUMNS = (
    "deadline_state",
    "deadline_on",
    "deadline_time",
    "deadline_zone",
    "deadline_at",
    "open_until",
    "deadline_text",
    "deadline_suspicious",
)
_WORD = re.compile(r"\w+")


def folded_words(title: str) -> list[str]:
    """The words of a title without case, accents and punctuation."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))


def key_of(title: str) -> str:
    """The same for two spellings of one title; "" for a title without words."""
    words = folded_words(title)
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""


def waiting_keys(source: str) -> set[str]:
    """The title keys for which amendments of a source wait."""
    rows = Tender.objects.filter(source=source, amends__isnull=True).exclude(amends_key="")
    return set(rows.values_list("amends_key", flat=True))


def join(tender: Tender, *, waiting: set[str], origin: Origin) -> Tender | None:
    """Link a tender that was just stored with what it amends, or with what waited to amend it.

    A deadline that an amendment states becomes the amended tender's own; the version before keeps
    the old one. Gives the tender that was changed so. `waiting` holds the keys for which amendments
    wait, and is kept up to date.
    """
    if tender.amends_key:
        amended = _amended_by(tender)
        if amended is None:
            waiting.add(tender.amends_key)
            return None
        return amended if attach(tender, amended, origin=origin) else None
    if tender.title_key in waiting and _waiting_for(tender).update(amends=tender):
        return tender if _carry_over(tender, origin) else None
    return None


def attach(amendment: Tender, amended: Tender, *, origin: Origin) -> bool:
    """Put an amendment, or a cancellation, under the notice; whether that changes the notice."""
    if amendment.amends_id != amended.pk:
        amendment.amends = amended
        amendment.save(update_fields=["amends"])
    return _carry_over(amended, origin)


def amended_facts(tender: Tender) -> dict[str, Any]:
    """What the joined amendments make of a tender: its deadline, and whether it is called off."""
    facts = _amended_deadline(tender)
    called_off = Q(kind=Tender.Kind.CANCELLED) | Q(status=Tender.Status.CANCELLED)
    if tender.pk and tender.amendments.filter(called_off).exists():
        facts["status"] = Tender.Status.CANCELLED
    return facts


def _amended_deadline(tender: Tender) -> dict[str, Any]:
    """The deadline columns of the latest joined amendment that states one; nothing without any."""
    if tender.deadline_state == Tender.DeadlineState.NONE:
        return {}
    rows = tender.amendments.filter(deadline_state=Tender.DeadlineState.KNOWN)
    if tender.published_on:
        rows = rows.filter(published_on__gte=tender.published_on)
    latest = rows.order_by(F("published_on").desc(nulls_last=True), "-pk").first()
    return {name: getattr(latest, name) for name in DEADLINE_COLUMNS} if latest else {}


def _amended_by(amendment: Tender) -> Tender | None:
    """The latest notice of that title, project and source that is no younger than its amendment."""
    rows = Tender.objects.filter(
        source=amendment.source,
        title_key=amendment.amends_key,
        project_number=amendment.project_number,
        amends_key="",
    )
    if amendment.published_on:
        rows = rows.filter(
            Q(published_on__isnull=True) | Q(published_on__lte=amendment.published_on)
        )
    return rows.order_by(F("published_on").desc(nulls_last=True), "pk").first()


def _waiting_for(tender: Tender) -> QuerySet[Tender]:
    rows = Tender.objects.filter(
        source=tender.source,
        amends_key=tender.title_key,
        project_number=tender.project_number,
        amends__isnull=True,
    ).exclude(amends_key="")
    if tender.published_on:
        rows = rows.filter(Q(published_on__isnull=True) | Q(published_on__gte=tender.published_on))
    return rows


def _carry_over(tender: Tender, origin: Origin) -> bool:
    amended = amended_facts(tender)
    if all(getattr(tender, name) == value for name, value in amended.items()):
        return False
    before = versions.stored_facts(tender)
    for name, value in amended.items():
        setattr(tender, name, value)
    tender.changed_at = origin.now
    tender.save(update_fields=[*DEADLINE_COLUMNS, "status", "changed_at"])
    after = versions.stored_facts(tender)
    changes = versions.changes_between(before, after)
    if changes:
        versions.add(tender, facts=after, changes=changes, origin=origin)
    return True
