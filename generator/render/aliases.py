"""The annotated types that a module of schemas shares between its classes, each under a name of its own."""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Final

from generator.code import Code, Scope, Symbol, call, code, join, literal
from generator.fieldtypes import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef, row
from generator.ir import NO_BOUNDS, Bounds, Field
from generator.naming import pascal
from generator.render.unit import Context
from generator.render.values import value_code

FIELD: Final = Symbol("pydantic", "Field")
_ANNOTATED: Final = Symbol("typing", "Annotated")
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
    """The annotated types of one module; all of their names are known before the first of them is written."""

    def __init__(self, context: Context, taken: Collection[str], fields: Iterable[Field]) -> None:
        """Begin a module that holds `fields`, in which the names `taken` mean something else."""
        self.context = context
        self._taken = set(taken)
        self._names: dict[Scalar | tuple[str, str], str] = {}
        self._known: dict[TypeRef | tuple[str, str] | tuple[TypeRef, bool], str] = {}
        self.lines: list[str] = []
        """The module's `Name = Annotated[…]`, in the order in which they come up."""
        for field in fields:
            for scalar in _scalars(field.type):
                if scalar not in self._names and (wanted := _limited(scalar)[0]):
                    self._names[scalar] = self._free(wanted)

    def share(self, owner: str, fields: Iterable[Field]) -> None:
        """Give the types of these fields names: several classes made of `owner` have them."""
        for field in fields:
            if _is_special(field):
                self._names[owner, field.name] = self._free(f"{owner}{pascal(field.name)}")

    def begin(self, scope_of: "Scope") -> None:
        """Write into the module whose names are `scope_of` from here on."""
        self.scope = scope_of

    @property
    def names(self) -> Collection[str]:
        """What the types are called."""
        return self._names.values()

    def held(self, ref: TypeRef, *, nullable: bool) -> str:
        """Give the annotation of a value as the application holds it."""
        known = self._known.get((ref, nullable))
        if known is None:
            known = self._known[ref, nullable] = self.scope.text(self.context.annotation(ref, nullable=nullable))
        return known

    def accepted(self, ref: TypeRef) -> str:
        """Give what a schema accepts for a type: its own limits are part of it."""
        known = self._known.get(ref)
        if known is None:
            known = self._known[ref] = self._accepted(ref)
        return known

    def field(self, field: Field, owner: str) -> str:
        """Give what a schema accepts for a field, null left out: with its limits, its description and its examples."""
        known = self._known.get((owner, field.name))
        if known is None:
            known = self.accepted(field.type)
            if _is_special(field):
                known = self._named(self._names.get((owner, field.name)), self._documented(field, known))
            self._known[owner, field.name] = known
        return known

    def member(self, field: Field, *, quoted: bool) -> str:
        """Give what a value object's field holds, null included; in quotes where it names a class that comes later."""
        made = f"{self.accepted(field.type)} | None" if field.nullable else self.accepted(field.type)
        made = f'"{made}"' if quoted else made
        return self.scope.text(self._documented(field, made)) if _is_special(field) else made

    def _accepted(self, ref: TypeRef) -> str:
        name = self.scope.name
        match ref:
            case Scalar():
                return self._named(self._names.get(ref), _limited(ref)[1])
            case ListOf(item=item):
                return f"{name(_LIST)}[{self.accepted(item)}{' | None' * ref.nullable}]"
            case MapOf(key=key, value=value):
                return f"{name(_DICT)}[{self.accepted(key)}, {self.accepted(value)}{' | None' * ref.nullable}]"
            case EnumRef() | ValueRef():
                return name(self.context.layout.type_symbol(ref))

    def _documented(self, field: Field, made: str) -> Code:
        about = {} if field.nullable else words(field, self.context)
        keywords = {**_limits(field.bounds), **about}
        return code(_ANNOTATED, "[", made, ", ", call(FIELD, **keywords), "]")

    def _named(self, name: str | None, made: Code) -> str:
        """Give the type, by its name where it has one."""
        if name is None:
            return self.scope.text(made)
        self.lines.append(f"{name} = {self.scope.text(made)}")
        return name

    def _free(self, name: str) -> str:
        while name in self._taken:
            name += "Value"
        self._taken.add(name)
        return name


def words(field: Field, context: Context) -> dict[str, Code]:
    """Give the keywords of `Field` that document a type."""
    found: dict[str, Code] = {}
    if field.description:
        found["description"] = literal(field.description)
    if field.examples:
        examples = (value_code(example, field.type, context) for example in field.examples)
        found["examples"] = code("[", join(", ", examples), "]")
    return found


def marks(field: Field, context: Context) -> dict[str, Code]:
    """Give the keywords of `Field` that belong to the field itself; secrets are left out of the repr.

    What documents a type that may be null does too: in the type, it would document one of two possibilities.
    """
    found = words(field, context) if field.nullable else {}
    if field.deprecated:
        found["deprecated"] = literal(field.deprecated)
    if field.access.sensitive:
        found["repr"] = literal(False)
    if field.access.write_only:
        found["json_schema_extra"] = literal({"writeOnly": True})
    return found


def is_marked(field: Field) -> bool:
    """Tell whether `marks` gives anything."""
    access = field.access
    return bool(
        field.deprecated
        or access.sensitive
        or access.write_only
        or (field.nullable and (field.description or field.examples))
    )


def _is_special(field: Field) -> bool:
    """Tell whether there is more to what a field takes than its type."""
    if (field.description or field.examples) and not field.nullable:
        return True
    return field.bounds is not NO_BOUNDS and field.bounds != NO_BOUNDS


def _limits(bounds: Bounds) -> dict[str, Code]:
    return {word: literal(value) for name, word in _KEYWORDS if (value := getattr(bounds, name)) is not None}


@cache
def _limited(ref: Scalar) -> tuple[str, Code]:
    """Give the name that a type with limits of its own deserves, and what a schema accepts for it."""
    known = row(ref.name)
    made = known.input or known.annotation
    limits = known.constraints(ref.arguments)
    if not limits:
        return "", made
    keywords = {name: literal(value) for name, value in limits.items()}
    name = pascal(ref.name) + "_".join(map(str, ref.arguments))
    return name, code(_ANNOTATED, "[", made, ", ", call(FIELD, **keywords), "]")


def _scalars(ref: TypeRef) -> Iterator[Scalar]:
    match ref:
        case Scalar():
            yield ref
        case ListOf():
            yield from _scalars(ref.item)
        case MapOf():
            yield from _scalars(ref.key)
            yield from _scalars(ref.value)
        case _:
            return
