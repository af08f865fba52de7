"""Column types of enums, which mean the same on every database of the project."""

from enum import IntEnum, StrEnum
from typing import Generic, TypeVar

from sqlalchemy import Dialect, Enum, Integer, SmallInteger, TypeDecorator
from sqlalchemy.types import TypeEngine

from .databases import DATABASES

NumberT = TypeVar("NumberT", bound=IntEnum)


class _Numbers(TypeDecorator[NumberT], Generic[NumberT]):
    """An enum kept as its number."""

    impl = Integer
    cache_ok = True

    def __init__(self, members: type[NumberT], *, small: bool) -> None:
        """Hold `members`."""
        super().__init__()
        self.members = members
        self.small = small

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[int]:
        """Choose the column's type."""
        return dialect.type_descriptor(SmallInteger() if self.small else Integer())

    def process_bind_param(self, value: NumberT | None, dialect: Dialect) -> int | None:
        """Give the number."""
        del dialect
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> NumberT | None:
        """Give the member."""
        del dialect
        return None if value is None else self.members(value)


def labels(members: type[StrEnum], *, native: str | None = None, schema: str | None = None) -> Enum:
    """Give the column type of an enum kept as text; under the name `native` a type of its own, where there are such."""
    plain = Enum(members, native_enum=False, values_callable=_values)
    if native is None:
        return plain
    own = Enum(members, name=native, schema=schema, values_callable=_values)
    without = [name for name, database in DATABASES.items() if not database.native_enums]
    return own.with_variant(plain, *without) if without else own


def numbers(members: type[NumberT], *, small: bool = False) -> TypeEngine[NumberT]:
    """Give the column type of an enum kept as a number."""
    return _Numbers(members, small=small)


def _values(members: type[StrEnum]) -> list[str]:
    return [member.value for member in members]
