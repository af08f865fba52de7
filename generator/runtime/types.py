"""Column types that mean the same on every database of the project."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Context, Decimal
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Final, Generic, NoReturn, TypeVar, get_origin
from uuid import UUID

from pydantic import BaseModel, JsonValue, TypeAdapter
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    LargeBinary,
    Numeric,
    String,
    Text,
    Time,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import TypeCompiler
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine
from sqlalchemy.util import memoized_property

from .databases import database_of
from .schemas import BASE64

if TYPE_CHECKING:
    from sqlalchemy.sql.type_api import _ComparatorFactory

DataT = TypeVar("DataT")
IpT = IPv4Address | IPv6Address

_EXACT: Final = Context(prec=100)
"""Decimal's own context would round to 28 digits."""
_MICROSECOND: Final = timedelta(microseconds=1)
_LONGEST_IP: Final = 45


class NativeUuid(TypeDecorator[UUID]):
    """A UUID, in the database's own type where it has one."""

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[UUID]:
        """Choose the column's type."""
        return dialect.type_descriptor(database_of(dialect).uuid())


class LongText(TypeDecorator[str]):
    """A text of any length."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """Choose the column's type."""
        return database_of(dialect).long_text()


class LongBinary(TypeDecorator[bytes]):
    """Bytes of any length."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[bytes]:
        """Choose the column's type."""
        return database_of(dialect).long_binary()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept and returned in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """Choose the column's type."""
        return dialect.type_descriptor(database_of(dialect).datetime(aware=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; the database that keeps no zone gets none."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"naive datetime: {value!r}"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment if database_of(dialect).aware_datetimes else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC, which it is."""
        if value is None:
            return None
        return value.astimezone(UTC) if database_of(dialect).aware_datetimes else value.replace(tzinfo=UTC)


class LocalDateTime(TypeDecorator[datetime]):
    """A date and a time on the wall; an aware one is refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """Choose the column's type."""
        return dialect.type_descriptor(database_of(dialect).datetime(aware=False))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a zone, which would be lost."""
        del dialect
        if value is not None and value.tzinfo is not None:
            message = f"aware datetime: {value!r}"
            raise ValueError(message)
        return value


class WallTime(TypeDecorator[time]):
    """A time of day."""

    impl = Time
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[time]:
        """Choose the column's type."""
        return dialect.type_descriptor(database_of(dialect).time())


class Duration(TypeDecorator[timedelta]):
    """A stretch of time, kept as a whole number of microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """Count microseconds."""
        del dialect
        return None if value is None else value // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        """Make a timedelta of microseconds."""
        del dialect
        return None if value is None else value * _MICROSECOND


class IpAddress(TypeDecorator[IpT]):
    """An address of version 4 or 6, kept as text."""

    impl = String(_LONGEST_IP)
    cache_ok = True

    def process_bind_param(self, value: IpT | None, dialect: Dialect) -> str | None:
        """Write the address down."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> IpT | None:
        """Read the address."""
        del dialect
        return None if value is None else ip_address(value)


class _FixedPoint(TypeDecorator.Comparator[Decimal], Numeric.Comparator[Decimal]):
    """What may be asked of a scaled number: a product or a quotient would have another scale, somewhere silently."""

    def _refuse(self, other: object) -> NoReturn:
        del other
        message = "multiply and divide decimals in Python: a database may hold them scaled"
        raise TypeError(message)

    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _refuse


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with fixed digits: NUMERIC, or an integer scaled by 10**scale, so that order and sum hold."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        """Hold `precision` digits, `scale` of them after the point."""
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale

    @memoized_property
    def comparator_factory(self) -> "_ComparatorFactory[Decimal]":
        """Give what builds expressions."""
        return _FixedPoint

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Decimal]:
        """Choose the column's type."""
        return dialect.type_descriptor(database_of(dialect).decimal(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | int | None:
        """Refuse what the column would round away or not hold, on every database alike; scale where it is scaled."""
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.scale, _EXACT)
        if not scaled.is_finite() or scaled != scaled.to_integral_value() or scaled.copy_abs() >= 10**self.precision:
            message = f"{value} does not fit decimal({self.precision}, {self.scale})"
            raise ValueError(message)
        return int(scaled) if database_of(dialect).scaled_decimals else Decimal(value)

    def process_result_value(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        """Undo the scaling."""
        if value is None or not database_of(dialect).scaled_decimals:
            return value if value is None else Decimal(value)
        return Decimal(value).scaleb(-self.scale, _EXACT)


class JsonOf(TypeDecorator[DataT], Generic[DataT]):
    """A typed value kept as JSON; decimals inside are strings there, so none is rounded. None is NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, data: type[DataT]) -> None:
        """Validate what is read as `data`."""
        super().__init__()
        self.data = data
        described = issubclass(get_origin(data) or data, BaseModel)
        self._adapter = TypeAdapter(data, config=None if described else BASE64)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[JsonValue]:
        """Choose the column's type."""
        return dialect.type_descriptor(database_of(dialect).json())

    def process_bind_param(self, value: DataT | None, dialect: Dialect) -> object:
        """Turn the value into what JSON can hold."""
        del dialect
        return None if value is None else self._adapter.dump_python(value, mode="json")

    def process_result_value(self, value: object, dialect: Dialect) -> DataT | None:
        """Validate what was stored; what a value object has no field for any more is left out."""
        del dialect
        return None if value is None else self._adapter.validate_python(value, extra="ignore")


class Json(TypeDecorator[JsonValue]):
    """Any JSON value; None is NULL, so JSON's own null stands inside lists and objects only."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[JsonValue]:
        """Choose the column's type."""
        return dialect.type_descriptor(database_of(dialect).json())


class ArrayOf(TypeDecorator[list[DataT]], Generic[DataT]):
    """A list: an array where the database has them, else JSON."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, item: TypeEngine[DataT] | type[TypeEngine[DataT]], data: type[list[DataT]]) -> None:
        """Hold items of one column type; what is read is validated as `data`."""
        super().__init__()
        self.item = item() if isinstance(item, type) else item
        self.data = data
        self._adapter = TypeAdapter(data, config=BASE64)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Sequence[DataT]] | TypeEngine[JsonValue]:
        """Choose the column's type."""
        if database_of(dialect).arrays:
            return dialect.type_descriptor(ARRAY(self.item))
        return dialect.type_descriptor(database_of(dialect).json())

    def process_bind_param(self, value: Sequence[DataT] | None, dialect: Dialect) -> object:
        """Turn the items into what the column holds."""
        if value is None or database_of(dialect).arrays:
            return value
        return self._adapter.dump_python(list(value), mode="json")

    def process_result_value(self, value: Sequence[object] | None, dialect: Dialect) -> list[DataT] | None:
        """Validate the items."""
        del dialect
        return None if value is None else self._adapter.validate_python(value)


class RawType(TypeDecorator[DataT], Generic[DataT]):
    """A type that the spec wrote in SQL, by database; values are those of `base`."""

    impl = Text
    cache_ok = True

    def __init__(self, sql: Mapping[str, str], base: TypeEngine[DataT]) -> None:
        """Be called `sql[database]` there, and like `base` where it has no entry."""
        super().__init__()
        self.sql = tuple(sorted(sql.items()))
        self.base = base

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[DataT]:
        """Handle values as `base` does."""
        return self.base.dialect_impl(dialect)

    def coerce_compared_value(self, op: OperatorType | None, value: object) -> TypeEngine[object]:
        """Compare with what `base` compares with."""
        return self.base.coerce_compared_value(op, value)


@compiles(RawType)
def _raw_type(element: RawType[object], compiler: TypeCompiler, **options: object) -> str:
    known = dict(element.sql).get(compiler.dialect.name)
    return compiler.process(element.base, **options) if known is None else known
