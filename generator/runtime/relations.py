"""What a row is read together with: rows of other entities, one query a relation, however many rows there are."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import NamedTuple, Protocol, TypeAlias, get_args, get_origin

from sqlalchemy import Executable, Table
from sqlalchemy.orm import DeclarativeBase

from .schemas import Record
from .statements import Values, table_of

Key: TypeAlias = tuple[object, ...]
Rows: TypeAlias = Sequence[Sequence[object]]


class Other(NamedTuple):
    """How the rows of the other entity are read, as the same tenant sees them."""

    having: Callable[[tuple[str, ...], Sequence[Key]], Awaitable[Sequence[Record]]]
    """Gives the rows that have in some fields the values of one of some keys, in their default order."""
    read: Callable[[Executable, Values], Awaitable[Rows]]
    records: Callable[[Rows], Awaitable[Sequence[Record]]]
    limit: int
    """How many parameters a query may have."""


class Joined(Protocol):
    """A relation of an entity to another one."""

    @property
    def target(self) -> Table:
        """The other entity's table."""
        ...

    @property
    def many(self) -> bool:
        """Whether a row may have several of the others."""
        ...

    @property
    def by(self) -> tuple[str, ...]:
        """The fields whose values tell what belongs to a row; none: its key."""
        ...

    async def find(self, keys: Sequence[Key], other: Other) -> Mapping[Key, Sequence[Record]]:
        """Give what belongs to each key; nothing for those to which nothing does."""
        ...


def related(**relations: Joined) -> Mapping[str, Joined]:
    """Give the relations of an entity, by the names that schemas call them."""
    return relations


@dataclass(frozen=True)
class Relation:
    """The rows of another entity that have in some of their fields what a row has in some of its own."""

    model: type[DeclarativeBase]
    fields: Mapping[str, str]
    """The other's fields, by the row's own."""
    many: bool = False

    @property
    def target(self) -> Table:
        """The other entity's table."""
        return table_of(self.model)

    @property
    def by(self) -> tuple[str, ...]:
        """The row's own fields."""
        return tuple(self.fields)

    async def find(self, keys: Sequence[Key], other: Other) -> Mapping[Key, Sequence[Record]]:
        """Give what belongs to each key."""
        names = tuple(self.fields.values())
        found: dict[Key, list[Record]] = {}
        for record in await other.having(names, [key for key in keys if None not in key]):
            found.setdefault(tuple(getattr(record, name) for name in names), []).append(record)
        return found


@dataclass(frozen=True, slots=True)
class Included:
    """A field that a schema adds to what is read, and the relation that fills it."""

    name: str
    relation: Joined
    record: type[Record]
    """What the other rows are given as."""
    optional: bool

    def value(self, found: Sequence[Record]) -> object:
        """Give what the field holds; LookupError if there has to be a row and is none."""
        if self.relation.many:
            return list(found)
        if not found and not self.optional:
            raise LookupError(self.name)
        return found[0] if found else None


class Known(NamedTuple):
    """An entity whose rows can be read together with others."""

    repository: type[object]
    record: type[Record]
    relations: Mapping[str, Joined]


def included(
    shape: type[Record], table: Table, known: Mapping[Table, Known], *within: type[Record]
) -> tuple[Included, ...]:
    """Give the fields that `shape` adds to the record of `table`.

    TypeError for one that is no relation, is not of its kind or would go round in circles; RuntimeError where the
    repository of another entity has not been imported.
    """
    entity = known.get(table)
    if entity is None:
        message = f"the repository of {table.name} has not been imported"
        raise RuntimeError(message)
    if not issubclass(shape, entity.record):
        message = f"{shape.__name__} does not extend {entity.record.__name__}"
        raise TypeError(message)
    if shape in within and shape is not entity.record:
        message = f"{shape.__name__} includes itself, and there is no telling how often"
        raise TypeError(message)
    found = tuple(_added(shape, entity))
    for item in found:
        included(item.record, item.relation.target, known, *within, shape)
    return found


def _added(shape: type[Record], entity: Known) -> Iterator[Included]:
    for name, field in shape.model_fields.items():
        if name in entity.record.model_fields:
            continue
        relation = entity.relations.get(name)
        item = None if relation is None else _item(field.annotation, many=relation.many)
        if relation is None or item is None:
            offered = ", ".join(f"{name}{' (many)' if item.many else ''}" for name, item in entity.relations.items())
            reason = f"is none of the relations of {entity.record.__name__}: {offered or 'it has none'}"
            message = f"{shape.__name__}.{name} {reason}"
            raise TypeError(message)
        yield Included(name, relation, item, NoneType in get_args(field.annotation))


def _item(annotation: object, *, many: bool) -> type[Record] | None:
    """Give the schema that an annotation names: `Read` or `Read | None` for one row, `list[Read]` for many."""
    origin, items = get_origin(annotation), get_args(annotation)
    if many != (origin in {list, Sequence}):
        return None
    if not many:
        items = tuple(item for item in items if item is not NoneType) if items else (annotation,)
    (item,) = items if len(items) == 1 else (None,)
    return item if isinstance(item, type) and issubclass(item, Record) else None
