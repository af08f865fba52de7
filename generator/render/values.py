"""Defaults and examples as source: the values of a spec, with enums as members and value objects as objects."""

from collections.abc import Mapping

from generator.code import Code, Symbol, call, code, join, literal
from generator.fieldtypes import EnumRef, Kind, ListOf, MapOf, Scalar, TypeRef, ValueRef, read, row
from generator.ir import Field, Generated, Literal
from generator.render.unit import Context

_GENERATED = {
    Generated.NOW: (".db.keys", "utc_now"),
    Generated.TODAY: (".db.keys", "utc_today"),
    Generated.UUID: ("uuid", "uuid4"),
    Generated.UUID7: (".db.keys", "uuid7"),
}


def value_code(value: object, ref: TypeRef, context: Context) -> Code:
    """Give the source of a value of type `ref`, as the application holds it."""
    if value is None:
        return literal(None)
    match ref:
        case EnumRef():
            return member_code(value, ref, context)
        case ListOf(item=item) if isinstance(value, list | tuple):
            return code("[", join(", ", (value_code(each, item, context) for each in value)), "]")
        case MapOf(key=key, value=kind) if isinstance(value, Mapping):
            pairs = (
                code(value_code(name, key, context), ": ", value_code(each, kind, context))
                for name, each in value.items()
            )
            return code("{", join(", ", pairs), "}")
        case ValueRef() if isinstance(value, Mapping):
            return call(code(context.layout.type_symbol(ref), ".model_validate"), literal(value))
        case Scalar() if isinstance(value, str) and row(ref.name).kind not in {Kind.TEXT, Kind.JSON}:
            value = read(ref, value)  # inside of a list or a map it is still as JSON has it
        case _:
            pass
    return literal(value)


def member_code(value: object, ref: EnumRef, context: Context) -> Code:
    """Give the member of an enum that stands for a stored label or number."""
    members = context.project.enums[ref.domain, ref.name].members
    name = next(member.name for member in members if member.value == value)
    return code(context.layout.type_symbol(ref), f".{name}")


def default_code(field: Field, context: Context) -> tuple[Code, bool] | None:
    """Give a field's default and whether it is a function that makes one; None if the application has no default."""
    match field.default:
        case Generated() as generated:
            return code(Symbol(*_GENERATED[generated])), True
        case Literal(value=value) if value is not None:
            return made_anew(value, field.type, context)
        case _:
            return None


def made_anew(value: object, ref: TypeRef, context: Context) -> tuple[Code, bool]:
    """Give a value, or the function that makes it where one object must not be shared, and which of them it is."""
    if not isinstance(value, list | dict):
        return value_code(value, ref, context), False
    if not value and not isinstance(ref, ValueRef):
        return code(Symbol("builtins", "list" if isinstance(value, list) else "dict")), True
    made = value_code(value, ref, context)
    if _is_mixed(ref):
        made = code(_container(value, ref, context), "(", made, ")")
    return code("lambda: ", made), True


def _is_mixed(ref: TypeRef) -> bool:
    """Tell whether what a container holds may be of several types: checkers take those of the values for all."""
    match ref:
        case Scalar():
            return row(ref.name).kind is Kind.JSON
        case ListOf(item=item, nullable=nullable) | MapOf(value=item, nullable=nullable):
            return nullable or _is_mixed(item)
        case _:
            return False


def _container(value: list[object] | dict[object, object], ref: TypeRef, context: Context) -> Code:
    """Give the type of a list or a mapping with the types of what it holds."""
    kind = context.annotation(ref, nullable=False)
    if not isinstance(ref, Scalar):
        return kind
    if isinstance(value, list):
        return code(Symbol("builtins", "list"), "[", kind, "]")
    return code(Symbol("builtins", "dict"), "[", Symbol("builtins", "str"), ", ", kind, "]")
