"""From notices, as their source published them, to the rows of tenders."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tenders import amendments, deadlines, failpoints, joining, languages, particulars, versions
from tenders.models import Tender, TenderVersion
from tenders.particulars import Known, Particulars, cents, within_limits
from tenders.sources.base import BadRecord
from tenders.sources.notice import Notice
from tenders.versions import Origin

LANGUAGE_DIFFERS = "language_differs"


class Outcome(StrEnum):
    """What a notice did to the store."""

    INSERTED = "inserted"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Conflict(BadRecord):
    """An identifier that already stands for something else."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a record says, found out without the database."""

    notice: Notice
    content_hash: str
    language: languages.Detection

    @classmethod
    def of(cls, notice: Notice) -> "Parsed":
        original = notice.texts[0]
        words = f"{original.title}\n{original.body_text}"
        language = languages.detect(words, published=notice.language_published)
        return cls(notice, notice.content_hash(), language)


@dataclass(frozen=True, slots=True)
class Reading:
    """One notice with its record, as merged, and where it comes from."""

    parsed: Parsed
    key: str
    record: str
    origin: Origin
    known: Known

    @property
    def notice(self) -> Notice:
        return self.parsed.notice

    @property
    def content_hash(self) -> str:
        return self.parsed.content_hash


@dataclass(frozen=True, slots=True)
class Arrival:
    """A tender that is about to be inserted, with all its rows."""

    reading: Reading
    tender: Tender
    particulars: Particulars
    version: TenderVersion

    @classmethod
    def of(cls, reading: Reading) -> "Arrival":
        """The rows of a notice that is not stored yet; raises BadRecord."""
        moments = dict.fromkeys(("first_seen_at", "last_seen_at", "changed_at"), reading.origin.now)
        tender = Tender(**_columns(reading), **moments)
        rows = Particulars.of(reading.notice, tender, reading.known)
        facts = versions.facts_of(tender, **rows.public())
        return cls(
            reading, tender, rows, versions.first(tender, facts=facts, origin=reading.origin)
        )


def insert_all(arrivals: Sequence[Arrival]) -> None:
    """Insert tenders a table at a time and link them to what they amend or repeat.

    Belongs into a savepoint: one row that the database refuses undoes them all.
    """
    if not arrivals:
        return
    Tender.objects.bulk_create([arrival.tender for arrival in arrivals])
    failpoints.reach("tenders-inserted")
    particulars.create_all(arrival.particulars for arrival in arrivals)
    failpoints.reach("particulars-inserted")
    TenderVersion.objects.bulk_create([arrival.version for arrival in arrivals])
    failpoints.reach("versions-inserted")
    for arrival in arrivals:
        _find_amended(arrival.tender, arrival.reading)
    joining.join_all((arrival.tender, arrival.reading.origin) for arrival in arrivals)
    failpoints.reach("tenders-joined")


def is_unchanged(reading: Reading, stored: Tender) -> bool:
    """Whether a notice says what is stored, or less: an older state never replaces a newer one."""
    return reading.content_hash == stored.content_hash or _is_older(reading, stored)


def update(reading: Reading, stored: Tender) -> Outcome:
    """Change a tender and keep what was there before as a version; raises BadRecord.

    Belongs into a savepoint.
    """
    if is_unrelated(reading.notice, stored):
        raise Conflict("id", "was published before with unrelated content")
    # An amendment read a moment ago may have moved the deadline of this very row.
    stored.refresh_from_db()
    before, old = versions.stored_facts(stored), Particulars.stored(stored)
    _overwrite(stored, reading)
    new = Particulars.of(reading.notice, stored, reading.known)
    after = versions.facts_of(stored, **new.public())
    changes = versions.changes_between(before, after) | new.private_changes(old)
    if changes:
        stored.changed_at = reading.origin.now
    stored.save()
    old.delete()
    new.create()
    failpoints.reach("tender-updated")
    if not changes:
        # The reader of this source sees more than it did: the history stays as it is.
        return Outcome.UNCHANGED
    versions.add(stored, facts=after, changes=changes, origin=reading.origin)
    _find_amended(stored, reading)
    if stored.joined_to_id is not None:
        joining.restate(stored, origin=reading.origin)
    joining.join_all([(stored, reading.origin)])
    return Outcome.UPDATED


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


def _is_older(reading: Reading, stored: Tender) -> bool:
    """By the moment or the number that the source gives its states, else by our own history:
    what was replaced once comes back from a stale copy only."""
    notice = reading.notice
    if notice.modified_at is not None and stored.source_modified_at is not None:
        return notice.modified_at < stored.source_modified_at
    numbers = (notice.version, stored.version_label)
    if all(number.isascii() and number.isdecimal() for number in numbers):
        read, known = map(int, numbers)
        if read != known:
            return read < known
    return stored.versions.filter(content_hash=reading.content_hash).exists()


def _find_amended(tender: Tender, reading: Reading) -> None:
    amended = amendments.join(tender, waiting=reading.known.waiting, origin=reading.origin)
    if amended is not None:
        joining.restate(amended, origin=reading.origin)


def _overwrite(tender: Tender, reading: Reading) -> None:
    amended_before = tender.amends_key
    for name, value in _columns(reading).items():
        setattr(tender, name, value)
    for name, value in amendments.amended_facts(tender).items():
        setattr(tender, name, value)
    own = {name: getattr(tender, name) for name in amendments.DEADLINE_COLUMNS}
    for name, value in joining.shown_deadline(tender, own, origin=reading.origin).items():
        setattr(tender, name, value)
    if tender.amends_key != amended_before:
        tender.amends = None
    tender.last_seen_at = reading.origin.now


def _columns(reading: Reading) -> dict[str, Any]:
    notice, known = reading.notice, reading.known
    title = notice.texts[0].title
    columns = {
        **_plain_columns(notice),
        **_language_columns(reading.parsed),
        **deadlines.columns_of(notice.deadline),
        "title": title,
        "buyer_country_id": _known_or_none(notice.buyer_country, known),
        "regions": [*notice.regions, *sorted(set(notice.countries) - known.countries)],
        "value": cents(notice.value),
        "title_key": amendments.key_of(title),
        "amends_key": amendments.key_of(notice.amends_hint),
        "reference_key": joining.reference_key(notice.reference),
        "url": notice.links[0].url if notice.links else "",
        "content_hash": reading.content_hash,
        "reading_key": reading.key,
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
        "set_aside": notice.set_aside,
        "version_label": notice.version,
        "source_modified_at": notice.modified_at,
    }


def _language_columns(parsed: Parsed) -> dict[str, Any]:
    published, found = parsed.notice.language_published, parsed.language
    flags = [flag.value for flag in parsed.notice.flags]
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
