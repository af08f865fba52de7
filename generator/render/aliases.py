"""The annotated types that a module of schemas shares between its classes, each under a name of its own."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from generator.code import Code, Scope, Symbol, call, code, join, literal
from generator.fieldtypes import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef, row
from generator.ir import NO_BOUNDS, Bounds, Field
from generator.naming import pascal
from generator.render.unit import Context
from generator.render.values import value_code

ANNOTATED: Final = Symbol("typing", "Annotated")
FIELD: Final = Symbol("pydantic", "Field")
_LIST: Final = Symbol("builtins", "list")
_DICT: Final = Symbol("builtins", "dict")
_KEYWORDS: Final = (
    ("min", "ge"),
    ("max", "le"),
    ("exclusive_min", "gt"),
    ("exclusive_max", "lt"),
    ("min_length", "min_length"),
    ("max_length", "max_length"),
    ("pattern", "pattern"),
)


class Aliases:
    """The annotated types of one module, named as they come up."""

    def __init__(self, context: Context, taken: Iterable[str]) -> None:
        """Begin a module in which the names `taken` mean something else."""
        self.names = set(taken)
        self._context = context
        self._scalars: dict[Scalar, Code] = {}
        self._fields: dict[tuple[str, str], Code] = {}
        self._lines: list[Code] = []

    def accepted(self, ref: TypeRef) -> Code:
        """Give what a schema accepts for a type: its own limits are part of it."""
        match ref:
            case Scalar():
                return self._scalars.get(ref) or self._scalar(ref)
            case ListOf(item=item):
                return code(_LIST, "[", self.accepted(item), " | None]" if ref.nullable else "]")
            case MapOf(key=key, value=value):
                tail = " | None]" if ref.nullable else "]"
                return code(_DICT, "[", self.accepted(key), ", ", self.accepted(value), tail)
            case EnumRef() | ValueRef():
                return code(self._context.layout.type_symbol(ref))

    def field(self, field: Field, owner: str, *, shared: bool) -> Code:
        """Give what a schema accepts for a field, null left out: with its limits, its description and its examples.

        `owner` is the entity's or value's name; `shared`: several classes have the field, so that its type gets a name.
        """
        known = self._fields.get((owner, field.name))
        if known is not None:
            return known
        made = self._documented(field, self.accepted(field.type))
        if shared and made.parts[0] == ANNOTATED:
            made = self._named(f"{owner}{pascal(field.name)}", made)
        self._fields[owner, field.name] = made
        return made

    def member(self, field: Field, *, quoted: bool) -> Code:
        """Give what a value object's field holds, null included; in quotes where it names a class that comes later."""
        made = code(self.accepted(field.type), " | None" if field.nullable else "")
        return self._documented(field, code('"', made, '"') if quoted else made)

    def lines(self, scope: Scope) -> list[str]:
        """Give the module's `Name = Annotated[…]`, in the order in which they came up."""
        return [scope.text(line) for line in self._lines]

    def _documented(self, field: Field, made: Code) -> Code:
        if field.bounds == NO_BOUNDS and not field.description and not field.examples:
            return made
        keywords = {**_limits(field.bounds), **words(field, self._context)}
        return code(ANNOTATED, "[", made, ", ", call(FIELD, **keywords), "]") if keywords else made

    def _scalar(self, ref: Scalar) -> Code:
        wanted, made = _limited(ref)
        if wanted:
            made = self._named(wanted, made)
        self._scalars[ref] = made
        return made

    def _named(self, wanted: str, made: Code) -> Code:
        name = wanted
        while name in self.names:
            name += "Value"
        self.names.add(name)
        self._lines.append(code(f"{name} = ", made))
        return Code((name,))


@cache
def _limited(ref: Scalar) -> tuple[str, Code]:
    """Give what a schema accepts for a type, and the name that it deserves where it has limits of its own."""
    known = row(ref.name)
    made = known.input or known.annotation
    limits = known.constraints(ref.arguments)
    if not limits:
        return "", made
    keywords = {name: literal(value) for name, value in limits.items()}
    name = pascal(ref.name) + "_".join(map(str, ref.arguments))
    return name, code(ANNOTATED, "[", made, ", ", call(FIELD, **keywords), "]")


def words(field: Field, context: Context) -> dict[str, Code]:
    """Give the keywords of `Field` that document a type."""
    found: dict[str, Code] = {}
    if field.description:
        found["description"] = literal(field.description)
    if field.examples:
        examples = (value_code(example, field.type, context) for example in field.examples)
        found["examples"] = code("[", join(", ", examples), "]")
    return found


def marks(field: Field) -> dict[str, Code]:
    """Give the keywords of `Field` that Pydantic takes from the field itself only; secrets are left out of the repr."""
    found: dict[str, Code] = {}
    if field.deprecated:
        found["deprecated"] = literal(field.deprecated)
    if field.access.sensitive:
        found["repr"] = literal(False)
    return found


def _limits(bounds: Bounds) -> dict[str, Code]:
    return {word: literal(value) for name, word in _KEYWORDS if (value := getattr(bounds, name)) is not None}
