"""PostgreSQL: row-level security, enum types, schemas, extensions. Elsewhere, these functions do nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from .database import Conversion, Database, qualified, quoted, run, text_literal

_LONGEST_NAME: Final = 63


class PostgreSQL(Database):
    """PostgreSQL."""

    def prepare_script(self, dialect: sa.Dialect) -> None:
        """Let a backslash be one: before 2.1, SQLAlchemy doubles it where no server told it not to."""
        vars(dialect).update(_backslash_escapes=False)

    steps: ClassVar[bool] = True

    # Times without a zone are UTC here, whatever the server says.
    before_all: ClassVar[tuple[str, ...]] = ("SET lock_timeout = '5s'", "SET TIME ZONE 'UTC'")
    patience: ClassVar[tuple[str, ...]] = before_all

    def is_impatience(self, error: DBAPIError) -> bool:
        """Tell whether a statement gave up waiting for a lock."""
        return "lock timeout" in str(error.orig)

    def forbid_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the function that raises, and the trigger that calls it."""
        function = (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'rows of this table are only ever added'; END$$"
        )
        trigger = (
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {qualified(table, schema)} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return function, trigger

    def allow_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the statement that drops the trigger."""
        return (f"DROP TRIGGER append_only ON {qualified(table, schema)}",)

    def see_all_rows(self, table: str) -> tuple[Sequence[str], Sequence[str]]:
        """Give a policy for sessions that ask for it by a setting: for all others, tenants stay apart."""
        asked = "current_setting('app.migrating', true) = 'yes'"
        before = (
            f"DROP POLICY IF EXISTS migrating ON {table}",
            f"CREATE POLICY migrating ON {table} USING ({asked}) WITH CHECK ({asked})",
            "SELECT set_config('app.migrating', 'yes', false)",
        )
        return before, ("SELECT set_config('app.migrating', '', false)", f"DROP POLICY migrating ON {table}")

    def hold(self, table: str) -> Sequence[str]:
        """Give the lock that a change of type takes anyway."""
        return (f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",)

    def try_conversion(self, table: str, column: str, old: str, new: str) -> Conversion:
        """Give the casts that lead there and back."""
        back = f"CAST(CAST(CAST(CAST(CAST({column} AS text) AS {new}) AS text) AS {old}) AS text)"
        return Conversion((), table, f"{back} IS DISTINCT FROM CAST({column} AS text)", ())

    def demand_none(self, counting: str) -> Sequence[str]:
        """Give a block that raises."""
        return (
            f"DO $demand$BEGIN IF ({counting}) > 0 THEN RAISE EXCEPTION 'there are such rows'; END IF; END$demand$",
        )

    def keep_computed(self, table: str, column: sa.Column[object], schema: str | None) -> None:
        """Drop the expression; what was computed stays."""
        name = f"ALTER TABLE {qualified(table, schema)} ALTER COLUMN {quoted(column.name)}"
        run(f"{name} DROP EXPRESSION")
        run(f"{name} {'DROP' if column.nullable else 'SET'} NOT NULL")


DATABASE = PostgreSQL()


def drop_refusal() -> None:
    """Drop the function behind append-only tables, when there are none any more."""
    if not _elsewhere():
        run("DROP FUNCTION refuse_change()")


def create_tenant_policy(
    table: str, column: str, cast: str | None = None, *, shared: bool = False, schema: str | None = None
) -> None:
    """Let the rows of a table be seen and written only by the tenant that is set for the transaction.

    `shared`: rows of no tenant are seen by all.
    """
    if _elsewhere():
        return
    # An ended transaction leaves '' behind, hence NULLIF; the subquery runs once a statement, not once a row.
    setting = "NULLIF(current_setting('app.current_tenant', true), '')"
    setting = f"CAST({setting} AS {cast})" if cast else setting
    own = f"{quoted(column)} = (SELECT {setting})"
    seen = f"{own} OR {quoted(column)} IS NULL" if shared else own
    name = qualified(table, schema)
    run(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    run(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    run(f"CREATE POLICY tenant_isolation ON {name} USING ({seen}) WITH CHECK ({own})")


def drop_tenant_policy(table: str, schema: str | None = None) -> None:
    """Let all rows of a table be seen and written by all."""
    if _elsewhere():
        return
    name = qualified(table, schema)
    run(f"DROP POLICY tenant_isolation ON {name}")
    run(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
    run(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")


def create_enum_type(name: str, *labels: str, schema: str | None = None) -> None:
    """Create an enum type."""
    if not _elsewhere():
        run(f"CREATE TYPE {qualified(name, schema)} AS ENUM ({', '.join(map(text_literal, labels))})")


def drop_enum_type(name: str, schema: str | None = None) -> None:
    """Drop an enum type."""
    if not _elsewhere():
        run(f"DROP TYPE {qualified(name, schema)}")


def add_enum_label(
    name: str, label: str, *, before: str | None = None, after: str | None = None, schema: str | None = None
) -> None:
    """Add a label to an enum type, at once: what follows in the same transaction could not use it."""
    if _elsewhere():
        return
    place = f" BEFORE {text_literal(before)}" if before else f" AFTER {text_literal(after)}" if after else ""
    with op.get_context().autocommit_block():
        run(f"ALTER TYPE {qualified(name, schema)} ADD VALUE IF NOT EXISTS {text_literal(label)}{place}")


def replace_enum_type(
    name: str,
    *labels: str,
    columns: Iterable[tuple[str, str, str | None]],
    values: Mapping[str, str] | None = None,
    schema: str | None = None,
) -> None:
    """Give an enum type other labels: a new type takes the old one's place in each column (table, column, default).

    Rows with a label of `values` get the one that it leads to.
    """
    if _elsewhere():
        return
    old = qualified(f"_old_{name}", schema)
    run(f"ALTER TYPE {qualified(name, schema)} RENAME TO {quoted(f'_old_{name}')}")
    create_enum_type(name, *labels, schema=schema)
    new = qualified(name, schema)
    for table, column, default in columns:
        altered = f"ALTER TABLE {'.'.join(map(quoted, table.split('.')))} ALTER COLUMN {quoted(column)}"
        if default is not None:
            run(f"{altered} DROP DEFAULT")
        run(f"{altered} TYPE {new} USING CAST({_replaced(column, values or {})} AS {new})")
        if default is not None:
            run(f"{altered} SET DEFAULT {text_literal(default)}")
    run(f"DROP TYPE {old}")


def rename_enum_label(name: str, old: str, new: str, schema: str | None = None) -> None:
    """Give a label of an enum type another name."""
    if not _elsewhere():
        run(f"ALTER TYPE {qualified(name, schema)} RENAME VALUE {text_literal(old)} TO {text_literal(new)}")


def _replaced(column: str, values: Mapping[str, str]) -> str:
    text = f"CAST({quoted(column)} AS text)"
    if not values:
        return text
    cases = " ".join(f"WHEN {text_literal(old)} THEN {text_literal(new)}" for old, new in values.items())
    return f"CASE {text} {cases} ELSE {text} END"


def converted(column: str, kind: TypeEngine[object]) -> str:
    """Give the SQL that converts a column to another type, as its text reads there: one enum has no cast to another."""
    dialect = op.get_context().dialect
    return f"CAST(CAST({quoted(column)} AS text) AS {kind.compile(dialect=dialect)})"


def schema(name: str) -> str | None:
    """Give the schema where there are schemas, and None elsewhere."""
    return None if _elsewhere() else name


def move_table(table: str, to: str, schema: str | None = None) -> None:
    """Move a table to another schema."""
    if not _elsewhere():
        run(f"ALTER TABLE {qualified(table, schema)} SET SCHEMA {quoted(to)}")


def rename_constraint(table: str, old: str, new: str, schema: str | None = None) -> None:
    """Give a constraint another name, with its index where it has one."""
    if not _elsewhere():
        run(f"ALTER TABLE {qualified(table, schema)} RENAME CONSTRAINT {quoted(old)} TO {quoted(new)}")


def rename_sequence(table: str, column: str, schema: str | None = None) -> None:
    """Let what numbers a column be called after it, as it is where the table is made with these names."""
    if _elsewhere():
        return
    place, name = text_literal(qualified(table, schema)), _sequence(table, column)
    body = (
        f"DECLARE numbering text := pg_get_serial_sequence({place}, {text_literal(column)}); BEGIN "
        f"IF numbering IS NOT NULL AND to_regclass(numbering) IS DISTINCT FROM "
        f"to_regclass({text_literal(qualified(name, schema))}) THEN "
        f"EXECUTE 'ALTER SEQUENCE ' || numbering || ' RENAME TO ' || quote_ident({text_literal(name)}); END IF; END"
    )
    run(f"DO {text_literal(body)}")


def continue_numbering(table: str, column: str, schema: str | None = None) -> None:
    """Let what numbers a column go on after the greatest number that is there."""
    if _elsewhere():
        return
    place, own = text_literal(qualified(table, schema)), quoted(column)
    numbering = f"pg_get_serial_sequence({place}, {text_literal(column)})"
    greatest = " ".join((f"SELECT setval({numbering}, max({own})) FROM", qualified(table, schema)))
    run(f"{greatest} HAVING max({own}) > 0")


def renumber(table: str, column: str, kind: str | None, whole: str, schema: str | None = None) -> None:
    """Let a sequence (`serial`), an identity (`always`, `by_default`) or nothing number a column of type `whole`."""
    if _elsewhere():
        return
    place, own, name = qualified(table, schema), quoted(column), qualified(_sequence(table, column), schema)
    altered = f"ALTER TABLE {place} ALTER COLUMN {own}"
    run(f"{altered} DROP IDENTITY IF EXISTS")
    run(f"{altered} DROP DEFAULT")
    run(f"DROP SEQUENCE IF EXISTS {name}")
    if kind == "serial":
        run(f"CREATE SEQUENCE {name} AS {whole} OWNED BY {place}.{own}")
        run(f"{altered} SET DEFAULT nextval({text_literal(name)})")
    elif kind:
        run(f"{altered} ADD GENERATED {'ALWAYS' if kind == 'always' else 'BY DEFAULT'} AS IDENTITY")
    if kind:
        continue_numbering(table, column, schema)


def _sequence(table: str, column: str) -> str:
    """Name a sequence as the database does: the longer part is cut first."""
    owner, own = table.encode(), column.encode()
    while len(owner) + len(own) > _LONGEST_NAME - len("__seq"):
        owner, own = (owner[:-1], own) if len(owner) > len(own) else (owner, own[:-1])
    return f"{owner.decode(errors='ignore')}_{own.decode(errors='ignore')}_seq"


def create_schema(name: str) -> None:
    """Create a schema, if it is not there."""
    if not _elsewhere():
        run(f"CREATE SCHEMA IF NOT EXISTS {quoted(name)}")


def drop_schema(name: str) -> None:
    """Drop a schema that is empty."""
    if not _elsewhere():
        run(f"DROP SCHEMA {quoted(name)}")


def create_extension(name: str) -> None:
    """Install an extension, if it is not there."""
    if not _elsewhere():
        run(f"CREATE EXTENSION IF NOT EXISTS {quoted(name)}")


def drop_extension(name: str) -> None:
    """Remove an extension."""
    if not _elsewhere():
        run(f"DROP EXTENSION IF EXISTS {quoted(name)}")


def _elsewhere() -> bool:
    return op.get_context().dialect.name != "postgresql"
