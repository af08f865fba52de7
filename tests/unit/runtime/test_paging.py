"""Orders are total, and their conditions hold for exactly the rows on one side."""

import itertools

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select

from generator.runtime.databases.sqlite import SQLite
from generator.runtime.paging import Cursor, Down, Order, Orders, Up, at_values
from generator.runtime.schemas import Record
from generator.runtime.statements import Rows


class Row(Record):
    id: int
    a: int
    b: int | None


TABLE = Table(
    "t", MetaData(), Column("id", Integer, primary_key=True), Column("a", Integer, nullable=False), Column("b", Integer)
)
ROWS = Rows(TABLE, Row, ("id",))
DB = SQLite()
RANKING = type("Ranking", (SQLite,), {"places_nulls": False, "orders_within_null": False})()
VALUES = [
    {"id": number, "a": a, "b": b}
    for number, (a, b) in enumerate(itertools.product((0, 1, 2), (None, 0, 1, None)), start=1)
]


@pytest.fixture(scope="module")
def connection():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        TABLE.create(connection)
        connection.execute(TABLE.insert(), VALUES)
        yield connection
    engine.dispose()


ORDERS = [Order(kind(ROWS, "a"), kind(ROWS, "id"), name="x") for kind in (Up, Down)] + [
    Order(*keys, Up(ROWS, "id"), name="x")
    for keys in itertools.product(
        (Up(ROWS, "a"), Down(ROWS, "a")),
        (kind(ROWS, "b", nulls_first=first) for kind in (Up, Down) for first in (True, False)),
    )
]


@pytest.mark.parametrize("order", ORDERS)
def test_the_rows_past_each_row_are_those_behind_it(connection, order):
    whole = [
        Row.model_validate(dict(row._mapping)) for row in connection.execute(select(TABLE).order_by(*order.by(DB)))
    ]
    back = [row.id for row in connection.execute(select(TABLE).order_by(*order.by(DB, backward=True)))]
    assert back == [row.id for row in whole][::-1]
    for place, row in enumerate(whole):
        for backward, expected in ((False, whole[place + 1 :]), (True, whole[:place])):
            cursor = Cursor.read(order.cursor(row, backward=backward))
            values = order.at(cursor)
            known = [value is not None for value in values]
            for by_row in (False, True):
                past = order.beyond(known=known, backward=backward, by_row=by_row)
                found = connection.execute(select(TABLE.c.id).where(past), at_values(values)).scalars().all()
                assert sorted(found) == sorted(item.id for item in expected)


@pytest.mark.parametrize("database", [DB, RANKING], ids=["by NULLS FIRST and LAST", "by a rank"])
@pytest.mark.parametrize("order", ORDERS)
def test_the_parts_past_each_row_are_those_behind_it_in_their_order(connection, order, database):
    whole = [
        Row.model_validate(dict(row._mapping)) for row in connection.execute(select(TABLE).order_by(*order.by(DB)))
    ]
    ids = [row.id for row in whole]
    assert [row.id for row in connection.execute(select(TABLE).order_by(*order.by(database)))] == ids
    assert _parted(connection, order, database, None, backward=False) == ids
    for place, row in enumerate(whole):
        assert _parted(connection, order, database, row, backward=False) == ids[place + 1 :]
        assert _parted(connection, order, database, row, backward=True) == ids[:place][::-1]


def _parted(connection, order, database, row, *, backward):
    """Give the keys that the parts of an order give one after the other, from a row on."""
    values = [] if row is None else order.at(Cursor.read(order.cursor(row, backward=backward)))
    known, found = [value is not None for value in values], []
    for part in order.parts(known, backward=backward):
        query = order.part(select(TABLE.c.id), part, known, backward=backward, database=database)
        found += connection.execute(query, at_values(values)).scalars().all()
        known = []
    return found


def test_an_order_ends_in_the_key_once():
    orders = Orders[str](ROWS, "-a", "id", "a,-id")
    assert [[key.field for key in orders.named(name).keys] for name in (None, "id", "a,-id")] == [
        ["a", "id"],
        ["id"],
        ["a", "id"],
    ]


@pytest.mark.parametrize("values", [[], [1], [1, 2, 3], ["x", 1], [{"a": 1}, 1]])
def test_a_cursor_of_another_shape_is_refused(values):
    order = Orders[str](ROWS, "a").named("a")
    with pytest.raises(ValueError, match=r"."):
        order.at(Cursor(order="a", backward=False, values=values))
