"""Answers that come packed, unpacked piece by piece so that a cap on the bytes holds."""

import zlib
from collections.abc import Iterator
from typing import Any


class UnaskedPacking(Exception):
    """A packing that was not asked for; the message goes on after the name of a host."""


class BadPacking(Exception):
    """What came is not whole, or no gzip; the message goes on after the name of a host."""


def unpacked(encoding: str, chunks: Iterator[bytes], *, limit: int) -> Iterator[bytes]:
    """The bytes of an answer with this Content-Encoding, hardly more than `limit` of them.

    Whoever takes them counts, and stops above the limit. Raises UnaskedPacking, BadPacking.
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        yield from chunks
        return
    if encoding != "gzip":
        raise UnaskedPacking("packs its answer in a way that was not asked for")
    unpacker: Any = _gunzip()
    size = 0
    try:
        for chunk in chunks:
            rest = chunk if unpacker else chunk.lstrip(b"\0")
            while rest:
                unpacker = unpacker or _gunzip()
                piece = unpacker.decompress(rest, limit - size + 1)
                size += len(piece)
                yield piece
                rest = b""
                if unpacker.eof:
                    # Several files may stand one behind the other; zeros after them are padding.
                    rest, unpacker = unpacker.unused_data.lstrip(b"\0"), None
    except zlib.error as error:
        raise BadPacking("sends gzip that cannot be unpacked") from error
    if unpacker is not None:
        raise BadPacking("broke off in the middle of a gzip answer")


def _gunzip() -> Any:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
