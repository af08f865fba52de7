"""Column types give back what they were given, on every database, and refuse what they could not."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from ipaddress import ip_address
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, func, insert, select
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

from generator.runtime import enums, types
from tests.databases.database import Database


class Period(StrEnum):
    WEEKLY = "weekly"
    IN_A_WHILE = "in a while"


class Grade(IntEnum):
    LOW = 1
    HIGH = 7


T0 = datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC)
VALUES: dict[str, tuple[Any, list[Any]]] = {
    "key": (types.NativeUuid(), [UUID(int=0), UUID("018f2f6e-7b1c-7000-8000-0123456789ab")]),
    "text": (types.LongText(), ["", "O'Brien \\ % :x 😀", "x" * 70_000]),
    "binary": (types.LongBinary(), [b"", b"\x00\xff'\"", bytes(range(256)) * 300]),
    "moment": (types.UtcDateTime(), [T0, datetime(9999, 12, 31, 12, 59, 59, 999_999, tzinfo=UTC)]),
    "local": (types.LocalDateTime(), [datetime(2026, 1, 1, 9, 30, 0, 5)]),  # noqa: DTZ001
    "clock": (types.WallTime(), [time(0, 0), time(23, 59, 59, 999_999)]),
    "duration": (types.Duration(), [timedelta(0), timedelta(days=-1, microseconds=3), timedelta(days=10_000)]),
    "money": (types.ExactDecimal(18, 2), [Decimal("0.10"), Decimal("-9999999999999999.99"), Decimal("10.00")]),
    "address": (types.IpAddress(), [ip_address("127.0.0.1"), ip_address("2001:db8::8a2e:370:7334")]),
    "json": (types.Json(), [{}, [1, None, {"a": "'\\ %s :x"}], "text", 0, False]),
    "amounts": (types.JsonOf(dict[str, Decimal]), [{}, {"rent": Decimal("0.10")}]),
    "pictures": (types.JsonOf(dict[str, bytes]), [{}, {"a": bytes(range(256))}]),
    "keys": (types.ArrayOf(types.LongBinary(), list[bytes]), [[], [b"", b"\xff\xfe"]]),
    "moments": (types.ArrayOf(types.UtcDateTime(), list[datetime]), [[], [T0]]),
    "prices": (types.ArrayOf(types.ExactDecimal(9, 2), list[Decimal]), [[], [Decimal("1.10")]]),
    "grades": (types.ArrayOf(enums.numbers(Grade), list[Grade]), [[], list(Grade)]),
    "days": (types.JsonOf(list[date]), [[], [date(2026, 1, 1)]]),
    "words": (types.ArrayOf(String(20), list[str]), [[], ["a", "O'Brien"]]),
    "period": (enums.labels(Period), list(Period)),
    "native": (enums.labels(Period, native="period"), list(Period)),
    "grade": (enums.numbers(Grade), list(Grade)),
    "small": (enums.numbers(Grade, small=True), list(Grade)),
    "raw": (types.RawType({"postgresql": "varchar(99)"}, String(20)), ["a"]),
}
TABLE = Table(
    "kinds",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *(Column(name, kind) for name, (kind, _) in VALUES.items()),
)


def test_values_come_back_as_they_were(database: Database):
    engine = create_engine(database.sync_url)
    with engine.begin() as connection:
        TABLE.metadata.create_all(connection)
        for name, (_, values) in VALUES.items():
            for value in [*values, None]:
                connection.execute(TABLE.delete())
                connection.execute(insert(TABLE), {"id": 1, name: value})
                found = connection.scalar(select(TABLE.c[name]))
                assert found == value
                assert type(found) is type(value)
                if value is None:
                    assert connection.scalar(select(func.count()).where(TABLE.c[name].is_(None))) == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (types.UtcDateTime(), datetime(2026, 1, 1)),  # noqa: DTZ001
        (types.LocalDateTime(), T0),
        *((types.ExactDecimal(4, 2), Decimal(text)) for text in ("0.001", "100", "NaN", "Infinity", "-100.00")),
    ],
)
def test_what_would_be_lost_is_refused(kind: Any, value: Any):
    for dialect in (sqlite.dialect(), postgresql.dialect(), mysql.dialect()):
        with pytest.raises(ValueError, match=r"datetime|fit"):
            kind.process_bind_param(value, dialect)


def test_a_refused_value_never_reaches_the_database():
    table = Table("t", MetaData(), Column("money", types.ExactDecimal(4, 2)))
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        with pytest.raises(StatementError, match="does not fit"):
            connection.execute(insert(table), {"money": Decimal("0.001")})
    engine.dispose()


def test_another_zone_becomes_utc():
    there = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    kept = types.UtcDateTime().process_bind_param(there, postgresql.dialect())
    assert kept is not None
    assert kept.isoformat() == "2026-01-01T06:15:00+00:00"


def test_decimals_are_compared_and_summed_exactly(database: Database):
    table = Table(
        "sums", MetaData(), Column("id", Integer, primary_key=True), Column("money", types.ExactDecimal(18, 2))
    )
    engine = create_engine(database.sync_url)
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"id": n, "money": Decimal(n) / 10} for n in range(1, 11)])
        assert connection.scalar(select(func.sum(table.c.money))) == Decimal("5.50")
        assert connection.scalar(select(func.max(table.c.money))) == Decimal("1.00")
        assert connection.scalar(select(func.count()).where(table.c.money > Decimal("0.9"))) == 1
        assert connection.scalar(select(table.c.money + 1).where(table.c.id == 1)) == Decimal("1.10")
    engine.dispose()


def test_scaled_numbers_are_not_multiplied():
    column = Column("money", types.ExactDecimal(18, 2))
    for wrong in (
        lambda: column * 2,
        lambda: 2 * column,
        lambda: column / 2,
        lambda: 2 / column,
        lambda: column // 2,
        lambda: column % 2,
    ):
        with pytest.raises(TypeError, match="in Python"):
            wrong()


def test_a_raw_type_is_called_as_the_spec_says():
    dialects = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect(), "mysql": mysql.dialect()}
    table = Table("t", MetaData(), Column("a", types.RawType({"postgresql": "citext"}, String(9))))
    texts = {name: str(CreateTable(table).compile(dialect=dialect)) for name, dialect in dialects.items()}
    assert "a citext" in texts["postgresql"]
    assert "a VARCHAR(9)" in texts["sqlite"]


def test_a_statement_can_be_printed_without_a_database():
    assert "kinds.money" in str(select(TABLE))
