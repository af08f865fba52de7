"""One database that a test owns, and where to reach it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Database:
    """A database of a test: empty when new, dropped after it.

    `url` has the asynchronous driver and `sync_url` a synchronous one; both may do anything in the database. On PostgreSQL
    `app_url` is a role that owns nothing and obeys row-level security: it may read and write the rows of every table
    that `url` creates. Elsewhere it is `url`.
    """

    name: str
    """sqlite, postgresql or mariadb."""
    url: str
    sync_url: str
    app_url: str
    place: str
    """The file (SQLite) or the name of the database on its server."""


class Kind(Protocol):
    """What each kind of database can do."""

    def create(self, place: str) -> Database:
        """Make an empty database called `place`."""
        ...

    def clone(self, source: Database, place: str) -> Database:
        """Make a copy of `source`, to which nobody may be connected, called `place`."""
        ...

    def drop(self, database: Database) -> None:
        """Remove the database."""
        ...

    def dump(self, database: Database, ignore: Sequence[str]) -> str:
        """Give the schema of the database in normal form, without the tables of `ignore`."""
        ...

    def close(self) -> None:
        """Close the worker's own connection."""
        ...
