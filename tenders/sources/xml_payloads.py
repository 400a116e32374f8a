"""XML from outside, opened without entities and document types, and with a limit on depth."""

import io
from xml.etree.ElementTree import Element, ParseError

import defusedxml
import defusedxml.ElementTree

from tenders.sources.base import BadPayload
from tenders.sources.json_payloads import DEPTH_LIMIT, SIZE_LIMIT

_BOM = b"\xef\xbb\xbf"
# What expat says when it wanted more: no element at all, a tag or an element left open.
_CUT_SHORT = {3, 5, 20}


def read_xml(payload: bytes) -> Element:
    """The root of the document; raises BadPayload with one sentence that names the fault."""
    if len(payload) > SIZE_LIMIT:
        raise BadPayload(f"The XML has {len(payload):,} bytes; the limit is {SIZE_LIMIT:,}.")
    body = payload.removeprefix(_BOM).lstrip()
    if not body:
        raise BadPayload("The payload is empty.")
    try:
        return _root(body)
    except ParseError as error:
        if error.code in _CUT_SHORT:
            raise BadPayload(f"The XML ends early, in line {error.position[0]:,}.") from None
        raise BadPayload(f"The XML is not valid in line {error.position[0]:,}.") from None
    except defusedxml.DefusedXmlException:
        raise BadPayload("The XML brings a document type or entities, which are refused.") from None
    except (ValueError, LookupError):
        raise BadPayload("The XML names an encoding that cannot be read.") from None


def _root(body: bytes) -> Element:
    depth = 0
    root: Element | None = None
    events = defusedxml.ElementTree.iterparse(
        io.BytesIO(body), events=("start", "end"), forbid_dtd=True
    )
    for event, element in events:
        depth += 1 if event == "start" else -1
        if depth > DEPTH_LIMIT:
            raise BadPayload(f"The XML is nested deeper than {DEPTH_LIMIT} levels.")
        root = element if root is None else root
    if root is None:
        raise BadPayload("The XML holds no element.")
    return root


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Element) -> str:
    """The text of an element and of all inside it."""
    return "".join(element.itertext())
