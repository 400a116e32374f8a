"""Public procurement notices of the European Union.

Publisher
    Publications Office of the European Union, Tenders Electronic Daily, https://ted.europa.eu/
Access
    Import by hand: notices in XML, one alone or many in a ZIP file, or a saved answer of the open
    search interface.
Licence
    Reuse is free with acknowledgement of the source (legal notice of ted.europa.eu).
Format
    XML of the schema R2.0.9 and its relatives, as published until 2023: TED_EXPORT, one notice a
    file. Or JSON: an answer of the search API v3, an object with the list 'notices'.
Languages
    All 24 of the Union. An XML notice has one form a language, marked ORIGINAL or TRANSLATION.
Time zone
    None in XML: dates and times are the buyer's local ones. In JSON days carry an offset.
Traps
    - Four namespaces occur, so elements are known by their local names.
    - ML_TI_DOC has titles in 24 languages that are machine-made: the label of the main CPV code.
    - The forms for defence and for transport services use other names than the rest.
    - Countries are the Union's own codes (UK, EL). NUTS codes begin with them.
    - 'DT_DATE_FOR_SUBMISSION' is 20160923 12:00 or a day alone, and absent on a fifth of notices.
    - Corrigenda are notices of their own; the new deadline stands among their changes.
    - Numbers have leading zeros in one format and none in the other.
    - In JSON one field may be text, a list, or an object by language, as it happens.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from tenders.sources.archives import MAGIC, members
from tenders.sources.base import (
    UNREADABLE,
    Access,
    BadPayload,
    BadRecord,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.csv_streams import opened
from tenders.sources.json_payloads import SIZE_LIMIT, read_json, records_of
from tenders.sources.notice import Bank, Notice
from tenders.sources.ted_forms import parsed_form
from tenders.sources.ted_numbers import key_of
from tenders.sources.ted_search import NUMBER, parsed_hit
from tenders.sources.xml_payloads import local_name, read_xml

DOCUMENT = "DOC_ID"
XML = "xml"


class TendersElectronicDaily(Source):
    """Notices of the Union's buyers; see the head of this file."""

    code = "ted"
    name = "Tenders Electronic Daily (TED)"
    bank = Bank.NONE
    homepage = "https://ted.europa.eu/"
    access = Access.IMPORT
    access_note = gettext_noop(
        "A person imports notices in XML, or the saved answer to a search of the open interface."
    )
    rhythm = None
    attribution = gettext_noop("TED, Publications Office of the European Union")
    languages = ("fr", "en", "es", "pt", "de", "it", "nl", "pl")
    zone_note = gettext_noop("Times are local to the buyer, whose zone is not stated.")
    file_limit = 512 * 1024 * 1024
    streams = True

    def read(self, payload: bytes) -> list[RawRecord]:
        """All notices of a file of any of the three kinds."""
        return list(self.stream(opened(payload)))

    def stream(self, file: BinaryIO) -> Iterator[RawRecord]:
        """The same one by one, for large ZIP files."""
        start = file.tell()
        magic = file.read(len(MAGIC))
        file.seek(start)
        if magic == MAGIC:
            for content in members(file):
                yield _member(content)
            return
        payload = file.read(SIZE_LIMIT + 1)
        if payload.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
            yield _document(payload)
            return
        yield from _hits(read_json(payload))

    def record_id(self, record: RawRecord) -> str:
        """The number of publication, such as 82879-2017."""
        return key_of(record, DOCUMENT if XML in record else NUMBER)

    def parse(self, record: RawRecord) -> Notice:
        """One notice, from its XML or from the fields of a search."""
        key = self.record_id(record)
        if XML not in record:
            return parsed_hit(record, source=self.code, key=key)
        text = record[XML]
        if not isinstance(text, str):
            raise BadRecord(XML, "is no text")
        try:
            document = read_xml(text.encode("utf-8", "replace"))
        except BadPayload as fault:
            raise BadRecord(XML, f"cannot be read: {fault}") from None
        stated = {DOCUMENT: document.get(DOCUMENT)}
        if key_of(stated, DOCUMENT) != key:
            raise BadRecord(DOCUMENT, "is not that of the document")
        return parsed_form(document, source=self.code, key=key)


def _document(payload: bytes) -> RawRecord:
    document = read_xml(payload)
    if local_name(document) != "TED_EXPORT":
        raise BadPayload("The XML is no TED_EXPORT, so it is no notice of the schema R2.0.9.")
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadPayload("The XML is not in UTF-8.") from None
    return {DOCUMENT: document.get(DOCUMENT), XML: text}


def _member(content: bytes) -> RawRecord:
    """One broken notice does not cost the others in its archive."""
    try:
        return _document(content)
    except BadPayload as fault:
        return {UNREADABLE: str(fault)}


def _hits(answer: Any) -> list[RawRecord]:
    if not isinstance(answer, dict) or "notices" not in answer:
        raise BadPayload("The JSON has no key 'notices', so it is no answer of TED's search.")
    if answer.get("timedOut") is True:
        raise BadPayload("TED's search ran out of time, so its answer is not whole.")
    if not isinstance(answer["notices"], list):
        raise BadPayload("The key 'notices' holds no list of notices.")
    return records_of(answer["notices"])
