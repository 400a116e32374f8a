"""Several notices that tell of one tender, found by what their buyers call it, never by likeness.

Two notices are about the same tender where they bear the same number of the buyer, one that could
not be anybody's, and agree in the buyer or in the project. A source that tells it under a new
number of its own has to repeat the title as well. All rows stay: the first that was read is shown,
the others are its provenances, and of deadlines that differ the earlier is shown and flagged.

A source without any numbers at times hands over rows that say no more than title and day. Such a
row goes under the full row of the same source, title and day while there is exactly one.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count

from tenders import amendments, versions
from tenders.amendments import DEADLINE_COLUMNS, folded_words
from tenders.models import DeadlineClaim, Tender
from tenders.versions import Origin

# Fewer letters and digits than this, or digits without a second thing, are anybody's number.
LEAST_CHARACTERS = 6
_TELLING = re.compile(r"\d")


def reference_key(reference: str) -> str:
    """The same for two spellings of one number; "" for one that tells nothing, as N.A. and F-08."""
    words = folded_words(reference)
    letters = "".join(words)
    if len(letters) < LEAST_CHARACTERS or not _TELLING.search(letters):
        return ""
    if len(set(letters)) <= 2:
        # 000000 and the like stand where nobody knew the number.
        return ""
    return hashlib.sha256(letters.encode()).hexdigest()


def join_all(arrived: Iterable[tuple[Tender, Origin]]) -> None:
    """Find for each of these rows, which are stored, what else tells of its tender."""
    arrived = list(arrived)
    _join_by_numbers(arrived)
    _join_scant_rows([tender for tender, _ in arrived])


def _join_by_numbers(arrived: list[tuple[Tender, Origin]]) -> None:
    told = [
        (tender, origin)
        for tender, origin in arrived
        if tender.reference_key and tender.amends_id is None
    ]
    if not told:
        return
    shared = _shared_keys({tender.reference_key for tender, _ in told})
    if not shared:
        return
    others: dict[str, list[Tender]] = {}
    for row in Tender.objects.filter(reference_key__in=shared).defer("record").order_by("pk"):
        others.setdefault(row.reference_key, []).append(row)
    for tender, origin in sorted(told, key=lambda pair: pair[0].pk):
        if candidates := others.get(tender.reference_key):
            [current] = [row for row in candidates if row.pk == tender.pk]
            _join(current, candidates, origin)


def _shared_keys(keys: set[str]) -> list[str]:
    """Those that more than one row bears: most numbers stand alone, and cost no row."""
    rows = Tender.objects.filter(reference_key__in=keys).order_by().values("reference_key")
    # Said in so many words, because the index leaves out rows without a key.
    rows = rows.exclude(reference_key="")
    counted = rows.annotate(number=Count("pk")).filter(number__gt=1)
    return list(counted.values_list("reference_key", flat=True))


def _join_scant_rows(arrived: list[Tender]) -> None:
    """Decided anew whenever a row of that title and day comes, so that the order does not count."""
    numberless = [tender for tender in arrived if tender.source_id_derived and tender.published_on]
    if not numberless:
        return
    rows = Tender.objects.filter(
        source=numberless[0].source,
        title_key__in={tender.title_key for tender in numberless},
        source_id_derived=True,
        published_on__isnull=False,
    )
    alike: dict[tuple[str, date | None], list[Tender]] = {}
    for row in rows.defer("record").prefetch_related("countries").order_by("pk"):
        alike.setdefault((row.title_key, row.published_on), []).append(row)
    for group in alike.values():
        full = [row for row in group if not _is_scant(row)]
        for row in filter(_is_scant, group):
            _put_under_the_only_one(row, [head for head in full if _may_be(row, head)])


def _is_scant(row: Tender) -> bool:
    """Whether a row says nothing that could tell it from another one of its title and day."""
    facts = (row.project_number, row.project_name, row.reference, row.buyer, row.regions)
    return not any(facts) and not row.countries.all()


def _may_be(row: Tender, head: Tender) -> bool:
    return row.kind_raw in ("", head.kind_raw)


def _put_under_the_only_one(row: Tender, heads: list[Tender]) -> None:
    """Of two that it might be, a row is neither: it stays, or becomes again, one of its own."""
    head = _root(heads[0]) if len(heads) == 1 else None
    if row.joined_to_id != (head and head.pk):
        row.joined_to = head
        row.save(update_fields=["joined_to"])


def restate(tender: Tender, *, origin: Origin) -> None:
    """Take up that a row, whose deadline columns were just written, states them anew."""
    head = tender.joined_to or tender
    if not head.joined.exists():
        return
    _claim(head, tender, origin)
    _show(head, origin)


def shown_deadline(head: Tender, own: dict[str, Any], *, origin: Origin) -> dict[str, Any]:
    """The columns that a tender shows when it states `own` and other sources state theirs."""
    if head.joined_to_id is not None or not head.joined.exists():
        return own
    _claim(head, head, origin, deadline=own)
    return _shown(head) or own


def _show(head: Tender, origin: Origin) -> None:
    before = versions.stored_facts(head)
    for name, value in _shown(head).items():
        setattr(head, name, value)
    after = versions.stored_facts(head)
    changes = versions.changes_between(before, after)
    if changes:
        head.changed_at = origin.now
    head.save(update_fields=[*DEADLINE_COLUMNS, "is_deadline_disputed", "changed_at"])
    if changes:
        versions.add(head, facts=after, changes=changes, origin=origin)


def _shown(head: Tender) -> dict[str, Any]:
    """The earliest of what the sources state now, and whether they disagree; of each source the
    latest notice speaks."""
    latest: dict[str, DeadlineClaim] = {}
    claims = head.deadline_claims.select_related("stated_by")
    for claim in sorted(claims, key=lambda claim: _age(claim.stated_by)):
        latest[claim.stated_by.source] = claim
    known = [
        claim for claim in latest.values() if claim.deadline_state == Tender.DeadlineState.KNOWN
    ]
    known.sort(key=lambda claim: (claim.open_until, claim.pk))
    if not known:
        return {}
    shown = {name: getattr(known[0], name) for name in DEADLINE_COLUMNS}
    return shown | {"is_deadline_disputed": any(_differ(known[0], claim) for claim in known[1:])}


def _age(tender: Tender) -> tuple[date, int]:
    return tender.published_on or date.min, tender.pk


def _differ(one: DeadlineClaim, other: DeadlineClaim) -> bool:
    """Whether two deadlines cannot both be true: a day alone agrees with every time on it."""
    if one.deadline_at and other.deadline_at and one.deadline_time and other.deadline_time:
        return one.deadline_at != other.deadline_at
    if one.deadline_on != other.deadline_on:
        return True
    both_timed = one.deadline_time is not None and other.deadline_time is not None
    return (
        both_timed
        and one.deadline_zone == other.deadline_zone
        and one.deadline_time != other.deadline_time
    )


def _claim(
    head: Tender, row: Tender, origin: Origin, *, deadline: dict[str, Any] | None = None
) -> None:
    stated = deadline or {name: getattr(row, name) for name in DEADLINE_COLUMNS}
    claim = head.deadline_claims.filter(stated_by=row).first()
    if claim is None:
        claim = DeadlineClaim(tender=head, stated_by=row)
    elif all(getattr(claim, name) == value for name, value in stated.items()):
        return
    for name, value in stated.items():
        setattr(claim, name, value)
    claim.read_at = origin.now
    claim.save()


def _join(tender: Tender, candidates: list[Tender], origin: Origin) -> None:
    for other in candidates:
        if other.pk == tender.pk or not _agree(tender, other):
            continue
        if _is_award(tender) != _is_award(other):
            _attach_award(tender, other)
        elif _is_cancellation(tender, other):
            amendments.attach(tender, other, origin=origin)
            return
        elif _is_cancellation(other, tender):
            amendments.attach(other, tender, origin=origin)
        elif _are_alike(tender, other):
            head, row = _as_head_and_row(tender, other)
            if row.joined_to_id != head.pk:
                _put_under(head, row, origin)
            _show(head, origin)
            return


def _agree(one: Tender, other: Tender) -> bool:
    """Whether the buyer or the project is the same, and neither project nor country objects."""
    if one.project_number and other.project_number:
        return one.project_number.casefold() == other.project_number.casefold()
    buyer = folded_words(one.buyer)
    return bool(buyer) and buyer == folded_words(other.buyer)


def _are_alike(one: Tender, other: Tender) -> bool:
    """Whether two notices ask for the same answer: an early notice is none of the later bidding."""
    if _stage(one) != _stage(other) or one.amends_id or other.amends_id:
        return False
    if one.source != other.source:
        return True
    # One procedure ends in many contracts, each of which is told by itself.
    return one.title_key == other.title_key and not _is_award(one)


def _stage(tender: Tender) -> str:
    if tender.kind in (Tender.Kind.AWARD, Tender.Kind.GENERAL, Tender.Kind.CANCELLED):
        return tender.kind
    early = (Tender.Kind.PREQUALIFICATION, Tender.Kind.EXPRESSION_OF_INTEREST)
    # A source that does not tell kinds apart, or only that something changed, fits any bidding.
    return "early" if tender.kind in early else "bidding"


def _is_award(tender: Tender) -> bool:
    return tender.kind == Tender.Kind.AWARD


def _is_cancellation(one: Tender, other: Tender) -> bool:
    """Whether a source takes back its own notice in another one."""
    is_taking_back = one.kind == Tender.Kind.CANCELLED and other.kind in Tender.INVITING_KINDS
    return is_taking_back and one.source == other.source and one.amends_id is None


def _attach_award(one: Tender, other: Tender) -> None:
    award, notice = (one, other) if _is_award(one) else (other, one)
    notice = _root(notice)
    if notice.kind in Tender.INVITING_KINDS and award.award_of_id is None:
        award.award_of = notice
        award.save(update_fields=["award_of"])


def _as_head_and_row(one: Tender, other: Tender) -> tuple[Tender, Tender]:
    """The head is what was read first; what hangs under another row speaks through that."""
    first, second = sorted((one, other), key=lambda tender: tender.pk)
    head = _root(first)
    if head.pk == second.pk:
        return second, first
    return head, second


def _root(tender: Tender) -> Tender:
    while tender.joined_to is not None:
        tender = tender.joined_to
    return tender


def _put_under(head: Tender, row: Tender, origin: Origin) -> None:
    """Row and head each keep what they state themselves; what hung under the row moves along."""
    for one in (head, row):
        if not head.deadline_claims.filter(stated_by=one).exists():
            _claim(head, one, origin)
    row.deadline_claims.exclude(stated_by=row).update(tender=head)
    row.deadline_claims.all().delete()
    Tender.objects.filter(joined_to=row).update(joined_to=head)
    Tender.objects.filter(award_of=row).update(award_of=head)
    row.joined_to = head
    row.save(update_fields=["joined_to"])
