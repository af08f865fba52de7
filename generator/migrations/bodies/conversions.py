"""How a column's values become those of another type, and which of them would not be the same afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.dialects import Dialect, dialect
from generator.dialects.casts import Cast, cast
from generator.fieldtypes import Kind, Scalar, row
from generator.schema.physical import storage
from generator.schema.state import ArrayOf, Column, NativeEnum, StorageType

_WHOLE: Final = {"smallint": 16, "int": 32, "bigint": 64}
_EXACT_FLOAT: Final = 2**53
"""Up to here a float holds every whole number."""
_EXACT_DIGITS: Final = 15
"""As many digits of a decimal a float always gives back."""
_UNLIMITED: Final = 1_000
"""Digits, where a decimal says none."""
_LONGEST: Final = {"smallint": 6, "int": 11, "bigint": 20, "float": 24, "uuid": 36, "date": 10}
"""How many characters a value takes as text."""
_NUMBERS: Final = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT, Kind.BOOL})
_WORDS: Final = {
    Kind.TEXT: "text",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "decimal",
    Kind.JSON: "json",
}
"""What casts call a kind, where that is not its own word."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a database does with the values of a column that gets another type."""

    value: str | None
    """The new value in SQL; None: a cast to the new type by its name."""
    lost: tuple[str, ...] = ()
    """Conditions in SQL: values of which one holds would not stay the same, or stop the database; null is none of them."""

    def condition(self, nullable: str | None) -> str:
        """Give one condition for all, which is not true of null where the column `nullable` may hold it."""
        lost = " OR ".join(f"({it})" for it in self.lost) if len(self.lost) > 1 else "".join(self.lost)
        return f"{nullable} IS NOT NULL AND ({lost})" if nullable else lost


def conversion(old: Column, new: Column, owner: Dialect, own: str | None = None) -> Conversion | None:
    """Give how values of `old`, in SQL `own`, become ones of `new` on a database; None if no way says the same."""
    name = own or owner.quote(old.name)
    if isinstance(old.type, ArrayOf) or isinstance(new.type, ArrayOf):
        return _array(name, old.type, new.type, owner)
    match storage(old.type, owner), storage(new.type, owner):
        case before, after if before == after:
            return Conversion(name)
        case before, NativeEnum() as after:
            return _labelled(name, before, after, owner) if kind(before) is Kind.TEXT else None
        case NativeEnum() as before, Scalar() as after:
            made = cast(owner.name, "enum", "text")
            text = made.value.format(v=name) if made else name
            return _sized(Conversion(text), before, after, owner) if kind(after) is Kind.TEXT else None
        case Scalar() as before, Scalar() as after:
            numbers = {kind(before), kind(after)} <= _NUMBERS
            return (_number if numbers else _scalar)(name, before, after, owner)
        case _:
            return None


def conversions(old: Column, new: Column, databases: Sequence[str]) -> Iterator[tuple[Dialect, Conversion | None]]:
    """Give them by database, where the type changes."""
    if old.type != new.type:
        yield from ((owner, conversion(old, new, owner)) for owner in map(dialect, databases))


def kind(stored: StorageType) -> Kind:
    """Give the kind of values that a column holds; an enum's are text."""
    match stored:
        case Scalar():
            return row(stored.name).kind
        case NativeEnum():
            return Kind.TEXT
        case ArrayOf():
            return Kind.JSON


def is_widening(old: StorageType, new: StorageType) -> bool:
    """Tell whether every value of `old` is one of `new`, as it is."""
    if old == new:
        return True
    match old, new:
        case NativeEnum(), NativeEnum():
            return set(old.labels) <= set(new.labels)
        case NativeEnum(), Scalar():
            return kind(new) is Kind.TEXT and _length(new) >= max(map(len, old.labels), default=0)
        case Scalar(), Scalar():
            return _is_wider(old, new)
        case _:
            return False


def is_cast(old: StorageType, new: StorageType) -> bool:
    """Tell whether values of `old` become ones of `new` only if that is asked for."""
    return kind(old) is not kind(new) or type(old) is not type(new) or isinstance(new, ArrayOf | NativeEnum)


def _array(name: str, before: StorageType, after: StorageType, owner: Dialect) -> Conversion | None:
    """Arrays are cast, item by item, if that leads back; in JSON items stay what they are, so they have to be of one kind."""
    match before, after:
        case ArrayOf(item), ArrayOf(other) if owner.arrays:
            alone = conversion(Column("item", item), Column("item", other), owner)
            return None if alone is None else Conversion(None, (BACK,) if alone.lost else ())
        case ArrayOf(item), ArrayOf(other):
            same = kind(item) is kind(other) and (kind(item) is not Kind.TEXT or is_widening(item, other))
            return Conversion(name) if same else None
        case _:
            same = not owner.arrays and kind(before) is kind(after) is Kind.JSON
            return Conversion(name) if same else None


BACK: Final = "back"
"""Instead of a condition: the way back, by a cast to the old type, leads to another value."""


def _labelled(name: str, before: StorageType, after: NativeEnum, owner: Dialect) -> Conversion:
    labels = ", ".join(map(owner.string_literal, after.labels))
    made = cast(owner.name, "enum", "text")
    text = made.value.format(v=name) if made and isinstance(before, NativeEnum) else name
    missing = not isinstance(before, NativeEnum) or not set(before.labels) <= set(after.labels)
    return Conversion(None, (f"{text} NOT IN ({labels})",) if missing else ())


def _scalar(name: str, before: Scalar, after: Scalar, owner: Dialect) -> Conversion | None:
    one, other = (_WORDS.get(kind(it), kind(it).value) for it in (before, after))
    if one == other:
        return _sized(Conversion(name), before, after, owner) if other == "text" else Conversion(name)
    made = cast(owner.name, one, other)
    if made is None:
        return None
    found = _filled(made, name, after if other in {"decimal", "integer"} else before)
    return _sized(found, before, after, owner) if other == "text" else found


def _filled(made: Cast, name: str, scalar: Scalar) -> Conversion:
    told = _told(scalar)
    return Conversion(made.value.format(v=name, **told), (made.lost.format(v=name, **told),) if made.lost else ())


def _told(scalar: Scalar) -> dict[str, str]:
    """Give what the text of a cast may ask of a type."""
    bits = _WHOLE.get(scalar.name, 64)
    digits, scale = scalar.arguments if scalar.name == "decimal" and scalar.arguments else (_UNLIMITED, _UNLIMITED)
    if scalar.name != "decimal":
        digits, scale = bits, 0
    return {
        "p": str(digits),
        "s": str(scale),
        "one": str(10**scale) if scale < _UNLIMITED else "1",
        "zeros": "0" * scale if scale < _UNLIMITED else "",
        "limit": _power(digits - scale if digits > scale or scale < _UNLIMITED else _UNLIMITED),
        "low": str(-(2 ** (bits - 1))),
        "high": str(2 ** (bits - 1) - 1),
    }


def _power(exponent: int) -> str:
    return f"1e{exponent}" if exponent > 18 else str(10**exponent)  # noqa: PLR2004  # what 64 bits hold


def _sized(found: Conversion, before: StorageType, after: StorageType, owner: Dialect) -> Conversion:
    """Add that a text must not be longer than its column."""
    length = _length(after) if isinstance(after, Scalar) else float("inf")
    char = isinstance(after, Scalar) and after.name == "char"
    if not char and _longest(before) <= length:
        return found
    text = found.value or ""
    size = owner.syntax.length.format(text)
    too_long = f"{size} <> {length:.0f} OR {text} LIKE '% '" if char else f"{size} > {length:.0f}"
    return Conversion(found.value, (*found.lost, too_long))


def _longest(stored: StorageType) -> float:
    match stored:
        case NativeEnum(labels=labels):
            return max(map(len, labels), default=0)
        case Scalar("decimal", arguments) if arguments:
            return arguments[0] + 3
        case Scalar() if kind(stored) is Kind.TEXT:
            return _length(stored)
        case Scalar():
            return _LONGEST.get(stored.name, float("inf"))
        case ArrayOf():
            return float("inf")


def _number(name: str, before: Scalar, after: Scalar, owner: Dialect) -> Conversion:
    """Numbers and truth values: what does not fit, or would be rounded, is lost."""
    if Kind.FLOAT in {kind(before), kind(after)}:
        return _floating(name, before, after, owner)
    old, new = _scale(before), _scale(after)
    number = _counted(name, before, owner)
    lost: list[str] = []
    if kind(after) is Kind.BOOL:
        unit = 10**old if owner.scaled_decimals else 1
        made = None if owner.scaled_decimals else cast(owner.name, "number", "bool")
        value = made.value.format(v=name) if made else f"{name} / {unit}" if unit > 1 else name
        return Conversion(value, (f"{name} NOT IN (0, {unit})",))
    if new < old:
        lost.append(
            f"{name} % {10 ** (old - new)} <> 0" if owner.scaled_decimals else f"round({name}, {new}) <> {name}"
        )
    unit = 10**old if owner.scaled_decimals else 1
    lost.extend(_outside(name, before, after, unit))
    if not owner.scaled_decimals or new == old:
        return Conversion(number, tuple(lost))
    value = f"{name} * {10 ** (new - old)}" if new > old else f"{name} / {10 ** (old - new)}"
    return Conversion(value, tuple(lost))


def _outside(name: str, before: Scalar, after: Scalar, unit: int) -> Iterator[str]:
    """Give the condition that a number is too large, where it may be; `unit` is what counts as one."""
    if after.name in _WHOLE and _digits(before) >= _digits(after) and not _is_narrower(before, after):
        bound = 2 ** (_WHOLE[after.name] - 1)
        yield f"{name} NOT BETWEEN {-bound * unit} AND {(bound - 1) * unit}"
    elif kind(after) is Kind.DECIMAL and _digits(before) > _digits(after):
        one = 1 if kind(before) is not Kind.BOOL else None
        yield f"{name} >= {10 ** _digits(after) * unit} OR {name} <= -{10 ** _digits(after) * unit}" if one else name


def _is_narrower(before: Scalar, after: Scalar) -> bool:
    return before.name in _WHOLE and _WHOLE[before.name] <= _WHOLE[after.name]


def _floating(name: str, before: Scalar, after: Scalar, owner: Dialect) -> Conversion:
    made = None
    if kind(before) is Kind.FLOAT:
        made = cast(owner.name, *(("number", "bool") if kind(after) is Kind.BOOL else ("float", _WORDS[kind(after)])))
    if made is not None:
        return _filled(made, name, after)
    match kind(before):
        case Kind.FLOAT:
            return Conversion(f"CAST({name} AS INTEGER)", (f"{name} NOT IN (0, 1)",))
        case Kind.DECIMAL:
            value = f"{name} / {10 ** _scale(before)}.0" if owner.scaled_decimals else name
            return Conversion(value, tuple(_inexact(name, before, scaled=owner.scaled_decimals)))
        case Kind.INTEGER:
            return Conversion(
                name, (f"{name} NOT BETWEEN -{_EXACT_FLOAT} AND {_EXACT_FLOAT}",) if before.name == "bigint" else ()
            )
        case _:
            return Conversion(_counted(name, before, owner))


def _inexact(name: str, before: Scalar, *, scaled: bool) -> Iterator[str]:
    """Give the condition that a decimal has more digits than a float gives back."""
    if not before.arguments:
        yield f"CAST(CAST({name} AS DOUBLE PRECISION) AS NUMERIC) <> {name}"
    elif before.arguments[0] > _EXACT_DIGITS:
        scale = 0 if scaled else before.arguments[1]
        yield f"abs({name}) >= {_power(_EXACT_DIGITS - scale) if scale <= _EXACT_DIGITS else f'1e{_EXACT_DIGITS - scale}'}"


def _counted(name: str, before: Scalar, owner: Dialect) -> str:
    made = cast(owner.name, "bool", "number") if kind(before) is Kind.BOOL else None
    return made.value.format(v=name) if made else name


def _scale(scalar: Scalar) -> int:
    if kind(scalar) is not Kind.DECIMAL:
        return 0
    return scalar.arguments[1] if scalar.arguments else _UNLIMITED


def _digits(scalar: Scalar) -> int:
    """Give how many digits a number has before the point at most."""
    if kind(scalar) is Kind.BOOL:
        return 1
    if scalar.name in _WHOLE:
        return len(str(2 ** (_WHOLE[scalar.name] - 1)))
    return scalar.arguments[0] - scalar.arguments[1] if scalar.arguments else _UNLIMITED


def _is_wider(old: Scalar, new: Scalar) -> bool:
    before, after = kind(old), kind(new)
    if old.name in _WHOLE and new.name in _WHOLE:
        return _WHOLE[old.name] <= _WHOLE[new.name]
    if before is Kind.DECIMAL and after is Kind.DECIMAL:
        if not (old.arguments and new.arguments):
            return not new.arguments
        return new.arguments[1] >= old.arguments[1] and (
            new.arguments[0] - new.arguments[1] >= old.arguments[0] - old.arguments[1]
        )
    if before is Kind.TEXT and after is Kind.TEXT:
        return "char" not in {old.name, new.name} and _length(new) >= _length(old)
    return False


def _length(scalar: Scalar) -> float:
    size = row(scalar.name).size(scalar.arguments)
    return float("inf") if size is None else size / 4
