"""HTML pages and fragments, opened with a real parser and with limits."""

from collections.abc import Iterator
from typing import TypeAlias

import lxml.etree
import lxml.html

from tenders.sources.base import BadPayload
from tenders.sources.json_payloads import SIZE_LIMIT, decode

Element: TypeAlias = lxml.html.HtmlElement

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def read_html(payload: bytes) -> Element:
    """The page as a tree. A page that says where it starts has to reach its end as well."""
    if len(payload) > SIZE_LIMIT:
        raise BadPayload(f"The page has {len(payload):,} bytes; the limit is {SIZE_LIMIT:,}.")
    text = decode(payload).replace("\x00", "")
    if "<" not in text:
        raise BadPayload("Something other than HTML came where HTML was expected.")
    lower = text.casefold()
    if "<html" in lower and "</html" not in lower[-10_000:]:
        raise BadPayload(f"The page ends early, at character {len(text):,}.")
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        # In bytes, because lxml refuses text that names its own encoding.
        return lxml.html.document_fromstring(text.encode(), parser=parser, ensure_head_body=True)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise BadPayload(f"The page cannot be read as HTML: {type(error).__name__}.") from None


def check_closed(payload: bytes, tag: str) -> None:
    """Refuse a fragment that opens an element of this kind and was cut before its end."""
    lower = payload.lower()
    name = tag.encode()
    if lower.rfind(b"</" + name + b">") < lower.rfind(b"<" + name):
        raise BadPayload(f"The page ends early: its last <{tag}> is not closed.")


def words(element: Element) -> str:
    """All the text inside, on one line; what stands in different tags stays apart."""
    return " ".join(" ".join(element.itertext()).split())


def by_class(element: Element, name: str) -> Iterator[Element]:
    """The element itself and those inside it that bear a class, in the order of the page."""
    for found in element.iter():
        if isinstance(found.tag, str) and name in found.get("class", "").split():
            yield found


def table_rows(table: Element) -> Iterator[list[Element]]:
    """The data cells of each row; rows of headings alone are left out."""
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag == "td"]
        if cells:
            yield cells
