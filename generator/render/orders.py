"""The orders that an entity can be listed in: what each is called by callers, and which terms it is made of."""

from generator.frozen import value
from generator.ir import Entity, Term


@value(frozen=True, slots=True)
class SortOrder:
    """One order; its terms end in the key, so that it is total."""

    name: str
    terms: tuple[Term, ...]


def orders(entity: Entity) -> tuple[SortOrder, ...]:
    """Give the default order first, then both directions of each field that callers may sort by.

    Fields that callers never see are left out: the cursor of a page holds the values of its last row.
    """
    found: dict[str, SortOrder] = {}
    key = tuple(Term(name) for name in own_key(entity))
    shown = {field.name for field in entity.fields if field.access.on_read}
    declared = [tuple(term for term in entity.order if term.field in shown) or key]
    declared += [(Term(name, descending=down),) for name in entity.sort if name in shown for down in (False, True)]
    for terms in declared:
        order = SortOrder(order_name(terms), _with_key(terms, key))
        found.setdefault(order.name, order)
    return tuple(found.values())


def order_name(terms: tuple[Term, ...]) -> str:
    """Name an order by its fields, `-period_start,name`, as callers write it."""
    return ",".join(f"{'-' * term.descending}{term.field}" for term in terms)


def own_key(entity: Entity) -> tuple[str, ...]:
    """Give the key's fields without the tenant, which is the same for every row that a caller sees."""
    return tuple(name for name in entity.key.fields if name != entity.flags.tenant) or entity.key.fields


def _with_key(terms: tuple[Term, ...], key: tuple[Term, ...]) -> tuple[Term, ...]:
    """Append what of the key is missing: nothing after it could matter, so terms behind a whole key stay harmless."""
    named = {term.field for term in terms}
    return terms + tuple(term for term in key if term.field not in named)
