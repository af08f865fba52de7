"""The SQLAlchemy types of columns: in models, by the runtime's own types, and in revisions, which depend on none."""

from collections.abc import Mapping, Sequence

from generator.code import Code, Symbol, call, code, literal
from generator.dialects import dialect
from generator.fieldtypes.annotations import Namer, annotation
from generator.fieldtypes.refs import EnumRef, ListOf, Scalar, TypeRef
from generator.fieldtypes.registry import ROWS
from generator.fieldtypes.row import RUNTIME_ENUMS, RUNTIME_TYPES


def column_type(
    ref: TypeRef,
    namer: Namer,
    *,
    array: bool = False,
    numeric: bool = False,
    options: Mapping[str, Code] | None = None,
) -> Code:
    """Give the type of a model's column.

    `array`: a list kept as a database array. `numeric`: an enum kept as its number. `options` are further keywords of
    the runtime's `labels` and `numbers`, which make an enum's column.
    """
    match ref:
        case Scalar():
            return ROWS[ref.name].column(ref.arguments)
        case EnumRef():
            function = Symbol(RUNTIME_ENUMS, "numbers" if numeric else "labels")
            return call(function, namer(ref), **(options or {}))
        case ListOf(item=item) if array:
            made = column_type(item, namer, numeric=numeric, options=options)
            return call(Symbol(RUNTIME_TYPES, "ArrayOf"), made, annotation(ref, namer))
        case _:
            return call(Symbol(RUNTIME_TYPES, "JsonOf"), annotation(ref, namer))


def sa_type(scalar: Scalar, databases: Sequence[str]) -> Code:
    """Give the type of a revision's column, `sa` being SQLAlchemy, with a variant for the databases that differ."""
    known = ROWS[scalar.name]
    usual = known.revision(scalar.arguments)
    types = {name: known.variants.get(name, known.revision)(scalar.arguments) for name in databases}
    return _with_variants(usual, types)


def identity_type(scalar: Scalar, databases: Sequence[str]) -> Code:
    """Give the type of a column whose numbers the database makes, for models: SQLite makes them for INTEGER only."""
    usual, integer = (call(Symbol("sqlalchemy", name)) for name in (_class(scalar), "Integer"))
    return _with_variants(usual, {name: integer if dialect(name).counts_integer_only else usual for name in databases})


def sa_identity_type(scalar: Scalar, databases: Sequence[str]) -> Code:
    """Give the same for revisions, `sa` being SQLAlchemy."""
    usual, integer = (Code((f"sa.{name}()",)) for name in (_class(scalar), "Integer"))
    return _with_variants(usual, {name: integer if dialect(name).counts_integer_only else usual for name in databases})


def _class(scalar: Scalar) -> str:
    return {"smallint": "SmallInteger", "int": "Integer", "bigint": "BigInteger"}[scalar.name]


def _with_variants(usual: Code, types: Mapping[str, Code]) -> Code:
    base = usual if usual in types.values() else next(iter(types.values()))
    made = base
    for variant in dict.fromkeys(types.values()):
        if variant != base:
            owners = [literal(name) for name, own in types.items() if own == variant]
            made = call(code(made, ".with_variant"), variant, *owners)
    return made
