"""What a member of a filter asks for, as a condition over columns."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, TypeAlias

from sqlalchemy import Column, ColumnElement, or_

from .schemas import Input

Condition: TypeAlias = Callable[[object], ColumnElement[bool]]
"""Gives, for the value of a filter's member, what rows have to fulfil."""


class Filters:
    """What the members of a filter ask for."""

    def __init__(self, **asked: "Column[object] | Condition") -> None:
        """Ask by conditions called as the members, or of a column whatever its name's endings say.

        A column `price` is asked by `price`, `price_in`, `price_from`, `price_before` and `price_is_null`.
        """
        self._conditions = {name: equal(item) if isinstance(item, Column) else item for name, item in asked.items()}
        for name, item in asked.items():
            if isinstance(item, Column):
                for ending, ask in _ENDINGS.items():
                    self._conditions.setdefault(name + ending, ask(item))

    def __call__(self, where: Input | None) -> Iterator[ColumnElement[bool]]:
        """Give the condition of each member that is set."""
        if where is not None:
            for name, value in where:
                if value is not None:
                    yield self._conditions[name](value)


def equal(column: Column[object]) -> Condition:
    """Ask for one value."""
    return lambda value: column == value


def among(column: Column[object]) -> Condition:
    """Ask for one of several values; of none, for nothing."""
    return lambda values: column.in_(list(values) if isinstance(values, Collection) else [values])


def at_least(column: Column[object]) -> Condition:
    """Ask for values from one on."""
    return lambda value: column >= value


def below(column: Column[object]) -> Condition:
    """Ask for values before one."""
    return lambda value: column < value


def missing(column: Column[object]) -> Condition:
    """Ask for rows without a value, or, by False, with one."""
    return lambda value: column.is_(None) if value else column.is_not(None)


def containing(*columns: Column[object]) -> Condition:
    """Ask for a text anywhere in one of the columns, in any case that the database folds; `%` and `_` are themselves."""
    return lambda text: or_(*(column.icontains(text, autoescape=True) for column in columns))


_ENDINGS: Final[Mapping[str, Callable[[Column[object]], Condition]]] = {
    "_in": among,
    "_from": at_least,
    "_before": below,
    "_is_null": missing,
}
