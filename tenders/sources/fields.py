"""Reading one field of a raw record, with the right type or a `BadRecord` that names it.

A field that is absent, null or blank reads as "": the sources use all three for "not stated".
"""

import re
import urllib.parse
from decimal import Decimal, InvalidOperation
from typing import Any

from tenders.sources.base import UNREADABLE, BadRecord, RawRecord
from tenders.sources.markup import TITLE_LIMIT, one_line, without_controls

LINE_LIMIT = 500
ADDRESS_LIMIT = 1_000
# Markup and references may take more room than the words in them, up to here.
RAW_LIMIT = 20_000
_EMAIL = re.compile(r"[^\s@<>\"',;:]{1,64}@[^\s@<>\"',;:]{1,190}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_AMOUNT_LIMIT = Decimal("1e15")


def raw_text(record: RawRecord, field: str) -> str:
    """The text as published, untouched."""
    value = _value(record, field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRecord(field, f"is {_kind(value)} where text was expected")
    return value


def line(record: RawRecord, field: str, *, limit: int = LINE_LIMIT) -> str:
    """Plain words on one line."""
    return tidy(raw_text(record, field), field, limit=limit)


def tidy(text: str, field: str, *, limit: int = LINE_LIMIT) -> str:
    """The same of a text at hand; raises BadRecord where it is too long."""
    if len(text) > RAW_LIMIT:
        raise BadRecord(field, f"is {len(text):,} characters long; the limit is {limit:,}")
    text = one_line(text)
    if len(text) > limit:
        raise BadRecord(field, f"is {len(text):,} characters long; the limit is {limit:,}")
    return text


def title(record: RawRecord, field: str) -> str:
    """A line that may be as long as a title."""
    return line(record, field, limit=TITLE_LIMIT)


def number_or_line(record: RawRecord, field: str) -> str:
    """A line that the source may also write as a whole number."""
    value = _value(record, field)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return line(record, field)


def paragraph(record: RawRecord, field: str) -> str:
    """Plain words that keep their line breaks, such as a postal address."""
    text = raw_text(record, field)
    if len(text) > RAW_LIMIT:
        raise BadRecord(field, f"is {len(text):,} characters long; the limit is {RAW_LIMIT:,}")
    lines = (one_line(part) for part in without_controls(text).splitlines())
    return "\n".join(part for part in lines if part)


def key(record: RawRecord, field: str) -> str:
    """The identifier that the source gives to its record."""
    text = raw_text(record, field).strip()
    if not text:
        raise BadRecord(field, "is missing")
    if not _KEY.fullmatch(text):
        raise BadRecord(field, "is no identifier of up to 64 letters, digits and . _ / -")
    return text


def email(record: RawRecord, field: str) -> str:
    """An address that could be written to, or nothing."""
    text = line(record, field)
    return text if _EMAIL.fullmatch(text) else ""


def web_address(record: RawRecord, field: str) -> str:
    """An http or https address without a user name, or nothing."""
    text = raw_text(record, field).strip()
    if len(text) > ADDRESS_LIMIT or not text.isascii() or not text.isprintable() or " " in text:
        return ""
    try:
        parts = urllib.parse.urlsplit(text)
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and parts.hostname and not parts.username
    return text if is_web else ""


def objects(record: RawRecord, field: str) -> list[RawRecord]:
    """A list of objects, empty where the field is absent."""
    value = _value(record, field)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise BadRecord(field, f"is {_kind(value)} where a list of objects was expected")
    return value


def amount(record: RawRecord, field: str) -> Decimal | None:
    """A sum of money; zero says that none was stated."""
    text = number_or_line(record, field)
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", "")) if text.isascii() else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < _AMOUNT_LIMIT:
        raise BadRecord(field, "is no amount of money")
    return value or None


def currency(record: RawRecord, field: str) -> str:
    """Three capital letters, as in ISO 4217, or nothing."""
    text = line(record, field)
    return text if _CURRENCY.fullmatch(text) else ""


def _value(record: RawRecord, field: str) -> Any:
    if UNREADABLE in record:
        raise BadRecord("record", f"is {_kind(record[UNREADABLE])} where an object was expected")
    return record.get(field)


def _kind(value: object) -> str:
    match value:
        case bool():
            return "a truth value"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return "nothing"
