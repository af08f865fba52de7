"""Keys and times made by the application, so that an insert needs no round trip to learn them."""

from datetime import UTC, date, datetime
from os import urandom
from time import time_ns
from typing import Final
from uuid import UUID

_VERSION: Final = 0x7 << 76 | 0x2 << 62
_RANDOM: Final = 0xFFF << 64 | (1 << 62) - 1


def uuid7() -> UUID:
    """Give a version 7 UUID (RFC 9562): 48 bits of milliseconds, then random; later ones sort later."""
    random = int.from_bytes(urandom(10), "big")
    return UUID(int=time_ns() // 1_000_000 << 80 | _VERSION | random & _RANDOM)


def utc_now() -> datetime:
    """Give the current time, aware, in UTC."""
    return datetime.now(UTC)


def utc_today() -> date:
    """Give the current day in UTC."""
    return datetime.now(UTC).date()
