"""What a type means: data of the registry's types, one row of another entity, or many of them."""

from typing import NamedTuple

from generator.diagnostics import rule
from generator.fieldtypes import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef, unsupported
from generator.resolve.draft import Spot, Work
from generator.resolve.names import Wanted
from generator.spec.sources import Source
from generator.spec.types import ListType, MapType, NamedType, ScalarType, TypeExpression

TYPE_NOT_HELD = rule(
    "R206",
    "type-not-held",
    """
One of the project's databases cannot hold a value of this type as it is.

Not so:     price: decimal(30, 2)       with SQLite among the databases
But so:     price: decimal(18, 2)
""",
)
MISPLACED_ENTITY = rule(
    "R207",
    "misplaced-entity",
    """
An entity as a type is a reference, and `list[Entity]` a many-to-many. Entities cannot stand in a map, in a list of lists
or in a value object, which are data in one column.

Not so:     prices: map[string, Product]
But so:     products: list[Product]
""",
)
MAP_KEY = rule(
    "R208",
    "map-key",
    """
The keys of a map are `string` or an enum: JSON has no others.

Not so:     amounts: map[Address, int]          where Address is a value
But so:     amounts: map[string, int]
""",
)

_KINDS = ("entity", "enum", "value")


class Meaning(NamedTuple):
    """What a field holds: `data`, or rows of an `entity`, one or `many`."""

    data: TypeRef
    entity: Source | None = None
    many: bool = False
    broken: bool = False
    """Whether the type could not be read and `data` only stands in for it."""


PLACEHOLDER = Meaning(Scalar("text"), broken=True)


class Types:
    """Reads types, each only once as long as there is nothing to report."""

    def __init__(self, work: Work) -> None:
        """Look names up in `work` and report there."""
        self._work = work
        self._known: dict[str, dict[TypeExpression, Meaning]] = {}

    def read(self, expression: TypeExpression, spot: Spot) -> Meaning:
        """Give the meaning of the type of what stands at `spot`."""
        # Only names mean something else in another domain.
        here = self._known.setdefault("" if isinstance(expression, ScalarType) else spot.source.domain, {})
        known = here.get(expression)
        if known is None:
            known = self._read(expression, spot.at("type"))
            if not known.broken:
                here[expression] = known
        return known

    def read_data(self, expression: TypeExpression, spot: Spot) -> Meaning:
        """Give the meaning of a type inside a value object: data without a column of its own."""
        data = self._data(expression, spot.at("type"))
        return PLACEHOLDER if data is None else Meaning(data)

    def _read(self, expression: TypeExpression, spot: Spot) -> Meaning:
        item = expression.item if isinstance(expression, ListType) else expression
        if isinstance(item, NamedType):
            source = self._named(item, spot)
            if source is None:
                return PLACEHOLDER
            if source.kind == "entity":
                return Meaning(PLACEHOLDER.data, source, many=item is not expression)
        data = self._data(expression, spot)
        if isinstance(data, Scalar) and not self._held(data, spot):
            data = None
        return PLACEHOLDER if data is None else Meaning(data)

    def _data(self, expression: TypeExpression, spot: Spot) -> TypeRef | None:
        match expression:
            case ScalarType():
                return Scalar(expression.name, expression.arguments)
            case NamedType():
                return self._data_document(expression, spot)
            case ListType():
                item = self._data(expression.item, spot)
                return None if item is None else ListOf(item, expression.item.nullable)
            case MapType():
                return self._map(expression, spot)

    def _held(self, scalar: Scalar, spot: Spot) -> bool:
        lacks = [lack for name in self._work.settings.databases if (lack := unsupported(scalar, name)) is not None]
        if lacks:
            self._work.report(TYPE_NOT_HELD, spot.span(), lacks[0])
        return not lacks

    def _data_document(self, expression: NamedType, spot: Spot) -> EnumRef | ValueRef | None:
        source = self._named(expression, spot)
        if source is None:
            return None
        if source.kind == "entity":
            self._work.report(
                MISPLACED_ENTITY,
                spot.span(),
                f"{expression.name} is an entity, and entities are referred to, not kept inside of data",
                f"write `type: {expression.name}` for one or `type: list[{expression.name}]` for many, or make a `value`",
            )
            return None
        made = EnumRef if source.kind == "enum" else ValueRef
        return made(source.domain, source.name)

    def _map(self, expression: MapType, spot: Spot) -> MapOf | None:
        key, value = self._data(expression.key, spot), self._data(expression.value, spot)
        if key is None or value is None:
            return None
        if expression.key.nullable or not (isinstance(key, EnumRef) or key == Scalar("string")):
            self._work.report(
                MAP_KEY,
                spot.span(),
                f"a map cannot have keys of the type {expression.key}",
                "write `string`, or an enum",
            )
            return None
        return MapOf(key, value, expression.value.nullable)

    def _named(self, expression: NamedType, spot: Spot) -> Source | None:
        wanted = Wanted(expression.name, expression.domain, spot.source.domain, _KINDS)
        found = self._work.names.find(wanted)
        if found is None:
            self._work.names.explain(wanted, spot.span(), self._work.bag)
        return found
