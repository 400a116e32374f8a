"""Words, lots, winners and people of a TED form."""

from xml.etree.ElementTree import Element

from tenders.sources import dates, fields
from tenders.sources.base import BadRecord
from tenders.sources.country_codes import from_code, language_of
from tenders.sources.markup import TITLE_LIMIT, plain_text
from tenders.sources.notice import Award, Contact, Lot, NoticeText, TextOrigin
from tenders.sources.plain_bodies import body_of, with_found, without_details
from tenders.sources.ted_elements import (
    ORIGINAL,
    all_named,
    attribute,
    code_of,
    first,
    forms,
    line_of,
    paragraphs_of,
    value_of,
)
from tenders.sources.ted_numbers import SEARCHED

MOST_LOTS = 500
MOST_AWARDS = 1_000
LOT_TITLE = 500
LOT_TEXT = 2_000
TITLES = ("TITLE", "TITLE_CONTRACT")
DESCRIPTIONS = ("SHORT_DESCR", "SHORT_CONTRACT_DESCRIPTION", "DESCR_MODIFS", "INFO_ADD")
AWARDED = ("AWARD_CONTRACT", "AWARDED_PRIZE", "AWARD_OF_CONTRACT_DEFENCE")
WINNERS = ("CONTRACTOR", "WINNER", "ECONOMIC_OPERATOR_NAME_ADDRESS")


def texts(document: Element) -> tuple[NoticeText, ...]:
    """The original first, then translations and the machine's titles in searched languages."""
    found: dict[str, NoticeText] = {}
    for form in forms(document):
        language = language_of(form.get("LG", ""))
        is_original = form.get("CATEGORY") == ORIGINAL
        if language in found or not (is_original or language in SEARCHED or not found):
            continue
        title = line_of(form, *TITLES, limit=TITLE_LIMIT) or _label(document, language)
        if title:
            origin = TextOrigin.ORIGINAL if is_original else TextOrigin.OFFICIAL_TRANSLATION
            found[language] = _text(form, language, title, origin)
    if not found:
        raise BadRecord("TITLE", "is missing in every form")
    for language in SEARCHED:
        label = "" if language in found else _label(document, language)
        if label:
            found[language] = NoticeText(language, label, origin=TextOrigin.MACHINE_LABEL)
    return tuple(found.values())


def _text(form: Element, language: str, title: str, origin: TextOrigin) -> NoticeText:
    parts = [paragraphs_of(element) for element in all_named(form, *DESCRIPTIONS)]
    lot_titles = [paragraphs_of(element) for element in all_named(form, *TITLES)]
    words = dict.fromkeys(part for part in [*parts, *lot_titles] if part and part != title)
    found = without_details("\n".join(words))
    body = body_of(found.text, field="SHORT_DESCR")
    return NoticeText(language, title, body, plain_text(body), origin)


def _label(document: Element, language: str) -> str:
    for title in all_named(document, "ML_TI_DOC"):
        if language_of(title.get("LG", "")) == language:
            return line_of(title, "TI_TEXT", limit=TITLE_LIMIT)
    return ""


def lots(form: Element) -> tuple[Lot, ...]:
    """The parts of the contract, where there are several or they have numbers."""
    parts = all_named(form, "OBJECT_DESCR")
    numbered = [part for part in parts if first(part, "LOT_NO") is not None]
    chosen = numbered or (parts if len(parts) > 1 else [])
    found: dict[str, Lot] = {}
    for place, part in enumerate(chosen[:MOST_LOTS], start=1):
        number = _cut(line_of(part, "LOT_NO"), 60) or str(place)
        if number in found:
            number = f"{number} ({place})"
        found[number] = _lot(part, number)
    return tuple(found.values())


def _lot(part: Element, number: str) -> Lot:
    value, currency = value_of(part, "VAL_OBJECT", "VAL_ESTIMATED_TOTAL")
    codes = [code_of(element) for element in all_named(part, "CPV_CODE")]
    description = first(part, "SHORT_DESCR")
    text = "" if description is None else without_details(paragraphs_of(description)).text
    return Lot(
        number,
        _cut(line_of(part, "TITLE", limit=TITLE_LIMIT), LOT_TITLE),
        _cut(fields.paragraph({"SHORT_DESCR": text}, "SHORT_DESCR"), LOT_TEXT),
        value,
        currency,
        tuple({code.code: code for code in codes if code}.values()),
    )


def awards(form: Element) -> tuple[Award, ...]:
    """The winners of all lots; several of one contract share it."""
    found: list[Award] = []
    for contract in all_named(form, *AWARDED):
        amount, currency = value_of(contract, "VAL_TOTAL", "VAL_PRIZE")
        day = line_of(contract, "DATE_CONCLUSION_CONTRACT", "DATE_DECISION_JURY")
        signed_on = dates.iso_day({"DATE_CONCLUSION_CONTRACT": day}, "DATE_CONCLUSION_CONTRACT")
        winners = all_named(contract, *WINNERS)
        found += [
            Award(
                name,
                from_code(attribute(winner, "COUNTRY", "VALUE")),
                amount,
                currency,
                signed_on,
                shared=len(winners) > 1,
            )
            for winner in winners
            if (name := line_of(winner, "OFFICIALNAME"))
        ]
    return tuple(found[:MOST_AWARDS])


def contacts(form: Element) -> tuple[Contact, ...]:
    """The buyer's office, and the details that its texts hold."""
    places = all_named(form, "ADDRESS_CONTRACTING_BODY", "CA_CE_CONCESSIONAIRE_PROFILE")
    stated = [_contact(place) for place in places[:1]]
    words = [without_details(paragraphs_of(each)) for each in all_named(form, *DESCRIPTIONS)]
    return with_found(stated, words)


def _contact(place: Element) -> Contact:
    parts = (line_of(place, name) for name in ("ADDRESS", "POSTAL_CODE", "TOWN"))
    email = line_of(place, "E_MAIL")
    return Contact(
        name=line_of(place, "CONTACT_POINT", "ATTENTION"),
        organization=line_of(place, "OFFICIALNAME"),
        email=fields.email({"E_MAIL": email}, "E_MAIL"),
        phone=_cut(line_of(place, "PHONE"), 100),
        address=", ".join(part for part in parts if part),
        country=from_code(attribute(place, "COUNTRY", "VALUE")),
    )


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
