"""Contracts of Mexico's federal government.

Publisher
    Secretaría de la Función Pública, CompraNet, https://www.gob.mx/compranet
Access
    Import by hand: one file a year, taken out of its archive by a person.
Licence
    None stated with the files. Facts are shown with a link to the source.
Format
    CSV in UTF-8 with 39 columns and one row a contract, read row by row. Contracts of one procedure
    become one award notice.
Languages
    Spanish.
Time zone
    None. "GMT" stands behind days at midnight and means nothing.
Traps
    - The first header cell is "GOBIERNO", or empty as in the file of 2015.
    - Contracts of one procedure do not always stand together, and some rows come twice.
    - A procedure may have contracts in the files of several years. The key is made of the procedure
      and the first of the contracts in a file, so that one year does not overwrite another.
    - A row may lack 'NUMERO_PROCEDIMIENTO': such a contract stands for itself.
    - 'TITULO_EXPEDIENTE' is cut at 80 characters.
    - Dates come in three shapes within one row.
    - 'IMPORTE_CONTRATO' is 0 where nothing is stated, and 'MONEDA' may be "TEST".
    - 'FECHA_APERTURA_PROPOSICIONES' is the opening of the bids, long past.
    - 'RESPONSABLE' names a person and is dropped on the way in.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from tenders.sources import dates, fields
from tenders.sources.base import UNREADABLE, Access, BadRecord, RawRecord, Source, gettext_noop
from tenders.sources.csv_streams import FILE_LIMIT, Table, opened, stream_csv
from tenders.sources.markup import clean_body, plain_text
from tenders.sources.notice import (
    Award,
    Bank,
    Deadline,
    DeadlineState,
    Link,
    MarketApproach,
    Notice,
    NoticeGroup,
    NoticeMethod,
    NoticeText,
    NoticeType,
    ValueKind,
)

PROCEDURE = "NUMERO_PROCEDIMIENTO"
CONTRACT = "CODIGO_CONTRATO"
CONTRACTS = "contracts"
# The columns that tell of the procedure and not of one contract in it.
SHARED = (
    PROCEDURE,
    "DEPENDENCIA",
    "NOMBRE_DE_LA_UC",
    "TITULO_EXPEDIENTE",
    "PROC_F_PUBLICACION",
    "CARACTER",
    "TIPO_CONTRATACION",
    "TIPO_PROCEDIMIENTO",
    "ANUNCIO",
)
TITLE_CUT = 80
MOST_CONTRACTS = 5_000
GROUPS = {
    "Adquisiciones": NoticeGroup.GOODS,
    "Arrendamientos": NoticeGroup.NON_CONSULTING,
    "Obra Pública": NoticeGroup.WORKS,
}
METHODS = {
    "Licitación Pública": NoticeMethod.BIDS,
    "Invitación a Cuando Menos 3 Personas": NoticeMethod.OTHER,
    "Adjudicación Directa Federal": NoticeMethod.DIRECT,
}
APPROACHES = {
    "Licitación Pública": MarketApproach.OPEN,
    "Invitación a Cuando Menos 3 Personas": MarketApproach.LIMITED,
    "Adjudicación Directa Federal": MarketApproach.DIRECT,
}
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: \d{2}:\d{2}(?::\d{2})?(?: GMT)?)?", re.ASCII)


def column_name(cell: str) -> str:
    """The name as published; of the person in charge nothing is kept."""
    name = cell.strip()
    return "" if name == "RESPONSABLE" else name or "GOBIERNO"


TABLE = Table(
    required=(*SHARED, CONTRACT, "TITULO_CONTRATO", "IMPORTE_CONTRATO", "PROVEEDOR_CONTRATISTA"),
    name_of=column_name,
)


class CompraNet(Source):
    """Awarded procedures of federal agencies; see the head of this file."""

    code = "compranet"
    name = "CompraNet"
    bank = Bank.NONE
    homepage = "https://www.gob.mx/compranet"
    access = Access.IMPORT
    access_note = gettext_noop("The government publishes one file a year, which a person imports.")
    rhythm = None
    attribution = "CompraNet, Secretaría de la Función Pública"
    languages = ("es",)
    zone_note = gettext_noop("The file states days of signature and no deadlines.")
    file_limit = FILE_LIMIT
    streams = True

    def read(self, payload: bytes) -> list[RawRecord]:
        """All procedures of a file."""
        return list(self.stream(opened(payload)))

    def stream(self, file: BinaryIO) -> Iterator[RawRecord]:
        """The same one by one. The file is read twice: first to count who belongs together."""
        start = file.tell()
        waiting = Counter(_group_of(row) for row in stream_csv(file, TABLE))
        file.seek(start)
        held: dict[str, list[RawRecord]] = {}
        for row in stream_csv(file, TABLE):
            if UNREADABLE in row:
                yield row
                continue
            group = _group_of(row)
            rows = held.setdefault(group, [])
            waiting[group] -= 1
            if row not in rows and len(rows) < MOST_CONTRACTS:
                rows.append(row)
            if not waiting[group]:
                yield _procedure(held.pop(group))

    def record_id(self, record: RawRecord) -> str:
        """The procedure and its first contract: later ones may follow in another year's file."""
        number = fields.line(record, PROCEDURE, limit=100)
        contracts = fields.objects(record, CONTRACTS)
        codes = [fields.line(contract, CONTRACT, limit=60) for contract in contracts]
        first = min((code for code in codes if code), key=_in_order, default="")
        if not number and not first:
            raise BadRecord(PROCEDURE, f"is missing, and so is {CONTRACT}")
        return "/".join(part for part in (number, first) if part)

    def parse(self, record: RawRecord) -> Notice:
        """One procedure with its contracts."""
        notice_id = self.record_id(record)
        contracts = fields.objects(record, CONTRACTS)
        awards = tuple(_award(contract) for contract in contracts)
        value, currency = _total(awards)
        method = fields.line(record, "TIPO_PROCEDIMIENTO", limit=200)
        group = fields.line(record, "TIPO_CONTRATACION", limit=200)
        page = fields.web_address(record, "ANUNCIO")
        states = (fields.line(contract, "ESTATUS_CONTRATO", limit=100) for contract in contracts)
        return Notice(
            source=self.code,
            source_id=notice_id,
            reference=fields.line(record, PROCEDURE, limit=100),
            notice_type=NoticeType.AWARD,
            notice_type_raw="Contrato",
            status_raw=", ".join(dict.fromkeys(state for state in states if state))[:100],
            texts=(_text(record, contracts),),
            language_published="es",
            buyer=fields.line(record, "DEPENDENCIA"),
            buyer_country="MX",
            bank=self.bank,
            countries=("MX",),
            group=GROUPS.get(group, NoticeGroup.UNKNOWN),
            group_raw=group,
            method=METHODS.get(method, NoticeMethod.UNKNOWN),
            method_raw=method,
            market_approach=APPROACHES.get(method, MarketApproach.UNKNOWN),
            market_approach_raw=fields.line(record, "CARACTER", limit=100),
            published_on=_day(record, "PROC_F_PUBLICACION"),
            deadline=Deadline(DeadlineState.NONE_APPLICABLE),
            value=value,
            currency=currency,
            value_kind=ValueKind.AWARD if value else ValueKind.UNKNOWN,
            links=(Link(page),) if page else (),
            eligibility_raw=fields.line(record, "CARACTER", limit=100),
            awards=tuple(award for award in awards if award.supplier),
        )


def _in_order(code: str) -> tuple[int, str]:
    """Contracts are numbered upwards, without leading zeros."""
    return len(code), code


def _group_of(row: RawRecord) -> str:
    number = str(row.get(PROCEDURE, "")).strip()
    return number or f"contrato-{row.get(CONTRACT, '')}"


def _procedure(rows: list[RawRecord]) -> RawRecord:
    shared: RawRecord = {name: rows[0][name] for name in SHARED}
    own = [{name: cell for name, cell in row.items() if name not in SHARED} for row in rows]
    return shared | {CONTRACTS: own}


def _text(record: RawRecord, contracts: list[RawRecord]) -> NoticeText:
    written = fields.title(record, "TITULO_EXPEDIENTE")
    titles = [fields.title(contract, "TITULO_CONTRATO") for contract in contracts]
    stated = list(dict.fromkeys(title for title in titles if title))
    title = _whole_title(written, stated)
    if not title:
        raise BadRecord("TITULO_EXPEDIENTE", "is missing, and so is TITULO_CONTRATO")
    others = [each for each in stated if each != title]
    items = "".join(f"<li>{html.escape(each)}</li>" for each in others)
    body = clean_body(f"<ul>{items}</ul>" if items else "", field="TITULO_CONTRATO")
    return NoticeText("es", title, body, plain_text(body))


def _whole_title(written: str, of_contracts: list[str]) -> str:
    if written and len(written) < TITLE_CUT - 1:
        return written
    longer = (each for each in of_contracts if each.casefold().startswith(written.casefold()))
    return next(longer, written)


def _award(contract: RawRecord) -> Award:
    amount = fields.amount(contract, "IMPORTE_CONTRATO")
    return Award(
        fields.line(contract, "PROVEEDOR_CONTRATISTA"),
        amount=amount,
        currency=fields.currency(contract, "MONEDA") if amount else "",
        signed_on=_day(contract, "FECHA_CELEBRACION"),
    )


def _total(awards: tuple[Award, ...]) -> tuple[Decimal | None, str]:
    """The sum of all contracts, where each states an amount and all state one currency."""
    amounts = [award.amount for award in awards if award.amount is not None]
    currencies = {award.currency for award in awards}
    if not amounts or len(amounts) < len(awards) or len(currencies) > 1:
        return None, ""
    return sum(amounts, Decimal(0)), currencies.pop()


def _day(record: RawRecord, field: str) -> date | None:
    text = fields.raw_text(record, field).strip()
    if not text:
        return None
    match = _DAY.fullmatch(text)
    if not match:
        raise BadRecord(field, f"is no day such as 2015-04-09: {text[:40]!r}")
    return dates.day(int(match[1]), int(match[2]), int(match[3]), field=field)
