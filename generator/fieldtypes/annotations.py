"""What a type is in Python, for every type that a field can have."""

from collections.abc import Callable

from generator.code import Code, Symbol, code
from generator.fieldtypes.refs import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef
from generator.fieldtypes.registry import ROWS

Namer = Callable[[EnumRef | ValueRef], Symbol]
"""Gives the class that the output has for an enum or a value object."""


def annotation(ref: TypeRef, namer: Namer, *, nullable: bool = False) -> Code:
    """Give the annotation of a value as the application holds it."""
    match ref:
        case Scalar():
            made = ROWS[ref.name].annotation
        case ListOf():
            item = annotation(ref.item, namer, nullable=ref.nullable)
            made = code(Symbol("builtins", "list"), "[", item, "]")
        case MapOf():
            key, value = annotation(ref.key, namer), annotation(ref.value, namer, nullable=ref.nullable)
            made = code(Symbol("builtins", "dict"), "[", key, ", ", value, "]")
        case EnumRef() | ValueRef():
            made = code(namer(ref))
    return code(made, " | None") if nullable else made
