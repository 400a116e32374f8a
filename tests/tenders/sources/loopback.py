"""Clients for loopback servers, quick to give up."""

import socket
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from tenders.sources.base import Payload
from tenders.sources.http import FetchFailed, Limits, PoliteClient

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
QUICK = {"first_wait": 0.01, "longest_wait": 0.01, "jitter": 0, "pause": 0}
JSON = "application/json"

Script = Callable[[socket.socket], None]
RawServer = Callable[[Script], str]


def client_for(*places: str, **options: Any) -> PoliteClient:
    limits = Limits(**{**QUICK, **options.pop("limits", {})})
    return PoliteClient(
        contact="https://puente.example/contact",
        hosts=places,
        limits=limits,
        **{"schemes": ["http"], "allowed_networks": LOOPBACK, **options},
    )


def place_of(server: HTTPServer) -> str:
    return f"{server.host}:{server.port}"


def get(server: HTTPServer, path: str = "/list", **options: Any) -> Payload:
    with client_for(place_of(server), **options) as client:
        return client.get(server.url_for(path))


def failure(server: HTTPServer, path: str = "/list", **options: Any) -> str:
    with pytest.raises(FetchFailed) as caught:
        get(server, path, **options)
    return str(caught.value)


def raw_failure(place: str, **limits: Any) -> str:
    with client_for(place, limits=limits) as client, pytest.raises(FetchFailed) as caught:
        client.get(f"http://{place}/list")
    return str(caught.value)
