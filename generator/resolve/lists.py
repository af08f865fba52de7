"""What callers may search, filter and sort by, and the order when they do not ask."""

from collections.abc import Callable
from typing import NamedTuple

from generator.diagnostics import Rule, Severity, Span, rule
from generator.fieldtypes import ROWS, EnumRef, Kind, Operator, Scalar, TypeRef
from generator.ir import Field, Search, Term
from generator.resolve.composition import GIVEN_TWICE
from generator.resolve.draft import Part, Spot
from generator.resolve.terms import Reader

SENSITIVE_LIST = rule(
    "R263",
    "sensitive-list",
    """
A `sensitive` field is never searched, filtered or sorted by, and one that callers never see is never searched: each of
them would tell its value bit by bit.

Not so:     fields: {iban: {type: string(34), sensitive: true}}
            filter: [iban]
But so:     fields: {iban: {type: string(34), sensitive: true}}
""",
)
UNLISTABLE = rule(
    "R264",
    "unlistable",
    """
Lists, maps, values, JSON and bytes are not filtered or sorted by, and only text is searched.

Not so:     sort: [settings]                where settings is json
But so:     sort: [name]
""",
)
EXPRESSION_ORDER = rule(
    "R265",
    "expression-order",
    """
An order names fields: pages go on after the last row's values of them.

Not so:     order: [lower(name)]
But so:     order: [folded]                 with folded: {type: string(80), computed: lower(name)}
""",
)
VEILED_LIST = rule(
    "L341",
    "veiled-list",
    """
A field that callers never see is left out of what they may filter and sort by: its value could be found out that way.

Not so:     fields: {pin: {type: string(8), write_only: true}}
            filter: [pin]
But so:     fields: {pin: {type: string(8), write_only: true}}
""",
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


def read_lists(reader: Reader) -> None:
    """Give a draft what callers may search, filter and sort by, and its default order."""
    draft = reader.draft
    draft.filter = _together(reader, _FILTER)
    draft.sort = _together(reader, _SORT)
    search = _only(reader, "search")
    if search is not None and search.body.search is not None:
        written, spot = search.body.search, search.spot.at("search", "fields")
        found = reader.fields(written.fields, spot, "`search`")
        names = tuple(item.name for item in found if _allowed(reader, item, _SEARCH, spot))
        draft.search = Search(names) if names else None
    order = _only(reader, "order")
    if order is not None:
        draft.order = _order(reader, order)


def _together(reader: Reader, wanted: _List) -> tuple[str, ...]:
    """Give the fields that the entity and its mixins list, in the order of the lists."""
    names: dict[str, None] = {}
    for body, spot in reader.draft.parts:
        here = spot.at(wanted.key)
        for item in reader.fields(getattr(body, wanted.key), here, f"`{wanted.key}`"):
            if _allowed(reader, item, wanted, here):
                names[item.name] = None
    return tuple(names)


def _only(reader: Reader, key: str) -> Part | None:
    """Give the one part that has a list, the entity's own if several do."""
    draft = reader.draft
    given = [part for part in draft.parts if getattr(part.body, key)]
    if len(given) > 1:
        first, last = given[0].spot, given[-1].spot
        span = last.key_span(key) if last.source is draft.spot.source else draft.spot.key_span("mixins")
        message = f"`{key}` of {draft.name.name} is given by {first.source.name} and by {last.source.name}"
        reader.work.report(GIVEN_TWICE, span, message, "keep it in one place")
    return given[-1] if given else None


def _order(reader: Reader, part: Part) -> tuple[Term, ...]:
    spot = part.spot.at("order")
    for place, column in enumerate(part.body.order):
        if column.expression is not None:
            message = "an order names fields, not expressions"
            reader.work.report(EXPRESSION_ORDER, spot.span(place), message, "order by a `computed` field")
            return ()
    terms = reader.terms(part.body.order, spot, "`order`") or ()
    fine = [
        _allowed(reader, reader.draft.fields[term.field], _ORDER, spot, place)
        for place, term in enumerate(terms)
        if term.field
    ]
    return terms if all(fine) else ()


def _allowed(reader: Reader, item: Field, wanted: _List, spot: Spot, place: int | None = None) -> bool:
    """Tell whether a field may be in a list, and report if not: at its place there, or else where its name stands."""
    at = item.name if place is None else place
    if item.name in reader.draft.broken:
        return False
    veiled = not item.access.on_read and item.name in reader.draft.written
    if item.access.sensitive or (veiled and wanted is _SEARCH):
        return _refused(reader, SENSITIVE_LIST, item, wanted, spot.span(at))
    if not wanted.takes(item.type):
        return _refused(reader, UNLISTABLE, item, wanted, spot.span(at))
    if veiled:
        message = f"callers never see `{item.name}` ({_hiding(item)}), so it is not {wanted.verb}"
        reader.work.report(VEILED_LIST, spot.span(at), message, f"take it out of `{wanted.key}`")
    return True


def _refused(reader: Reader, rule_: Rule, item: Field, wanted: _List, span: Span | None) -> bool:
    why = _hiding(item) if rule_ is SENSITIVE_LIST else str(item.type)
    message = f"`{item.name}` is {why} and cannot be {wanted.verb}"
    reader.work.report(rule_, span, message, f"take it out of `{wanted.key}`")
    return False


def _hiding(item: Field) -> str:
    """Name the option that keeps a field's value back."""
    options = (("sensitive", item.access.sensitive), ("hidden", item.access.hidden), ("write_only", True))
    return next(name for name, chosen in options if chosen)
