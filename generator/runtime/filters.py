"""What a member of a filter asks for, as a condition over columns whose values are parameters."""

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Final, NamedTuple

from sqlalchemy import BindParameter, Column, ColumnElement, String, bindparam, or_

from .databases.database import Database
from .schemas import Input

_ESCAPE: Final = "/"
_ESCAPES: Final = str.maketrans({sign: _ESCAPE + sign for sign in ("%", "_", _ESCAPE)})


class Test:
    """What one member asks of its column, for any value."""

    def __init__(self, *columns: Column[object]) -> None:
        """Ask of `columns`."""
        self.columns = columns

    def shape(self, value: object, database: Database) -> Hashable:
        """Tell apart the values that need another condition."""
        del value, database
        return None

    def parameter(self, value: object) -> object:
        """Give what the parameter holds."""
        return value

    def condition(self, name: str, shape: Hashable, database: Database) -> ColumnElement[bool]:
        """Give what rows have to fulfil; `name` is the parameter's."""
        raise NotImplementedError


class _Compared(Test):
    """A comparison with the value."""

    def __init__(
        self, column: Column[object], compare: Callable[[Column[object], BindParameter[object]], ColumnElement[bool]]
    ) -> None:
        super().__init__(column)
        self._compare = compare

    def condition(self, name: str, shape: Hashable, database: Database) -> ColumnElement[bool]:
        del shape, database
        (column,) = self.columns
        return self._compare(column, bindparam(name, type_=column.type))


class _Among(Test):
    """Membership in any number of values."""

    def shape(self, value: object, database: Database) -> Hashable:
        return isinstance(value, Collection) and len(value) > database.longest_list

    def parameter(self, value: object) -> object:
        return list(value) if isinstance(value, Collection) else [value]

    def condition(self, name: str, shape: Hashable, database: Database) -> ColumnElement[bool]:
        return database.among(self.columns[0], name, longer=shape is True)


class _Missing(Test):
    """Absence of a value."""

    def shape(self, value: object, database: Database) -> Hashable:
        del database
        return bool(value)

    def condition(self, name: str, shape: Hashable, database: Database) -> ColumnElement[bool]:
        del name, database
        (column,) = self.columns
        return column.is_(None) if shape is True else column.is_not(None)


class _Containing(Test):
    """A text anywhere in one of the columns."""

    def parameter(self, value: object) -> object:
        return str(value).translate(_ESCAPES)

    def condition(self, name: str, shape: Hashable, database: Database) -> ColumnElement[bool]:
        del shape, database
        text = bindparam(name, type_=String())
        return or_(*(column.icontains(text, escape=_ESCAPE) for column in self.columns))


class Asked(NamedTuple):
    """What a filter asks: the tests, which is the same for many filters, and the values of the parameters."""

    shape: tuple[tuple[str, Hashable], ...]
    parameters: dict[str, object]


class Filters:
    """What the members of a filter ask for."""

    def __init__(self, **asked: "Column[object] | Test") -> None:
        """Ask by tests called as the members, or of a column whatever its name's endings say.

        A column `price` is asked by `price`, `price_in`, `price_from`, `price_before` and `price_is_null`.
        """
        self._tests = {name: equal(item) if isinstance(item, Column) else item for name, item in asked.items()}
        for name, item in asked.items():
            if isinstance(item, Column):
                for ending, ask in _ENDINGS.items():
                    self._tests.setdefault(name + ending, ask(item))

    def asked(self, where: Input | None, database: Database) -> Asked:
        """Give what the members that are set ask for."""
        shape: list[tuple[str, Hashable]] = []
        parameters: dict[str, object] = {}
        if where is not None:
            for name, value in where:
                if value is not None:
                    test = self._tests[name]
                    shape.append((name, test.shape(value, database)))
                    parameters[_parameter(name)] = test.parameter(value)
        return Asked(tuple(shape), parameters)

    def conditions(self, asked: Asked, database: Database) -> list[ColumnElement[bool]]:
        """Give what rows have to fulfil, one condition a member."""
        return [self._tests[name].condition(_parameter(name), shape, database) for name, shape in asked.shape]


def equal(column: Column[object]) -> Test:
    """Ask for one value."""
    return _Compared(column, lambda asked, value: asked == value)


def among(column: Column[object]) -> Test:
    """Ask for one of several values; of none, for nothing."""
    return _Among(column)


def at_least(column: Column[object]) -> Test:
    """Ask for values from one on."""
    return _Compared(column, lambda asked, value: asked >= value)


def below(column: Column[object]) -> Test:
    """Ask for values before one."""
    return _Compared(column, lambda asked, value: asked < value)


def missing(column: Column[object]) -> Test:
    """Ask for rows without a value, or, by False, with one."""
    return _Missing(column)


def containing(*columns: Column[object]) -> Test:
    """Ask for a text anywhere in one of the columns, in any case that the database folds; `%` and `_` are plain."""
    return _Containing(*columns)


def _parameter(member: str) -> str:
    return f"__where_{member}"


_ENDINGS: Final[Mapping[str, Callable[[Column[object]], Test]]] = {
    "_in": among,
    "_from": at_least,
    "_before": below,
    "_is_null": missing,
}
