"""Enum types, schemas and extensions in revisions; the support module does nothing where a database has none."""

from collections.abc import Iterator, Mapping, Sequence

from generator.code import Code, call, code, join, literal
from generator.dialects import dialect
from generator.migrations.bodies.module import support
from generator.migrations.bodies.statements import Statement
from generator.migrations.draft import Draft
from generator.migrations.operations import (
    AlterEnumType,
    CreateEnumType,
    CreateExtension,
    CreateSchema,
    DropEnumType,
    DropExtension,
    DropSchema,
)
from generator.schema.state import Column, NativeEnum

Surrounding = (
    CreateEnumType | DropEnumType | AlterEnumType | CreateSchema | DropSchema | CreateExtension | DropExtension
)


def surrounding(operation: Surrounding, before: Draft, databases: Sequence[str]) -> Iterator[Statement]:
    """Give the statements of an operation beside tables."""
    owners = tuple(databases)
    dialects = [dialect(name) for name in owners]
    match operation:
        case CreateEnumType(enum) if any(item.native_enums for item in dialects):
            made = call(
                support("create_enum_type"), literal(enum.name), *map(literal, enum.labels), **_schema(enum.schema)
            )
            yield Statement(owners, made)
        case DropEnumType(name) if any(item.native_enums for item in dialects):
            yield Statement(owners, call(support("drop_enum_type"), literal(name.name), **_schema(name.schema)))
        case AlterEnumType(enum):
            native = tuple(item.name for item in dialects if item.native_enums)
            if native:
                yield from (Statement(native, made) for made in _alteration(operation, before, enum))
        case CreateSchema(name) if any(item.schemas for item in dialects):
            yield Statement(owners, call(support("create_schema"), literal(name)))
        case DropSchema(name) if any(item.schemas for item in dialects):
            yield Statement(owners, call(support("drop_schema"), literal(name)))
        case CreateExtension(name) if any(item.extensions for item in dialects):
            yield Statement(owners, call(support("create_extension"), literal(name)))
        case DropExtension(name) if any(item.extensions for item in dialects):
            yield Statement(owners, call(support("drop_extension"), literal(name)))
        case _:
            return


def _alteration(operation: AlterEnumType, before: Draft, enum: NativeEnum) -> Iterator[Code]:
    old = next(item for item in before.enums.values() if (item.name, item.schema) == (enum.name, enum.schema))
    first = {now: was for was, now in reversed(operation.values) if now not in old.labels}
    renamed: dict[str | int, str | int] = {was: now for now, was in first.items()}
    for was, now in renamed.items():
        yield call(support("rename_enum_label"), *map(literal, (enum.name, was, now)), **_schema(enum.schema))
    known = [renamed.get(label, label) for label in old.labels]
    kept = [label for label in enum.labels if label in known]
    if kept == known:
        for position, label in enumerate(enum.labels):
            if label not in known:
                place = (
                    {"after": literal(enum.labels[position - 1])} if position else {"before": literal(enum.labels[1])}
                )
                yield call(
                    support("add_enum_label"), literal(enum.name), literal(label), **place, **_schema(enum.schema)
                )
        return
    columns = [
        literal((str(name), column.name, _default(column, dict(operation.values))))
        for name, table in sorted(before.tables.items(), key=lambda item: str(item[0]))
        for column in table.columns
        if operation.has(column)
    ]
    yield call(
        support("replace_enum_type"),
        literal(enum.name),
        *map(literal, enum.labels),
        columns=code("[", join(", ", columns), "]"),
        **_values(operation, renamed),
        **_schema(enum.schema),
    )


def _default(column: Column, values: Mapping[str | int, str | int]) -> str | int | None:
    label = column.default.literal if column.default else None
    return values.get(label, label) if isinstance(label, str) else label


def _values(operation: AlterEnumType, renamed: Mapping[str | int, str | int]) -> dict[str, Code]:
    left = {was: now for was, now in operation.values if was not in renamed}
    return {"values": literal(left)} if left else {}


def _schema(schema: str | None) -> dict[str, Code]:
    return {"schema": literal(schema)} if schema else {}
