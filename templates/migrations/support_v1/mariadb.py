"""MariaDB: texts that compare by code point, uniques among some rows by a hidden column, refusals of changes.

Each statement is a transaction of its own here, so each asks whether it is done: what was broken off is run again.
"""

import re
from binascii import crc32
from collections.abc import Sequence
from typing import ClassVar, Final, Protocol

from alembic.ddl.base import (
    AddColumn,
    DropColumn,
    RenameTable,
    visit_add_column,
    visit_drop_column,
    visit_rename_table,
)
from sqlalchemy import CheckConstraint, ClauseElement, Dialect, Engine, Index
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, DropConstraint, DropIndex, DropTable
from sqlalchemy.sql.compiler import DDLCompiler, IdentifierPreparer, SQLCompiler

from .database import Conversion, Database, quoted

_LONGEST_NAME: Final = 64

_NAME: Final = r"(?:`(?:[^`]|``)*`|[\w$]+)"
_REPEATABLE: Final = tuple(
    (re.compile(begins), becomes)
    for begins, becomes in (
        (r"\ACREATE TABLE ", "CREATE TABLE IF NOT EXISTS "),
        (r"\ADROP TABLE ", "DROP TABLE IF EXISTS "),
        (r"\ACREATE (UNIQUE )?INDEX ", r"CREATE \1INDEX IF NOT EXISTS "),
        (r"\ADROP INDEX ", "DROP INDEX IF EXISTS "),
        (rf"\A(ALTER TABLE {_NAME}) ADD COLUMN ", r"\1 ADD COLUMN IF NOT EXISTS "),
        (rf"\A(ALTER TABLE {_NAME}) DROP (COLUMN|INDEX|FOREIGN KEY|CONSTRAINT) ", r"\1 DROP \2 IF EXISTS "),
        (rf"\A(ALTER TABLE {_NAME} ADD CONSTRAINT {_NAME}) FOREIGN KEY ?", r"\1 FOREIGN KEY IF NOT EXISTS "),
        (rf"\A(ALTER TABLE {_NAME}) ADD CONSTRAINT ({_NAME}) UNIQUE ", r"\1 ADD UNIQUE INDEX IF NOT EXISTS \2 "),
        (rf"\A(ALTER TABLE {_NAME}) ADD CONSTRAINT ({_NAME}) CHECK ", r"\1 ADD CONSTRAINT IF NOT EXISTS \2 CHECK "),
        (rf"\AALTER TABLE ({_NAME}) RENAME TO ", r"ALTER TABLE IF EXISTS \1 RENAME TO "),
    )
)
"""How the statements begin that change tables, and how they begin when they ask first."""

Index.argument_for("mariadb", "where", None)


class MariaDB(Database):
    """MariaDB, where each statement is a transaction of its own."""

    patience: ClassVar[tuple[str, ...]] = ("SET SESSION lock_wait_timeout = 5",)
    after_all: ClassVar[tuple[str, ...]] = ("DROP TABLE IF EXISTS alembic_steps",)

    def is_impatience(self, error: DBAPIError) -> bool:
        """Tell whether a statement gave up waiting for a lock."""
        return "Lock wait timeout" in str(error.orig)

    def try_conversion(self, table: str, column: str, old: str, new: str) -> Conversion:
        """Compare byte by byte: to collations, blanks at the end may be none."""
        way = super().try_conversion(table, column, old, new)
        return way._replace(lost="NOT (CAST(old AS BINARY) <=> CAST(back AS BINARY))")

    def prepare(self, engine: Engine) -> None:
        """Write statements so that they can be run again."""
        del engine
        install()

    def prepare_script(self, dialect: Dialect) -> None:
        """Write statements so that they can be run again."""
        del dialect
        install()

    def forbid_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the triggers that raise."""
        del schema
        refused = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'rows of this table are only ever added'"
        triggers = {action: quoted(_trigger(table, action.lower())) for action in ("UPDATE", "DELETE")}
        # The server would keep the words IF NOT EXISTS as part of the trigger.
        return tuple(
            statement
            for action, name in triggers.items()
            for statement in (
                f"DROP TRIGGER IF EXISTS {name}",
                f"CREATE TRIGGER {name} BEFORE {action} ON {quoted(table)} FOR EACH ROW {refused}",
            )
        )

    def allow_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the statements that drop the triggers."""
        del schema
        return tuple(f"DROP TRIGGER IF EXISTS {quoted(_trigger(table, action))}" for action in ("update", "delete"))

    def rename_column(self, table: str, old: str, new: str, schema: str | None) -> str:
        """Give the statement that gives a column another name."""
        del schema
        return f"ALTER TABLE {quoted(table)} RENAME COLUMN IF EXISTS {quoted(old)} TO {quoted(new)}"

    def replace_primary_key(self, table: str, columns: Sequence[str]) -> Sequence[str]:
        """Give the statement that puts another primary key in the place of the old one."""
        return (f"ALTER TABLE {quoted(table)} DROP PRIMARY KEY, ADD PRIMARY KEY ({', '.join(map(quoted, columns))})",)

    def rename_index(self, table: str, old: str, new: str, schema: str | None, *, on_some_rows: bool) -> str:
        """Give the statement that gives an index another name, and its hidden column."""
        del schema
        renamed = f"ALTER TABLE {quoted(table)} RENAME INDEX IF EXISTS {quoted(old)} TO {quoted(new)}"
        if not on_some_rows:
            return renamed
        return f"{renamed}, RENAME COLUMN IF EXISTS {quoted(_hidden(old))} TO {quoted(_hidden(new))}"


DATABASE = MariaDB()


class _Compiler(Protocol):
    """What is used of SQLAlchemy's compiler of DDL, which it does not annotate."""

    preparer: IdentifierPreparer
    sql_compiler: SQLCompiler

    def visit_create_table(self, create: CreateTable, **options: object) -> str: ...

    def visit_create_index(self, create: CreateIndex, **options: object) -> str: ...

    def visit_drop_index(self, drop: DropIndex, **options: object) -> str: ...

    def visit_drop_table(self, drop: DropTable, **options: object) -> str: ...

    def visit_add_constraint(self, create: AddConstraint, **options: object) -> str: ...

    def visit_drop_constraint(self, drop: DropConstraint, **options: object) -> str: ...


def _create_table(element: CreateTable, compiler: _Compiler, **options: object) -> str:
    """Let texts compare by code point, blanks and case included, as they do on other databases."""
    created = _repeatable(compiler.visit_create_table(element, **options).rstrip())
    if "mariadb_collate" in element.element.kwargs:
        return created
    return f"{created} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"


def _create_index(element: CreateIndex, compiler: _Compiler, **options: object) -> str:
    """Make a unique among some rows of a hidden column: it is 1 in these rows and NULL, equal to nothing, elsewhere."""
    index: Index = element.element
    where = _predicate(index)
    if where is None or index.table is None:
        return _repeatable(compiler.visit_create_index(element, **options))
    process, quote = compiler.sql_compiler.process, compiler.preparer.quote
    columns = ", ".join(process(part, include_table=False) for part in index.expressions if not isinstance(part, str))
    hidden, name = quote(_hidden(str(index.name))), quote(str(index.name))
    return (
        f"ALTER TABLE {compiler.preparer.format_table(index.table)} ADD COLUMN IF NOT EXISTS {hidden} TINYINT "
        f"GENERATED ALWAYS AS (IF({process(where, include_table=False, literal_binds=True)}, 1, NULL)) "
        f"STORED INVISIBLE, ADD UNIQUE INDEX IF NOT EXISTS {name} ({columns}, {hidden})"
    )


def _drop_index(element: DropIndex, compiler: _Compiler, **options: object) -> str:
    """Drop the hidden column with the index."""
    index: Index = element.element
    if _predicate(index) is None or index.table is None:
        return _repeatable(compiler.visit_drop_index(element, **options))
    quote = compiler.preparer.quote
    table = compiler.preparer.format_table(index.table)
    name = str(index.name)
    return f"ALTER TABLE {table} DROP INDEX IF EXISTS {quote(name)}, DROP COLUMN IF EXISTS {quote(_hidden(name))}"


def _drop_table(element: DropTable, compiler: _Compiler, **options: object) -> str:
    return _repeatable(compiler.visit_drop_table(element, **options))


def _add_constraint(element: AddConstraint, compiler: _Compiler, **options: object) -> str:
    return _repeatable(compiler.visit_add_constraint(element, **options))


def _drop_constraint(element: DropConstraint, compiler: _Compiler, **options: object) -> str:
    if isinstance(element.element, CheckConstraint):
        quote, item = compiler.preparer.quote, element.element
        return f"ALTER TABLE {quote(item.table.name)} DROP CONSTRAINT IF EXISTS {quote(str(item.name))}"
    return _repeatable(compiler.visit_drop_constraint(element, **options))


def _add_column(element: AddColumn, compiler: DDLCompiler, **options: object) -> str:
    return _repeatable(visit_add_column(element, compiler, **options))


def _drop_column(element: DropColumn, compiler: DDLCompiler, **options: object) -> str:
    return _repeatable(visit_drop_column(element, compiler, **options))


def _rename_table(element: RenameTable, compiler: DDLCompiler, **options: object) -> str:
    return _repeatable(visit_rename_table(element, compiler, **options))


def _repeatable(statement: str) -> str:
    """Let a statement do nothing where what it makes is there, or what it takes away is not."""
    text = statement.strip()
    for begins, becomes in _REPEATABLE:
        changed, count = begins.subn(becomes, text, count=1)
        if count:
            return changed
    return text


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


def install() -> None:
    """Write statements as above; an application in the same process may have said otherwise about some of them."""
    for element, how in (
        (CreateTable, _create_table),
        (CreateIndex, _create_index),
        (DropIndex, _drop_index),
        (DropTable, _drop_table),
        (AddConstraint, _add_constraint),
        (DropConstraint, _drop_constraint),
        (AddColumn, _add_column),
        (DropColumn, _drop_column),
        (RenameTable, _rename_table),
    ):
        compiles(element, "mariadb")(how)


install()
