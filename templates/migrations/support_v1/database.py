"""What the databases of a project differ in when they are migrated."""

import re
from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

_PARAMETER: Final = re.compile(r"(?<![:\w\\]):\w|\\:")


class Conversion(NamedTuple):
    """How values are found that another type does not hold."""

    before: Sequence[str]
    rows: str
    lost: str
    """The condition that tells them, among `rows`."""
    after: Sequence[str]


class ExpandedError(Exception):
    """A revision is expanded, which is all that was asked for; its id is the message."""


class Database:
    """A database; its own module overrides what is not as it stands here."""

    transactional_ddl: ClassVar[bool | None] = None
    """Whether a revision is one transaction; None: as Alembic has it."""
    before_all: ClassVar[tuple[str, ...]] = ()
    """What a script of SQL begins with, before any transaction."""

    patience: ClassVar[tuple[str, ...]] = ()
    """What a session says first, so that it does not wait for a lock while all others wait behind it."""

    def is_impatience(self, error: DBAPIError) -> bool:
        """Tell whether a statement gave up waiting for a lock."""
        del error
        return False

    phases: ClassVar[bool] = True
    """Whether a revision can stop when what the application of the version before can live with is done."""
    steps: ClassVar[bool] = False
    """Whether revisions of one phase have steps too, which are committed one by one."""

    after_all: ClassVar[tuple[str, ...]] = ()
    """What is left to do when every revision is applied."""

    batches: ClassVar[bool] = True
    """Whether others read and write while rows are changed in batches."""

    def see_all_rows(self, table: str) -> tuple[Sequence[str], Sequence[str]]:
        """Give the statements that let this session see all rows of a table under a policy, and those that end it."""
        del table
        return (), ()

    def demand_none(self, counting: str) -> Sequence[str]:
        """Give the statements by which a script stops if the query `counting` gives more than 0."""
        return (
            "CREATE TEMPORARY TABLE _demanded (found INTEGER, CONSTRAINT there_are_such_rows CHECK (found = 0))",
            f"INSERT INTO _demanded {counting}",
            "DROP TABLE _demanded",
        )

    def hold(self, table: str) -> Sequence[str]:
        """Give the statements that let nobody else write to a table until the transaction ends."""
        del table
        return ()

    def try_conversion(self, table: str, column: str, old: str, new: str) -> Conversion:
        """Give how to find values that another type does not hold: by putting them into a passing table, and back."""
        return Conversion(
            (
                "DROP TABLE IF EXISTS _converted",
                f"CREATE TEMPORARY TABLE _converted (old {old}, new {new}, back {old})",
                sql("INSERT INTO _converted (old, new) SELECT", column, ",", column, "FROM", table),
                "UPDATE _converted SET back = new",
            ),
            "_converted",
            "old <> back OR (old IS NULL) <> (back IS NULL)",
            ("DROP TABLE _converted",),
        )

    def prepare(self, engine: sa.Engine) -> None:
        """Make the engine's connections fit for migrations."""

    def prepare_script(self, dialect: sa.Dialect) -> None:
        """Make the dialect fit for writing SQL without a connection."""

    def forbid_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the statements that let a table refuse changes of rows."""
        del table, schema
        return ()

    def allow_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the statements that take that back."""
        del table, schema
        return ()

    def rename_column(self, table: str, old: str, new: str, schema: str | None) -> str:
        """Give the statement that gives a column another name."""
        return f"ALTER TABLE {qualified(table, schema)} RENAME COLUMN {quoted(old)} TO {quoted(new)}"

    def replace_primary_key(self, table: str, columns: Sequence[str]) -> Sequence[str]:
        """Give the statements that put another primary key in the place of one without a name."""
        del table, columns
        return ()

    def rename_index(self, table: str, old: str, new: str, schema: str | None, *, on_some_rows: bool) -> str:
        """Give the statement that gives an index another name."""
        del table, on_some_rows
        return f"ALTER INDEX {qualified(old, schema)} RENAME TO {quoted(new)}"

    def keep_computed(self, table: str, column: sa.Column[object], schema: str | None) -> None:
        """Turn a computed column into a plain one that holds what was computed, by way of a column beside it."""
        beside = sa.Column(
            f"_new_{column.name}",
            column.type,
            nullable=column.nullable,
            server_default=column.server_default,
            comment=column.comment,
        )
        op.add_column(table, beside, schema=schema)
        rows = sa.table(table, sa.column(beside.name), sa.column(column.name), schema=schema)
        op.execute(rows.update().values({beside.name: rows.c[column.name]}))
        op.drop_column(table, column.name, schema=schema)
        run(f"ALTER TABLE {qualified(table, schema)} RENAME COLUMN {quoted(beside.name)} TO {quoted(column.name)}")


def sql(*words: str) -> str:
    """Give a statement made of words that are SQL already."""
    return " ".join(words)


def quoted(name: str) -> str:
    """Give a name as it stands in SQL."""
    return _once(str(op.get_context().dialect.identifier_preparer.quote(name)))


def qualified(table: str, schema: str | None) -> str:
    """Give a table's name as it stands in SQL."""
    return f"{quoted(schema)}.{quoted(table)}" if schema else quoted(table)


def literal_sql(value: str | int) -> str:
    """Give a text or a number as it stands in SQL."""
    return text_literal(value) if isinstance(value, str) else str(value)


def text_literal(text: str) -> str:
    """Give a text as it stands in SQL."""
    made = sa.literal(text).compile(dialect=op.get_context().dialect, compile_kwargs={"literal_binds": True})
    return _once(str(made))


def _once(sql: str) -> str:
    """Take back the doubling of `%` for drivers that read it as a sign of their own: `run` has it done again."""
    doubles = "%%" in op.get_context().dialect.identifier_preparer.quote("%")
    return sql.replace("%%", "%") if doubles else sql


def run(statement: str) -> None:
    """Run a statement exactly as it is, colons included."""
    op.execute(sa.text(statement.replace(":", "\\:") if _PARAMETER.search(statement) else statement))
