"""What callers may search, filter and sort by, and the order when they do not ask."""

from collections.abc import Callable
from typing import NamedTuple

from generator.diagnostics import Rule, Severity, rule
from generator.fieldtypes import ROWS, EnumRef, Kind, Operator, Scalar, TypeRef
from generator.ir import Field, Search, Term
from generator.resolve.composition import GIVEN_TWICE
from generator.resolve.draft import Draft, Part, Spot, Work
from generator.resolve.expressions import Scope
from generator.resolve.terms import fields_named, read_names, read_terms

SENSITIVE_LIST = rule(
    "R263",
    "sensitive-list",
    "A `sensitive` field is never searched, filtered or sorted by: each of them would tell its value bit by bit.",
)
UNLISTABLE = rule(
    "R264",
    "unlistable",
    "Lists, maps, values, JSON and bytes are not filtered or sorted by, and only text is searched.",
)
EXPRESSION_ORDER = rule(
    "R265", "expression-order", "An order names fields: pages go on after the last row's values of them."
)
VEILED_LIST = rule(
    "L341",
    "veiled-list",
    "A field that callers never see can still be found out by filtering or sorting by it.",
    Severity.WARNING,
)


class _List(NamedTuple):
    """A list of an entity, and which types it takes."""

    key: str
    verb: str
    takes: Callable[[TypeRef], bool]


def _is_text(kind: TypeRef) -> bool:
    return isinstance(kind, Scalar) and ROWS[kind.name].kind is Kind.TEXT


def _is_filterable(kind: TypeRef) -> bool:
    return isinstance(kind, EnumRef) or (isinstance(kind, Scalar) and Operator.EQUAL in ROWS[kind.name].operators)


def _is_sortable(kind: TypeRef) -> bool:
    return isinstance(kind, EnumRef) or (isinstance(kind, Scalar) and ROWS[kind.name].ordered)


_SEARCH = _List("search", "searched", _is_text)
_FILTER = _List("filter", "filtered by", _is_filterable)
_SORT = _List("sort", "sorted by", _is_sortable)
_ORDER = _List("order", "sorted by", _is_sortable)


def read_lists(draft: Draft, scope: Scope, work: Work) -> None:
    """Give a draft what callers may search, filter and sort by, and its default order."""
    draft.filter = _together(draft, _FILTER, work)
    draft.sort = _together(draft, _SORT, work)
    search = _only(draft, "search", work)
    if search is not None and search.body.search is not None:
        written, spot = search.body.search, search.spot.at("search")
        found = read_names(draft, written.fields, spot.at("fields"), "`search`", work)
        names = tuple(item.name for item in found if _allowed(draft, item, _SEARCH, spot.at("fields"), work))
        if names:
            draft.search = Search(names, written.mode, written.language, written.column)
    order = _only(draft, "order", work)
    if order is not None:
        draft.order = _order(draft, order, scope, work)


def _together(draft: Draft, wanted: _List, work: Work) -> tuple[str, ...]:
    """Give the fields that the entity and its mixins list, in the order of the lists."""
    names: dict[str, None] = {}
    for body, spot in draft.parts:
        listed = getattr(body, wanted.key)
        here = spot.at(wanted.key)
        for item in read_names(draft, listed, here, f"`{wanted.key}`", work):
            if _allowed(draft, item, wanted, here.at(_place(draft, listed, item)), work):
                names[item.name] = None
    return tuple(names)


def _only(draft: Draft, key: str, work: Work) -> Part | None:
    """Give the one part that has a list, the entity's own if several do."""
    given = [part for part in draft.parts if getattr(part.body, key)]
    if len(given) > 1:
        work.report(
            GIVEN_TWICE,
            given[-1].spot.key_span(key)
            if given[-1].spot.source is draft.spot.source
            else draft.spot.key_span("mixins"),
            f"`{key}` of {draft.name.name} is given by {given[0].spot.source.name} and by {given[-1].spot.source.name}",
            "keep it in one place",
        )
    return given[-1] if given else None


def _order(draft: Draft, part: Part, scope: Scope, work: Work) -> tuple[Term, ...]:
    spot = part.spot.at("order")
    for place, column in enumerate(part.body.order):
        if column.field is None:
            work.report(
                EXPRESSION_ORDER,
                spot.span(place),
                "an order names fields, not expressions",
                "order by a `computed` field",
            )
            return ()
    terms = read_terms(draft, part.body.order, spot, "`order`", scope, work) or ()
    fine = [_allowed(draft, draft.fields[term.field], _ORDER, spot, work) for term in terms if term.field]
    return terms if all(fine) else ()


def _allowed(draft: Draft, item: Field, wanted: _List, spot: Spot, work: Work) -> bool:
    if item.name in draft.broken:
        return False
    if item.access.sensitive:
        return _refused(SENSITIVE_LIST, spot, f"`{item.name}` is sensitive and cannot be {wanted.verb}", wanted, work)
    if not wanted.takes(item.type):
        return _refused(UNLISTABLE, spot, f"`{item.name}` is {item.type} and cannot be {wanted.verb}", wanted, work)
    if wanted is not _ORDER and not item.access.on_read and item.name in draft.written:
        word = "hidden" if item.access.hidden else "write_only"
        work.report(VEILED_LIST, spot.span(), f"`{item.name}` is `{word}`, and being {wanted.verb} tells its value")
    return True


def _refused(rule_: Rule, spot: Spot, message: str, wanted: _List, work: Work) -> bool:
    work.report(rule_, spot.span(), message, f"take it out of `{wanted.key}`")
    return False


def _place(draft: Draft, listed: tuple[str, ...], item: Field) -> int:
    """Give the position in a list of the name that means a field."""
    return next((place for place, name in enumerate(listed) if item in (fields_named(draft, name) or ())), 0)
