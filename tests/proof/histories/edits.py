"""The changes that histories are made of: each tells where it applies, and makes itself in a model."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.proof.histories.model import Document, Model, base, table_of

Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""What the tables hold, by their names."""


@dataclass(frozen=True)
class Site:
    """Where an edit can be made."""

    model: Model = field(repr=False)
    rows: Rows = field(repr=False)
    entity: str
    name: str = ""

    @property
    def body(self) -> Document:
        """The entity."""
        return self.model.entities[self.entity]

    @property
    def fields(self) -> dict[str, Document]:
        """The fields of the entity."""
        return self.model.fields(self.entity)

    @property
    def item(self) -> Document:
        """The field."""
        return self.fields[self.name]

    @property
    def plain(self) -> bool:
        """Whether the field is an ordinary column."""
        return base(self.item) in TYPES and "computed" not in self.item

    def values(self, column: str = "") -> list[object]:
        """Give what the field's column holds."""
        return [row.get(column or self.name) for row in self.rows.get(table_of(self.entity), ())]

    def at(self, model: Model) -> "Site":
        """Give the same place in another model."""
        return Site(model, self.rows, self.entity, self.name)


TYPES: Final[Mapping[str, Sequence[object]]] = {
    "smallint": (1, 7),
    "int": (1, 7),
    "bigint": (1, 7),
    "string(8)": ("a", "it's"),
    "string(40)": ("a", "it's 50%"),
    "text": ("a", "it's 50%"),
    "decimal(10, 2)": ("1.50", "0"),
    "decimal(14, 4)": ("1.5", "-2.25"),
    "bool": (True, False),
    "date": ("2026-01-31",),
    "datetime": ("2026-01-31T09:30:00Z",),
    "local_datetime": ("2026-01-31 09:30:00",),
    "time": ("09:30:00",),
    "duration": ("PT1H",),
    "float": ("1.5",),
    "uuid": ("00000000-0000-0000-0000-000000000001",),
    "json": ({"a": [1]},),
    "binary": ("AQ==",),
}
"""Types of fields, with defaults to choose from."""
WIDER: Final = {
    "smallint": ("int", "bigint"),
    "int": ("bigint",),
    "string(8)": ("string(40)", "text"),
    "string(40)": ("text",),
    "decimal(10, 2)": ("decimal(14, 4)",),
}
NARROWER: Final = {
    "bigint": ("int", "smallint"),
    "int": ("smallint",),
    "string(40)": ("string(8)",),
    "decimal(14, 4)": ("decimal(10, 2)",),
}
CASTS: Final = {
    "int": ("string(40)", "decimal(14, 4)", "float"),
    "smallint": ("string(40)",),
    "local_datetime": ("datetime",),
    "datetime": ("local_datetime",),
    "uuid": ("string(40)",),
    "bool": ("int",),
    "date": ("string(40)",),
    "decimal(10, 2)": ("string(40)",),
}
DISTINCT: Final = frozenset({"smallint", "int", "bigint", "string(40)", "decimal(10, 2)", "date", "uuid"})
"""Types whose samples differ from row to row, and that every database takes in a key."""
NUMBERS: Final = frozenset({"smallint", "int", "bigint"})


class Choose:
    """What an edit draws from."""

    def __init__(self, draw: Callable[[Sequence[Any]], Any]) -> None:
        self._draw = draw

    def one(self, items: Sequence[Any]) -> Any:
        """Give one of them."""
        return self._draw(items)


Where = Callable[[Model, Rows], Iterator[Site]]
Make = Callable[[Site, Choose], None]


@dataclass(frozen=True)
class Edit:
    """A class of change."""

    name: str
    where: Where
    make: Make


EDITS: dict[str, Edit] = {}


def edit(name: str, where: Where) -> Callable[[Make], Make]:
    """Register the function that makes an edit."""

    def register(make: Make) -> Make:
        EDITS[name] = Edit(name, where, make)
        return make

    return register


def everywhere(model: Model, rows: Rows) -> Iterator[Site]:
    """Every entity."""
    for entity in model.entities:
        yield Site(model, rows, entity)


def entities(holds: Callable[[Site], bool]) -> Where:
    """Every entity of which something holds."""
    return lambda model, rows: (site for site in everywhere(model, rows) if holds(site))


def columns(holds: Callable[[Site], bool]) -> Where:
    """Every field of which something holds."""

    def found(model: Model, rows: Rows) -> Iterator[Site]:
        for site in everywhere(model, rows):
            for name in site.fields:
                place = Site(model, rows, site.entity, name)
                if holds(place):
                    yield place

    return found


def items(key: str, holds: Callable[[Site], bool] = lambda _: True) -> Where:
    """Every item of a mapping of entities: `indexes`, `unique`, `checks`."""

    def found(model: Model, rows: Rows) -> Iterator[Site]:
        for site in everywhere(model, rows):
            for name in site.body.get(key, {}):
                place = Site(model, rows, site.entity, name)
                if holds(place):
                    yield place

    return found
