"""Values come back as they went in, and databases compare, order and add them as Python does."""

import sys
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
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
fields: {street: string(50), height: "decimal(8, 3)", since: datetime?, tags: "list[string(10)]"}
"""
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
ZONES = st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
WALL = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1))  # noqa: DTZ001 -- a time on the wall
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 -- zones are given


def decimals(precision, scale):
    """Give decimals that a column holds, its extremes among them."""
    most = 10**precision - 1
    whole = st.integers(-most, most) | st.sampled_from([0, 1, -1, most, -most])
    return whole.map(lambda value: Decimal(value).scaleb(-scale))


THINGS = st.fixed_dictionaries(
    {
        "price": decimals(17, 2),  # what is computed of it has a digit more
        "rate": decimals(12, 6),
        "at": MOMENTS,
        "wall": WALL,
        "day": st.dates(),
        "clock": st.times(),
        "lasts": st.timedeltas(timedelta(days=-100_000), timedelta(days=100_000)),
        "mark": st.uuids(version=4),
        "data": st.binary(max_size=300),
        "anything": JSON.filter(lambda value: value is not None),  # its own null is none at the top
        "by_name": st.dictionaries(TEXT, decimals(18, 2), max_size=3),
        "by_kind": st.dictionaries(st.sampled_from(["one", "Two words", "drei's"]), st.integers(-9, 9)),
        "numbers": st.lists(decimals(10, 4), max_size=3),
        "moments": st.lists(MOMENTS, max_size=2),
        "kind": st.sampled_from(["one", "Two words", "drei's"]),
        "size": st.sampled_from([1, 30000]),
        "notes": st.none() | TEXT,
        "place": st.none()
        | st.fixed_dictionaries(
            {
                "street": TEXT,
                "height": decimals(8, 3),
                "since": st.none() | MOMENTS,
                "tags": st.lists(TEXT.map(lambda text: text[:10]), max_size=2),
            }
        ),
    }
)
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
                    assert getattr(record, name) == getattr(item, name), name
                assert str(record.price) == str(item.price.quantize(Decimal("0.01")))
                assert record.twice == item.price * 2
                assert record.at.tzinfo is UTC
                assert (record.at, record.wall.tzinfo) == (row["at"], None)
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
