"""Servers and programs that some tests need: found, or one line says what to install."""

import os
import shutil
from collections.abc import Callable

import psycopg
import pytest
import redis
from kombu import Connection

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
RABBITMQ_URL = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
IN_CI = os.environ.get("CI") == "true"


def has_postgresql() -> bool:
    try:
        with psycopg.connect(DATABASE_URL, connect_timeout=3):
            return True
    except psycopg.Error:
        return False


def has_redis() -> bool:
    try:
        client = redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3)
        answered = bool(client.ping())
        client.close()
    except redis.RedisError:
        return False
    return answered


def has_rabbitmq() -> bool:
    try:
        with Connection(RABBITMQ_URL, connect_timeout=3) as connection:
            connection.connect()
    except connection.connection_errors:
        return False
    return True


def chromium() -> str:
    return os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or ""


def has_chromium() -> bool:
    return bool(chromium())


NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "postgresql": (
        has_postgresql,
        "PostgreSQL does not answer: apt-get install postgresql, or set TEST_DATABASE_URL",
    ),
    "redis": (
        has_redis,
        "Redis does not answer: apt-get install redis-server, or set TEST_REDIS_URL",
    ),
    "rabbitmq": (
        has_rabbitmq,
        "RabbitMQ does not answer: apt-get install rabbitmq-server, or set TEST_RABBITMQ_URL",
    ),
    "chromium": (has_chromium, "Chromium is missing: apt-get install chromium"),
}


def need(name: str) -> None:
    """Skip with the line that says what to install; in CI, where all must run, fail with it."""
    is_there, reason = NEEDS[name]
    if is_there():
        return
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)
