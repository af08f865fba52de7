"""The rules that each row keeps: declared ones, limits of fields, and labels of enums."""

from collections.abc import Iterator
from dataclasses import replace

from generator.diagnostics import rule
from generator.expressions import Column, ExpressionError, constant, demand_assignable
from generator.expressions.tree import In
from generator.fieldtypes import EnumRef
from generator.ir import NO_BOUNDS, Check, Computed, Field, Role
from generator.naming import constraint
from generator.resolve.bounds import bound_checks
from generator.resolve.columns import backfill_sql
from generator.resolve.draft import Draft, Work, Written
from generator.resolve.expressions import BAD_EXPRESSION, Scope

CHECK_CLASH = rule(
    "R259",
    "check-clash",
    """
Two checks of an entity have the same short name. Limits bring `amount_min` and `amount_max` along, enums a check that is
called like the field.

Not so:     fields: {amount: {type: int, min: 0}}
            checks: {amount_min: amount > -1}
But so:     fields: {amount: {type: int, min: 0}}
            checks: {amount_sane: amount < 100}
""",
)
COMPUTED_FROM_COMPUTED = rule(
    "R262",
    "computed-from-computed",
    """
Databases do not compute a column from another computed one: write the whole expression out.

Not so:     {net: {type: int, computed: a - b}, half: {type: int, computed: net / 2}}
But so:     {net: {type: int, computed: a - b}, half: {type: int, computed: (a - b) / 2}}
""",
)


def read_checks(draft: Draft, scope: Scope, work: Work) -> None:
    """Give a draft its checks: of enums, of limits, declared ones; a short name given twice is reported."""
    known: dict[str, Check] = {}
    for check in (*_of_enums(draft, work), *_of_bounds(draft), *_declared(draft, scope)):
        earlier = known.setdefault(check.short_name, check)
        if earlier is not check:
            what = "the limits of a field" if earlier.origin == "bounds" else "another check"
            work.report(CHECK_CLASH, check.span, f"the check `{check.short_name}` has the name of {what}", "rename it")
    draft.checks = list(known.values())


def read_computed(draft: Draft, scope: Scope, work: Work) -> None:
    """Give computed fields their expressions, now that the fields they are computed from are known."""
    computed = {written.name for written in draft.written.values() if written.document.computed is not None}
    for name in computed & draft.fields.keys():
        written = draft.written[name]
        made = _computed(written, draft.fields[name], computed, scope, work)
        if made is None:
            draft.broken.add(name)
        else:
            draft.fields[name] = replace(draft.fields[name], computed=made)


def read_backfills(draft: Draft, scope: Scope, work: Work) -> None:
    """Give fields the expressions that rows that are there get, now that the fields these are made from are known."""
    for name, written in draft.written.items():
        sql = backfill_sql(written.document.backfill) if "backfill" in written.given else None
        field = draft.fields.get(name)
        if sql is None or field is None:
            continue
        spot = written.spot.at("backfill", "sql")
        expression = scope.read({"": sql}, spot, condition=False)
        if expression is None:
            continue
        try:
            demand_assignable(expression, field.type)
        except ExpressionError as error:
            work.report(BAD_EXPRESSION, spot.span(), f"`{name}` cannot hold this: {error.message}", error.help)
        else:
            draft.fields[name] = replace(field, backfill=expression)


def _computed(written: Written, field: Field, computed: set[str], scope: Scope, work: Work) -> Computed | None:
    document = written.document.computed
    if document is None:
        return None
    spot = written.spot.at("computed", "sql")
    expression = scope.read(document.sql, spot, condition=False)
    if expression is None:
        return None
    others = [name for name in expression.names if name in computed]
    if others:
        work.report(
            COMPUTED_FROM_COMPUTED, spot.span(), f"`{others[0]}` is computed itself", "write its expression out here"
        )
        return None
    try:
        demand_assignable(expression, field.type)
    except ExpressionError as error:
        work.report(BAD_EXPRESSION, spot.span(), f"`{written.name}` cannot hold this: {error.message}", error.help)
        return None
    return Computed(expression, document.stored)


def _of_enums(draft: Draft, work: Work) -> Iterator[Check]:
    known = work.enum_items
    for field in draft.fields.values():
        # What a foreign key refers to has its own check.
        if not isinstance(field.type, EnumRef) or field.role is Role.REFERENCE:
            continue
        enum = work.enums.get((field.type.domain, field.type.name))
        if enum is None or enum.storage == "plain":
            continue
        column = Column(field.name, field.type, field.nullable)
        labels = known.get(field.type)
        if labels is None:
            labels = known[field.type] = tuple(constant(member.value) for member in enum.members)
        expression = In(column, labels)
        yield Check(
            constraint("ck", draft.table, (field.name,)),
            field.name,
            expression,
            origin="enum",
            span=draft.place(field.name),
        )


def _of_bounds(draft: Draft) -> Iterator[Check]:
    for field in draft.fields.values():
        if field.bounds is not NO_BOUNDS:
            yield from bound_checks(draft.table, field, draft.place(field.name))


def _declared(draft: Draft, scope: Scope) -> Iterator[Check]:
    for body, spot in draft.parts:
        for short, document in body.checks.items():
            here = spot.at("checks", short)
            expression = scope.read(document.sql, here.at("sql"), condition=True)
            if expression is not None:
                yield Check(
                    name=document.name or constraint("ck", draft.table, (short,)),
                    short_name=short,
                    expression=expression,
                    message=document.message,
                    renamed_from=document.renamed_from,
                    span=here.key_span(),
                )
