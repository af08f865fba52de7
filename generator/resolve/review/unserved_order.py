"""Default orders that no index serves, so that each page sorts the whole table."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, rule
from generator.ir import Entity, Project, Term
from generator.resolve.coverage import orders_by
from generator.resolve.draft import Work

UNSERVED_ORDER = rule(
    "L330",
    "unserved-order",
    """
The default `order` of an entity is what every list without another wish is sorted by. No index begins with these fields
in these directions (behind the tenant), so the database sorts all rows for each page.

Not so:     order: [-booked_at]
But so:     order: [-booked_at]
            indexes: [[booked_at desc]]
""",
    Severity.NOTE,
)


def unserved_orders(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find default orders without an index behind them."""
    for entity in project.entities.values():
        if entity.order and entity.managed and not _served(entity):
            asked = ", ".join(_spelled(term) for term in entity.order)
            yield UNSERVED_ORDER.at(
                work.drafts[entity.qualified].spot.span("order"),
                f"no index serves the default order of {entity.name}",
                f"add `indexes: [[{asked}]]`",
            )


def _served(entity: Entity) -> bool:
    tenant = (Term(entity.flags.tenant),) if entity.flags.tenant else ()
    wanted = (*tenant, *_directed(entity))
    live = entity.flags.deleted_at
    candidates = [
        tuple(Term(name) for name in entity.key.fields),
        *(unique.terms for unique in entity.uniques if unique.where is None or unique.where.names == (live,)),
        *(index.terms for index in entity.indexes if index.where is None and index.method in {None, "btree"}),
    ]
    return any(_orders_behind(terms, wanted, len(tenant)) for terms in candidates)


def _directed(entity: Entity) -> tuple[Term, ...]:
    """Give the order's terms; where a field is never null, it does not matter where nulls come."""
    known = entity.by_name
    return tuple(
        Term(
            term.field,
            term.expression,
            term.descending,
            None if term.field and not known[term.field].nullable else term.nulls,
        )
        for term in entity.order
    )


def _orders_behind(terms: tuple[Term, ...], wanted: tuple[Term, ...], lead: int) -> bool:
    """Tell whether `terms` are led by the tenant, whose direction does not matter, and then give the order."""
    return tuple(term.field for term in terms[:lead]) == tuple(term.field for term in wanted[:lead]) and orders_by(
        terms[lead:], wanted[lead:]
    )


def _spelled(term: Term) -> str:
    if term.field is None:
        return "..."
    direction = f"{term.field} desc" if term.descending else term.field
    return f"{direction} nulls {term.nulls}" if term.nulls else direction
