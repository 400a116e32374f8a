"""Words, codes, sums and people of a release, wherever its publisher keeps them."""

import html
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tenders.sources import fields
from tenders.sources.base import BadRecord
from tenders.sources.country_codes import from_code_or_name
from tenders.sources.markup import TITLE_LIMIT, plain_text
from tenders.sources.moments import local_moment
from tenders.sources.notice import (
    Award,
    CodeScheme,
    Contact,
    Link,
    Lot,
    NoticeCode,
    NoticeText,
    NoticeType,
    TextOrigin,
    ValueKind,
)
from tenders.sources.ocds_packages import PACKAGE
from tenders.sources.ocds_values import Node
from tenders.sources.plain_bodies import body_of, with_found, without_details

SHORT = 300
MOST = 200
MOST_ITEMS = 60
PAIRED = ("en", "fr", "es", "pt")
SCHEMES = {
    "cpv": CodeScheme.CPV,
    "gsin": CodeScheme.GSIN,
    "naics": CodeScheme.NAICS,
    "psc": CodeScheme.PSC,
    "scian": CodeScheme.SCIAN,
    "unspsc": CodeScheme.UNSPSC,
}
_OWN_SCHEME = re.compile(r"[a-z][a-z0-9_-]{1,11}")
_UNSPSC = re.compile(r"([0-9]{8})(?:-[0-9]+)?")


def texts(release: Node, language: str) -> tuple[NoticeText, ...]:
    """The title and body, and the second language where titles come in pairs."""
    title = _title(release)
    if title:
        return (_text(release, language, title, _description(release)),)
    paired = _paired(release, language)
    if not paired:
        raise BadRecord("tender.title", "is missing, and nothing else names the subject")
    first = NoticeText(*paired[0])
    others = [NoticeText(*each, "", "", TextOrigin.OFFICIAL_TRANSLATION) for each in paired[1:]]
    return (first, *others)


def _text(release: Node, language: str, title: str, description: Node) -> NoticeText:
    found = without_details(description.raw())
    body = found.text + "".join(f"\n{line}" for line in _item_lines(release, known=title))
    clean = body_of(body, field=description.path or "tender.description")
    return NoticeText(language, title, clean, plain_text(clean))


def _stages(release: Node) -> Iterator[Node]:
    """The tender, then the awards, then the contracts: where words are looked for."""
    yield release["tender"]
    yield from release["awards"].each()
    yield from release["contracts"].each()


def _title(release: Node) -> str:
    for stage in _stages(release):
        title = stage["title"].line(limit=TITLE_LIMIT)
        if _says_something(title):
            return title
    planning = release["planning"]
    sources = (
        *(stage["description"] for stage in _stages(release)),
        *(item["description"] for item in _items(release)),
        planning["project"]["title"],
        planning["budget"]["project"],
        planning["budget"]["description"],
        planning["rationale"],
        release["title"],
    )
    titles = (each.cut_line(limit=SHORT) for each in sources)
    return next(filter(_says_something, titles), "")


def _says_something(title: str) -> bool:
    """Whether there is a letter in it: some publishers fill the field with a full stop."""
    return any(character.isalpha() for character in title)


def _paired(release: Node, language: str) -> list[tuple[str, str]]:
    """Titles such as title_en and title_fr, the stated language first."""
    for stage in _stages(release):
        found = {tag: stage[f"title_{tag}"].line(limit=TITLE_LIMIT) for tag in PAIRED}
        stated = [(tag, title) for tag, title in found.items() if title]
        if stated:
            return sorted(stated, key=lambda each: each[0] != language)
    return []


def _description(release: Node) -> Node:
    for stage in _stages(release):
        if stage["description"].raw().strip():
            return stage["description"]
    return Node(None)


def _items(release: Node) -> Iterator[Node]:
    for stage in _stages(release):
        yield from stage["items"].each()


def _item_lines(release: Node, *, known: str) -> list[str]:
    described = (item["description"].cut_line() for item in _items(release))
    lines = dict.fromkeys(line for line in described if line and line != known)
    return [html.escape(line, quote=False) for line in list(lines)[:MOST_ITEMS]]


def codes(release: Node) -> tuple[NoticeCode, ...]:
    """The classifications of all items, each once."""
    found: dict[tuple[str, str], NoticeCode] = {}
    for item in _items(release):
        stated = [*item["classification"].each(), *item["additionalClassifications"].each()]
        for classification in stated:
            code = _code(classification, item)
            if code and len(found) < MOST:
                found.setdefault((code.scheme, code.code), code)
    return tuple(found.values())


def _code(classification: Node, item: Node) -> NoticeCode | None:
    scheme = classification.first_of("scheme", "schema").cut_line(limit=SHORT).casefold()
    label = classification["description"].cut_line(limit=SHORT)
    value = classification["id"].cut_line(limit=30)
    is_unspsc = "unspsc" in scheme or "unspsc" in label.casefold()
    if is_unspsc and not value:
        value = item["id"].cut_line(limit=30)
    if is_unspsc and (match := _UNSPSC.fullmatch(value)):
        # National catalogues built on UNSPSC add places of their own behind its eight.
        return NoticeCode(CodeScheme.UNSPSC, match[1], label)
    if not value or not _OWN_SCHEME.fullmatch(scheme):
        return None
    return NoticeCode(SCHEMES.get(scheme, scheme), value, label)


def worth(release: Node, kind: NoticeType) -> tuple[Decimal | None, str, ValueKind]:
    """What the notice is worth: the awards of an award notice, else the estimate."""
    if kind is NoticeType.AWARD:
        for name, meaning in (
            ("awards", ValueKind.AWARD),
            ("contracts", ValueKind.CONTRACT_TOTAL),
        ):
            total, currency = _total(list(release[name].each()))
            if total is not None:
                return total, currency, meaning
        return None, "", ValueKind.UNKNOWN
    estimate, currency = release["tender"]["value"].money()
    return estimate, currency, ValueKind.ESTIMATE if estimate else ValueKind.UNKNOWN


def _total(stages: list[Node]) -> tuple[Decimal | None, str]:
    """The sum, where every part has one and all are in one currency."""
    sums = [_sum_of(stage) for stage in stages]
    amounts = [amount for amount, _ in sums if amount is not None]
    currencies = {currency for _, currency in sums}
    if not amounts or len(amounts) < len(sums) or len(currencies) > 1:
        return None, ""
    return sum(amounts, Decimal(0)), currencies.pop()


def _sum_of(stage: Node) -> tuple[Decimal | None, str]:
    return stage.first_of("value", "valueWithTax").money()


def awards(release: Node) -> tuple[Award, ...]:
    """The winners: of the awards, or of the contracts where those alone name them."""
    found = [each for award in release["awards"].each() for each in _winners(award, "date")]
    found = found or [
        each for stage in release["contracts"].each() for each in _winners(stage, "dateSigned")
    ]
    return tuple(found[:MOST])


def _winners(stage: Node, day: str) -> list[Award]:
    amount, currency = _sum_of(stage)
    signed_on = _day_or_none(stage[day])
    suppliers = list(stage["suppliers"].each())
    winners = [
        Award(
            supplier["name"].cut_line(),
            from_code_or_name(supplier["address"]["countryName"].cut_line(limit=100)),
            amount,
            currency,
            signed_on,
            shared=len(suppliers) > 1,
        )
        for supplier in suppliers
    ]
    return [winner for winner in winners if winner.supplier]


def _day_or_none(node: Node) -> date | None:
    """A slip in the date of one contract, such as the year 19, is not worth the whole notice."""
    try:
        moment = local_moment({node.path: node.raw()}, node.path)
    except BadRecord:
        return None
    return moment.on if moment else None


def lots(tender: Node) -> tuple[Lot, ...]:
    """The parts of a tender, numbered as published."""
    found = []
    for number, lot in enumerate(tender["lots"].each(), start=1):
        value, currency = lot["value"].money()
        found.append(
            Lot(
                lot["id"].cut_line(limit=60) or str(number),
                lot["title"].cut_line(),
                lot["description"].cut_line(limit=TITLE_LIMIT),
                value,
                currency,
            )
        )
    return tuple(found[:MOST])


def contacts(release: Node) -> tuple[Contact, ...]:
    """The people to ask, of the buyer and of whoever buys for it."""
    places = [release["buyer"], release["tender"]["procuringEntity"]]
    places += [
        party for party in release["parties"].each() if "supplier" not in party["roles"].words()
    ]
    found = [_contact(place["contactPoint"]) for place in places if place["contactPoint"]]
    texts = [without_details(_description(release).raw())]
    return with_found(dict.fromkeys(found), texts)


def _contact(point: Node) -> Contact:
    return Contact(
        name=point["name"].cut_line(limit=SHORT),
        email=fields.email({"email": point["email"].cut_line()}, "email"),
        phone=point["telephone"].cut_line(limit=100),
    )


def documents(tender: Node) -> tuple[Link, ...]:
    """The papers of the tender that have a web address."""
    found: dict[str, Link] = {}
    for paper in tender["documents"].each():
        address = fields.web_address({"url": paper["url"].raw()}, "url")
        if address and len(found) < MOST:
            title = paper.first_of("title", "description").cut_line()
            found.setdefault(address, Link(address, title, "document"))
    return tuple(found.values())


def pages(release: Node) -> tuple[Link, ...]:
    """Pages about the process, and the package it came in."""
    stages = (stage["url"] for stage in _stages(release))
    stated = (*stages, release["url"], release["urlSECOP"], release[PACKAGE]["uri"])
    addresses = (fields.web_address({"url": each.raw()}, "url") for each in stated)
    return tuple(Link(address) for address in dict.fromkeys(addresses) if address)[:5]
