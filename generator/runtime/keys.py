"""Keys and times made by the application, so that an insert needs no round trip to learn them."""

import secrets
import time
from datetime import UTC, date, datetime
from uuid import UUID


def uuid7() -> UUID:
    """Give a version 7 UUID (RFC 9562): 48 bits of milliseconds, then random; later ones sort later."""
    value = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def utc_now() -> datetime:
    """Give the current time, aware, in UTC."""
    return datetime.now(UTC)


def utc_today() -> date:
    """Give the current day in UTC."""
    return datetime.now(UTC).date()
