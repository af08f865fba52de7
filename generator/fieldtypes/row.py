"""What the registry knows of one built-in type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from generator.code import Code, Symbol
from generator.dialects import Dialect

Arguments = tuple[int, ...]
Encoder = Callable[[object, Arguments, Dialect], str]


class Kind(Enum):
    """What values are to an expression: those of one kind compare with each other, numbers across kinds."""

    TEXT = "text"
    INTEGER = "whole number"
    DECIMAL = "decimal"
    FLOAT = "float"
    BOOL = "truth value"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    LOCAL_DATETIME = "local datetime"
    DURATION = "duration"
    UUID = "uuid"
    BINARY = "binary"
    IP = "ip address"
    JSON = "JSON"
    ENUM = "enum"


class Operator(Enum):
    """What a filter may ask of a field; whether it is null may be asked of every nullable one."""

    EQUAL = "equal"
    MEMBER = "member"
    """One of several."""
    RANGE = "range"
    """From (inclusive), before (exclusive)."""
    CONTAINS = "contains"
    """Text within text."""


DISCRETE: Final = frozenset({Operator.EQUAL, Operator.MEMBER})
ORDERED: Final = DISCRETE | {Operator.RANGE}
TEXTUAL: Final = DISCRETE | {Operator.CONTAINS}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number in a type's parentheses."""

    name: str
    """Also the key of the long form: `{type: string, length: 64}`."""
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Row:
    """A built-in type, in everything that the generator does with it."""

    name: str
    kind: Kind
    annotation: Code
    """What a value is in Python."""
    column: Callable[[Arguments], Code]
    """Its column's type in a model."""
    revision: Callable[[Arguments], Code]
    """The same in a revision, which must not change with the runtime; `sa` is SQLAlchemy there."""
    read: Callable[[str, Arguments], object]
    """The value that a spec's text stands for; ValueError tells what is wrong with it."""
    literal: Encoder
    """The value in SQL, as the column's type stores it."""
    samples: Callable[[Arguments], tuple[object, ...]]
    """Values at the edges of what the type holds, hostile ones included."""
    variants: Mapping[str, Callable[[Arguments], Code]] = field(default_factory=dict[str, Callable[[Arguments], Code]])
    """The revision's type by database, where it is not `revision`."""
    literals: Mapping[str, Encoder] = field(default_factory=dict[str, Encoder])
    """The value in SQL by database, where it is not `literal`."""
    parameters: tuple[Parameter, ...] = ()
    optional_parameters: bool = False
    operators: frozenset[Operator] = DISCRETE
    ordered: bool = False
    """Whether `<` and ORDER BY mean the same on every database."""
    input: Code | None = None
    """What a schema accepts, where that is not `annotation`."""
    constraints: Callable[[Arguments], Mapping[str, object]] = lambda _: {}
    """What the type itself demands of an input: keywords of `pydantic.Field`."""
    key: bool = True
    """Whether a value can be part of a key, a unique or an index."""
    size: Callable[[Arguments], int | None] = lambda _: 8
    """Bytes that a value takes at most in an index; None: no limit."""
    support: Callable[[Arguments, Dialect], str | None] = lambda _arguments, _dialect: None
    """What a database lacks for it, as a sentence; None if it has the type."""
    synonyms: tuple[str, ...] = ()
    """What other languages call it."""
    example: str = ""
    """How a spec writes the type, where its bare name would not do."""


def builtin(name: str) -> Code:
    """Name a built-in type."""
    return Code((Symbol("builtins", name),))


def named(module: str, name: str) -> Code:
    """Name what a module exports."""
    return Code((Symbol(module, name),))


RUNTIME_TYPES: Final = ".db.types"
RUNTIME_ENUMS: Final = ".db.enums"
RUNTIME_SCHEMAS: Final = ".db.schemas"
