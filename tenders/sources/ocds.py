"""Contracting data of any government that publishes it in the Open Contracting Data Standard.

Publisher
    Governments and cities, found at https://data.open-contracting.org/
Access
    Import by hand: a file of any publisher, or a feed that the operator has set up.
Licence
    Each publisher's own, named in its package. Facts may be shown; check before more is done.
Format
    JSON: release packages, record packages, bare releases or records, one document or one a line,
    packed with gzip or not. Lines are read one by one. Of a record the compiled release is taken.
Languages
    Stated in 'language' as en, en-GB, EN or a country's code by mistake; titles also come in pairs
    such as 'title_en' and 'title_fr'.
Time zone
    Moments carry an offset, but many are days: midnight, in UTC or as UTC writes a midnight of the
    Americas (03:00 to 08:00). Those are read as days without a zone.
Traps
    - 'ocid' may lack its prefix ("10") and may be missing at the top of a record. It stands for the
      whole process, so a release is known by both, and a compiled release by 'ocid' alone.
    - 'tag' is a list, or one word.
    - A tender may be a number and nothing else; the words are then with awards, contracts or items.
    - Schemes of codes vary, and Colombia keeps the code in the item's own 'id'.
    - Lists with one element come as that element. Numbers come as text, and text as numbers.
    - Supplier ids differ from release to release, so names are all there is.
"""

from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import BinaryIO

from tenders.sources.base import Access, BadRecord, RawRecord, Source, gettext_noop
from tenders.sources.country_codes import from_code_or_name, language_of
from tenders.sources.csv_streams import FILE_LIMIT
from tenders.sources.moments import LocalMoment, local_moment
from tenders.sources.notice import (
    Bank,
    Deadline,
    DeadlineState,
    MarketApproach,
    Notice,
    NoticeGroup,
    NoticeMethod,
    NoticeStatus,
    NoticeType,
)
from tenders.sources.notice_parts import common_flags, derived_key, known_deadline
from tenders.sources.ocds_packages import read_all, releases
from tenders.sources.ocds_parts import (
    awards,
    codes,
    contacts,
    documents,
    lots,
    pages,
    texts,
    worth,
)
from tenders.sources.ocds_values import Node, root

ID_LIMIT = 200
# The first that fits decides.
TAGS = (
    ({"tenderCancellation", "awardCancellation"}, NoticeType.CANCELLED),
    (
        {
            *("award", "awardUpdate", "contract", "contractUpdate", "contractAmendment"),
            *("contractTermination", "implementation", "implementationUpdate"),
        },
        NoticeType.AWARD,
    ),
    ({"tenderAmendment", "tenderUpdate"}, NoticeType.AMENDMENT),
    ({"tender"}, NoticeType.INVITATION),
    ({"planning", "planningUpdate"}, NoticeType.GENERAL),
)
STATUSES = {
    "planning": NoticeStatus.PUBLISHED,
    "planned": NoticeStatus.PUBLISHED,
    "active": NoticeStatus.PUBLISHED,
    "cancelled": NoticeStatus.CANCELLED,
    "withdrawn": NoticeStatus.CANCELLED,
    "unsuccessful": NoticeStatus.CLOSED_BY_SOURCE,
    "complete": NoticeStatus.CLOSED_BY_SOURCE,
}
GROUPS = {"goods": NoticeGroup.GOODS, "works": NoticeGroup.WORKS}
APPROACHES = {
    "open": MarketApproach.OPEN,
    "selective": MarketApproach.LIMITED,
    "limited": MarketApproach.LIMITED,
    "direct": MarketApproach.DIRECT,
}
WITH_DEADLINE = {NoticeType.INVITATION, NoticeType.AMENDMENT}
MIDNIGHTS = {time(hour) for hour in (0, 3, 4, 5, 6, 7, 8)}


class OpenContracting(Source):
    """Processes of any publisher; see the head of this file."""

    code = "ocds"
    name = gettext_noop("Open Contracting (OCDS)")
    bank = Bank.NONE
    homepage = "https://data.open-contracting.org/"
    access = Access.IMPORT
    access_note = gettext_noop(
        "Files of any publisher are imported by a person, or from a feed that the operator sets up."
    )
    rhythm = None
    attribution = gettext_noop("The publisher named in each package")
    languages = ("es", "en", "fr", "pt")
    zone_note = gettext_noop(
        "Moments carry their offset from UTC; a midnight is read as a day without a zone."
    )
    file_limit = FILE_LIMIT
    streams = True

    def read(self, payload: bytes) -> list[RawRecord]:
        """All releases of a payload, each once."""
        return list(self._once(read_all(payload)))

    def stream(self, file: BinaryIO) -> Iterator[RawRecord]:
        """The same one by one, for files with a document a line."""
        return self._once(releases(file))

    def _once(self, found: Iterable[RawRecord]) -> Iterator[RawRecord]:
        """Leave out the repeats: a release never changes, but may be told twice in other words.

        One that tells of something else under the same ids is passed on, for its quarantine.
        """
        taken: dict[int, int] = {}
        for release in found:
            try:
                key, title = hash(self.record_id(release)), hash(self.parse(release).texts[0].title)
            except BadRecord:
                yield release
                continue
            if taken.get(key) != title:
                taken.setdefault(key, title)
                yield release

    def record_id(self, record: RawRecord) -> str:
        """The process and the release; of a compiled release the process alone."""
        release = root(record)
        process, number = release["ocid"].line(), release["id"].line()
        if not process and not number:
            raise BadRecord("ocid", "is missing, and so is the id of the release")
        is_state_of_process = process and "compiled" in release["tag"].words()
        parts = [process] if is_state_of_process else [process, number]
        key = "/".join(part for part in parts if part)
        return key if len(key) <= ID_LIMIT else derived_key(self.code, key)

    def parse(self, record: RawRecord) -> Notice:
        """One release."""
        notice_id = self.record_id(record)
        release = root(record)
        tender = release["tender"]
        kind = _kind(release)
        language = language_of(release["language"].line(limit=60))
        published = _moment(release["date"])
        published_on = published.on if published else None
        deadline = _deadline(tender, kind, published_on=published_on)
        buyer, buyer_country = _buyer(release)
        value, currency, value_kind = worth(release, kind)
        status = tender["status"].line(limit=100)
        category = tender["mainProcurementCategory"].line(limit=200)
        method = tender["procurementMethod"].line(limit=100)
        words = texts(release, language)
        return Notice(
            source=self.code,
            source_id=notice_id,
            reference=tender["id"].cut_line(limit=300),
            notice_type=kind,
            notice_type_raw=", ".join(release["tag"].words())[:200],
            status=STATUSES.get(status.casefold(), NoticeStatus.UNKNOWN),
            status_raw=status,
            texts=words,
            language_published=words[0].language,
            buyer=buyer,
            buyer_country=buyer_country,
            bank=self.bank,
            countries=_countries(release) or ((buyer_country,) if buyer_country else ()),
            codes=codes(release),
            group=GROUPS.get(category.casefold(), NoticeGroup.UNKNOWN),
            group_raw=category,
            method=NoticeMethod.DIRECT if method == "direct" else NoticeMethod.UNKNOWN,
            method_raw=tender["procurementMethodDetails"].cut_line(limit=200) or method,
            market_approach=APPROACHES.get(method.casefold(), MarketApproach.UNKNOWN),
            market_approach_raw=method,
            published_on=published_on,
            deadline=deadline,
            value=value,
            currency=currency,
            value_kind=value_kind,
            contacts=contacts(release),
            documents=documents(tender),
            links=pages(release),
            eligibility_raw=tender["eligibilityCriteria"].cut_line(),
            lots=lots(tender),
            awards=awards(release),
            flags=tuple(common_flags(deadline, regions=())),
        )


def _kind(release: Node) -> NoticeType:
    tags = set(release["tag"].words())
    for names, kind in TAGS:
        if tags & names:
            is_early = release["tender"]["status"].raw() in {"planning", "planned"}
            is_plan = kind is NoticeType.INVITATION and is_early
            return NoticeType.GENERAL if is_plan else kind
    # A compiled release says nothing more than that: what it holds tells how far it got.
    if release["awards"] or release["contracts"]:
        return NoticeType.AWARD
    return NoticeType.INVITATION if release["tender"] else NoticeType.GENERAL


def _moment(node: Node) -> LocalMoment | None:
    """A moment, or a day where the time says that a day was meant."""
    moment = local_moment({node.path: node.raw()}, node.path)
    if moment is None or moment.at_time is None:
        return moment
    is_day = moment.at_time == time(0) or (moment.zone == "UTC" and moment.at_time in MIDNIGHTS)
    return LocalMoment(moment.on) if is_day else moment


def _deadline(tender: Node, kind: NoticeType, *, published_on: date | None) -> Deadline:
    if kind not in WITH_DEADLINE:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    end = tender["tenderPeriod"]["endDate"]
    moment = _moment(end)
    return known_deadline(
        moment.on if moment else None,
        at_time=moment.at_time if moment else None,
        zone=moment.zone if moment else "",
        written=end.line(limit=200),
        published_on=published_on,
    )


def _buyer(release: Node) -> tuple[str, str]:
    """The buyer and its country, wherever in the release they are told."""
    named = [release["buyer"], release["tender"]["procuringEntity"]]
    parties = [
        party
        for role in ("buyer", "procuringEntity")
        for party in release["parties"].each()
        if role in party["roles"].words()
    ]
    stated = [place for place in [*named, *parties] if place]
    names = (place.first_of("name", "name_en", "name_fr", "name_es").cut_line() for place in stated)
    countries = (
        from_code_or_name(place["address"]["countryName"].cut_line(limit=100)) for place in stated
    )
    return next(filter(None, names), ""), next(filter(None, countries), "")


def _countries(release: Node) -> tuple[str, ...]:
    """Where the items go, as far as an address says it."""
    found = [
        from_code_or_name(address.first_of("countryName", "country").cut_line(limit=100))
        for item in release["tender"]["items"].each()
        for name in ("deliveryAddress", "deliveryAddresses")
        for address in item[name].each()
    ]
    return tuple(dict.fromkeys(code for code in found if code))
