"""The one client for the outside world: polite to the hosts, distrustful of what they answer.

It goes only where the source said it may go, connects only to public addresses, takes no more time
and bytes than it was given, waits between requests, and tries again when trying again makes sense.
"""

import io
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, BinaryIO, Self

import httpcore2
import httpx2
import stamina

from tenders.sources.addresses import (
    CheckedBackend,
    DeadlinePassed,
    ForbiddenAddress,
    Network,
    Resolver,
    resolve,
)
from tenders.sources.base import Payload
from tenders.sources.http_store import BodyStore, KeptAnswer
from tenders.sources.packings import BadPacking, UnaskedPacking, unpacked
from tenders.sources.turns import turn_at

JSON_TYPES = frozenset({"application/json", "text/json"})

_REDIRECTS = {301, 302, 303, 307, 308}
# 522 and 524 are what a proxy in front says when the server behind it does not answer in time.
_WORTH_ANOTHER_TRY = {408, 425, 429, 500, 502, 503, 504, 522, 524}


class FetchFailed(Exception):
    """Nothing usable came; the message is one English sentence, and never quotes the answer."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class _TryAgain(Exception):
    def __init__(self, message: str, *, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how much and how often; all in seconds where nothing else is said."""

    request_seconds: float = 60
    silence_seconds: float = 20
    run_seconds: float = 1_800
    max_bytes: int = 16 * 1024 * 1024
    redirects: int = 3
    attempts: int = 5
    first_wait: float = 1
    longest_wait: float = 30
    jitter: float = 1
    longest_retry_after: float = 120
    pause: float = 1


@dataclass(frozen=True, slots=True)
class _Question:
    """What is put to a host; only a GET is carried on to another address."""

    url: httpx2.URL
    media_types: frozenset[str]
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    into: BinaryIO | None = None
    most_bytes: int | None = None
    seconds: float | None = None


class PoliteClient:
    """Fetches from the hosts of one source, one request at a time; use it as a context manager.

    A host is a name, on the scheme's own port, or "name:port". `allowed_networks` and `schemes` are
    for tests and for feeds inside an operator's own network. With a `store`, a host is asked only
    whether its answer has changed.
    """

    def __init__(
        self,
        *,
        contact: str,
        hosts: Iterable[str],
        limits: Limits | None = None,
        schemes: Iterable[str] = ("https",),
        allowed_networks: Iterable[Network] = (),
        resolver: Resolver = resolve,
        store: BodyStore | None = None,
    ) -> None:
        self._hosts = frozenset(hosts)
        self._schemes = frozenset(schemes)
        self._limits = limits or Limits()
        self._store = store
        self._headers = [
            ("User-Agent", f"Puente/1.0 (+{contact})"),
            # The only encoding that is unpacked here, piece by piece under the cap.
            ("Accept-Encoding", "gzip"),
        ]
        self._backend = CheckedBackend(resolver=resolver, allowed_networks=allowed_networks)
        self._pool = httpcore2.ConnectionPool(
            network_backend=self._backend, max_connections=2, max_keepalive_connections=1
        )
        self._run_ends_at = time.monotonic() + self._limits.run_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pool.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        media_types: frozenset[str] = JSON_TYPES,
    ) -> Payload:
        """The whole answer to one GET; raises FetchFailed."""
        target = self._checked_url(_url(url).copy_merge_params(params or {}))
        return self._answer(_Question(target, media_types))

    def post_json(
        self,
        url: str,
        *,
        body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        media_types: frozenset[str] = JSON_TYPES,
    ) -> Payload:
        """The whole answer to a question in JSON, which must change nothing there: it is repeated.

        Raises FetchFailed.
        """
        question = _Question(
            self._checked_url(_url(url)),
            media_types,
            "POST",
            (("Content-Type", "application/json"), *(headers or {}).items()),
            json.dumps(body).encode(),
        )
        return self._answer(question)

    def save(
        self,
        url: str,
        *,
        into: BinaryIO,
        media_types: frozenset[str],
        most_bytes: int,
        seconds: float,
    ) -> None:
        """Write the whole answer to one GET into a file, never into memory; raises FetchFailed."""
        question = _Question(
            self._checked_url(_url(url)),
            media_types,
            into=into,
            most_bytes=most_bytes,
            seconds=seconds,
        )
        self._answer(question)

    def _answer(self, question: _Question) -> Payload:
        try:
            for attempt in stamina.retry_context(
                on=_how_long_to_wait,
                attempts=self._limits.attempts,
                timeout=None,
                wait_initial=self._limits.first_wait,
                wait_max=self._limits.longest_wait,
                wait_jitter=self._limits.jitter,
            ):
                with attempt:
                    return self._follow(question)
        except _TryAgain as error:
            tries = self._limits.attempts
            raise FetchFailed(f"{error} This was try {tries} of {tries}.") from error
        raise AssertionError("the loop above returns or raises")

    def _follow(self, question: _Question) -> Payload:
        left = self._run_ends_at - time.monotonic()
        if left <= 0:
            raise FetchFailed(f"The run took more than {self._limits.run_seconds:g} seconds.")
        self._backend.start_clock(min(self._seconds_for(question), left))
        for _ in range(self._limits.redirects + 1):
            with turn_at(question.url.host, pause=self._limits.pause):
                answer = self._ask(question)
            if isinstance(answer, Payload):
                return answer
            question = replace(question, url=self._next_hop(question, answer))
        raise FetchFailed(
            f"{question.url.host} redirects more than {self._limits.redirects} times."
        )

    def _ask(self, question: _Question) -> Payload | str:
        """The answer, or where else to look for it."""
        url = question.url
        silence = self._limits.silence_seconds
        timeouts = {"connect": silence, "read": silence, "write": silence, "pool": silence}
        accept = ("Accept", ", ".join(sorted(question.media_types)))
        kept = self._kept(question)
        conditions = kept.conditions if kept else []
        try:
            with self._pool.stream(
                question.method,
                str(url),
                headers=[*self._headers, accept, *question.headers, *conditions],
                content=question.content or None,
                extensions={"timeout": timeouts},
            ) as response:
                headers = httpx2.Headers(response.headers)
                if response.status in _REDIRECTS:
                    return headers.get("location", "")
                if response.status == 304 and kept is not None:
                    return _as_before(question, kept)
                self._check_status(url.host, response.status, headers)
                media_type = _checked_type(url.host, headers, question.media_types)
                body = self._body(question, headers, response.iter_stream())
                self._keep(question, body, media_type, headers)
                return Payload(body, str(url), media_type)
        except ForbiddenAddress as error:
            raise FetchFailed(f"{error}.") from error
        except DeadlinePassed:
            raise self._too_slow(question) from None
        except httpcore2.TimeoutException as error:
            if self._is_out_of_time():
                raise self._too_slow(question) from error
            raise _TryAgain(f"{url.host} was silent for {silence:g} seconds.") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise _TryAgain(f"{url.host} broke off: {type(error).__name__}.") from error

    def _kept(self, question: _Question) -> KeptAnswer | None:
        if self._store is None or question.method != "GET":
            return None
        kept = self._store.kept(str(question.url))
        return kept if kept and kept.media_type in question.media_types else None

    def _keep(
        self, question: _Question, body: bytes, media_type: str, headers: httpx2.Headers
    ) -> None:
        if self._store is not None and question.method == "GET":
            file = question.into or io.BytesIO(body)
            self._store.keep(str(question.url), file, media_type=media_type, headers=headers)

    def _is_out_of_time(self) -> bool:
        try:
            self._backend.time_left()
        except DeadlinePassed:
            return True
        return False

    def _too_slow(self, question: _Question) -> FetchFailed:
        seconds = self._seconds_for(question)
        return FetchFailed(f"{question.url.host} did not finish in {seconds:g} seconds.")

    def _seconds_for(self, question: _Question) -> float:
        return question.seconds or self._limits.request_seconds

    def _check_status(self, host: str, status: int, headers: httpx2.Headers) -> None:
        if status == 200:
            return
        message = f"{host} answered with status {status}."
        if status not in _WORTH_ANOTHER_TRY:
            raise FetchFailed(message, status=status)
        wait = _retry_after(headers.get("retry-after", ""))
        if wait is not None and wait > self._limits.longest_retry_after:
            raise FetchFailed(f"{message} It asks to be left alone for {wait:.0f} seconds.")
        raise _TryAgain(message, wait=wait)

    def _body(self, question: _Question, headers: httpx2.Headers, chunks: Iterator[bytes]) -> bytes:
        """What came; b"" where it went into a file, which is begun anew at each try."""
        host, limit = question.url.host, question.most_bytes or self._limits.max_bytes
        too_large = FetchFailed(f"{host} sends more than {limit:,} bytes.")
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > limit:
            raise too_large
        memory = io.BytesIO()
        body = question.into or memory
        body.seek(0)
        body.truncate()
        size = 0
        try:
            for piece in unpacked(headers.get("content-encoding", ""), chunks, limit=limit):
                size += len(piece)
                if size > limit:
                    raise too_large
                body.write(piece)
        except UnaskedPacking as error:
            raise FetchFailed(f"{host} {error}.") from None
        except BadPacking as error:
            raise _TryAgain(f"{host} {error}.") from error
        return memory.getvalue()

    def _next_hop(self, question: _Question, location: str) -> httpx2.URL:
        url = question.url
        if question.method != "GET":
            raise FetchFailed(f"{url.host} redirects a question that is not asked elsewhere.")
        try:
            target = url.join(location)
        except httpx2.InvalidURL:
            raise FetchFailed(f"{url.host} redirects to no valid address.") from None
        if not location or (url.scheme == "https" and target.scheme != "https"):
            raise FetchFailed(f"{url.host} redirects to no https address.")
        return self._checked_url(target)

    def _checked_url(self, url: httpx2.URL) -> httpx2.URL:
        if url.scheme not in self._schemes:
            raise FetchFailed(f"Addresses of the kind '{url.scheme}:' are not fetched.")
        if url.userinfo:
            raise FetchFailed("Addresses with a user name are not fetched.")
        place = url.host if url.port is None else f"{url.host}:{url.port}"
        if place not in self._hosts:
            raise FetchFailed(f"{place} is not among the hosts of this source.")
        return url


def _as_before(question: _Question, kept: KeptAnswer) -> Payload:
    """The answer that was kept, where the host says that it still holds."""
    memory = io.BytesIO()
    try:
        kept.copy_into(question.into or memory)
    except OSError as error:
        raise _TryAgain(f"The kept answer of {question.url.host} has gone.") from error
    return Payload(memory.getvalue(), str(question.url), kept.media_type)


def _url(text: str) -> httpx2.URL:
    try:
        return httpx2.URL(text)
    except httpx2.InvalidURL:
        raise FetchFailed(f"{text[:100]!r} is no valid address.") from None


def _how_long_to_wait(error: Exception) -> bool | float:
    if not isinstance(error, _TryAgain):
        return False
    return True if error.wait is None else error.wait


def _retry_after(text: str) -> float | None:
    if text.isdecimal():
        return float(text[:10])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _checked_type(host: str, headers: httpx2.Headers, media_types: frozenset[str]) -> str:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in media_types:
        came, expected = media_type or "no type", ", ".join(sorted(media_types))
        raise FetchFailed(f"{host} answered with {came} where {expected} was expected.")
    return media_type
