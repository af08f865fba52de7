"""Values come back as they went in, and databases compare, order and add them as Python does."""

import sys
from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, localcontext
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from sqlalchemy import func, select

from tests.databases.fixtures import NAMES
from tests.functional.matrix.project import build_project

SPEC = """
entity: Thing
fields:
  price:    {type: "decimal(18, 2)", default: 0.10}
  rate:     "decimal(12, 6)"
  twice:    {type: "decimal(18, 2)", computed: price + price}
  at:       datetime
  wall:     local_datetime
  day:      date
  clock:    time
  lasts:    duration
  mark:     uuid
  data:     binary
  anything: {type: json, default: {}}
  by_name:  {type: "map[string, decimal(18, 2)]", default: {}}
  by_kind:  {type: "map[Kind, int]", default: {}}
  numbers:  {type: "list[decimal(10, 4)]", default: []}
  moments:  {type: "list[datetime]", default: []}
  kinds:    {type: "list[Kind]", default: []}
  places:   {type: "list[Place]", default: []}
  nested:   {type: "map[string, map[string, decimal(18, 2)]]", default: {}}
  kind:     Kind
  size:     Size
  place:    Place?
  notes:    text?
filter: [price, rate, at, wall, day, clock, lasts, mark, kind, size]
sort: [price, rate, at, day, clock, lasts, wall]
---
enum: Kind
values: [one, "Two words", "drei's"]
---
enum: Size
type: smallint
values: {small: 1, large: 30000}
---
value: Place
fields:
  street: string(50)
  height: "decimal(8, 3)"
  since:  datetime?
  lasts:  duration
  photo:  binary
  kinds:  list[Kind]
  tags:   list[string(10)]
"""
WIDE = """
entity: Sum
fields: {amount: "decimal(38, 10)", whole: "decimal(30, 0)"}
filter: [amount, whole]
sort: [amount, whole]
"""
DIGITS = 80
"""How many digits Python reckons with, so that nothing is rounded here."""
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
ZONES = st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
CLOCKS = st.sampled_from([ZoneInfo(name) for name in ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe")])
FIRST, LAST = datetime(1000, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 -- what every database's types hold
WALL = st.datetimes(FIRST, LAST)
TURNS = st.sampled_from([datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30)])  # noqa: DTZ001 -- clocks are turned
MOMENTS = st.datetimes(FIRST, LAST, timezones=ZONES | CLOCKS) | st.builds(
    lambda turn, clock, fold: turn.replace(tzinfo=clock, fold=fold), TURNS, CLOCKS, st.integers(0, 1)
)
KINDS = st.sampled_from(["one", "Two words", "drei's"])
LASTS = st.timedeltas(timedelta(days=-100_000), timedelta(days=100_000))


def decimals(precision, scale):
    """Give decimals that a column holds, its extremes among them."""
    most = 10**precision - 1
    whole = st.integers(-most, most) | st.sampled_from([0, 1, -1, most, -most])
    return whole.map(lambda value: Decimal(f"{value}E-{scale}"))


PLACES = st.fixed_dictionaries(
    {
        "street": TEXT,
        "height": decimals(8, 3),
        "since": st.none() | MOMENTS,
        "lasts": LASTS,
        "photo": st.binary(max_size=50).map(lambda data: b64encode(data).decode()),
        "kinds": st.lists(KINDS, max_size=2),
        "tags": st.lists(TEXT.map(lambda text: text[:10]), max_size=2),
    }
)
THINGS = st.fixed_dictionaries(
    {
        "price": decimals(17, 2),  # what is computed of it has a digit more
        "rate": decimals(12, 6),
        "at": MOMENTS,
        "wall": WALL,
        "day": st.dates(),
        "clock": st.times(),
        "lasts": LASTS,
        "mark": st.uuids(version=4),
        "data": st.binary(max_size=300),
        "anything": JSON.filter(lambda value: value is not None),  # its own null is none at the top
        "by_name": st.dictionaries(TEXT, decimals(18, 2), max_size=3),
        "by_kind": st.dictionaries(KINDS, st.integers(-9, 9)),
        "numbers": st.lists(decimals(10, 4), max_size=3),
        "moments": st.lists(MOMENTS, max_size=2),
        "kinds": st.lists(KINDS, max_size=3),
        "places": st.lists(PLACES, max_size=2),
        "nested": st.dictionaries(TEXT, st.dictionaries(TEXT, decimals(18, 2), max_size=2), max_size=2),
        "kind": KINDS,
        "size": st.sampled_from([1, 30000]),
        "notes": st.none() | TEXT,
        "place": st.none() | PLACES,
    }
)


def in_utc(value):
    """Give moments by the clock that is never turned, inside of lists and value objects too."""
    match value:
        case datetime(tzinfo=zone) if zone is not None:
            return value.astimezone(UTC)
        case BaseModel():
            return {name: in_utc(item) for name, item in value}
        case list() | tuple():
            return [in_utc(item) for item in value]
        case _:
            return value


SORTS = ("price", "rate", "at", "day", "clock", "lasts", "wall")
FILTERS = (*SORTS, "mark", "kind", "size")
_PACKAGES = count(1)
some = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))


@pytest.fixture(scope="module")
def exact(tmp_path_factory):
    """Build a project with a field of every type."""
    folder = tmp_path_factory.mktemp("exact")
    made = build_project(folder, f"exact_{next(_PACKAGES)}", {"things.yaml": SPEC}, databases=NAMES)
    sys.path.insert(0, str(folder))
    yield made
    sys.path.remove(str(folder))


@pytest.fixture(scope="module", params=NAMES)
def place(request, databases, exact):
    """Give a database with its table."""
    made = databases.create(request.param)
    exact.upgrade(made)
    yield made
    databases.drop(made)


@pytest.fixture
def things(exact, place, runner):
    """Open sessions on it."""
    sessions, domain = exact.module("db.session"), exact.module("things")
    engine = sessions.connect(place.app_url)
    yield lambda: sessions.ScopedSession(engine, sessions.Scope()), domain
    runner.run(engine.dispose())


def test_values_come_back_are_found_ordered_and_added_exactly(things, runner):
    opened, domain = things

    async def check(rows):
        async with opened() as session:
            repository = domain.ThingRepository(session)
            data = [domain.ThingCreate.model_validate(row) for row in rows]
            made = await repository.create_many(data)
            for row, item, record in zip(rows, data, made, strict=True):
                assert await repository.get(record.id) == record
                for name in row:
                    assert in_utc(getattr(record, name)) == in_utc(getattr(item, name)), name
                assert str(record.price) == str(item.price.quantize(Decimal("0.01")))
                assert record.twice == item.price * 2
                assert record.at.tzinfo is UTC
                assert (record.at, record.wall.tzinfo) == (row["at"].astimezone(UTC), None)
                for name in FILTERS:
                    asked = domain.ThingFilter.model_validate({name: getattr(item, name)})
                    same = {one.id for one in made if getattr(one, name) == getattr(record, name)}
                    assert {one.id for one in await repository.list(asked)} == same, name
            for name in SORTS:
                values = [getattr(item, name) for item in made]
                for sort, wanted in ((name, sorted(values)), (f"-{name}", sorted(values, reverse=True))):
                    assert [getattr(item, name) for item in await repository.list(sort=sort)] == wanted, sort
                least = domain.ThingFilter.model_validate({f"{name}_from": values[0]})
                assert await repository.count(least) == sum(value >= values[0] for value in values)
            table = domain.Thing.__table__
            for name in ("price", "rate", "twice"):
                total = await session.scalar(select(func.sum(table.c[name])))
                assert total == sum(getattr(item, name) for item in made), name
            await session.rollback()

    @some
    @given(st.lists(THINGS, min_size=1, max_size=4))
    def law(rows):
        runner.run(check(rows))

    law()


def test_a_default_is_as_exact_as_a_value(things, runner):
    opened, domain = things

    async def check():
        async with opened() as session:
            least = {"rate": 0, "at": datetime.now(UTC), "wall": datetime(2026, 1, 1), "day": "2026-01-01"}  # noqa: DTZ001 -- a time on the wall
            least |= {"clock": "12:00", "lasts": "PT1S", "mark": "018f2f6e-7b1c-7000-8000-0123456789ab", "data": b""}
            made = await domain.ThingRepository(session).create(
                domain.ThingCreate.model_validate(least | {"kind": "one", "size": 1})
            )
            assert (str(made.price), str(made.twice)) == ("0.10", "0.20")

    runner.run(check())


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """Build a project with more digits than SQLite has."""
    folder = tmp_path_factory.mktemp("wide")
    made = build_project(folder, f"wide_{next(_PACKAGES)}", {"sums.yaml": WIDE}, databases=("postgresql", "mariadb"))
    sys.path.insert(0, str(folder))
    yield made
    sys.path.remove(str(folder))


@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_as_many_digits_as_a_database_has_are_exact_too(wide, databases, runner, name):
    made = databases.create(name)
    wide.upgrade(made)
    sessions, domain = wide.module("db.session"), wide.module("sums")
    engine = sessions.connect(made.app_url)

    async def check(rows):
        async with sessions.ScopedSession(engine, sessions.Scope()) as session:
            repository = domain.SumRepository(session)
            sums = await repository.create_many([domain.SumCreate(amount=one, whole=other) for one, other in rows])
            assert [(item.amount, item.whole) for item in sums] == rows
            for field in ("amount", "whole"):
                values = [getattr(item, field) for item in sums]
                assert [getattr(item, field) for item in await repository.list(sort=field)] == sorted(values)
                same = domain.SumFilter.model_validate({field: values[0]})
                assert await repository.count(same) == values.count(values[0])
                total = await session.scalar(select(func.sum(domain.Sum.__table__.c[field])))
                with localcontext() as context:
                    context.prec = DIGITS
                    assert total == sum(values)
            await session.rollback()

    @some
    @given(st.lists(st.tuples(decimals(38, 10), decimals(30, 0)), min_size=1, max_size=4))
    def law(rows):
        runner.run(check(rows))

    law()
    runner.run(engine.dispose())
    databases.drop(made)
