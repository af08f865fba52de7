"""Changes of tables in use. On PostgreSQL, others read and write meanwhile, and what is done is not done again.

Each is made outside of the revision's transaction: broken off, it is run again, and takes up where it was.
"""

from collections.abc import Sequence
from typing import Final, TypedDict, Unpack

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import IntegrityError

from .database import qualified, quoted, run, text_literal

_NOT_NULL: Final = "alembic_not_null"
"""The check that stands for a while; those before it are gone when the next one comes."""


def set_not_null(table: str, column: str, *, schema: str | None = None) -> None:
    """Demand a value of a column: by a check that is held against all rows first, so that nobody waits for that."""
    name, own = qualified(table, schema), quoted(column)
    condition = f"attrelid = {_class(table, schema)} AND attname = {text_literal(column)}"
    with op.get_context().autocommit_block():
        if _asked("SELECT attnotnull FROM pg_attribute WHERE", condition) is not True:
            if _is_valid(_NOT_NULL, table, schema) is None:
                run(f"ALTER TABLE {name} ADD CONSTRAINT {_NOT_NULL} CHECK ({own} IS NOT NULL) NOT VALID")
            try:
                _validate(_NOT_NULL, table, schema)
            except IntegrityError:
                run(f"ALTER TABLE {name} DROP CONSTRAINT {_NOT_NULL}")
                raise
            run(f"ALTER TABLE {name} ALTER COLUMN {own} SET NOT NULL")
        run(f"ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {_NOT_NULL}")


def create_index(
    name: str,
    table: str,
    columns: Sequence[str | sa.TextClause],
    *,
    schema: str | None = None,
    **options: object,
) -> None:
    """Create an index; one that is left half-made by a failure is made anew."""
    unique = options.pop("unique", False) is True
    if not _is_online():
        op.create_index(name, table, columns, unique=unique, schema=schema, if_not_exists=None, **options)
        return
    options["postgresql_concurrently"] = True
    with op.get_context().autocommit_block():
        if _asked("SELECT indisvalid FROM pg_index WHERE indexrelid =", _class(name, schema)) is False:
            run(f"DROP INDEX CONCURRENTLY {qualified(name, schema)}")
        op.create_index(name, table, columns, unique=unique, schema=schema, if_not_exists=True, **options)


def drop_index(name: str, table: str, *, schema: str | None = None, **options: object) -> None:
    """Drop an index."""
    if not _is_online():
        op.drop_index(name, table, schema=schema, if_exists=None, **options)
        return
    with op.get_context().autocommit_block():
        run(f"DROP INDEX CONCURRENTLY IF EXISTS {qualified(name, schema)}")


def create_unique_constraint(
    name: str, table: str, columns: Sequence[str], *, schema: str | None = None, **options: object
) -> None:
    """Add a unique constraint, over an index that is made first."""
    if not _is_online():
        op.create_unique_constraint(name, table, columns, schema=schema, **options)
        return
    if _is_valid(name, table, schema) is not None:
        return
    when = options.get("initially")
    deferral = (" DEFERRABLE" if options.get("deferrable") else "") + (f" INITIALLY {when}" if when else "")
    index = {key: value for key, value in options.items() if key.startswith("postgresql_")}
    create_index(name, table, columns, schema=schema, unique=True, **index)
    added = f"ADD CONSTRAINT {quoted(name)} UNIQUE USING INDEX {quoted(name)}{deferral}"
    run(f"ALTER TABLE {qualified(table, schema)} {added}")


def create_check_constraint(
    name: str, table: str, condition: str | sa.TextClause, *, schema: str | None = None
) -> None:
    """Add a check: for new rows at once, then for those that are there."""
    if not _is_online():
        op.create_check_constraint(name, table, condition, schema=schema)
        return
    with op.get_context().autocommit_block():
        if _is_valid(name, table, schema) is None:
            op.create_check_constraint(name, table, condition, schema=schema, postgresql_not_valid=True)
        _validate(name, table, schema)


class ForeignKeyOptions(TypedDict, total=False):
    """What a foreign key may be told besides its columns."""

    ondelete: str
    onupdate: str
    deferrable: bool
    initially: str
    source_schema: str
    referent_schema: str


def create_foreign_key(
    name: str,
    table: str,
    other: str,
    columns: list[str],
    references: list[str],
    **options: Unpack[ForeignKeyOptions],
) -> None:
    """Add a foreign key: for new rows at once, then for those that are there."""
    schema = options.get("source_schema")
    if not _is_online():
        op.create_foreign_key(name, table, other, columns, references, **options)
        return
    with op.get_context().autocommit_block():
        if _is_valid(name, table, schema) is None:
            op.create_foreign_key(name, table, other, columns, references, postgresql_not_valid=True, **options)
        _validate(name, table, schema)


def _validate(name: str, table: str, schema: str | None) -> None:
    if _is_valid(name, table, schema) is not True:
        run(f"ALTER TABLE {qualified(table, schema)} VALIDATE CONSTRAINT {quoted(name)}")


def _is_valid(name: str, table: str, schema: str | None) -> bool | None:
    """Tell whether a constraint was held against all rows; None if there is none, or nobody to ask."""
    return _asked(
        "SELECT convalidated FROM pg_constraint WHERE conrelid =",
        _class(table, schema),
        "AND conname =",
        text_literal(name),
    )


def _class(name: str, schema: str | None) -> str:
    return f"to_regclass({text_literal(qualified(name, schema))})"


def _asked(*words: str) -> bool | None:
    if op.get_context().as_sql:
        return None
    found: object = op.get_bind().execute(sa.text(" ".join(words).replace(":", "\\:"))).scalar()
    return found if isinstance(found, bool) else None


def _is_online() -> bool:
    return op.get_context().dialect.name == "postgresql"
