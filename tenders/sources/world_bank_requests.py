"""What is asked of the World Bank, and whether the answer is to the question."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from tenders.sources.base import UNREADABLE, BadPayload, BadRecord, Client, Payload, RawRecord
from tenders.sources.dates import english_day
from tenders.sources.fields import key
from tenders.sources.json_payloads import read_json, records_of

ADDRESS = "https://search.worldbank.org/api/v2/procnotices"
ROWS_A_PAGE = 100
MOST_PAGES = 60

OPEN_KINDS = (
    "Invitation for Bids",
    "Invitation for Prequalification",
    "Request for Expression of Interest",
)
# Solar, hydro, wind, biomass, geothermal, networks, administration of energy, other energy; the
# bank's own list also has LN and LE.
ENERGY_SECTORS = ("LU", "LH", "LW", "LB", "LI", "LN", "LT", "LZ", "LP", "LE")

# All but the text, which is 97 % of the weight of a page and is taken one notice at a time.
LIST_FIELDS = (
    "id,notice_type,noticedate,notice_status,notice_lang_code,notice_lang_name,notice_version_no,"
    "submission_date,submission_deadline_date,submission_deadline_time,project_ctry_code,"
    "project_ctry_name,project_id,project_name,regionname,sector,unspsc_classification,agency_name,"
    "bid_reference_no,bid_currency_code,bid_estimate_amount,bid_description,noticetitle,"
    "procurement_group,procurement_group_desc,procurement_method_code,procurement_method_name,"
    "market_approach_name,api_modified_date,contact_name,contact_organization,contact_email,"
    "contact_phone_no,contact_address,contact_ctry_name,contact_web_url"
)
MEDIA_TYPES = frozenset(
    {"application/json", "text/json", "text/plain", "application/javascript", "text/javascript"}
)


def open_envelope(payload: bytes) -> list[RawRecord]:
    """The rows under 'procnotices'; one client of the bank has met a mapping there."""
    envelope = read_json(payload)
    if not isinstance(envelope, dict) or "procnotices" not in envelope:
        raise BadPayload("The JSON has no key 'procnotices', so it is no answer of the notice API.")
    rows = envelope["procnotices"]
    if isinstance(rows, dict):
        return records_of(list(rows.values()))
    if not isinstance(rows, list):
        raise BadPayload("The key 'procnotices' holds no list of notices.")
    return records_of(rows)


def pages(client: Client, *, since: date) -> Iterator[Payload]:
    """Page after page of open energy notices, newest first, until one is older than the window.

    Each page comes with the texts of its notices laid in, so that a notice is whole when it is
    first stored. A page without a notice in the window is not passed on, but an empty list is.
    """
    taken: set[str] = set()
    latest: date | None = None
    for page in range(MOST_PAGES):
        answer = client.get(ADDRESS, params=_list_question(page), media_types=MEDIA_TYPES)
        rows = open_envelope(answer.content)
        latest = _check_rows(rows, latest=latest)
        within = [row for row in rows if (_day(row) or since) >= since]
        fresh = [row for row in within if row.get("id") not in taken]
        taken.update(row["id"] for row in fresh if isinstance(row.get("id"), str))
        if fresh or not rows:
            yield _page_with_texts(client, fresh, answer)
        if len(within) < len(rows) or len(rows) < ROWS_A_PAGE:
            return
    raise BadPayload(f"The World Bank's list did not leave the window within {MOST_PAGES} pages.")


def _list_question(page: int) -> dict[str, str]:
    return {
        "format": "json",
        "rows": str(ROWS_A_PAGE),
        "os": str(page * ROWS_A_PAGE),
        "srt": "noticedate",
        "order": "desc",
        "notice_type_exact": "^".join(OPEN_KINDS),
        "sector.sector_code": "^".join(ENERGY_SECTORS),
        "fl": LIST_FIELDS,
    }


def _check_rows(rows: list[RawRecord], *, latest: date | None) -> date | None:
    """Refuse a page with a row that was not asked for; gives the day of its last row.

    The API drops a parameter that it does not know without a word, and would then send everything.
    A field of a wrong type says nothing about the question: it is left to the record's own fate.
    """
    for row in rows:
        kind = row.get("notice_type")
        if isinstance(kind, str) and kind not in OPEN_KINDS:
            raise _ignored("notice_type_exact")
        sectors = _sector_codes(row)
        if sectors is not None and not sectors & set(ENERGY_SECTORS):
            raise _ignored("sector.sector_code")
        day = _day(row)
        if day and latest and day > latest:
            raise _ignored("srt")
        latest = day or latest
    return latest


def _ignored(parameter: str) -> BadPayload:
    return BadPayload(f"The World Bank ignored the parameter '{parameter}'.")


def _sector_codes(row: RawRecord) -> set[Any] | None:
    sectors = row.get("sector")
    if not isinstance(sectors, list) or not all(isinstance(item, dict) for item in sectors):
        return None if sectors is not None or UNREADABLE in row else set()
    return {item.get("sector_code") for item in sectors if isinstance(item.get("sector_code"), str)}


def _day(row: RawRecord) -> date | None:
    try:
        return english_day(row, "noticedate")
    except BadRecord:
        return None


def _page_with_texts(client: Client, rows: list[RawRecord], answer: Payload) -> Payload:
    notices = [_with_text(client, row) for row in rows]
    content = json.dumps({"procnotices": notices}).encode()
    return Payload(content, answer.url, answer.media_type)


def _with_text(client: Client, row: RawRecord) -> RawRecord:
    try:
        notice_id = key(row, "id")
    except BadRecord:
        return row
    if "notice_text" in row:
        return row
    question = {"format": "json", "id": notice_id, "fl": "id,notice_text"}
    answer = client.get(ADDRESS, params=question, media_types=MEDIA_TYPES)
    found = open_envelope(answer.content)
    if any(other.get("id") != notice_id for other in found):
        raise _ignored("id")
    texts = [other["notice_text"] for other in found if "notice_text" in other]
    return row | {"notice_text": texts[0]} if texts else row
