"""Notices as TED's search API v3 gives them: one object of fields a hit."""

from datetime import date
from decimal import Decimal
from typing import Any

from tenders.sources import fields
from tenders.sources.base import BadRecord, RawRecord
from tenders.sources.country_codes import from_code, language_of
from tenders.sources.markup import TITLE_LIMIT, plain_text
from tenders.sources.moments import LocalMoment, local_moment
from tenders.sources.notice import (
    CodeScheme,
    Deadline,
    DeadlineState,
    Link,
    MarketApproach,
    Notice,
    NoticeCode,
    NoticeGroup,
    NoticeText,
    NoticeType,
    TextOrigin,
    ValueKind,
)
from tenders.sources.notice_parts import common_flags, known_deadline
from tenders.sources.plain_bodies import body_of, with_found, without_details
from tenders.sources.ted_numbers import APPROACHES, GROUPS, SEARCHED, method_of

NUMBER = "publication-number"
TITLE = "notice-title"
PAGE = "https://ted.europa.eu/en/notice/-/detail/"
DESCRIPTIONS = ("description-proc", "description-lot")
DEADLINES = (
    "deadline-receipt-tender-date-lot",
    "deadline-receipt-tenders-date-time",
    "deadline-receipt-request-date-lot",
    "deadline-receipt-request",
)
TIMES = {
    "deadline-receipt-tender-date-lot": "deadline-receipt-tender-time-lot",
    "deadline-receipt-request-date-lot": "deadline-receipt-request-time-lot",
}
# The beginning of a type tells; the longer ones come first.
KINDS = (
    ("pin-cfc", NoticeType.EXPRESSION_OF_INTEREST),
    ("pin", NoticeType.GENERAL),
    ("cn-", NoticeType.INVITATION),
    ("subco", NoticeType.INVITATION),
    ("qu-sy", NoticeType.PREQUALIFICATION),
    ("can-modif", NoticeType.OTHER),
    ("can-", NoticeType.AWARD),
    ("veat", NoticeType.AWARD),
    ("corr", NoticeType.AMENDMENT),
)
WITHOUT_DEADLINE = {NoticeType.GENERAL, NoticeType.AWARD}
MOST = 200


def parsed_hit(record: RawRecord, *, source: str, key: str) -> Notice:
    """One hit; raises BadRecord. Which fields are there depends on what was asked."""
    kind_raw = _first(record, "notice-type")
    kind = next((kind for start, kind in KINDS if kind_raw.startswith(start)), NoticeType.OTHER)
    published = _moment(record, "publication-date")
    published_on = published.on if published else None
    deadline = _deadline(record, kind, published_on=published_on)
    words, found = _texts(record)
    buyer_countries = _countries(record, "buyer-country")
    procedure, nature = _first(record, "procedure-type"), _first(record, "contract-nature")
    value, currency, meaning = _worth(record)
    return Notice(
        source=source,
        source_id=key,
        notice_type=kind,
        notice_type_raw=kind_raw,
        texts=words,
        language_published=words[0].language,
        buyer=_buyer(record, words[0].language),
        buyer_country=next(iter(buyer_countries), ""),
        countries=_countries(record, "place-of-performance-country-lot")
        or _countries(record, "place-of-performance")
        or buyer_countries,
        codes=_codes(record),
        group=GROUPS.get(nature, NoticeGroup.UNKNOWN),
        group_raw=nature,
        method=method_of(procedure),
        method_raw=procedure,
        market_approach=APPROACHES.get(procedure, MarketApproach.UNKNOWN),
        market_approach_raw=procedure,
        published_on=published_on,
        deadline=deadline,
        value=value,
        currency=currency,
        value_kind=meaning,
        contacts=with_found([], [found]),
        links=(Link(PAGE + key),),
        amends_hint=words[0].title if kind is NoticeType.AMENDMENT else "",
        flags=tuple(common_flags(deadline, regions=())),
    )


def _values(record: RawRecord, field: str) -> list[str]:
    """The texts of a field, whatever holds them; an object by language gives all of its texts."""
    return [text for _, text in _by_language(record, field)]


def _by_language(record: RawRecord, field: str) -> list[tuple[str, str]]:
    """Pairs of a language, "" where none is told, and a text."""
    value = record.get(field)
    grouped: dict[Any, Any] = value if isinstance(value, dict) else {"": value}
    found = []
    for tag, inner in grouped.items():
        for item in inner if isinstance(inner, list) else [inner]:
            number = str(item) if isinstance(item, int) and not isinstance(item, bool) else item
            text = fields.raw_text({field: number}, field).strip()
            if text:
                found.append((language_of(str(tag)), text))
    return found[:MOST]


def _first(record: RawRecord, field: str) -> str:
    values = _values(record, field)
    return fields.line({field: values[0]}, field, limit=100) if values else ""


def _texts(record: RawRecord) -> tuple[tuple[NoticeText, ...], Any]:
    titles: dict[str, str] = {}
    for language, written in _by_language(record, TITLE):
        titles.setdefault(language, fields.title({TITLE: written}, TITLE))
    titles = {language: title for language, title in titles.items() if title}
    if not titles:
        raise BadRecord(TITLE, "is missing")
    language = _original_language(record, titles)
    stated = [
        text
        for field in DESCRIPTIONS
        for tag, text in _by_language(record, field)
        if tag in {language, ""}
    ]
    found = without_details("\n".join(dict.fromkeys(stated)))
    body = body_of(found.text, field=DESCRIPTIONS[0])
    first = NoticeText(language, titles[language][:TITLE_LIMIT], body, plain_text(body))
    # Country and category are translated by a machine; the buyer's own words are not.
    others = [
        NoticeText(tag, titles[tag], origin=TextOrigin.MACHINE_LABEL)
        for tag in SEARCHED
        if tag in titles and tag != language
    ]
    return (first, *others), found


def _original_language(record: RawRecord, titles: dict[str, str]) -> str:
    """The stated language, or that of the buyer's name, which nobody translates."""
    stated = [language_of(tag) for tag in _values(record, "official-language")]
    named = [tag for tag, _ in _by_language(record, "buyer-name")]
    for tag in [*stated, *named, "en"]:
        if tag in titles:
            return tag
    return next(iter(titles))


def _buyer(record: RawRecord, language: str) -> str:
    names = _by_language(record, "buyer-name")
    own = [name for tag, name in names if tag == language] or [name for _, name in names]
    return fields.line({"buyer-name": own[0]}, "buyer-name") if own else ""


def _moment(record: RawRecord, field: str) -> LocalMoment | None:
    values = _values(record, field)
    # Days come with an offset: 2026-10-05+02:00.
    text = min(values)[:10] if values and "T" not in values[0] else min(values, default="")
    return local_moment({field: text}, field)


def _deadline(record: RawRecord, kind: NoticeType, *, published_on: date | None) -> Deadline:
    if kind in WITHOUT_DEADLINE:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    for field in DEADLINES:
        moment = _moment(record, field)
        if moment is None:
            continue
        # Of several lots the first deadline counts, and its time only where there is one lot.
        times = _values(record, TIMES[field]) if field in TIMES else []
        at_time = moment.at_time
        if len(times) == 1 and at_time is None:
            text = f"{moment.on.isoformat()}T{times[0]}"
            exact = local_moment({TIMES[field]: text}, TIMES[field])
            moment, at_time = (exact, exact.at_time) if exact else (moment, None)
        return known_deadline(
            moment.on,
            at_time=at_time,
            zone=moment.zone,
            written=", ".join(_values(record, field))[:200],
            published_on=published_on,
        )
    return Deadline(DeadlineState.UNKNOWN)


def _countries(record: RawRecord, field: str) -> tuple[str, ...]:
    found = [from_code(value) for value in _values(record, field)]
    return tuple(dict.fromkeys(code for code in found if code))


def _codes(record: RawRecord) -> tuple[NoticeCode, ...]:
    values = dict.fromkeys(_values(record, "classification-cpv"))
    return tuple(NoticeCode(CodeScheme.CPV, value) for value in values if len(value) <= 30)


def _worth(record: RawRecord) -> tuple[Decimal | None, str, ValueKind]:
    for field, unit, meaning in (
        ("total-value", "total-value-cur", ValueKind.AWARD),
        ("estimated-value-proc", "estimated-value-cur-proc", ValueKind.ESTIMATE),
    ):
        values = _values(record, field)
        amount = fields.amount({field: values[0]}, field) if len(values) == 1 else None
        if amount is not None:
            return amount, fields.currency({unit: _first(record, unit)}, unit), meaning
    return None, "", ValueKind.UNKNOWN
