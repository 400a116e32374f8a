"""Refuses a PDF that could do something: run a script, start a program, carry another file.

No parser: a reader and a checker may disagree about a broken file, so whatever cannot be looked
into is refused. See docs/decisions/0016-files.md.
"""

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.vault.faults import BadFile

MAGIC = b"%PDF-"
MOST_INFLATED = 64_000_000
# Names by which a PDF acts, carries or hides.
ACTIVE = re.compile(
    rb"/(?:JS|JavaScript|EmbeddedFiles?|Launch|RichMedia|XFA|SubmitForm|ImportData|AA)(?![\w.-])"
)
ENCRYPTED = re.compile(rb"/Encrypt(?![\w.-])")
OBJECT_STREAM = re.compile(rb"/ObjStm(?![\w.-])")
ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
# An object that lies inside what claims to be packed data is there to be found by some reader.
INNER_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
OBJECT_NUMBERS = re.compile(rb"\s*\d+\s+\d+")
JPEG = b"\xff\xd8\xff"
HEAD = 2_000


def refuse_active(data: bytes) -> None:
    """Raise BadFile for anything but a plain paper."""
    if b"%%EOF" not in data[-2_048:]:
        raise BadFile(_("This PDF is not complete."))
    for text in readable_parts(data):
        names = ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), text)
        if ENCRYPTED.search(names):
            raise BadFile(_("This PDF is locked. Save it without a password."))
        if ACTIVE.search(names):
            raise BadFile(
                _("This PDF holds scripts, forms or other files. Print it to a new PDF first.")
            )


def readable_parts(data: bytes) -> Iterator[bytes]:
    """All that a reader takes for objects: outside of packed data, and inside object streams."""
    at, budget = 0, MOST_INFLATED
    outside: list[bytes] = []
    while found := STREAM.search(data, at):
        outside.append(data[at : found.end()])
        is_objects = bool(OBJECT_STREAM.search(head_of(data, found.start())))
        at, inflated = passed_over(data, found.end(), budget)
        if is_objects:
            if not OBJECT_NUMBERS.match(inflated):
                raise unreadable()
            yield inflated
        budget -= len(inflated)
    outside.append(data[at:])
    yield b"".join(outside)


def head_of(data: bytes, end: int) -> bytes:
    """The dictionary before a stream, with its escapes undone."""
    head = data[max(0, end - HEAD) : end]
    return ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), head[max(0, head.rfind(b"obj")) :])


def passed_over(data: bytes, start: int, budget: int) -> tuple[int, bytes]:
    """Where reading goes on after packed data, and what it holds; other data is read as text."""
    if data.startswith(JPEG, start):
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        refuse_inner_objects(data[start:end])
        return end, b""
    unpacker = zlib.decompressobj()
    try:
        inflated = unpacker.decompress(data[start:], budget + 1)
    except zlib.error:
        return start, b""
    if len(inflated) > budget:
        raise BadFile(_("This PDF unpacks to more than 64 megabytes."))
    if not unpacker.eof:
        raise unreadable()
    end = len(data) - len(unpacker.unused_data)
    refuse_inner_objects(data[start:end])
    return end, inflated


def refuse_inner_objects(packed: bytes) -> None:
    if INNER_OBJECT.search(packed):
        raise unreadable()


def unreadable() -> BadFile:
    return BadFile(_("This PDF cannot be checked. Print it to a new PDF first."))
