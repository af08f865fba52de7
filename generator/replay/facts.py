"""What a catalog tells about a database: lines of text by object, equal for equal schemas."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

import sqlalchemy as sa

VERSIONS: Final = "alembic_version"
"""The table in which Alembic keeps where a database stands."""
SCRATCH: Final = "gen_verify"
"""The schema or database in which the expected state is built for a moment."""

Facts = dict[str, list[str]]
"""Lines by object, such as `table notes`."""


class Catalog(Protocol):
    """How one database is looked at."""

    name: str
    """As SQLAlchemy calls the dialect."""

    def lacking(self, url: sa.URL) -> str:
        """Tell in words why an address leads to no database, where to connect would make one; empty for most."""
        del url
        return ""

    def facts(self, connection: sa.Connection, schemas: Sequence[str], prefix: str) -> Facts:
        """Give the facts of the connection's own schema, and of these; `prefix` is what their names have here."""
        ...

    def built(self, connection: sa.Connection, schemas: Sequence[str], build: Callable[[sa.Connection], None]) -> Facts:
        """Give the facts of what `build` makes in an empty place, of which nothing is left afterwards."""
        ...
