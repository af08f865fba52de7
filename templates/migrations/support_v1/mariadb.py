"""MariaDB: texts that compare by code point, uniques among some rows by a hidden column, refusals of changes."""

from binascii import crc32
from collections.abc import Sequence
from typing import Final, Protocol

from sqlalchemy import ClauseElement, Index
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex
from sqlalchemy.sql.compiler import IdentifierPreparer, SQLCompiler

from .database import Database, quoted

_LONGEST_NAME: Final = 64

Index.argument_for("mariadb", "where", None)


class MariaDB(Database):
    """MariaDB, where each statement is a transaction of its own."""

    def forbid_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the triggers that raise."""
        del schema
        refused = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'rows of this table are only ever added'"
        return tuple(
            f"CREATE TRIGGER {quoted(_trigger(table, action.lower()))} BEFORE {action} "
            f"ON {quoted(table)} FOR EACH ROW {refused}"
            for action in ("UPDATE", "DELETE")
        )

    def allow_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the statements that drop the triggers."""
        del schema
        return tuple(f"DROP TRIGGER {quoted(_trigger(table, action))}" for action in ("update", "delete"))

    def rename_index(self, table: str, old: str, new: str, schema: str | None, *, on_some_rows: bool) -> str:
        """Give the statement that gives an index another name, and its hidden column."""
        del schema
        renamed = f"ALTER TABLE {quoted(table)} RENAME INDEX {quoted(old)} TO {quoted(new)}"
        if not on_some_rows:
            return renamed
        return f"{renamed}, RENAME COLUMN {quoted(_hidden(old))} TO {quoted(_hidden(new))}"


DATABASE = MariaDB()


class _Compiler(Protocol):
    """What is used of SQLAlchemy's compiler of DDL, which it does not annotate."""

    preparer: IdentifierPreparer
    sql_compiler: SQLCompiler

    def visit_create_table(self, create: CreateTable, **options: object) -> str: ...

    def visit_create_index(self, create: CreateIndex, **options: object) -> str: ...

    def visit_drop_index(self, drop: DropIndex, **options: object) -> str: ...


@compiles(CreateTable, "mariadb")
def _create_table(element: CreateTable, compiler: _Compiler, **options: object) -> str:
    """Let texts compare by code point, blanks and case included, as they do on other databases."""
    created = compiler.visit_create_table(element, **options).rstrip()
    if "mariadb_collate" in element.element.kwargs:
        return created
    return f"{created} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"


@compiles(CreateIndex, "mariadb")
def _create_index(element: CreateIndex, compiler: _Compiler, **options: object) -> str:
    """Make a unique among some rows of a hidden column: it is 1 in these rows and NULL, equal to nothing, elsewhere."""
    index: Index = element.element
    where = _predicate(index)
    if where is None or index.table is None:
        return compiler.visit_create_index(element, **options)
    process, quote = compiler.sql_compiler.process, compiler.preparer.quote
    columns = ", ".join(process(part, include_table=False) for part in index.expressions if not isinstance(part, str))
    hidden, name = quote(_hidden(str(index.name))), quote(str(index.name))
    return (
        f"ALTER TABLE {compiler.preparer.format_table(index.table)} ADD COLUMN {hidden} TINYINT "
        f"GENERATED ALWAYS AS (IF({process(where, include_table=False, literal_binds=True)}, 1, NULL)) "
        f"VIRTUAL INVISIBLE, ADD UNIQUE INDEX {name} ({columns}, {hidden})"
    )


@compiles(DropIndex, "mariadb")
def _drop_index(element: DropIndex, compiler: _Compiler, **options: object) -> str:
    """Drop the hidden column with the index."""
    index: Index = element.element
    if _predicate(index) is None or index.table is None:
        return compiler.visit_drop_index(element, **options)
    quote = compiler.preparer.quote
    table = compiler.preparer.format_table(index.table)
    return f"ALTER TABLE {table} DROP INDEX {quote(str(index.name))}, DROP COLUMN {quote(_hidden(str(index.name)))}"


def _predicate(index: Index) -> ClauseElement | None:
    where: object = index.dialect_options["mariadb"]["where"]
    return where if index.unique and isinstance(where, ClauseElement) else None


def _hidden(index: str) -> str:
    """Name the column that tells which rows the unique of that name is about."""
    if len(index) <= _LONGEST_NAME - 3:
        return f"{index}_on"
    return f"{index[: _LONGEST_NAME - 12]}_{crc32(index.encode()):08x}_on"


def _trigger(table: str, action: str) -> str:
    """Name the trigger that refuses an action."""
    name = f"{table}_no_{action}"
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{table[: _LONGEST_NAME - 19]}_{crc32(table.encode()):08x}_no_{action}"
