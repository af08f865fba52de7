"""Tables of the types domain."""

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
from uuid import UUID, uuid4

from pydantic import JsonValue
from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    Computed,
    Double,
    Identity,
    Integer,
    SmallInteger,
    String,
    true,
)
from sqlalchemy import text as _text
from sqlalchemy.orm import Mapped, mapped_column

from ..db.base import Base, by_database, guarded
from ..db.enums import labels, numbers
from ..db.keys import utc_now, utc_today
from ..db.types import (
    ArrayOf,
    Duration,
    ExactDecimal,
    IpAddress,
    Json,
    JsonOf,
    LocalDateTime,
    LongBinary,
    LongText,
    RawType,
    WallTime,
)
from .types import Inner, Label, Rank


class Everything(Base):
    """A field of every type, and every option of a field."""

    __tablename__ = "everythings"

    number: Mapped[_int] = mapped_column(
        "id", BigInteger().with_variant(Integer(), "sqlite"), Identity(always=False), primary_key=True
    )
    string: Mapped[str] = mapped_column(String(40))
    char: Mapped[str] = mapped_column(CHAR(3), default="EUR", server_default="EUR")
    text: Mapped[str] = mapped_column(LongText())
    smallint: Mapped[_int] = mapped_column(SmallInteger)
    int: Mapped[_int] = mapped_column(default=7, server_default=_text("7"))
    bigint: Mapped[_int | None] = mapped_column(BigInteger)
    float: Mapped[_float] = mapped_column(Double)
    decimal: Mapped[Decimal] = mapped_column(
        ExactDecimal(12, 3),
        default=Decimal("1.50"),
        server_default=by_database(sqlite="1500", postgresql="1.50", mariadb="1.50"),
    )
    bool: Mapped[_bool] = mapped_column(default=True, server_default=true())
    date: Mapped[_date] = mapped_column(default=utc_today)
    time: Mapped[_time] = mapped_column(WallTime(), default=_time(12, 30), server_default=_text("'12:30:00.000000'"))
    datetime: Mapped[_datetime] = mapped_column(default=utc_now)
    local: Mapped[_datetime | None] = mapped_column("Local Time", LocalDateTime())
    duration: Mapped[timedelta | None] = mapped_column(Duration())
    uuid: Mapped[UUID] = mapped_column(default=uuid4)
    data: Mapped[JsonValue] = mapped_column(Json(), nullable=False)
    binary: Mapped[bytes | None] = mapped_column(LongBinary())
    email: Mapped[str] = mapped_column(String(320))
    url: Mapped[str | None] = mapped_column(String(2083))
    ip: Mapped[IPv4Address | IPv6Address] = mapped_column(IpAddress(), default=IPv4Address("127.0.0.1"))
    label: Mapped[Label] = mapped_column(labels(Label), default=Label.LOW, server_default="low")
    rank: Mapped[Rank] = mapped_column(numbers(Rank, small=True), default=Rank.SECOND, server_default=_text("2"))
    list: Mapped[_list[_date | None]] = mapped_column(JsonOf(_list[_date | None]))
    words: Mapped[_list[str] | None] = mapped_column(ArrayOf(String(20), _list[str]))
    mapping: Mapped[dict[Label, Inner]] = mapped_column(JsonOf(dict[Label, Inner]), default=dict)
    inner: Mapped[Inner | None] = mapped_column(
        JsonOf(Inner), default=lambda: Inner.model_validate({"name": "x", "size": 2})
    )
    raw: Mapped[str] = mapped_column(
        RawType({"postgresql": "citext"}, String(10).with_variant(String(10, collation="NOCASE"), "sqlite"))
    )
    made: Mapped[_int] = mapped_column(
        Computed(
            by_database(
                sqlite="smallint + int",
                postgresql="CAST(smallint AS BIGINT) + CAST(int AS BIGINT)",
                mariadb="`smallint` + `int`",
            ),
            persisted=True,
        ),
        nullable=True,
    )
    server: Mapped[str] = mapped_column(String(20), server_default=_text("'x'"))
    created_at: Mapped[_datetime] = mapped_column(default=utc_now)

    __table_args__ = (
        CheckConstraint("label IN ('low', 'half-way', 'high')", name="label"),
        CheckConstraint("rank IN (1, 2)", name="rank"),
        CheckConstraint(
            by_database(sqlite="smallint >= 1", postgresql="smallint >= 1", mariadb="`smallint` >= 1"),
            name="smallint_min",
        ),
        CheckConstraint(
            by_database(sqlite="smallint <= 9", postgresql="smallint <= 9", mariadb="`smallint` <= 9"),
            name="smallint_max",
        ),
        CheckConstraint(
            by_database(sqlite="float > 0.0", postgresql="float > 0.0", mariadb="`float` > 0.0"), name="float_min"
        ),
        CheckConstraint(
            by_database(sqlite="float < 1.0", postgresql="float < 1.0", mariadb="`float` < 1.0"), name="float_max"
        ),
        CheckConstraint(
            by_database(sqlite="decimal >= 500", postgresql="decimal >= 0.5", mariadb="`decimal` >= 0.5"),
            name="decimal_min",
        ),
        guarded(append_only=True),
    )
