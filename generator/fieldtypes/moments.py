"""The types whose values are points or stretches of time: date, time, datetime, local_datetime, duration."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar

from generator.code import Code, Symbol, call, code
from generator.dialects import Dialect
from generator.fieldtypes.row import ORDERED, RUNTIME_SCHEMAS, RUNTIME_TYPES, Arguments, Kind, Row, named

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TIME: Final = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?\Z")
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)([Zz]|[+-][0-9]{2}:?[0-9]{2})?\Z"
)
_DURATION: Final = re.compile(
    r"([+-])?P(?=[0-9T])(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:\.([0-9]{1,6}))?S)?)?\Z"
)
LONGEST: Final = timedelta(days=106_751_991)
"""What 64 bits of microseconds hold, in whole days."""
MomentT = TypeVar("MomentT")
_MICROSECOND: Final = timedelta(microseconds=1)


def _read_date(text: str, _arguments: Arguments) -> date:
    if not _DATE.match(text):
        message = "is no date such as 2026-01-31"
        raise ValueError(message)
    return _existing(date.fromisoformat, text)


def _read_time(text: str, _arguments: Arguments) -> time:
    if not _TIME.match(text):
        message = "is no time of day such as 09:30 or 23:59:59.5"
        raise ValueError(message)
    return _existing(time.fromisoformat, _padded(text))


def _read_datetime(text: str, _arguments: Arguments) -> datetime:
    found = _MOMENT.match(text)
    if not found:
        message = "is no datetime such as 2026-01-31T09:30:00Z"
        raise ValueError(message)
    if not found[3]:
        message = "has no time zone: end it with Z or +01:00, or make the field a local_datetime"
        raise ValueError(message)
    zone = "+00:00" if found[3] in "Zz" else found[3]
    try:
        return _existing(datetime.fromisoformat, f"{found[1]}T{_padded(found[2])}{zone}").astimezone(UTC)
    except OverflowError as error:
        message = "lies outside the years 1 to 9999"
        raise ValueError(message) from error


def _read_local(text: str, _arguments: Arguments) -> datetime:
    found = _MOMENT.match(text)
    if not found:
        message = "is no local datetime such as 2026-01-31T09:30:00"
        raise ValueError(message)
    if found[3]:
        message = "has a time zone, which a local_datetime does not keep: make the field a datetime"
        raise ValueError(message)
    return _existing(datetime.fromisoformat, f"{found[1]}T{_padded(found[2])}")


def _read_duration(text: str, _arguments: Arguments) -> timedelta:
    found = _DURATION.match(text)
    if not found:
        message = "is no duration such as P3D, PT1H30M or PT0.5S"
        raise ValueError(message)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:6])
    fraction = int((found[7] or "").ljust(6, "0"))
    total = timedelta(microseconds=fraction)
    try:
        total += timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        total = timedelta.max
    if total > LONGEST:
        message = f"is too long: a duration holds {LONGEST.days} days"
        raise ValueError(message)
    return -total if found[1] == "-" else total


def _padded(clock: str) -> str:
    """Give a time of day with six decimals or none, which Python 3.10 and later read alike."""
    head, point, fraction = clock.partition(".")
    return f"{head}.{fraction.ljust(6, '0')}" if point else head


def _existing(read: Callable[[str], MomentT], text: str) -> MomentT:
    try:
        return read(text)
    except ValueError as error:
        message = f"does not exist: {error}"
        raise ValueError(message) from error


def _quoted(value: object, _arguments: Arguments, dialect: Dialect) -> str:
    return dialect.string_literal(str(value))


def _naive(value: object, _arguments: Arguments, dialect: Dialect) -> str:
    if not isinstance(value, datetime):
        message = f"no datetime: {value!r}"
        raise TypeError(message)
    return dialect.string_literal(value.replace(tzinfo=None).isoformat(" ", "microseconds"))


def _clock(value: object, _arguments: Arguments, dialect: Dialect) -> str:
    if not isinstance(value, time):
        message = f"no time: {value!r}"
        raise TypeError(message)
    return dialect.string_literal(value.isoformat("microseconds"))


def _microseconds(value: object, _arguments: Arguments, _dialect: Dialect) -> str:
    if not isinstance(value, timedelta):
        message = f"no timedelta: {value!r}"
        raise TypeError(message)
    return str(value // _MICROSECOND)


def _mysql(text: str) -> Callable[[Arguments], Code]:
    return lambda _: code(Symbol("sqlalchemy.dialects", "mysql"), text)


ROWS: Final = (
    Row(
        name="date",
        kind=Kind.DATE,
        annotation=named("datetime", "date"),
        column=lambda _: code(Symbol("sqlalchemy", "Date")),
        revision=lambda _: Code(("sa.Date()",)),
        read=_read_date,
        literal=_quoted,
        samples=lambda _: (date(2026, 1, 31), date(2024, 2, 29), date(1000, 1, 1), date(9999, 12, 31)),
        operators=ORDERED,
        ordered=True,
        synonyms=("day", "datefield"),
    ),
    Row(
        name="time",
        kind=Kind.TIME,
        annotation=named("datetime", "time"),
        input=named(RUNTIME_SCHEMAS, "LocalTime"),
        column=lambda _: call(Symbol(RUNTIME_TYPES, "WallTime")),
        revision=lambda _: Code(("sa.Time()",)),
        variants={"mariadb": _mysql(".TIME(fsp=6)")},
        read=_read_time,
        literal=_clock,
        samples=lambda _: (time(0, 0), time(12, 30), time(23, 59, 59, 999_999)),
        operators=ORDERED,
        ordered=True,
        synonyms=("clock", "timefield", "localtime"),
    ),
    Row(
        name="datetime",
        kind=Kind.DATETIME,
        annotation=named("datetime", "datetime"),
        input=named(RUNTIME_SCHEMAS, "UtcDatetime"),
        column=lambda _: call(Symbol(RUNTIME_TYPES, "UtcDateTime")),
        revision=lambda _: Code(("sa.DateTime(timezone=True)",)),
        variants={"mariadb": _mysql(".DATETIME(fsp=6)")},
        read=_read_datetime,
        literal=_naive,
        literals={"postgresql": _quoted},
        samples=lambda _: (
            datetime(2026, 1, 31, 9, 30, tzinfo=UTC),
            datetime(1000, 1, 1, tzinfo=UTC),
            # A day before the end of time: a client in an eastern zone could not read the very end.
            datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
            datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC),
        ),
        operators=ORDERED,
        ordered=True,
        synonyms=("timestamp", "timestamptz", "instant", "datetimefield", "utcdatetime"),
    ),
    Row(
        name="local_datetime",
        kind=Kind.LOCAL_DATETIME,
        annotation=named("datetime", "datetime"),
        input=named("pydantic", "NaiveDatetime"),
        column=lambda _: call(Symbol(RUNTIME_TYPES, "LocalDateTime")),
        revision=lambda _: Code(("sa.DateTime()",)),
        variants={"mariadb": _mysql(".DATETIME(fsp=6)")},
        read=_read_local,
        literal=_naive,
        samples=lambda _: (
            datetime(2026, 1, 31, 9, 30),  # noqa: DTZ001  # wall-clock time is what the type holds
            datetime(9999, 12, 31, 23, 59, 59, 999_999),  # noqa: DTZ001  # the same
        ),
        operators=ORDERED,
        ordered=True,
        synonyms=("naive_datetime", "localdatetime", "wall_time"),
    ),
    Row(
        name="duration",
        kind=Kind.DURATION,
        annotation=named("datetime", "timedelta"),
        column=lambda _: call(Symbol(RUNTIME_TYPES, "Duration")),
        revision=lambda _: Code(("sa.BigInteger()",)),
        read=_read_duration,
        literal=_microseconds,
        samples=lambda _: (timedelta(0), timedelta(microseconds=1), timedelta(days=-1, microseconds=3), LONGEST),
        operators=ORDERED,
        ordered=True,
        constraints=lambda _: {"ge": -LONGEST, "le": LONGEST},
        synonyms=("interval", "timedelta", "timespan"),
    ),
)
