"""Values that a database makes anew for each row, stored as the application stores them: for rows without one."""

from collections.abc import Mapping
from typing import Final

_SQLITE_NOW: Final = "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"

FRESH: Final[Mapping[str, Mapping[str, str]]] = {
    "sqlite": {
        "now": _SQLITE_NOW,
        "local_now": _SQLITE_NOW,
        "today": "date('now')",
        # The digits of a random uuid: version 4, variant 1.
        "uuid": (
            "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2)"
            " || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(8)), 2))"
        ),
    },
    "postgresql": {
        "now": "now()",
        "local_now": "timezone('utc', now())",
        "today": "CAST(timezone('utc', now()) AS date)",
        "uuid": "gen_random_uuid()",
    },
    "mariadb": {
        "now": "utc_timestamp(6)",
        "local_now": "utc_timestamp(6)",
        "today": "utc_date()",
        "uuid": "uuid()",
    },
}
"""By database: now (UTC), local_now (UTC without a zone), today (UTC), uuid (random)."""


def fresh(database: str, what: str) -> str:
    """Give the SQL that makes a value on `database`; KeyError if there is no such value."""
    return FRESH[database][what]
