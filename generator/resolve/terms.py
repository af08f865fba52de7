"""The fields that uniques, indexes, orders and lists name, and which of them an index can hold."""

from collections.abc import Iterable
from typing import Final

from generator.diagnostics import Rule, Span, rule
from generator.dialects import Dialect
from generator.expressions import Expression, type_of
from generator.fieldtypes import ROWS, EnumRef, Scalar, TypeRef
from generator.ir import Field, Term
from generator.resolve.draft import Draft, Spot, Work
from generator.resolve.expressions import Scope
from generator.resolve.fields import UNKNOWN_FIELD
from generator.resolve.keys import UNFIT_KEY
from generator.spec.columns import Column
from generator.spec.suggestion import did_you_mean

DOUBLE_TERM = rule("R253", "double-term", "A unique, index or list names the same field twice.")
INDEX_TOO_WIDE = rule(
    "R254",
    "index-too-wide",
    """
    A database limits what the columns of one index take together, and some hold no text without a length there: use
    `string(n)`, or a shorter one.
    """,
)

_LABEL_BYTES: Final = 4
"""Bytes that one character of a text may take."""


def fields_named(draft: Draft, name: str) -> tuple[Field, ...] | None:
    """Give the fields that a name means: a field, or the columns of a reference; None if it means nothing."""
    found = draft.fields.get(name)
    if found is not None:
        return (found,)
    reference = draft.references.get(name)
    return None if reference is None else tuple(draft.fields[item] for item in reference.fields)


def read_names(draft: Draft, names: Iterable[str], spot: Spot, what: str, work: Work) -> tuple[Field, ...]:
    """Give the fields that a list names, each once; what is unknown or named twice is reported."""
    made: dict[str, Field] = {}
    for place, name in enumerate(names):
        found = fields_named(draft, name)
        if found is None:
            report_unknown(draft, name, spot.span(place), what, work)
            continue
        if any(item.name in made for item in found):
            work.report(DOUBLE_TERM, spot.span(place), f"`{name}` is named twice in {what}", "name it once")
        made.update({item.name: item for item in found})
    return tuple(made.values())


def read_terms(  # noqa: PLR0913  # an entry of an index, and where it stands
    draft: Draft, columns: Iterable[Column], spot: Spot, what: str, scope: Scope, work: Work
) -> tuple[Term, ...] | None:
    """Give the terms of an index or order, references taken apart; None if one of them is reported."""
    terms: list[Term] = []
    whole = True
    for place, column in enumerate(columns):
        if column.field is None:
            expression = scope.read({"": column.expression or ""}, spot.at(place), condition=False)
            whole = whole and expression is not None
            terms.append(Term(None, expression, column.descending, column.nulls))
            continue
        found = fields_named(draft, column.field)
        if found is None:
            report_unknown(draft, column.field, spot.span(place), what, work)
            whole = False
            continue
        if any(term.field == item.name for term in terms for item in found):
            work.report(DOUBLE_TERM, spot.span(place), f"`{column.field}` is named twice in {what}", "name it once")
            whole = False
        terms.extend(Term(item.name, None, column.descending, column.nulls) for item in found)
    return tuple(terms) if whole else None


def report_unknown(draft: Draft, name: str, span: Span, what: str, work: Work, rule_: Rule = UNKNOWN_FIELD) -> None:
    """Report a name that means no field, unless it may be one that is lost or already reported."""
    if name in draft.broken or not draft.complete():
        return
    owner = draft.name.name
    if name in draft.many or name in draft.inverses or name in draft.written:
        work.report(rule_, span, f"`{name}` of {owner} is a list of rows and has no column", f"take it out of {what}")
        return
    known = [*draft.fields, *draft.references]
    work.report(rule_, span, f"{owner} has no field '{name}' for {what}", did_you_mean(name, known))


def led_by_tenant(draft: Draft, terms: tuple[Term, ...], *, is_global: bool) -> tuple[Term, ...]:
    """Give the terms with the tenant in front, unless they hold across tenants."""
    if is_global or draft.tenant is None:
        return terms
    return (Term(draft.tenant), *(term for term in terms if term.field != draft.tenant))


def refuse_unfit(draft: Draft, terms: tuple[Term, ...], span: Span, databases: Iterable[Dialect], work: Work) -> bool:
    """Report terms that no index can hold; tell whether there was one."""
    total = 0
    endless: str | None = None
    for term in terms:
        kind = draft.fields[term.field].type if term.field else _type_of(term.expression)
        if isinstance(kind, EnumRef):
            total += _enum_bytes(kind, work)
            continue
        if not isinstance(kind, Scalar) or not ROWS[kind.name].key:
            work.report(UNFIT_KEY, span, f"`{term.field}` is {kind}, which no index holds", "take it out")
            return True
        size = ROWS[kind.name].size(kind.arguments)
        if size is None:
            endless = endless or term.field
        total += size or 0
    for database in databases:
        if database.text_in_keys or database.key_bytes is None:
            continue
        if endless is not None:
            message = f"{database.label} cannot index `{endless}`, a text without a length"
            work.report(
                INDEX_TOO_WIDE, span, message, f"make `{endless}` a string(n), or name the `databases` that can"
            )
            return True
        if total > database.key_bytes:
            message = (
                f"these fields take up to {total} bytes, and an index of {database.label} holds {database.key_bytes}"
            )
            work.report(INDEX_TOO_WIDE, span, message, "shorten a string(n), or leave a field out")
            return True
    return False


def _type_of(expression: Expression | None) -> TypeRef:
    return Scalar("bool") if expression is None else type_of(expression)


def _enum_bytes(kind: EnumRef, work: Work) -> int:
    found = work.enums.get((kind.domain, kind.name))
    labels = [str(item.value) for item in found.members] if found else []
    return _LABEL_BYTES * max(map(len, labels), default=1)
