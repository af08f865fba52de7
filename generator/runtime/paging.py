"""Orders and pages: a stable order, cursors that only fit it, the rows on either side of one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from copy import copy
from enum import Enum
from functools import cached_property
from typing import Final, Generic, Self, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter
from pydantic_core import to_json
from sqlalchemy import BindParameter, ColumnElement, UnaryExpression, and_, bindparam, case, false, or_, true, tuple_

from .databases.database import Database
from .schemas import NO_TEXT, Record, is_storable
from .statements import Query, Rows

RecordT = TypeVar("RecordT", bound=Record)
SortT = TypeVar("SortT", bound=str)
Place: TypeAlias = BindParameter[object] | None
"""A value that rows are compared with; None is NULL."""

_AT: Final = "__at_{}"


class Page(BaseModel, Generic[RecordT]):
    """Some rows, and the cursors to what lies on either side; None where nothing does."""

    model_config = ConfigDict(frozen=True)

    items: Sequence[RecordT]
    next: str | None
    previous: str | None
    total: int | None = None
    """How many rows there are on all pages, if that was asked for."""


class OffsetPage(BaseModel, Generic[RecordT]):
    """The rows from `offset` on, `limit` at most, and how many there are in all."""

    model_config = ConfigDict(frozen=True)

    items: Sequence[RecordT]
    total: int
    limit: int
    offset: int


class Cursor(BaseModel):
    """A place in an order: the values of the row beside it, and the way to go from there."""

    model_config = ConfigDict(extra="forbid")

    order: str
    backward: bool
    values: list[JsonValue]

    @classmethod
    def read(cls, text: str) -> Self:
        """Decode; ValueError if this was never a cursor."""
        return cls.model_validate_json(urlsafe_b64decode(text.encode()))

    def text(self) -> str:
        """Encode for a URL."""
        return _text(vars(self))


class Up:
    """One field of an order, ascending."""

    descending = False

    def __init__(self, rows: Rows, field: str, *, nulls_first: bool = False) -> None:
        """Order `rows` by `field`; those without a value come last, or first."""
        self.field = field
        self.column = rows.columns[field]
        self.nullable = self.column.nullable
        self.nulls_first = nulls_first
        self._record = rows.record

    @cached_property
    def adapter(self) -> TypeAdapter[object]:
        """What reads a value back from a cursor."""
        kind = self._record.model_fields[self.field].annotation
        return TypeAdapter(object if kind is None else kind)

    def read(self, value: JsonValue) -> object:
        """Read a value of a cursor; ValueError if the column cannot hold it."""
        if not is_storable(value):
            raise ValueError(NO_TEXT)
        return self.adapter.validate_python(value)

    def valued(self) -> Self:
        """Give the same for rows that have a value."""
        known = copy(self)
        known.nullable = False
        return known

    def ordered(self, database: Database, *, backward: bool) -> list[UnaryExpression[object]]:
        """Give the ORDER BY terms, as an index spells them where the database has a way to."""
        descending, first = self.descending != backward, self.nulls_first != backward
        term = self.column.desc() if descending else self.column.asc()
        if not self.nullable or first == (descending == database.nulls_are_high):
            return [term]
        if database.places_nulls:
            return [term.nulls_first() if first else term.nulls_last()]
        rank: ColumnElement[object] = case((self.column.is_(None), 1), else_=0)
        return [rank.desc() if first else rank.asc(), term]

    def past(self, value: Place, *, backward: bool) -> ColumnElement[bool]:
        """Hold for rows strictly past `value`."""
        nulls_follow = self.nulls_first == backward
        if value is None:
            return false() if nulls_follow else self.column.is_not(None)
        beyond = self.column < value if self.descending != backward else self.column > value
        return or_(beyond, self.column.is_(None)) if self.nullable and nulls_follow else beyond

    def reached(self, value: Place, *, backward: bool) -> ColumnElement[bool]:
        """Hold for rows at `value` or past it."""
        nulls_follow = self.nulls_first == backward
        if value is None:
            return self.column.is_(None) if nulls_follow else true()
        beyond = self.column <= value if self.descending != backward else self.column >= value
        return or_(beyond, self.column.is_(None)) if self.nullable and nulls_follow else beyond


class Down(Up):
    """One field of an order, descending."""

    descending = True


class Part(Enum):
    """Rows that lie together in an index which serves an order."""

    ALL = "all"
    VALUED = "valued"
    """Those with a value in the first field."""
    MISSING = "missing"
    """Those without."""


class Order:
    """A total order of rows: it ends in a key, so that pages neither repeat nor lose a row among ties."""

    def __init__(self, *keys: Up, name: str = "") -> None:
        """Order by `keys`, the first one first; cursors carry `name`."""
        self.name = name
        self.keys = keys

    def by(self, database: Database, *, backward: bool = False) -> list[UnaryExpression[object]]:
        """Give the ORDER BY terms."""
        return _by(self.keys, database, backward=backward)

    def parts(self, known: Sequence[bool] = (), *, backward: bool) -> Sequence[Part]:
        """Give the parts of all rows, or of those past a place, of whose values some are `known`; in their order.

        Rows without a value in the first field are a part of their own: an index finds either, but no place in both.
        """
        leading = self.keys[0]
        if not leading.nullable:
            return (Part.ALL,)
        parts = (Part.MISSING, Part.VALUED) if leading.nulls_first != backward else (Part.VALUED, Part.MISSING)
        return parts[parts.index(Part.VALUED if known[0] else Part.MISSING) :] if known else parts

    def part(self, query: Query, part: Part, known: Sequence[bool], *, backward: bool, database: Database) -> Query:
        """Narrow `query` to one of the parts, past a place if its values are `known`, and order it."""
        leading = self.keys[0]
        if part is Part.MISSING:
            query = query.where(leading.column.is_(None))
        elif part is Part.VALUED and not known:
            query = query.where(leading.column.is_not(None))
        keys = self.keys if part is Part.ALL else (leading.valued(), *self.keys[1:])
        skipped = 1 if part is Part.MISSING else 0
        if known:
            places = self._places(known)[skipped:]
            query = query.where(_past(keys[skipped:], places, backward=backward, by_row=database.seeks_by_row))
        # A field that is NULL orders nothing, but for some only its name tells that the index serves the order.
        named = keys[skipped:] if database.orders_within_null else keys
        return query.order_by(*_by(named, database, backward=backward))

    def at(self, cursor: Cursor) -> Sequence[object]:
        """Give the values at `cursor`; ValueError if it belongs to another order."""
        if cursor.order != self.name or len(cursor.values) != len(self.keys):
            message = f"a cursor for another order than {self.name}"
            raise ValueError(message)
        return [key.read(value) for key, value in zip(self.keys, cursor.values, strict=True)]

    def beyond(self, *, known: Sequence[bool], backward: bool, by_row: bool) -> ColumnElement[bool]:
        """Hold for the rows past the values of `at_values`, of which some are `known` and the others are NULL.

        `by_row` compares all at once where that means the same.
        """
        return _past(self.keys, self._places(known), backward=backward, by_row=by_row)

    def _places(self, known: Sequence[bool]) -> list[Place]:
        return [
            bindparam(_AT.format(number), type_=key.column.type) if is_known else None
            for number, (key, is_known) in enumerate(zip(self.keys, known, strict=True))
        ]

    def cursor(self, record: Record, *, backward: bool) -> str:
        """Give the cursor beside `record`."""
        values = [getattr(record, key.field) for key in self.keys]
        return _text({"order": self.name, "backward": backward, "values": values})

    def page(
        self, found: Sequence[RecordT], size: int, cursor: Cursor | None, total: int | None = None
    ) -> Page[RecordT]:
        """Cut `found`, up to `size` + 1 rows in the direction read, into a page in the order's direction."""
        backward = cursor is not None and cursor.backward
        items = found[:size][::-1] if backward else found[:size]
        more, came = len(found) > size, cursor is not None
        has_next, has_previous = (came, more) if backward else (more, came)
        return Page(
            items=items,
            next=self.cursor(items[-1], backward=False) if items and has_next else None,
            previous=self.cursor(items[0], backward=True) if items and has_previous else None,
            total=total,
        )


class Orders(Generic[SortT]):
    """The orders in which callers may ask for rows, by their names; the first one is the default."""

    def __init__(self, rows: Rows, *names: SortT, special: Mapping[SortT, Order] | None = None) -> None:
        """Offer the orders that `names` spell, fields with a `-` where descending, and the key behind them.

        `special` ones have another meaning than their name spells.
        """
        self._default = names[0]
        self._orders = {**{name: _spelled(name, rows) for name in names}, **(special or {})}
        self.by_key = Order(*(Up(rows, field) for field in rows.key))

    def named(self, sort: SortT | None) -> Order:
        """Give the order of that name; KeyError if there is none."""
        return self._orders[self._default if sort is None else sort]


def at_values(values: Sequence[object]) -> dict[str, object]:
    """Give the parameters of `Order.beyond`."""
    return {_AT.format(number): value for number, value in enumerate(values) if value is not None}


def _spelled(name: str, rows: Rows) -> Order:
    fields = name.split(",")
    # The key goes the way of what stands before it, so that one index serves the order from both ends.
    sign = "-" if fields[-1].startswith("-") else ""
    fields += [sign + field for field in rows.key if field not in {item.removeprefix("-") for item in fields}]
    keys = [(Down if field.startswith("-") else Up, field.removeprefix("-")) for field in fields]
    return Order(*(kind(rows, field) for kind, field in keys), name=name)


def _text(cursor: Mapping[str, object]) -> str:
    return urlsafe_b64encode(to_json(cursor)).decode()


def _by(keys: Sequence[Up], database: Database, *, backward: bool) -> list[UnaryExpression[object]]:
    return [term for key in keys for term in key.ordered(database, backward=backward)]


def _past(keys: Sequence[Up], places: Sequence[Place], *, backward: bool, by_row: bool) -> ColumnElement[bool]:
    directions = {key.descending for key in keys}
    if by_row and len(directions) == 1 and len(places) > 1 and not any(key.nullable for key in keys):
        columns = tuple_(*(key.column for key in keys))
        row = tuple_(*places)
        return columns < row if backward != keys[0].descending else columns > row
    return _beyond(keys, places, backward=backward)


def _beyond(keys: Sequence[Up], values: Sequence[Place], *, backward: bool) -> ColumnElement[bool]:
    """Expand (a, b) > (x, y) to `a >= x AND (a > x OR b > y)`: directions may differ and the index is still used."""
    key, value = keys[0], values[0]
    past = key.past(value, backward=backward)
    if len(keys) == 1:
        return past
    rest = _beyond(keys[1:], values[1:], backward=backward)
    return and_(key.reached(value, backward=backward), or_(past, rest))
