"""How a column's values become those of another type where a table is made anew, and whether a change is a mere widening."""

from typing import Final

from generator.dialects import Dialect
from generator.fieldtypes import Kind, Scalar, row
from generator.schema.state import ArrayOf, Column, NativeEnum, StorageType

_NUMBERS: Final = frozenset({Kind.INTEGER, Kind.BOOL})
_INTEGERS: Final = {"smallint": 0, "int": 1, "bigint": 2}


def kind(storage: StorageType) -> Kind:
    """Give the kind of values that a column holds; an enum's are text."""
    match storage:
        case Scalar():
            return row(storage.name).kind
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
    return kind(old) is not kind(new) or type(old) is not type(new)


def converted(old: Column, new: Column, owner: Dialect) -> str:  # noqa: PLR0911  # one return a pair of kinds
    """Give the SQL by which a value of the old column becomes one of the new, where the table is made anew."""
    name = owner.quote(old.name)
    before, after = kind(old.type), kind(new.type)
    old_scale, new_scale = _scale(old.type, owner), _scale(new.type, owner)
    if Kind.DECIMAL in {before, after} and owner.scaled_decimals:
        return _rescaled(name, before, after, old_scale, new_scale)
    if (before, after) == (Kind.UUID, Kind.TEXT):
        pieces = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        return " || '-' || ".join(f"substr({name}, {start}, {length})" for start, length in pieces)
    if (before, after) == (Kind.TEXT, Kind.UUID):
        return f"lower(replace({name}, '-', ''))"
    if before is after or {before, after} <= _NUMBERS:
        return name
    if after is Kind.INTEGER:
        return f"CAST({name} AS INTEGER)"
    if after is Kind.FLOAT:
        return f"CAST({name} AS REAL)"
    if after is Kind.TEXT:
        return f"CAST({name} AS TEXT)"
    return name


def _rescaled(name: str, before: Kind, after: Kind, old: int, new: int) -> str:
    if after is Kind.TEXT:
        sign = f"CASE WHEN {name} < 0 THEN '-' ELSE '' END"
        whole = f"{sign} || abs({name}) / {10**old}"
        return f"{whole} || '.' || substr('{'0' * old}' || abs({name}) % {10**old}, -{old})" if old else whole
    if before in {Kind.TEXT, Kind.FLOAT}:
        return f"CAST(round(CAST({name} AS REAL) * {10**new}) AS INTEGER)"
    if after is Kind.FLOAT:
        return f"{name} / {10**old}.0"
    if new >= old:
        return f"{name} * {10 ** (new - old)}" if new > old else name
    step = 10 ** (old - new)
    return f"({name} + CASE WHEN {name} < 0 THEN -{step // 2} ELSE {step // 2} END) / {step}"


def _scale(storage: StorageType, owner: Dialect) -> int:
    decimal = isinstance(storage, Scalar) and kind(storage) is Kind.DECIMAL and owner.scaled_decimals
    return storage.arguments[1] if decimal and isinstance(storage, Scalar) and storage.arguments else 0


def _is_wider(old: Scalar, new: Scalar) -> bool:
    before, after = kind(old), kind(new)
    if old.name in _INTEGERS and new.name in _INTEGERS:
        return _INTEGERS[old.name] <= _INTEGERS[new.name]
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
