"""The columns of a field that holds data, with everything that its options say."""

from typing import Final

from generator.diagnostics import Severity, rule
from generator.fieldtypes import ROWS, ListOf, Scalar, TypeRef
from generator.ir import NO_BOUNDS, Access, Bounds, Field, Generated, Literal, Role
from generator.resolve.bounds import BOUNDS, read_bounds, violation
from generator.resolve.draft import Work, Written
from generator.resolve.literals import LiteralError, generated, read_literal
from generator.spec.forms import Tree

WRONG_DEFAULT = rule(
    "R227",
    "wrong-default",
    """
A default is a value that the field can hold, within its limits, or one of now(), today(), uuid() and uuid7().

Not so:     count: {type: int, default: none}
But so:     count: {type: int, default: 0}
""",
)
WRONG_EXAMPLE = rule(
    "R228",
    "wrong-example",
    """
An example is a value that the field can hold, within its limits.

Not so:     country: {type: char(2), example: Austria}
But so:     country: {type: char(2), example: AT}
""",
)
MISPLACED_OPTION = rule(
    "R229",
    "misplaced-option",
    """
An option has no meaning for a field of this type.

Not so:     name: {type: text, on_delete: cascade}
But so:     owner: {type: Member, on_delete: cascade}
""",
)
CONTRADICTORY_ACCESS = rule(
    "R230",
    "contradictory-access",
    """
`hidden` fields are seen by the repository only, `read_only` ones are not written and `write_only` ones not read.

Not so:     pin: {type: text, read_only: true, write_only: true}
But so:     pin: {type: text, hidden: true}
""",
)
UNFILLABLE = rule(
    "L340",
    "unfillable",
    """
Callers cannot give a `read_only` or `hidden` field. Where it may not be null and has no default either, only SQL of your
own can insert a row.

Not so:     score: {type: int, read_only: true}
But so:     score: {type: int, read_only: true, default: 0}
""",
    Severity.WARNING,
)

REFERENCE_OPTIONS: Final = frozenset(
    {"references", "columns", "on_delete", "on_update", "inverse", "constraint", "deferrable"}
)
ASSOCIATION_OPTIONS: Final = frozenset({"through", "table", "position"})
_ENTITY_OPTIONS: Final = REFERENCE_OPTIONS | ASSOCIATION_OPTIONS
_TYPED_OPTIONS: Final = frozenset({"storage", "identity", "collation", "computed"})
_OWN_VALUES: Final = frozenset({"default", "server_default", "immutable", "write_only"})
_ACCESS: Final = ("immutable", "read_only", "write_only", "hidden", "sensitive")
_ACCESS_OPTIONS: Final = frozenset({*_ACCESS, "computed", "identity"})
_PLAIN: Final = Access()


def is_nullable(written: Written) -> bool:
    """Tell whether a field may be null, by `?` or by `nullable`."""
    return written.document.type.nullable or written.document.nullable is True


def data_field(written: Written, kind: TypeRef, work: Work, *, broken: bool = False) -> Field:
    """Give the field of a written one that holds data; a broken one carries only its name and whether it is null."""
    name, document, given = written.name, written.document, written.given
    nullable = is_nullable(written)
    if broken or given == {"type"}:
        return Field(name, document.column or name, kind, nullable)
    if not given.isdisjoint(_ENTITY_OPTIONS):
        refuse_options(written, _ENTITY_OPTIONS, f"`{name}` holds data and refers to no entity", work)
    if not given.isdisjoint(_TYPED_OPTIONS):
        _refuse_by_type(written, kind, work)
    bounds = NO_BOUNDS if given.isdisjoint(BOUNDS) else read_bounds(written, kind, work)
    access = _PLAIN if given.isdisjoint(_ACCESS_OPTIONS) else read_access(written, work)
    default = read_default(written, kind, bounds, nullable=nullable, work=work) if "default" in given else None
    if access.read_only or access.hidden:
        _demand_filled(written, default, nullable=nullable, work=work)
    return Field(
        name=name,
        column=document.column or name,
        type=kind,
        nullable=nullable,
        role=Role.PLAIN,
        description=document.description,
        default=default,
        server_default=document.server_default,
        bounds=bounds,
        access=access,
        identity=document.identity or None,
        db_type=document.db_type or {},
        storage="array" if document.storage == "array" else "json",
        collation=document.collation or {},
        examples=_examples(written, kind, bounds, work) if "example" in given else (),
        deprecated=document.deprecated,
        renamed_from=document.renamed_from,
        backfill=read_backfill(written, kind, bounds, work) if "backfill" in given else None,
    )


def refuse_options(written: Written, options: frozenset[str], why: str, work: Work) -> None:
    """Report the options that have no meaning for a field."""
    for option in sorted(options & written.given):
        work.report(
            MISPLACED_OPTION, written.spot.key_span(option), f"`{option}` has no meaning here: {why}", "remove it"
        )


def read_access(written: Written, work: Work) -> Access:
    """Give where a field shows; what the database makes is read only."""
    document = written.document
    made = document.computed is not None or bool(document.identity)
    if not made and written.given.isdisjoint(_ACCESS):
        return _PLAIN
    chosen = [name for name in _ACCESS if getattr(document, name)]
    for first, second in (("read_only", "write_only"), ("hidden", "read_only"), ("hidden", "write_only")):
        if first in chosen and second in chosen:
            work.report(
                CONTRADICTORY_ACCESS,
                written.spot.key_span(second),
                f"`{written.name}` is both `{first}` and `{second}`",
                f"keep `{first}`" if first == "hidden" else "write `hidden: true` if callers neither give nor see it",
            )
    return Access(
        immutable=document.immutable,
        read_only=document.read_only or made,
        write_only=document.write_only,
        hidden=document.hidden,
        sensitive=document.sensitive,
    )


def read_default(
    written: Written, kind: TypeRef, bounds: Bounds, *, nullable: bool, work: Work
) -> Literal | Generated | None:
    """Give the default of a field; None if it has none, or one that is reported."""
    if "default" not in written.given:
        return None
    tree = written.document.default
    if tree is None and nullable:
        return None
    return _value("default", tree, written, kind, bounds, work)


def read_backfill(written: Written, kind: TypeRef, bounds: Bounds, work: Work) -> Literal | Generated | None:
    """Give what rows that are there get; None if nothing is said, if it is SQL, or if it is reported."""
    tree = written.document.backfill
    if "backfill" not in written.given or backfill_sql(tree) is not None:
        return None
    return _value("backfill", tree, written, kind, bounds, work)


def backfill_sql(tree: Tree) -> str | None:
    """Give the SQL of `{sql: …}`."""
    sql = tree.get("sql") if isinstance(tree, dict) and len(tree) == 1 else None
    return sql if isinstance(sql, str) else None


def _value(  # noqa: PLR0913, PLR0917  # a value, what it is for, and what it must be
    option: str, tree: Tree, written: Written, kind: TypeRef, bounds: Bounds, work: Work
) -> Literal | Generated | None:
    try:
        made = generated(tree, kind)
        if made is not None:
            return made
        value = read_literal(tree, kind, work)
    except LiteralError as error:
        work.report(WRONG_DEFAULT, written.spot.span(option), f"the {option} of `{written.name}`: {error}", error.help)
        return None
    broken = violation(value, bounds)
    if broken is not None:
        work.report(WRONG_DEFAULT, written.spot.span(option), f"the {option} of `{written.name}` {broken}")
        return None
    return Literal(value)


def _examples(written: Written, kind: TypeRef, bounds: Bounds, work: Work) -> tuple[object, ...]:
    if written.document.example is None:
        return ()
    try:
        value = read_literal(written.document.example, kind, work)
    except LiteralError as error:
        work.report(
            WRONG_EXAMPLE, written.spot.span("example"), f"the example of `{written.name}`: {error}", error.help
        )
        return ()
    broken = violation(value, bounds)
    if broken is not None:
        work.report(WRONG_EXAMPLE, written.spot.span("example"), f"the example of `{written.name}` {broken}")
        return ()
    return (value,)


def _refuse_by_type(written: Written, kind: TypeRef, work: Work) -> None:
    document = written.document
    if document.storage is not None and not isinstance(kind, ListOf):
        refuse_options(written, frozenset({"storage"}), f"`{written.name}` is no list", work)
    elif document.storage == "array" and isinstance(kind, ListOf) and not _fits_array(kind):
        work.report(
            MISPLACED_OPTION,
            written.spot.span("storage"),
            f"an array holds built-in types that are never null, and `{written.name}` is a {kind}",
            "keep it as JSON: leave `storage` out",
        )
    if document.identity and not (isinstance(kind, Scalar) and kind.name in {"smallint", "int", "bigint"}):
        refuse_options(
            written, frozenset({"identity"}), f"the database numbers smallint, int and bigint, not {kind}", work
        )
    if document.collation is not None and not (
        isinstance(kind, Scalar) and kind.name in {"string", "char", "text", "email", "url"}
    ):
        refuse_options(written, frozenset({"collation"}), f"{kind} is no text", work)
    if document.computed is not None:
        refuse_options(written, frozenset({"immutable", "write_only"}), f"`{written.name}` is computed", work)
    elif document.identity:
        refuse_options(written, _OWN_VALUES, f"the database numbers `{written.name}`", work)


def _fits_array(kind: ListOf) -> bool:
    return isinstance(kind.item, Scalar) and not kind.nullable and ROWS[kind.item.name].key


def _demand_filled(written: Written, default: object, *, nullable: bool, work: Work) -> None:
    document = written.document
    filled = document.computed or document.identity or document.server_default or "default" in written.given
    if not filled and default is None and not nullable:
        word = "hidden" if document.hidden else "read_only"
        work.report(
            UNFILLABLE,
            written.spot.key_span(word),
            f"nobody can give `{written.name}`: it is `{word}`, may not be null and has no default",
            "give it a `default`, or let it be null with `?`",
        )
