"""What a type is in Python and what a schema accepts for it, for every type that a field can have."""

from collections.abc import Callable, Mapping
from typing import Final

from generator.code import Code, Symbol, call, code, literal
from generator.fieldtypes.refs import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef
from generator.fieldtypes.registry import ROWS

Namer = Callable[[EnumRef | ValueRef], Symbol]
"""Gives the class that the output has for an enum or a value object."""

_KEYWORDS: Final[Mapping[str, str]] = {
    "min": "ge",
    "max": "le",
    "exclusive_min": "gt",
    "exclusive_max": "lt",
    "min_length": "min_length",
    "max_length": "max_length",
    "pattern": "pattern",
}
_REPLACES: Final[Mapping[str, str]] = {"exclusive_min": "ge", "exclusive_max": "le"}
"""The spec's limit lies within the type's own, and takes its place."""


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


def input_annotation(
    ref: TypeRef, namer: Namer, *, nullable: bool = False, bounds: Mapping[str, object] | None = None, **more: Code
) -> Code:
    """Give the annotation of a value as a schema accepts it: `Annotated[…, Field(…)]` where there is a constraint.

    `bounds` are the spec's, under the names of `ir.Bounds`; None among them means no bound. `more` are keywords of
    `pydantic.Field` that are code already, such as a description.
    """
    made = _accepted(ref, namer)
    keywords = {name: literal(value) for name, value in constraints(ref, bounds or {}).items()}
    made = _annotated(made, {**keywords, **more})
    return code(made, " | None") if nullable else made


def constraints(ref: TypeRef, bounds: Mapping[str, object]) -> dict[str, object]:
    """Give the keywords of `pydantic.Field` for a type's own demands, tightened by the spec's bounds."""
    found = _own_constraints(ref)
    for name, value in bounds.items():
        if value is None or name not in _KEYWORDS:
            continue
        if name in _REPLACES:
            found.pop(_REPLACES[name], None)
        found[_KEYWORDS[name]] = value
    return found


def _own_constraints(ref: TypeRef) -> dict[str, object]:
    return dict(ROWS[ref.name].constraints(ref.arguments)) if isinstance(ref, Scalar) else {}


def _annotated(made: Code, keywords: Mapping[str, Code]) -> Code:
    if not keywords:
        return made
    return code(Symbol("typing", "Annotated"), "[", made, ", ", call(Symbol("pydantic", "Field"), **keywords), "]")


def _accepted(ref: TypeRef, namer: Namer) -> Code:
    match ref:
        case Scalar():
            known = ROWS[ref.name]
            return known.input or known.annotation
        case ListOf():
            item = input_annotation(ref.item, namer, nullable=ref.nullable)
            return code(Symbol("builtins", "list"), "[", item, "]")
        case MapOf():
            key, value = input_annotation(ref.key, namer), input_annotation(ref.value, namer, nullable=ref.nullable)
            return code(Symbol("builtins", "dict"), "[", key, ", ", value, "]")
        case EnumRef() | ValueRef():
            return code(namer(ref))
