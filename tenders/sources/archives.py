"""ZIP files from outside: read in memory, under caps, and never unpacked to a path they name."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from tenders.sources.base import BadPayload

MOST_MEMBERS = 50_000
MEMBER_LIMIT = 16 * 1024 * 1024
TOTAL_LIMIT = 1024 * 1024 * 1024

MAGIC = b"PK\x03\x04"
_ENCRYPTED = 0x1
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
)


def members(file: BinaryIO) -> Iterator[bytes]:
    """What is in each member, in the order of the archive; raises BadPayload."""
    try:
        with zipfile.ZipFile(file) as archive:
            listed = [member for member in archive.infolist() if not member.is_dir()]
            _check(listed)
            for member in listed:
                with archive.open(member) as opened:
                    content = opened.read(MEMBER_LIMIT + 1)
                if len(content) > MEMBER_LIMIT:
                    raise BadPayload("The ZIP file holds a member larger than it says.")
                yield content
    except _FAULTS as fault:
        raise BadPayload(f"The ZIP file cannot be read: {type(fault).__name__}.") from None


def _check(listed: list[zipfile.ZipInfo]) -> None:
    """Refuse on what the directory says, before anything is unpacked."""
    if len(listed) > MOST_MEMBERS:
        raise BadPayload(f"The ZIP file holds more than {MOST_MEMBERS:,} members.")
    if any(member.flag_bits & _ENCRYPTED for member in listed):
        raise BadPayload("The ZIP file is encrypted.")
    if any(member.file_size > MEMBER_LIMIT for member in listed):
        raise BadPayload(f"The ZIP file holds a member larger than {MEMBER_LIMIT:,} bytes.")
    if sum(member.file_size for member in listed) > TOTAL_LIMIT:
        raise BadPayload(f"The ZIP file unpacks to more than {TOTAL_LIMIT:,} bytes.")
