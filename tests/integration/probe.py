"""A table with a column of every kind, rows that tell conditions apart, and the conditions."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from generator.code import Code, Scope
from generator.dialects import DIALECTS
from generator.expressions import parse
from generator.fieldtypes import Scalar, column_type
from generator.fieldtypes.refs import TypeRef
from tests.databases.database import Database

FIELDS: Mapping[str, Scalar] = {
    "a": Scalar("int"),
    "b": Scalar("smallint"),
    "big": Scalar("bigint"),
    "limit": Scalar("decimal", (18, 2)),
    "rate": Scalar("decimal", (5, 4)),
    "f": Scalar("float"),
    "name": Scalar("string", (20,)),
    "notes": Scalar("text"),
    "code": Scalar("char", (3,)),
    "ok": Scalar("bool"),
    "day": Scalar("date"),
    "at": Scalar("datetime"),
    "span": Scalar("duration"),
    "owner": Scalar("uuid"),
    "raw": Scalar("binary"),
}
TYPES: Mapping[str, tuple[TypeRef, bool]] = {name: (ref, True) for name, ref in FIELDS.items()}
VALUES: Mapping[str, Sequence[Any]] = {
    "a": (None, 0, 7, -7, 2**31 - 1, -(2**31)),
    "b": (None, 0, 2, -2, 2**15 - 1),
    "big": (None, 0, 3, 2**40, -(2**40)),
    "limit": (None, Decimal("0.00"), Decimal("1.25"), Decimal("-1.25"), Decimal("9999999999999999.99")),
    "rate": (None, Decimal("0.0000"), Decimal("0.1250"), Decimal("9.9999")),
    "f": (None, 0.0, 0.5, -2.25, 1e10),
    "name": (None, "", "abc", "ABC", "a%c", "a*[?]\\", "É", "é", " x ", "B", "😀", ":x", "O'B"),
    "notes": (None, "abc", "ABD", "a_c", "", "é\n%"),
    "code": (None, "abc", "EUR"),
    "ok": (None, True, False),
    "day": (None, date(2026, 1, 31), date(1999, 12, 31)),
    "at": (None, datetime(2026, 1, 31, 9, 30, tzinfo=UTC), datetime(2026, 1, 31, 9, 30, 0, 1, tzinfo=UTC)),
    "span": (None, timedelta(0), timedelta(seconds=-1), timedelta(days=3, microseconds=1)),
    "owner": (None, UUID(int=1), UUID("018f2f6e-7b1c-7000-8000-0123456789ab")),
    "raw": (None, b"", b"\x00\xff'\\"),
}
CONDITIONS = """
a > b
a + b > 0
a - big <> 3 or a is null
a * b > 100
b * b * a > 100
a / b = 3
a / 2 = -3
a % b = 1
a % 2 = -1
-a > b
abs(a) > 6
limit > 0
limit = 1.25
limit * 2 = 2.5
limit * rate > 0.15
limit + rate > 1.37
limit > a
limit in (0, 1.25)
limit between -1.25 and 1.25
coalesce(limit, 0) = 0
case when ok then limit else a end > 1
nullif(limit, 1.25) is null
rate < 0.125
limit is distinct from rate
f > 0.25
f / a > 0
f * 2 = 1
a > f
name = 'abc'
name <> 'abc'
name < notes
name >= 'a'
name between 'A' and 'a'
name like 'a%'
name like 'A__'
name like '%c'
name like 'a\\%c'
name like '%\\\\'
name like '%*[?]%'
name like '_'
name not like '%b%'
notes like '%\\%'
name in ('abc', 'É', ':x', 'O''B')
name || notes = 'abcABD'
name || '-' < 'b'
length(name) = 1
length(trim(name)) = 1
lower(name) = 'abc'
upper(notes) = 'ABC'
code = 'EUR'
code < 'a'
ok
not ok
ok is true
ok is not false
ok = (a > b)
(a > b) is null
ok is distinct from (a > 0)
day > '2000-01-01'
day = '2026-01-31'
at > '2026-01-31T10:30:00+01:00'
at = '2026-01-31T09:30:00Z'
at in ('2026-01-31T09:30:00.000001Z')
coalesce(at, '2026-01-31T09:30:00Z') = '2026-01-31T09:30:00Z'
span > 'PT0S'
span + 'PT1S' = 'PT0S'
span = 'P3DT0.000001S'
owner = '018f2f6e-7b1c-7000-8000-0123456789ab'
owner <> '00000000-0000-0000-0000-000000000001'
raw = 'AP8nXA=='
raw is null
not (a > 0 and (b > 0 or limit > 0))
a > 0 or b is null and not ok
case when a > 0 then 'x' when b > 0 then 'y' end = 'y'
case when a > 0 then 'x' else 'z' end in ('x', 'y')
a not in (0, 7)
a in (0, b)
a not in (b, 7)
a between 0 and b
a not between b and 5
a not between 0 and 7
a is not distinct from b
name is distinct from notes
""".strip().splitlines()
TREES = [parse(line, TYPES, condition=True, databases=DIALECTS) for line in CONDITIONS]


def evaluated(piece: Code) -> Any:
    """Give what a piece of generated code evaluates to, the runtime's modules standing for the output's."""
    scope = Scope("db.probe")
    source = scope.text(piece)
    names: dict[str, Any] = {"sa": sa}
    exec(scope.imports().replace("from .", "from generator.runtime."), names)  # noqa: S102  # what a module would do
    return eval(source, names)  # noqa: S307  # the same


def model_type(scalar: Scalar) -> sa.types.TypeEngine[Any]:
    """Give the type that a model's column has."""
    made: Any = evaluated(column_type(scalar, _no_name))
    return made() if isinstance(made, type) else made


def _no_name(ref: object) -> Any:
    raise AssertionError(ref)


def rows() -> list[dict[str, Any]]:
    """Every value of every field, and every pair of values of fields that some expression compares."""
    base: dict[str, Any] = {name: values[-1] for name, values in VALUES.items()}
    found = [base]
    for tree in TREES:
        names = tree.names
        products = itertools.product(*(VALUES[name] for name in names))
        found.extend(base | dict(zip(names, values, strict=True)) for values in products)
    return list({repr(sorted(row.items(), key=lambda item: item[0])): row for row in found}.values())


ROWS_OF_VALUES = rows()


def table() -> sa.Table:
    columns = [sa.Column(name, model_type(ref)) for name, ref in FIELDS.items()]
    return sa.Table(
        "probe", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), *columns,
        mariadb_charset="utf8mb4", mariadb_collate="utf8mb4_nopad_bin",
    )  # fmt: skip


def created(
    probe: sa.Table, database: Database, given: Sequence[Mapping[str, Any]] = (), wanted: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """Create the table, put rows in and give columns back."""
    engine = sa.create_engine(database.sync_url)
    try:
        with engine.begin() as connection:
            probe.metadata.create_all(connection)
            if given:
                connection.execute(probe.insert(), given)
            chosen = [probe.c[name] for name in wanted] or [probe.c.id]
            return [tuple(row) for row in connection.execute(sa.select(*chosen).order_by(probe.c.id))]
    finally:
        engine.dispose()
