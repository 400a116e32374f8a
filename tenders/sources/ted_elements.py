"""Looking into TED's XML by local names, because its namespaces change and its names do not."""

from decimal import Decimal
from xml.etree.ElementTree import Element

from tenders.sources import fields
from tenders.sources.base import BadRecord
from tenders.sources.fields import LINE_LIMIT
from tenders.sources.notice import CodeScheme, NoticeCode
from tenders.sources.xml_payloads import local_name, text_of

ORIGINAL = "ORIGINAL"


def all_named(parent: Element, *names: str) -> list[Element]:
    """All elements inside of these names, in the order of the document."""
    return [element for element in parent.iter() if local_name(element) in names]


def first(parent: Element, *names: str) -> Element | None:
    """The first of them."""
    return next((element for element in parent.iter() if local_name(element) in names), None)


def attribute(parent: Element, name: str, key: str) -> str:
    """What an element says in an attribute; "" where either is missing."""
    element = first(parent, name)
    return "" if element is None else element.get(key, "").strip()


def line_of(parent: Element, *names: str, limit: int = LINE_LIMIT) -> str:
    """The words of the first element of these names that has any."""
    for element in all_named(parent, *names):
        name = local_name(element)
        if text := fields.line({name: text_of(element)}, name, limit=limit):
            return text
    return ""


def paragraphs_of(element: Element) -> str:
    """The words of an element, one paragraph a line."""
    paragraphs = all_named(element, "P") or [element]
    return "\n".join(" ".join(text_of(paragraph).split()) for paragraph in paragraphs)


def forms(document: Element) -> list[Element]:
    """One form a language; the originals come first."""
    section = first(document, "FORM_SECTION")
    found = [form for form in section or () if form.get("LG")]
    return sorted(found, key=lambda form: form.get("CATEGORY") != ORIGINAL)


def original(document: Element) -> Element:
    """The form in which the buyer wrote the notice; raises BadRecord."""
    found = forms(document)
    if not found:
        raise BadRecord("FORM_SECTION", "holds no form")
    return found[0]


def code_of(element: Element) -> NoticeCode | None:
    """The CPV code of an element, with its label where it has one."""
    code = fields.line({"CODE": element.get("CODE")}, "CODE", limit=30)
    label = fields.line({"CODE": element.text}, "CODE", limit=300)
    return NoticeCode(CodeScheme.CPV, code, label, "en" if label else "") if code else None


def value_of(parent: Element, *names: str) -> tuple[Decimal | None, str]:
    """The first sum of these names."""
    return money_of(first(parent, *names))


def money_of(element: Element | None) -> tuple[Decimal | None, str]:
    """A sum and its currency. What is not to be published, and no sum at all, is none."""
    if element is None or element.get("PUBLICATION") == "NO":
        return None, ""
    try:
        amount = fields.amount({"value": (element.text or "").replace(" ", "")}, "value")
    except BadRecord:
        return None, ""
    currency = fields.currency({"CURRENCY": element.get("CURRENCY")}, "CURRENCY")
    return (amount, currency) if amount else (None, "")
