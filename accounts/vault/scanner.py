"""Asks a virus scanner that speaks clamd's INSTREAM, where one is set up."""

import socket
import struct
from enum import Enum

from django.conf import settings

TIMEOUT = 20  # seconds
CHUNK = 64 * 1024


class Finding(Enum):
    """What the scanner said, or that it did not."""

    CLEAN = "clean"
    INFECTED = "infected"
    SILENT = "silent"


def is_set_up() -> bool:
    return bool(settings.CLAMD_ADDRESS)


def scan(data: bytes) -> Finding:
    """Send the bytes; an unclear or missing answer is none."""
    try:
        with connected() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                piece = data[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = read_answer(line)
    except OSError:
        return Finding.SILENT
    if answer == b"stream: OK":
        return Finding.CLEAN
    return Finding.INFECTED if answer.endswith(b" FOUND") else Finding.SILENT


def connected() -> socket.socket:
    host, _colon, port = settings.CLAMD_ADDRESS.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)


def read_answer(line: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < CHUNK:
        piece = line.recv(4096)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n")
