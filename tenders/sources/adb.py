"""Consulting notices of the Asian Development Bank (CSRN list).

Publisher
    Asian Development Bank, https://selfservice.adb.org/OA_HTML/OA.jsp?OAFunc=XXCRS_CSRN_HOME_PAGE
Access
    Import by hand. The bank's sites turn programs away with a challenge, which is not got round.
Licence
    None seen. Facts are shown with a link to the project's page.
Format
    JSON: a list of objects in the shape of a widely used scraper of the list.
Languages
    English.
Time zone
    None, because there are no dates.
Traps
    - Nearly all fields are empty. Instrument, country, project, package and project number stand in
      the title: "GRANT-1002 RMI: Project - Package (49450-040)".
    - Country codes are the bank's own three letters, where PRC is China and REG several countries.
    - Rows such as "Next 25" are buttons of the page and no notices: they are left out.
    - Where project and package part is open as soon as " - " stands twice.
    - A notice has no number: the key is made of its title.
    - A client that does not unpack what it receives stores noise, which is refused whole.
"""

import re

from tenders.sources import fields
from tenders.sources.base import (
    Access,
    BadPayload,
    BadRecord,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.json_payloads import read_json, records_of
from tenders.sources.notice import (
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
)
from tenders.sources.notice_parts import derived_key

# The bank's own letters with the code of the country behind them.
_TABLE = """
AFG AF  ARM AM  AZE AZ  BAN BD  BHU BT  CAM KH  COO CK  FIJ FJ  FSM FM  GEO GE  IND IN  INO ID
KAZ KZ  KGZ KG  KIR KI  LAO LA  MAL MY  MLD MV  MON MN  MYA MM  NAU NR  NEP NP  NIU NU  PAK PK
PAL PW  PHI PH  PNG PG  PRC CN  RMI MH  SAM WS  SOL SB  SRI LK  TAJ TJ  THA TH  TIM TL  TKM TM
TON TO  TUV TV  UZB UZ  VAN VU  VIE VN
"""
COUNTRIES = dict(zip(_TABLE.split()[::2], _TABLE.split()[1::2], strict=True))
NOT_DECODED = "\ufffd".encode()
SEVERAL = "REG"
SEVERAL_IN_WORDS = "Regional"
_BUTTON = re.compile(r"(?:next|previous)(?: \d+)?", re.I)
_PROJECT = r"[0-9]{5}-[0-9]{3}"
_TITLE = re.compile(
    rf"(?P<instrument>[A-Z]{{2,8}}[ -](?P<number>[0-9]{{3,6}}(?:-[0-9]{{3}})?)) "
    rf"(?P<place>[A-Z]{{3}}): (?P<rest>.+?)(?: \((?P<project>{_PROJECT})\))?"
)


class Adb(Source):
    """Consulting assignments under ADB projects; see the head of this file."""

    code = "adb"
    name = "Asian Development Bank"
    bank = Bank.ADB
    homepage = "https://www.adb.org/work-with-us/careers/consulting"
    access = Access.IMPORT
    access_note = gettext_noop("The bank's sites turn programs away, so a person imports the file.")
    rhythm = None
    attribution = "Asian Development Bank"
    languages = ("en",)
    zone_note = gettext_noop("The bank's list states no dates.")

    def read(self, payload: bytes) -> list[RawRecord]:
        """All rows of a saved list but the buttons that were saved with them."""
        if payload.count(NOT_DECODED) > 20:
            raise BadPayload("The file is no text: it was stored without being unpacked.")
        rows = read_json(payload)
        if not isinstance(rows, list):
            raise BadPayload("The JSON is no list of notices.")
        return [record for record in records_of(rows) if not _is_button(record)]

    def record_id(self, record: RawRecord) -> str:
        """The bank's number where it was saved, else a hash of the title as published."""
        if fields.line(record, "csrn_id"):
            return fields.key(record, "csrn_id")
        return derived_key(self.code, _title(record))

    def parse(self, record: RawRecord) -> Notice:
        """One row of the list."""
        notice_id = self.record_id(record)
        is_derived = not fields.line(record, "csrn_id")
        written = _title(record)
        match = _TITLE.fullmatch(written)
        place = match["place"] if match else ""
        rest = match["rest"] if match else written
        kind_raw = fields.line(record, "consulting_type", limit=200)
        is_individual = kind_raw.casefold() == "individual"
        address = fields.web_address(record, "detail_url")
        return Notice(
            source=self.code,
            source_id=notice_id,
            source_id_derived=is_derived,
            reference=match["instrument"] if match else "",
            notice_type=(
                NoticeType.INDIVIDUAL_CONSULTANT
                if is_individual
                else NoticeType.EXPRESSION_OF_INTEREST
            ),
            notice_type_raw=kind_raw,
            texts=(NoticeText("en", rest),),
            language_published="en",
            bank=self.bank,
            project_id=_project_number(match),
            project_name=_project_name(rest),
            countries=(COUNTRIES[place],) if place in COUNTRIES else (),
            regions=_regions(place),
            deadline=Deadline(
                DeadlineState.UNKNOWN, source_text=fields.line(record, "deadline", limit=200)
            ),
            group=NoticeGroup.CONSULTING,
            method=NoticeMethod.INDIVIDUAL_CONSULTANT if is_individual else NoticeMethod.UNKNOWN,
            links=(Link(address),) if address else (),
            flags=_flags(place, is_derived=is_derived),
        )


def _is_button(record: RawRecord) -> bool:
    title = record.get("title")
    return isinstance(title, str) and bool(_BUTTON.fullmatch(title.strip()))


def _title(record: RawRecord) -> str:
    title = fields.title(record, "title")
    if not title:
        raise BadRecord("title", "is missing")
    return title


def _project_number(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    # Technical assistance bears the number of its project instead of one of its own.
    own = match["number"] if re.fullmatch(_PROJECT, match["number"]) else ""
    return match["project"] or own


def _project_name(rest: str) -> str:
    parts = rest.split(" - ")
    return parts[0][: fields.LINE_LIMIT] if len(parts) == 2 else ""


def _regions(place: str) -> tuple[str, ...]:
    if not place or place in COUNTRIES:
        return ()
    return (SEVERAL_IN_WORDS if place == SEVERAL else place,)


def _flags(place: str, *, is_derived: bool) -> tuple[Flag, ...]:
    claims = {
        Flag.ID_DERIVED: is_derived,
        Flag.COUNTRY_UNKNOWN: place not in COUNTRIES and place != SEVERAL,
    }
    return tuple(flag for flag, is_true in claims.items() if is_true)
