"""What goes in and out of the types domain."""

from builtins import bool as _bool
from builtins import float as _float
from builtins import int as _int
from builtins import list as _list
from datetime import date as _date
from datetime import datetime as _datetime
from datetime import time as _time
from datetime import timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, ConfigDict, EmailStr, Field, JsonValue, NaiveDatetime

from ..db.schemas import Input, LocalTime, Record, UtcDatetime
from ..db.schemas import Url as _Url
from .types import Inner, Label, Rank

String40 = Annotated[str, Field(max_length=40)]
Char3 = Annotated[str, Field(min_length=3, max_length=3, pattern="[^ ]$")]
Smallint = Annotated[_int, Field(ge=-32768, le=32767)]
Int = Annotated[_int, Field(ge=-2147483648, le=2147483647)]
Bigint = Annotated[_int, Field(ge=-9223372036854775808, le=9223372036854775807)]
Float = Annotated[_float, Field(allow_inf_nan=False)]
Decimal12_3 = Annotated[Decimal, Field(max_digits=12, decimal_places=3)]
Duration = Annotated[timedelta, Field(ge=timedelta(days=-106751991), le=timedelta(days=106751991))]
Email = Annotated[EmailStr, Field(max_length=320)]
Url = Annotated[_Url, Field(max_length=2083)]
String20 = Annotated[str, Field(max_length=20)]
String10 = Annotated[str, Field(max_length=10)]

EverythingSort = Literal["number", "decimal", "-decimal", "date", "-date"]


class EverythingCreate(Input):
    """A new everything."""

    model_config = ConfigDict(hide_input_in_errors=True)

    string: Annotated[String40, Field(min_length=2, max_length=30, pattern="^[a-z]+$", examples=["abc"])]
    char: Char3 = "EUR"
    text: str = Field(json_schema_extra={"writeOnly": True})
    smallint: Annotated[Smallint, Field(ge=1, le=9)]
    int: Int = 7
    bigint: Bigint | None = None
    float: Annotated[Float, Field(gt=0.0, lt=1.0)]
    decimal: Annotated[Decimal12_3, Field(ge=Decimal("0.5"))] = Decimal("1.50")
    bool: _bool = True
    date: _date | MISSING = MISSING
    time: LocalTime = _time(12, 30)
    datetime: UtcDatetime | MISSING = MISSING
    local: NaiveDatetime | None = None
    duration: Duration | None = None
    uuid: UUID | MISSING = MISSING
    data: JsonValue
    email: Email = Field(repr=False)
    url: Url | None = Field(default=None, deprecated="Nobody reads it.")
    ip: IPv4Address | IPv6Address = IPv4Address("127.0.0.1")
    label: Label = Label.LOW
    rank: Rank = Rank.SECOND
    list: Annotated[_list[_date | None], Field(min_length=1)]
    words: _list[String20] | None = None
    mapping: dict[Label, Inner] = Field(default_factory=dict)
    inner: Inner | None = Field(default_factory=lambda: Inner.model_validate({"name": "x", "size": 2}))
    raw: String10
    server: String20 | MISSING = MISSING


class EverythingRead(Record):
    """An everything as it is kept."""

    number: _int
    string: str = Field(examples=["abc"])
    char: str
    smallint: _int
    int: _int
    bigint: _int | None
    float: _float
    decimal: Decimal
    bool: _bool
    date: _date
    time: _time
    datetime: _datetime
    local: _datetime | None
    duration: timedelta | None
    uuid: UUID
    data: JsonValue
    email: str = Field(repr=False)
    url: str | None = Field(deprecated="Nobody reads it.")
    ip: IPv4Address | IPv6Address
    label: Label
    rank: Rank
    list: _list[_date | None]
    words: _list[str] | None
    mapping: dict[Label, Inner]
    inner: Inner | None
    raw: str
    made: _int
    server: str
    created_at: _datetime = Field(description="When the row was made")


class EverythingFilter(Input):
    """Which rows to list; every field given narrows the list."""

    string: str | None = None
    string_in: frozenset[str] | None = None
    smallint: Smallint | None = None
    smallint_in: frozenset[Smallint] | None = None
    smallint_from: Smallint | None = None
    smallint_before: Smallint | None = None
    bigint: Bigint | None = None
    bigint_in: frozenset[Bigint] | None = None
    bigint_from: Bigint | None = None
    bigint_before: Bigint | None = None
    bigint_is_null: _bool | None = None
    bool: _bool | None = None
    date: _date | None = None
    date_in: frozenset[_date] | None = None
    date_from: _date | None = None
    date_before: _date | None = None
    label: Label | None = None
    label_in: frozenset[Label] | None = None
