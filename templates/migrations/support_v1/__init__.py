"""What this project's revisions call; it never changes under them: what needs more gets a support_v2 beside it."""

from typing import TypeVar

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from sqlalchemy.types import UserDefinedType

from .database import Database, ExpandedError, run
from .databases import DATABASES

ItemT = TypeVar("ItemT", bound=sa.Constraint | sa.Index)

__all__ = [
    "Database",
    "ExpandedError",
    "Raw",
    "allow_changes",
    "by_database",
    "database",
    "database_named",
    "forbid_changes",
    "keep_computed",
    "only_on",
    "rename_column",
    "rename_index",
    "replace_primary_key",
]


class Raw(UserDefinedType[object]):
    """A column type as the database spells it."""

    cache_ok = True

    def __init__(self, text: str) -> None:
        """Stand for the type that SQL calls `text`."""
        self.text = text

    def get_col_spec(self, **_options: object) -> str:
        """Give the type in SQL."""
        return self.text


def database_named(dialect: str) -> Database:
    """Give the database that SQLAlchemy calls `dialect`; CommandError if revisions are not written for it."""
    known = DATABASES.get(dialect)
    if known is None:
        message = f"These revisions are written for {', '.join(DATABASES)}, not for {dialect}."
        raise CommandError(message)
    return known


def database() -> str:
    """Give the name of the database that is being migrated."""
    return op.get_context().dialect.name


def by_database(**texts: str) -> sa.TextClause:
    """Give the SQL that goes with the database that is being migrated."""
    own = texts.get(database())
    return sa.text(next(iter(texts.values())) if own is None else own)  # a constraint that is not for it is left out


def only_on(item: ItemT, *databases: str) -> ItemT:
    """Restrict a constraint of a new table to these databases."""
    name = database()
    item.ddl_if(dialect=name if name in databases else databases[0])
    return item


def rename_column(table: str, old: str, new: str, schema: str | None = None) -> None:
    """Give a column another name; what names it follows."""
    run(DATABASES[database()].rename_column(table, old, new, schema))


def replace_primary_key(table: str, *columns: str) -> None:
    """Put another primary key in the place of the old one, where keys have no names."""
    for statement in DATABASES[database()].replace_primary_key(table, columns):
        run(statement)


def rename_index(table: str, old: str, new: str, *, on_some_rows: bool = False, schema: str | None = None) -> None:
    """Give an index another name; `on_some_rows`: it is a unique with a condition."""
    run(DATABASES[database()].rename_index(table, old, new, schema, on_some_rows=on_some_rows))


def keep_computed(table: str, column: sa.Column[object], schema: str | None = None) -> None:
    """Turn a computed column into a plain one that holds what was computed."""
    DATABASES[database()].keep_computed(table, column, schema)


def forbid_changes(table: str, schema: str | None = None) -> None:
    """Let the table refuse every change and removal of rows."""
    for statement in DATABASES[database()].forbid_changes(table, schema):
        run(statement)


def allow_changes(table: str, schema: str | None = None) -> None:
    """Let rows of the table be changed and removed again."""
    for statement in DATABASES[database()].allow_changes(table, schema):
        run(statement)
