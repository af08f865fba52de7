"""Every type turned into every other one, over rows that do not fit or hardly do: nothing changes without a word."""

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from uuid import UUID

import sqlalchemy as sa

from generator.dialects import dialect
from generator.dialects.dialect import text_clause
from generator.fieldtypes import Scalar
from generator.migrations.bodies.conversions import BACK, conversion
from generator.schema.state import ArrayOf, Column, NativeEnum, PrimaryKey, StorageType, Table
from tests.databases.database import Database
from tests.integration.migrations.project import connect, schema_of
from tests.proof.rows import literal, snapshot

MOOD = NativeEnum("mood", ("good", "12", "x"))
OTHER = NativeEnum("temper", ("x", "good", "worse"))
ENUMS = (MOOD, OTHER)
TYPES: tuple[StorageType, ...] = (
    Scalar("string", (5,)),
    Scalar("string", (300,)),
    Scalar("char", (3,)),
    Scalar("text"),
    Scalar("email"),
    Scalar("smallint"),
    Scalar("int"),
    Scalar("bigint"),
    Scalar("float"),
    Scalar("decimal", (5, 2)),
    Scalar("decimal", (18, 6)),
    Scalar("bool"),
    Scalar("date"),
    Scalar("time"),
    Scalar("datetime"),
    Scalar("local_datetime"),
    Scalar("duration"),
    Scalar("uuid"),
    Scalar("json"),
    Scalar("binary"),
    Scalar("ip"),
    MOOD,
    OTHER,
    ArrayOf(Scalar("int")),
    ArrayOf(Scalar("string", (3,))),
)
_TEXTS = (
    *("", " ", "a ", "abc", "abcdef", "12", "012", "-0", "0", "-7", "+7", " 12", "12 ", "12\n", "1e3", "12.5", "12.50"),
    *("12.345", ".5", "5.", "-0.01", "99999", "32768", "99999999999", "9" * 25, "0.1", "123.4567890123456789", "NaN"),
    *("Infinity", "true", "2026-01-31", "2023-02-30", "20260131", "2026-01-31 09:30:00", "now", "good", "x"),
    *(
        "018f2f6e-7b1c-7000-8000-0123456789ab",
        "018F2F6E-7B1C-7000-8000-0123456789AB",
        "018f2f6e7b1c700080000123456789ab",
    ),
    *(
        "{018f2f6e-7b1c-7000-8000-0123456789ab}",
        '{"a": 1}',
        "[1, 2]",
        "null",
        '"text"',
        "{bad",
        "127.0.0.1",
        "é😀",
        "X" * 30,
    ),
)
_WHOLE = (0, 1, -1, 2, 127, 128, 999, 1000, 32767, -32768, 32768, 99999, 2**31 - 1, -(2**31), 2**31, 2**53, 2**53 + 1)
_VALUES: Mapping[str, tuple[object, ...]] = {
    "float": (
        0.0,
        1.0,
        -1.5,
        0.1,
        0.1 + 0.2,
        1e300,
        12.345,
        999.99,
        1000.0,
        2.5,
        32767.0,
        32768.0,
        2.0**53,
        1e15,
        123.456,
    ),
    "bool": (True, False),
    "date": (date(2026, 1, 31), date(1000, 1, 1), date(9999, 12, 31), date(2024, 2, 29)),
    "time": (time(0), time(12, 30), time(23, 59, 59, 999_999)),
    "datetime": (
        datetime(2026, 1, 31, tzinfo=UTC),
        datetime(2026, 1, 31, 9, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC),
    ),
    "local_datetime": (datetime(2026, 1, 31), datetime(2026, 1, 31, 23, 30, 0, 1), datetime(2026, 3, 29, 2, 30)),  # noqa: DTZ001
    "duration": (timedelta(0), timedelta(microseconds=1), timedelta(days=-1)),
    "uuid": (UUID(int=0), UUID("018f2f6e-7b1c-7000-8000-0123456789ab")),
    "json": ({}, [], {"a": [1, None, True, "é"]}, "text", "12", 12, 1.5, [1, 2]),
    "binary": (b"", b"abc", b"\x00\xff"),
    "ip": (ip_address("127.0.0.1"), ip_address("::1")),
}


def values(kind: StorageType) -> Iterator[object]:
    """Give what a column of the type may hold, and what its neighbours may not."""
    match kind:
        case NativeEnum(labels=labels):
            yield from labels
        case ArrayOf(Scalar("int")):
            yield from ([], [1, 2], [12345])
        case ArrayOf():
            yield from ([], ["12"], ["abc", "x"])
        case Scalar("char", (length,)):
            yield from (text for text in _TEXTS if len(text) == length and not text.endswith(" "))
        case Scalar("string", (length,)):
            yield from (text for text in _TEXTS if len(text) <= length)
        case Scalar("text" | "email"):
            yield from _TEXTS
        case Scalar("decimal", (digits, scale)):
            step = Decimal(1).scaleb(-scale)
            largest = (Decimal(10) ** (digits - scale)) - step
            numbers = ("0", "1", "-1.5", "0.01", "12.34", "12.30", "100", "999")
            yield from (*(Decimal(it).quantize(step) for it in numbers), largest, -largest, step)
        case Scalar("smallint" | "int" | "bigint" as name):
            bound = 2 ** ({"smallint": 16, "int": 32, "bigint": 64}[name] - 1)
            yield from (it for it in (*_WHOLE, bound - 1, -bound) if -bound <= it < bound)
        case Scalar(name):
            yield from _VALUES[name]


@dataclass
class Pair:
    """A column that gets another type."""

    table: str
    old: StorageType
    new: StorageType
    kept: dict[int, object] = field(default_factory=dict)
    """What rows hold that fit, by key."""
    stopped: list[object] = field(default_factory=list)
    """What those would hold that stop it."""

    def at(self, kind: StorageType) -> Table:
        """Give the table with a column of that type."""
        key = Column("id", Scalar("int"))
        return Table(self.table, (key, Column("a", kind, nullable=True)), PrimaryKey(f"pk_{self.table}", ("id",)))

    @property
    def words(self) -> str:
        """Name both types."""
        return f"{shown(self.old)} → {shown(self.new)}"


def shown(kind: StorageType) -> str:
    """Give a type's name."""
    match kind:
        case NativeEnum(name=name):
            return name
        case ArrayOf(item):
            return f"list[{item}]"
        case _:
            return str(kind)


def pairs(database: str) -> tuple[list[Pair], list[Pair]]:
    """Give those that a database converts, and those that it refuses."""
    owner = dialect(database)
    found = [Pair(f"p{number}", *two) for number, two in enumerate(itertools.permutations(TYPES, 2))]
    possible = [it for it in found if conversion(Column("a", it.old), Column("a", it.new), owner) is not None]
    return possible, [it for it in found if it not in possible]


def fill(database: Database, found: list[Pair]) -> None:
    """Put into each table what fits, by the database's own judgement of what is there."""
    owner = dialect(database.name)
    with connect(database) as connection:
        for pair in found:
            given = dict(enumerate(values(pair.old), 1))
            for number, value in given.items():
                text = literal(pair.old, value, database.name)
                connection.execute(sa.text(text_clause(f"INSERT INTO {pair.table} VALUES ({number}, {text})")))
            connection.exec_driver_sql(f"INSERT INTO {pair.table} VALUES (0, NULL)")
            lost = _lost(pair, database.name)
            unfit = set()
            if lost:
                query = f"SELECT id FROM {pair.table} WHERE {lost}"
                unfit = {key for (key,) in connection.execute(sa.text(text_clause(query)))}
                connection.execute(sa.text(text_clause(f"DELETE FROM {pair.table} WHERE {lost}")))
            if pair.new == Scalar("json") and owner.arrays:
                # This database cannot be asked; it raises by itself.
                invalid = {
                    number
                    for number, value in given.items()
                    if pair.old != Scalar("json") and not _is_valid(str(value))
                }
                for number in invalid:
                    connection.exec_driver_sql(f"DELETE FROM {pair.table} WHERE id = {number}")
                unfit |= invalid
            pair.kept = {number: value for number, value in given.items() if number not in unfit}
            pair.stopped = [given[number] for number in sorted(unfit)]


def thin(database: Database, found: list[Pair]) -> None:
    """Take away what would not fit on the way back."""
    with connect(database) as connection:
        for pair in found:
            lost = _lost(Pair(pair.table, pair.new, pair.old), database.name)
            if lost:
                query = f"SELECT id FROM {pair.table} WHERE {lost}"
                for (key,) in connection.execute(sa.text(text_clause(query))):
                    del pair.kept[key]
                connection.execute(sa.text(text_clause(f"DELETE FROM {pair.table} WHERE {lost}")))


def _lost(pair: Pair, database: str) -> str:
    owner = dialect(database)
    made = conversion(Column("a", pair.old), Column("a", pair.new), owner)
    if made is None or not made.lost:
        return ""
    if BACK in made.lost:
        return (
            "a IS NOT NULL AND CAST(CAST(a AS varchar(3)[]) AS integer[]) IS DISTINCT FROM a"
            if shown(pair.old) == "list[int]"
            else "a IS NOT NULL"
        )
    return made.condition("a")


def same(before: object, after: object) -> bool:
    """Tell whether two values, each as the application reads it, say the same."""
    match before, after:
        case list(), list():
            return len(before) == len(after) and all(map(same, before, after))
        case str(), str():
            # There and back again: a number and a uuid are not written as they were.
            return before == after or before.lower() == after or (_number(before) or 0) == _number(after)
        case (bool() | int() | float() | Decimal(), _) | (_, bool() | int() | float() | Decimal()):
            return _number(before) is not None and _number(before) == _number(after)
        case (date(), date()):
            return _moment(before) == _moment(after)
        case _:
            return str(before).lower() == str(after).lower()


def _moment(value: date) -> datetime:
    return datetime(*value.timetuple()[:6], value.microsecond if isinstance(value, datetime) else 0)  # noqa: DTZ001


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(int(value) if isinstance(value, bool) else value))
    except InvalidOperation:
        return None


def wrong(database: Database, found: list[Pair], *, back: bool = False) -> list[str]:
    """Tell of every value that is another one than it was."""
    tables = [pair.at(pair.old if back else pair.new) for pair in found]
    read = snapshot(database, schema_of(*tables, enums=ENUMS))
    told = []
    for pair, table in zip(found, tables, strict=True):
        rows = {
            item["id"]: item["a"] for item in next(held for name, held in read.rows.items() if name.name == table.name)
        }
        if rows.pop(0, "gone") is not None:
            told.append(f"{pair.words}: null")
        if rows.keys() != pair.kept.keys():
            told.append(f"{pair.words}: rows {sorted(pair.kept.keys() ^ rows.keys())}")
            continue
        told.extend(
            f"{pair.words}: {value!r} became {rows[number]!r}"
            for number, value in pair.kept.items()
            if not (same(value, rows[number]) or _is_json(pair, value, rows[number]))
        )
    return told


def _is_valid(text: str) -> bool:
    try:
        json.loads(text, parse_constant=lambda name: json.loads("{" + name))
    except ValueError:
        return False
    return True


def _is_json(pair: Pair, before: object, after: object) -> bool:
    kinds = [it for it in (pair.old, pair.new) if it == Scalar("json") or isinstance(it, ArrayOf)]
    if not kinds:
        return False
    one, other = (
        json.loads(it) if isinstance(it, str) and kind not in kinds else it
        for it, kind in ((before, pair.old), (after, pair.new))
    )
    return one == other
