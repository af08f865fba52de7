"""What exactly changes about a column, in words: a difference says more than the name of an operation."""

from collections.abc import Iterator

from generator.fieldtypes import Scalar
from generator.migrations.draft import Draft
from generator.migrations.operations import AlterColumn, AlterEnumType, Operation
from generator.schema.state import ArrayOf, Column, Default, NativeEnum, StorageType


def details(operation: Operation, before: Draft) -> tuple[str, ...]:
    """Give what the operation changes of what is there before it; nothing where its own words say all."""
    match operation:
        case AlterColumn(table, column):
            old = next(item for item in before.table(table).columns if item.name == column.name)
            return tuple(_column(old, column))
        case AlterEnumType(enum):
            was = next(it for it in before.enums.values() if (it.name, it.schema) == (enum.name, enum.schema))
            return tuple(_labels(was, enum))
        case _:
            return ()


def _column(old: Column, new: Column) -> Iterator[str]:
    if old.type != new.type:
        yield f"{shown_type(old.type)} → {shown_type(new.type)}"
    if old.nullable != new.nullable:
        yield "may be null now" if new.nullable else "may be null no more"
    if old.default != new.default:
        yield f"default {_default(old.default)} → {_default(new.default)}"
    if old.computed != new.computed:
        yield f"computed as {new.computed}" if new.computed else "computed no more"
    if old.identity != new.identity:
        yield f"identity {old.identity or 'none'} → {new.identity or 'none'}"
    for what in ("db_type", "collation", "stored", "comment"):
        if getattr(old, what) != getattr(new, what):
            yield f"another {what.replace('db_type', 'type of the database')}"


def _labels(old: NativeEnum, new: NativeEnum) -> Iterator[str]:
    yield from (f"+ {label!r}" for label in new.labels if label not in old.labels)
    yield from (f"- {label!r}" for label in old.labels if label not in new.labels)
    if sorted(old.labels) == sorted(new.labels):
        yield f"in the order {', '.join(new.labels)}"


def shown_type(kind: StorageType) -> str:
    """Give a column's type as specs write it."""
    match kind:
        case NativeEnum(name=name):
            return name
        case ArrayOf(item):
            return f"list[{item}]"
        case Scalar():
            return str(kind)


def _default(default: Default | None) -> str:
    if default is None:
        return "none"
    return "by SQL" if default.sql else repr(default.literal)
