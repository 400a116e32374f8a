"""What every source has: its facts, and the way from bytes to notices.

`read` opens the container and fails as a whole (`BadPayload`); `parse` turns one record into a
`Notice` and fails for that record alone (`BadRecord`). Both work on bytes from the network and from
a file alike, so a stored payload can be read again at any time.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, BinaryIO, ClassVar, Protocol, TypeAlias

from tenders.sources.notice import Bank, Notice

RawRecord: TypeAlias = dict[str, Any]
"""One record as published: what JSON can hold. Only an adapter looks inside."""

UNREADABLE = "@unreadable"
"""The only key of a raw record that stands for something that is no record, such as a number."""


class BadPayload(Exception):
    """The container is wrong, so nothing in it may be believed; the message is one sentence."""


class BadRecord(Exception):
    """One record is wrong; the others are not touched by it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason


class Access(StrEnum):
    """Whether Puente may fetch by itself, or a person brings the file."""

    LIVE = "live"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Payload:
    """One answer of a source, ready for `read`."""

    content: bytes
    url: str
    media_type: str


class Client(Protocol):
    """What a live source needs of the outside world: see `PoliteClient`."""

    def get(
        self, url: str, *, params: Mapping[str, str] | None = None, media_types: frozenset[str]
    ) -> Payload:
        """The answer to one question, complete and of an expected type."""
        ...

    def post_json(
        self,
        url: str,
        *,
        body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        media_types: frozenset[str],
    ) -> Payload:
        """The answer to a question that a source wants as a JSON object."""
        ...

    def save(
        self,
        url: str,
        *,
        into: BinaryIO,
        media_types: frozenset[str],
        most_bytes: int,
        seconds: float,
    ) -> None:
        """The answer to one question, written into a file because it is too large for memory."""
        ...


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogues; the page that shows it translates it."""
    return message


class Source(ABC):
    """One publisher of notices. A subclass is a docstring, these attributes, `read` and `parse`."""

    code: ClassVar[str]
    name: ClassVar[str]
    bank: ClassVar[Bank]
    homepage: ClassVar[str]
    access: ClassVar[Access]
    access_note: ClassVar[str]
    rhythm: ClassVar[timedelta | None]
    attribution: ClassVar[str]
    languages: ClassVar[tuple[str, ...]]
    zone_note: ClassVar[str]
    hosts: ClassVar[frozenset[str]] = frozenset()
    pause_seconds: ClassVar[float] = 1.0
    """How long its hosts are left alone between two questions: longer where they serve pages."""
    partial_records: ClassVar[bool] = False
    """True where a record holds only the fields that were asked for: lay it over the stored one."""
    file_limit: ClassVar[int] = 64 * 1024 * 1024
    """How many bytes a file may have that a person brings."""
    streams: ClassVar[bool] = False
    """True where a file may be larger than memory bears: it goes through `stream`, not `read`."""

    @abstractmethod
    def read(self, payload: bytes) -> list[RawRecord]:
        """All records of a payload in its order, repeats included; raises BadPayload."""

    def stream(self, file: BinaryIO) -> Iterator[RawRecord]:
        """The records of a file that can be rewound, one by one.

        Raises BadPayload, at times only after many records: those stand.
        """
        yield from self.read(file.read(self.file_limit + 1))

    @abstractmethod
    def record_id(self, record: RawRecord) -> str:
        """The natural key, equal to `source_id` of the notice; raises BadRecord."""

    @abstractmethod
    def parse(self, record: RawRecord) -> Notice:
        """The notice in a record; raises BadRecord and nothing else."""

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """Payloads with all notices published on or after a day; raises BadPayload, FetchFailed."""
        raise NotLive(self.code)


class NotLive(Exception):
    """This source is imported by hand and never fetched."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The source '{code}' is imported from a file and is never fetched.")
