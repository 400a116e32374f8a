"""Where a connection may go: every address of a name is checked, and the checked one is connected.

Checking and connecting are one act, so a name cannot answer with a public address first and a
private one afterwards.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import httpcore2

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver: TypeAlias = Callable[[str, int], list[str]]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class ForbiddenAddress(Exception):
    """A name leads to a place that is not on the public internet."""


class DeadlinePassed(Exception):
    """The whole request took too long, however lively it looked."""


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, in the order of the system."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: Address) -> bool:
    """Whether an address, and the IPv4 address that may hide in it, is on the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        hidden = [address.ipv4_mapped, address.sixtofour]
        if address in _NAT64:
            hidden.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.teredo:
            hidden.extend(address.teredo)
        if not all(is_public(inner) for inner in hidden if inner):
            return False
        if address.ipv4_mapped:
            return True
    return address.is_global and not address.is_multicast and not address.is_reserved


class CheckedBackend(httpcore2.NetworkBackend):
    """Opens sockets to checked addresses only and ends them all at one deadline."""

    def __init__(self, *, resolver: Resolver, allowed_networks: Iterable[Network]) -> None:
        self._resolver = resolver
        self._allowed = tuple(allowed_networks)
        self._sockets = httpcore2.SyncBackend()
        self._ends_at = 0.0

    def start_clock(self, seconds: float) -> None:
        """From now on, everything on any connection has to be over after so many seconds."""
        self._ends_at = time.monotonic() + seconds

    def time_left(self, timeout: float | None = None) -> float:
        """The shorter of a timeout and what is left, so that a trickle of bytes gains nothing."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise DeadlinePassed
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        address = self._checked_address(host, port)
        stream = self._sockets.connect_tcp(
            address, port, self.time_left(timeout), local_address, socket_options
        )
        return _TimedStream(stream, self)

    def _checked_address(self, host: str, port: int) -> str:
        try:
            addresses = self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} has no address") from error
        if not addresses:
            raise httpcore2.ConnectError(f"{host} has no address")
        for address in addresses:
            if not self._may_connect(ipaddress.ip_address(address.partition("%")[0])):
                raise ForbiddenAddress(f"{host} leads to {address}, which is not a public address")
        return addresses[0]

    def _may_connect(self, address: Address) -> bool:
        return is_public(address) or any(address in network for network in self._allowed)


class _TimedStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, backend: CheckedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.time_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.time_left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._backend.time_left(timeout)
        return _TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, left), self._backend
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
