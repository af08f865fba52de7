"""What a change costs those who use a table meanwhile: the lock that each database takes, and whether it writes rows anew.

docs/migrations-locks.md is what was measured; a test holds this to it.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Effect(NamedTuple):
    """The cost of a change."""

    lock: str
    """As the database calls it; empty: none on the table."""
    rewrites: bool = False


_SOME: Final = "SHARE UPDATE EXCLUSIVE"
_WRITERS: Final = "SHARE ROW EXCLUSIVE"
_ALL: Final = "ACCESS EXCLUSIVE"
_QUICK: Final = "ALGORITHM=INSTANT, LOCK=NONE"
_COPY: Final = Effect("ALGORITHM=COPY, LOCK=SHARED", rewrites=True)

LOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    "sqlite": ("", "database"),
    "postgresql": ("", "ROW EXCLUSIVE", _SOME, _WRITERS, _ALL),
    "mariadb": (
        "",
        "metadata",
        _QUICK,
        "ALGORITHM=NOCOPY, LOCK=NONE",
        "ALGORITHM=INPLACE, LOCK=NONE",
        "ALGORITHM=INSTANT, LOCK=EXCLUSIVE",
        _COPY.lock,
    ),
}
"""The locks of each database, the weakest first."""
READERS_WAIT: Final = frozenset({"database", _ALL, "ALGORITHM=INSTANT, LOCK=EXCLUSIVE"})
"""Those for which reading waits too."""
WRITERS_WAIT: Final = READERS_WAIT | {_WRITERS, _COPY.lock}

EFFECTS: Final[Mapping[str, Mapping[str, Effect]]] = {
    "sqlite": {},
    "postgresql": {
        "comment": Effect(_SOME),
        "index": Effect(_SOME),
        "drop index": Effect(_SOME),
        "drop unique on some": Effect(_SOME),
        "rename index": Effect(""),
        "labels": Effect(""),
        "values": Effect("ROW EXCLUSIVE"),
        "replace labels": Effect(_ALL, rewrites=True),
        "foreign key": Effect(_WRITERS),
        "refuse": Effect(_WRITERS),
        "type": Effect(_ALL, rewrites=True),
        "stored": Effect(_ALL, rewrites=True),
        "value a row": Effect(_ALL, rewrites=True),
        "beside": Effect(""),
    },
    "mariadb": {
        "create": Effect("metadata"),
        "drop": Effect("metadata"),
        "drop index": Effect("metadata"),
        "refuse": Effect("metadata"),
        "allow": Effect("metadata"),
        "options": _COPY,
        "rename": Effect("ALGORITHM=INSTANT, LOCK=EXCLUSIVE"),
        "index": Effect("ALGORITHM=NOCOPY, LOCK=NONE"),
        "unique": Effect("ALGORITHM=NOCOPY, LOCK=NONE"),
        "drop unique": Effect("ALGORITHM=NOCOPY, LOCK=NONE"),
        "unique on some": _COPY,
        "drop index at once": Effect("metadata"),
        "drop unique on some": Effect("ALGORITHM=NOCOPY, LOCK=NONE"),
        "null": Effect("ALGORITHM=INPLACE, LOCK=NONE"),
        "key": Effect("ALGORITHM=INPLACE, LOCK=NONE"),
        "check": _COPY,
        "rename check": _COPY,
        "foreign key": _COPY,
        "type": _COPY,
        "stored": _COPY,
        "value a row": _COPY,
        "beside": Effect(""),
    },
}
"""By database and kind of change; what is not listed is the usual one."""
_USUAL: Final = {"sqlite": Effect("database"), "postgresql": Effect(_ALL), "mariadb": Effect(_QUICK)}


def effect(database: str, change: str) -> Effect:
    """Give what a kind of change costs on a database."""
    return EFFECTS[database].get(change, _USUAL[database])


def strongest(database: str, effects: list[Effect]) -> Effect:
    """Give the strongest lock of several, and whether any of them writes rows anew."""
    order = LOCKS[database]
    lock = max((it.lock for it in effects), key=order.index, default="")
    return Effect(lock, any(it.rewrites for it in effects))
