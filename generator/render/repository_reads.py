"""What a repository reads: rows, the orders they come in, the filters that narrow them."""

from collections.abc import Iterator
from typing import Final

from generator.code import Code, code, join, literal
from generator.ir import Entity, Term
from generator.render.filters import FilterMember, Test, filter_members
from generator.render.layout import Kind
from generator.render.orders import SortOrder, orders, own_key
from generator.render.repository_tables import Tables, tuple_of

_CONDITIONS: Final = {
    Test.EQUAL: "equal",
    Test.MEMBER: "among",
    Test.FROM: "at_least",
    Test.BEFORE: "below",
    Test.IS_NULL: "missing",
}


def reading(entity: Entity, tables: Tables) -> Iterator[Code]:
    """Give the statements that say what is read."""
    own, seen, live = tables.own(entity), tables.seen(entity), tables.live(entity)
    options: list[Code] = []
    for name, condition in (("own", own), ("live", live)):
        if condition is not None:
            yield code(f"_{name} = ", condition)
            options.append(code(f", {name}=_{name}"))
    if entity.flags.shared and seen is not None:
        options.append(code(", seen=", seen))
    if entity.flags.version is not None:
        options.append(code(", version=", literal(entity.by_name[entity.flags.version].column)))
    renamed = tables.renamed(entity)
    if renamed is not None:
        options.append(code(", renamed=", renamed))
    key = tuple_of([literal(name) for name in own_key(entity)])
    record = tables.context.layout.symbol(Kind.READ, entity.qualified)
    head = code("_rows = ", tables.runtime("Rows"), f"({tables.main}, ", record, ", ", key)
    yield code(head, join("", options), ")")
    yield _orders(entity, tables)
    yield _filters(entity, tables)


def _orders(entity: Entity, tables: Tables) -> Code:
    sort = tables.context.layout.symbol(Kind.SORT, entity.qualified)
    found = orders(entity)
    names = join(", ", (literal(order.name) for order in found))
    special = [order for order in found if _is_special(order, entity)]
    extra = code(", special={", join(", ", (_special(order, tables) for order in special)), "}")
    head = code("_orders = ", tables.runtime("Orders", "paging"), "[", sort, "](_rows, ", names)
    return code(head, extra, ")") if special else code(head, ")")


def _is_special(order: SortOrder, entity: Entity) -> bool:
    """Tell whether an order means something else than its name spells: rows without a value come last there."""
    return any(
        term.field is None or (term.nulls == "first" and entity.by_name[term.field].nullable) for term in order.terms
    )


def _special(order: SortOrder, tables: Tables) -> Code:
    terms = join(", ", (_term(term, tables) for term in order.terms if term.field is not None))
    name = literal(order.name)
    return code(name, ": ", tables.runtime("Order", "paging"), "(", terms, ", name=", name, ")")


def _term(term: Term, tables: Tables) -> Code:
    field = term.field or ""
    direction = tables.runtime("Down" if term.descending else "Up", "paging")
    nulls = ", nulls_first=True" if term.nulls == "first" else ""
    return code(direction, "(_rows, ", literal(field), nulls, ")")


def _filters(entity: Entity, tables: Tables) -> Code:
    members: list[Code] = []
    if entity.search is not None:
        columns = tables.columns(entity, entity.search.fields)
        members.append(code("q=", tables.runtime("containing", "filters"), "(", columns, ")"))
    asked = filter_members(entity)
    fields = dict.fromkeys(member.field.name for member in asked)
    members += [code(f"{name}=", tables.column(entity, name)) for name in fields]
    members += [
        _member(member, entity, tables) for member in asked if member.name != member.field.name + member.test.value
    ]
    return code("_filters = ", tables.runtime("Filters", "filters"), "(", join(", ", members), ")")


def _member(member: FilterMember, entity: Entity, tables: Tables) -> Code:
    """Give a member whose name is not the usual one, which another field has."""
    condition = tables.runtime(_CONDITIONS[member.test], "filters")
    return code(f"{member.name}=", condition, "(", tables.column(entity, member.field.name), ")")
