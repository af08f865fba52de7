"""What a flag does to an entity, as data: columns, key prefix, live rows, stamps, what the database refuses, conflicts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from generator.config import Settings
from generator.diagnostics import Rule
from generator.ir import Access, Literal, Role, Stamp, Write

Options = Mapping[str, str | bool]
"""What stands beside a flag in a spec, such as `column`; a flag that is just switched on has none."""


_STAMPED = Access(read_only=True)


class Place(Enum):
    """Where a flag's column stands in its table."""

    AFTER_KEY = "after_key"
    AT_END = "at_end"


@dataclass(frozen=True, slots=True)
class AddedColumn:
    """A column that a flag adds to a table; its field is called the same where that is a field's name."""

    role: Role
    column: str
    type: str
    """As a spec writes it: a scalar, or an entity that the column then refers to."""
    nullable: bool = False
    place: Place = Place.AT_END
    default: Literal | None = None
    backfill: str = ""
    """What rows that are there already get, as a spec writes it."""
    access: Access = _STAMPED
    description: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What an entity with the flag cannot have beside it.

    Columns of `roles` that the spec asks for are a finding of `rule`; those that come from defaults give way silently.
    """

    roles: frozenset[Role]
    rule: Rule
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Everything that one flag does; the resolver applies it without knowing which flag it is."""

    columns: tuple[AddedColumn, ...] = ()
    leads: Role | None = None
    """The column that leads natural keys, uniques, indexes, and references to entities that have it too."""
    shared: bool = False
    """Whether rows whose leading column is null are seen by all."""
    live_when_null: Role | None = None
    """The column that is null in rows that live: uniques hold among those."""
    stamps: tuple[Stamp, ...] = ()
    refused_writes: frozenset[Write] = frozenset()
    """What the database refuses on the table, by trigger."""
    refusal: Rule | None = None
    """The finding where a reference's action would be such a write."""
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A word of the language that changes what an entity is; `options` are the keys that its long form takes."""

    name: str
    effect: Callable[[Options, Settings], Effect]
    options: tuple[str, ...] = ()


def column_name(options: Options, option: str, default: str) -> str | None:
    """Give the name that `option` asks for, `default` if it is not given, None if it says `false`."""
    chosen = options.get(option, default)
    if isinstance(chosen, str):
        return chosen
    return default if chosen else None


def text(options: Options, option: str, default: str) -> str:
    """Give the text of an option that cannot be switched off."""
    chosen = options.get(option, default)
    return chosen if isinstance(chosen, str) else default
