"""Contract awards of projects that the World Bank finances.

Publisher
    World Bank Group, Finances One, dataset DS00005, https://financesone.worldbank.org/
Access
    Live: an open JSON interface without a key, asked once a week. A saved answer of it may be
    imported as well.
Licence
    Creative Commons Attribution 4.0. The bank adds that it does not guarantee the data. Attribute
    "World Bank".
Format
    JSON: an object with 'count' and the list 'data', at most 1,000 rows an answer. One row is one
    supplier of one contract. All keys are there, with null where nothing is stated.
Languages
    Descriptions are in the language of the contract, nowhere stated.
Time zone
    None: there are days only.
Traps
    - A joint venture is a row per member, with equal contract numbers and usually equal shares. Its
      rows become one notice with several awards.
    - There is no filter and no order that may be relied on: every page has to be read. The rows of
      the energy practice are kept where their contract was signed since about a year before the
      window, because awards are published late.
    - The only date is that of the signature, which is not a day of publication.
    - Natural persons stand as "INDIVIDUAL CONSULTANT".
    - Country codes are the bank's own ("ZR", "YF", "1W"), so the name decides.
    - Descriptions end after 200 characters, and a few are empty.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tenders.sources import dates, fields
from tenders.sources.base import (
    Access,
    BadPayload,
    BadRecord,
    Client,
    Payload,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.country_names import country_code
from tenders.sources.json_payloads import read_json, records_of
from tenders.sources.notice import (
    Award,
    Bank,
    Deadline,
    DeadlineState,
    Flag,
    Link,
    Notice,
    NoticeGroup,
    NoticeMethod,
    NoticeText,
    NoticeType,
    ValueKind,
)
from tenders.sources.notice_parts import common_flags, places, sector_codes

ADDRESS = "https://datacatalogapi.worldbank.org/dexapps/fone/api/apiservice"
QUESTION = {"datasetId": "DS00005", "resourceId": "RS00005", "type": "json"}
MOST_PAGES = 600
PUBLISHED_LATE = timedelta(days=400)
ENERGY = "Energy & Extractives"
MEDIA_TYPES = frozenset({"application/json", "text/json", "text/plain"})
PROJECT_PAGE = "https://projects.worldbank.org/en/projects-operations/project-detail/"

NUMBER = "wb_contract_number"
OF_A_SUPPLIER = (
    "supplier",
    "supplier_id",
    "supplier_country",
    "supplier_country_code",
    "supplier_contract_amount_usd",
)
MEMBERS = "members"

GROUPS = {
    "Goods": NoticeGroup.GOODS,
    "Works": NoticeGroup.WORKS,
    "Civil Works": NoticeGroup.WORKS,
    "Consultant Services": NoticeGroup.CONSULTING,
    "Non-consulting Services": NoticeGroup.NON_CONSULTING,
}
METHODS = {
    "request for bids": NoticeMethod.BIDS,
    "international competitive bidding": NoticeMethod.BIDS,
    "national competitive bidding": NoticeMethod.BIDS,
    "request for quotations": NoticeMethod.QUOTATIONS,
    "request for proposals": NoticeMethod.PROPOSALS,
    "quality and cost-based selection": NoticeMethod.QUALITY_AND_COST,
    "quality based selection": NoticeMethod.QUALITY,
    "fixed budget selection": NoticeMethod.FIXED_BUDGET,
    "least cost selection": NoticeMethod.LEAST_COST,
    "consultant qualification selection": NoticeMethod.CONSULTANT_QUALIFICATIONS,
    "individual consultant selection": NoticeMethod.INDIVIDUAL_CONSULTANT,
    "direct selection": NoticeMethod.DIRECT,
    "un agencies (direct)": NoticeMethod.DIRECT,
}


class WorldBankAwards(Source):
    """Who won the contracts of World Bank projects; see the head of this file."""

    code = "world_bank_awards"
    name = gettext_noop("World Bank contract awards")
    bank = Bank.WORLD_BANK
    homepage = "https://financesone.worldbank.org/"
    access = Access.LIVE
    access_note = gettext_noop(
        "The contract awards of energy projects are fetched once a week from the bank's open data."
    )
    rhythm = timedelta(days=7)
    attribution = gettext_noop("World Bank, CC BY 4.0")
    languages = ("en", "fr", "es", "pt")
    zone_note = gettext_noop("The bank states the day of signature, without a time.")
    hosts = frozenset({"datacatalogapi.worldbank.org"})

    def read(self, payload: bytes) -> list[RawRecord]:
        """One record a contract, with the rows of all its suppliers laid together."""
        return _by_contract(_open(payload)[1])

    def record_id(self, record: RawRecord) -> str:
        """The bank's contract number."""
        return fields.key(record, NUMBER)

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """One payload with the energy awards signed since about a year before a day."""
        return _sweep(client, signed_since=since - PUBLISHED_LATE)

    def parse(self, record: RawRecord) -> Notice:
        """One contract with all who won it."""
        contract = self.record_id(record)
        awards = _awards(record)
        amounts = [award.amount for award in awards if award.amount is not None]
        own_title = fields.title(record, "contract_description")
        project_id = fields.line(record, "project_id", limit=60)
        countries, regions = places(fields.line(record, "borrower_country", limit=200))
        group_raw = fields.line(record, "procurement_category", limit=200)
        method_raw = fields.line(record, "procurement_method", limit=200)
        deadline = Deadline(DeadlineState.NONE_APPLICABLE)
        flags = common_flags(deadline, regions=regions)
        return Notice(
            source=self.code,
            source_id=contract,
            reference=fields.line(record, "borrower_contract_reference_number", limit=300),
            notice_type=NoticeType.AWARD,
            texts=(NoticeText("", own_title or _project_name(record)),),
            bank=self.bank,
            project_id=project_id,
            project_name=fields.line(record, "project_name"),
            countries=countries,
            regions=regions,
            codes=sector_codes(fields.line(record, "project_global_practice").split(";")),
            group=GROUPS.get(group_raw, NoticeGroup.UNKNOWN),
            group_raw=group_raw,
            method=_method(method_raw),
            method_raw=method_raw,
            deadline=deadline,
            value=sum(amounts, Decimal()) if amounts else None,
            currency="USD" if amounts else "",
            value_kind=ValueKind.AWARD if amounts else ValueKind.UNKNOWN,
            links=(Link(PROJECT_PAGE + project_id),) if project_id.isalnum() else (),
            awards=awards,
            flags=tuple(flags if own_title else [*flags, Flag.TITLE_FROM_PROJECT]),
        )


def _open(payload: bytes) -> tuple[int, list[RawRecord]]:
    envelope = read_json(payload)
    if not isinstance(envelope, dict) or not isinstance(envelope.get("data"), list):
        raise BadPayload("The JSON has no list 'data', so it is no answer of Finances One.")
    rows, count = records_of(envelope["data"]), envelope.get("count")
    if rows and not any(NUMBER in row for row in rows):
        raise BadPayload(f"No row has the key '{NUMBER}', so these are no contract awards.")
    return count if isinstance(count, int) else len(rows), rows


def _by_contract(rows: list[RawRecord]) -> list[RawRecord]:
    """Rows that differ in nothing but their supplier are one contract."""
    contracts: dict[str, RawRecord] = {}
    for position, row in enumerate(rows):
        shared = {name: value for name, value in row.items() if name not in OF_A_SUPPLIER}
        member = {name: row[name] for name in OF_A_SUPPLIER if name in row}
        # What has no number belongs to nobody else: it keeps a place of its own.
        is_numbered = isinstance(row.get(NUMBER), str)
        key = json.dumps(shared, sort_keys=True) if is_numbered else f"@{position}"
        record = contracts.setdefault(key, shared)
        if is_numbered and member not in record.setdefault(MEMBERS, []):
            record[MEMBERS].append(member)
    return list(contracts.values())


def _project_name(record: RawRecord) -> str:
    name = fields.line(record, "project_name")
    if not name:
        raise BadRecord("contract_description", "is missing, and so is project_name")
    return name


def _awards(record: RawRecord) -> tuple[Award, ...]:
    members = fields.objects(record, MEMBERS)
    if not members:
        raise BadRecord(MEMBERS, "is missing")
    signed_on = dates.english_day(record, "contract_signing_date")
    return tuple(_award(member, signed_on, shared=len(members) > 1) for member in members)


def _award(member: RawRecord, signed_on: date | None, *, shared: bool) -> Award:
    supplier = fields.line(member, "supplier")
    if not supplier:
        raise BadRecord("supplier", "is missing")
    amount = _dollars(member)
    return Award(
        supplier=supplier,
        supplier_country=country_code(fields.line(member, "supplier_country", limit=200)),
        amount=amount,
        currency="USD" if amount is not None else "",
        signed_on=signed_on,
        shared=shared,
    )


def _dollars(member: RawRecord) -> Decimal | None:
    field = "supplier_contract_amount_usd"
    value: Any = member.get(field)
    # The shortest text of the number is what was published; its binary value is not.
    return fields.amount({field: repr(value) if isinstance(value, float) else value}, field)


def _method(name: str) -> NoticeMethod:
    if not name:
        return NoticeMethod.UNKNOWN
    return METHODS.get(" ".join(name.casefold().split()), NoticeMethod.OTHER)


def _sweep(client: Client, *, signed_since: date) -> Iterator[Payload]:
    """All pages, of which the wanted rows are handed over together.

    The members of a joint venture may stand on two pages, so no page can be handed over by itself.
    """
    wanted: list[RawRecord] = []
    seen, before = 0, b""
    for _ in range(MOST_PAGES):
        question = QUESTION | {"skip": str(seen)}
        answer = client.get(ADDRESS, params=question, media_types=MEDIA_TYPES)
        count, rows = _open(answer.content)
        if rows and answer.content == before:
            raise BadPayload("Finances One ignored the parameter 'skip'.")
        if not rows and seen < count:
            raise BadPayload(f"Finances One ended after {seen:,} of {count:,} rows.")
        seen, before = seen + len(rows), answer.content
        wanted += [row for row in rows if _is_wanted(row, signed_since)]
        if seen >= count:
            break
    else:
        raise BadPayload(f"Finances One did not end within {MOST_PAGES} pages.")
    if wanted or not seen:
        content = json.dumps({"count": len(wanted), "data": wanted}).encode()
        yield Payload(content, ADDRESS, "application/json")


def _is_wanted(row: RawRecord, signed_since: date) -> bool:
    """A row that cannot be judged is passed on, for its own quarantine."""
    try:
        practices = fields.line(row, "project_global_practice").split(";")
        signed_on = dates.english_day(row, "contract_signing_date")
    except BadRecord:
        return True
    return ENERGY in practices and (signed_on is None or signed_on >= signed_since)
