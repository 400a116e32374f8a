"""From a notice, as its source published it, to the rows of a tender."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tenders import amendments, deadlines, languages, versions
from tenders.models import Tender
from tenders.particulars import Known, Particulars, within_limits
from tenders.sources.base import BadRecord
from tenders.sources.notice import Notice
from tenders.versions import Origin

LANGUAGE_DIFFERS = "language_differs"
CENT = Decimal("0.01")


class Outcome(StrEnum):
    """What a notice did to the store."""

    INSERTED = "inserted"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Conflict(BadRecord):
    """An identifier that already stands for something else."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One notice with its record, as merged, and where it comes from."""

    notice: Notice
    content_hash: str
    record: str
    origin: Origin
    known: Known


def store(reading: Reading, stored: Tender | None) -> tuple[Outcome, Tender]:
    """Insert or update the tender of a notice; raises BadRecord. Belongs into a savepoint.

    An older state of a tender never replaces a newer one. What was there before stays as a version.
    """
    notice = reading.notice
    if stored is None:
        return Outcome.INSERTED, _insert(reading)
    if _is_older(notice, stored) or reading.content_hash == stored.content_hash:
        return Outcome.UNCHANGED, stored
    if is_unrelated(notice, stored):
        raise Conflict("id", "was published before with unrelated content")
    return _update(reading, stored)


def is_unrelated(notice: Notice, stored: Tender) -> bool:
    """Whether nothing that identifies a tender agrees: its source used an id a second time."""
    if _telling_words(notice.texts[0].title) & _telling_words(stored.title):
        return False
    if notice.project_id and stored.project_number:
        return notice.project_id != stored.project_number
    return notice.buyer != stored.buyer or not notice.buyer


def _telling_words(title: str) -> set[str]:
    words = amendments.folded_words(title)
    return {word for word in words if len(word) > 3} or set(words)


def _is_older(notice: Notice, stored: Tender) -> bool:
    if notice.modified_at is None or stored.source_modified_at is None:
        return False
    return notice.modified_at < stored.source_modified_at


def _insert(reading: Reading) -> Tender:
    now = reading.origin.now
    tender = Tender(**_columns(reading), first_seen_at=now, last_seen_at=now, changed_at=now)
    tender.save(force_insert=True)
    particulars = Particulars.of(reading.notice, tender, reading.known)
    particulars.create()
    facts = versions.facts_of(tender, **particulars.public())
    versions.begin(tender, facts=facts, origin=reading.origin)
    amendments.join(tender, waiting=reading.known.waiting, origin=reading.origin)
    return tender


def _update(reading: Reading, tender: Tender) -> tuple[Outcome, Tender]:
    # An amendment read a moment ago may have moved the deadline of this very row.
    tender.refresh_from_db()
    before, old = versions.stored_facts(tender), Particulars.stored(tender)
    _overwrite(tender, reading)
    new = Particulars.of(reading.notice, tender, reading.known)
    after = versions.facts_of(tender, **new.public())
    changes = versions.changes_between(before, after) | new.private_changes(old)
    # Without a change, the reader of this source sees more than it did: the history stays as it is.
    outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
    if changes:
        tender.changed_at = reading.origin.now
    tender.save()
    old.delete()
    new.create()
    if changes:
        versions.add(tender, facts=after, changes=changes, origin=reading.origin)
        amendments.join(tender, waiting=reading.known.waiting, origin=reading.origin)
    return outcome, tender


def _overwrite(tender: Tender, reading: Reading) -> None:
    amended_before = tender.amends_key
    for name, value in _columns(reading).items():
        setattr(tender, name, value)
    for name, value in amendments.amended_deadline(tender).items():
        setattr(tender, name, value)
    if tender.amends_key != amended_before:
        tender.amends = None
    tender.last_seen_at = reading.origin.now


def _columns(reading: Reading) -> dict[str, Any]:
    notice, known = reading.notice, reading.known
    title = notice.texts[0].title
    columns = {
        **_plain_columns(notice),
        **_language_columns(notice),
        **deadlines.columns_of(notice.deadline),
        "title": title,
        "buyer_country_id": _known_or_none(notice.buyer_country, known),
        "regions": [*notice.regions, *sorted(set(notice.countries) - known.countries)],
        "value": notice.value.quantize(CENT) if notice.value is not None else None,
        "title_key": amendments.key_of(title),
        "amends_key": amendments.key_of(notice.amends_hint),
        "url": notice.links[0].url if notice.links else "",
        "content_hash": reading.content_hash,
        "record": reading.record,
    }
    return within_limits(Tender, columns)


def _plain_columns(notice: Notice) -> dict[str, Any]:
    """What goes into its column as it is."""
    return {
        "source": notice.source,
        "source_id": notice.source_id,
        "source_id_derived": notice.source_id_derived,
        "reference": notice.reference,
        "kind": notice.notice_type.value,
        "kind_raw": notice.notice_type_raw,
        "status": notice.status.value,
        "status_raw": notice.status_raw,
        "buyer": notice.buyer,
        "bank": notice.bank.value,
        "project_number": notice.project_id,
        "project_name": notice.project_name,
        "group": notice.group.value,
        "group_raw": notice.group_raw,
        "method": notice.method.value,
        "method_raw": notice.method_raw,
        "market_approach": notice.market_approach.value,
        "published_on": notice.published_on,
        "currency": notice.currency,
        "value_kind": notice.value_kind.value,
        "eligibility_raw": notice.eligibility_raw,
        "version_label": notice.version,
        "source_modified_at": notice.modified_at,
    }


def _language_columns(notice: Notice) -> dict[str, Any]:
    original, published = notice.texts[0], notice.language_published
    found = languages.detect(f"{original.title}\n{original.body_text}", published=published)
    flags = [flag.value for flag in notice.flags]
    if found.language and published not in ("", found.language):
        flags.append(LANGUAGE_DIFFERS)
    return {
        "language_published": published,
        "language_detected": found.language,
        "language_confidence": found.confidence,
        "flags": flags,
    }


def _known_or_none(country: str, known: Known) -> str | None:
    return country if country in known.countries else None
