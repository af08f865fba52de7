"""Tables whose columns are too wide for a database, and columns that it cannot number."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, rule
from generator.fieldtypes import ROWS, Scalar
from generator.ir import Entity, Field, Project
from generator.resolve.draft import Work

ROW_TOO_WIDE = rule(
    "R274",
    "row-too-wide",
    """
A database limits how many columns a table has (MariaDB 1,017, PostgreSQL 1,600, SQLite 2,000), and what they take
together, four bytes for each character of a string(n).

Not so:     {street: string(8000), notes: string(9000)}         with MariaDB among the databases
But so:     {street: string(200), notes: text}
""",
)
IDENTITY_OUTSIDE_KEY = rule(
    "R275",
    "identity-outside-key",
    """
Not every database of the project numbers a column that is not the whole primary key.

Not so:     fields: {number: {type: int, identity: true}}       with SQLite among the databases
But so:     key: {name: number, type: int, identity: true}
""",
)

_POINTER = 12
"""Bytes of a value that is kept apart from its row."""
_WIDE = 500
"""Characters of a string below which no table gets too wide by itself."""


def wide_rows(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find tables whose columns do not fit in a row of one of the project's databases."""
    limits = [(item, item.row_bytes) for item in work.dialects if item.row_bytes is not None]
    yield from _many_columns(project, work)
    for entity in project.entities.values() if limits else ():
        if not entity.managed or not any(map(_is_wide, entity.fields)):
            continue
        total = sum(map(_bytes, entity.fields))
        for database, limit in limits:
            if total > limit:
                message = (
                    f"the columns of {entity.name} take up to {total} bytes, and a row of {database.label} {limit}"
                )
                yield ROW_TOO_WIDE.at(entity.place(_widest(entity).name), message, "make the longest string(n) a text")
                break


def _many_columns(project: Project, work: Work) -> Iterator[Diagnostic]:
    least = min(work.dialects, key=lambda item: item.column_limit)
    for entity in project.entities.values():
        if len(entity.fields) > least.column_limit and entity.managed:
            message = (
                f"{entity.name} has {len(entity.fields)} columns, and a table of {least.label} {least.column_limit}"
            )
            yield ROW_TOO_WIDE.at(entity.span, message, "keep some of them in a value object, or in a table beside it")


def stray_identities(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find numbered columns beside the key, or in a key of several columns."""
    lacking = work.lacking(lambda item: item.identity_outside_keys)
    for entity in project.entities.values() if lacking else ():
        for field in entity.fields:
            if field.identity is not None and entity.key.fields != (field.name,) and entity.managed:
                message = f"{lacking[0].label} cannot number `{field.name}`: it is not the whole key of {entity.name}"
                yield IDENTITY_OUTSIDE_KEY.at(
                    entity.place(field.name), message, "number it in the application, or make it the key"
                )


def _is_wide(field: Field) -> bool:
    kind = field.type
    return isinstance(kind, Scalar) and bool(kind.arguments) and kind.arguments[0] > _WIDE


def _widest(entity: Entity) -> Field:
    return max(entity.fields, key=_bytes)


def _bytes(field: Field) -> int:
    if not isinstance(field.type, Scalar):
        return _POINTER
    return (ROWS[field.type.name].size(field.type.arguments) or _POINTER) + 2
