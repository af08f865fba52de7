"""Indexes: those that the spec asks for and those that references need, without any that another one makes needless."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from generator.diagnostics import Severity, rule
from generator.dialects import Dialect
from generator.ir import Index, Term
from generator.resolve.coverage import leads_with, makes_needless, orders_by
from generator.resolve.draft import Spot
from generator.resolve.terms import Reader
from generator.resolve.uniques import conventional_name
from generator.spec.constraints import IndexOptions

UNKNOWN_METHOD = rule(
    "R257",
    "unknown-method",
    """
None of the project's databases has an index of this method.

Not so:     indexes: [{fields: [tags], method: gin}]        with databases = ["sqlite"]
But so:     indexes: [[tags]]
""",
)
SINGLE_METHOD = rule(
    "R298",
    "single-method",
    """
An index of this method has one column. On an entity with `tenant`, `global: true` leaves the tenant out of it.

Not so:     indexes: [{fields: [code, name], method: hash}]
But so:     indexes: [{fields: [code], method: hash}]
""",
)
EXPRESSION_INDEX = rule(
    "R258",
    "expression-index",
    """
Not every database of the project can index an expression.

Not so:     indexes: [[lower(name)]]                                        with MariaDB among the databases
But so:     indexes: [{fields: [lower(name)], databases: [postgresql]}]
            folded: {type: string(80), computed: lower(name), index: true}
""",
)
COVERED_INDEX = rule(
    "L331",
    "covered-index",
    """
An index that another one begins with, or that a unique or the key already is, is not made a second time.

Not so:     indexes: [[user], [user, day]]
But so:     indexes: [[user, day]]
""",
    Severity.NOTE,
)

_BTREE: Final = frozenset({None, "btree"})
_COMPARING: Final = frozenset({None, "btree", "hash", "brin"})
"""Methods that compare whole values; others look inside of them."""


class _Wanted(NamedTuple):
    """An index, and how much the spec insists on it."""

    made: Index
    spot: Spot
    listed: bool
    """Whether it stands under `indexes`: then the order of its rows matters, and leaving it out is worth a word."""


def read_indexes(reader: Reader) -> None:
    """Give a draft its indexes, in the order: listed, of fields, of references."""
    wanted = [*_listed(reader), *_of_fields(reader), *_of_references(reader)]
    reader.draft.indexes = [item.made for place, item in enumerate(wanted) if not _is_needless(reader, place, wanted)]


def _listed(reader: Reader) -> Iterator[_Wanted]:
    for body, spot in reader.draft.parts:
        for key, document in body.indexes.items():
            if document.unique:
                continue
            here = spot.at("indexes", key)
            terms = reader.terms(document.fields, here.at("fields"), "`indexes`")
            made = _index(reader, document, terms, here) if terms is not None else None
            if made is not None:
                yield _Wanted(made, here, listed=True)


def _of_fields(reader: Reader) -> Iterator[_Wanted]:
    for written in reader.draft.written.values():
        options = written.document.index if "index" in written.given else None
        if not isinstance(options, IndexOptions) or options.unique:
            continue
        terms = tuple(Term(item.name) for item in reader.draft.of_written.get(written.name, ()))
        spot = written.spot.at("index")
        made = _index(reader, options, terms, spot) if terms else None
        if made is not None:
            yield _Wanted(made, spot, listed=False)


def _of_references(reader: Reader) -> Iterator[_Wanted]:
    draft = reader.draft
    for reference in draft.references.values():
        written = draft.written.get(reference.name)
        if written is None or written.document.index is None:
            terms = reader.led(tuple(Term(name) for name in reference.fields))
            made = Index(conventional_name(draft, "ix", terms, None), terms, span=reference.span)
            yield _Wanted(made, written.spot if written else draft.spot, listed=False)


def _index(reader: Reader, options: IndexOptions, terms: tuple[Term, ...], spot: Spot) -> Index | None:
    where, readable = reader.condition(options.where, spot)
    databases = _databases(reader, options)
    # What looks inside of values, such as gin, takes no tenant in front.
    led = reader.led(terms, is_global=options.is_global or options.method not in _COMPARING)
    if not readable or _cannot_be(reader, options, led, databases, spot):
        return None
    key = spot.path[-1]
    short = key if isinstance(key, str) and spot.path[-2:-1] == ("indexes",) else None
    included = reader.fields(options.include, spot.at("include"), "`include`") if options.include else ()
    return Index(
        name=options.name or conventional_name(reader.draft, "ix", led, short),
        terms=led,
        where=where,
        method=options.method,
        ops=_ops(reader, options, spot) if options.ops else {},
        include=tuple(item.name for item in included),
        options=dict(options.options),
        databases=tuple(sorted(options.databases)) or _limited(databases, reader.work.dialects),
        renamed_from=options.renamed_from,
        span=spot.span(),
    )


def _cannot_be(
    reader: Reader, options: IndexOptions, terms: tuple[Term, ...], databases: Sequence[Dialect], spot: Spot
) -> bool:
    work = reader.work
    asked = not options.databases or any(name in options.databases for name in work.databases)
    if not databases and asked and options.method not in _BTREE:
        message = f"no database of this project has an index of the method '{options.method}'"
        work.report(UNKNOWN_METHOD, spot.span("method"), message, "leave `method` out")
        return True
    lacking = [item for item in databases if not item.expression_indexes]
    if lacking and any(term.expression is not None for term in terms):
        able = ", ".join(name for name, item in work.databases.items() if item.expression_indexes)
        help_ = f"add `databases: [{able}]`, or index a `computed` field" if able else "index a `computed` field"
        work.report(EXPRESSION_INDEX, spot.span("fields"), f"{lacking[0].label} cannot index an expression", help_)
        return True
    single = [item for item in databases if options.method in item.single_methods] if len(terms) > 1 else ()
    if single:
        message = f"an index of {single[0].label} by '{options.method}' has one column, this one {len(terms)}"
        is_led = any(term.field is not None and term.field == reader.draft.tenant for term in terms)
        help_ = "add `global: true`" if is_led else "take another method"
        work.report(SINGLE_METHOD, spot.span("method"), message, help_)
        return True
    return options.method in _COMPARING and reader.refuse_unfit(terms, spot, databases)


def _databases(reader: Reader, options: IndexOptions) -> Sequence[Dialect]:
    """Give the project's databases on which an index is made."""
    chosen: Sequence[Dialect] = reader.work.dialects
    if options.databases:
        chosen = [item for item in chosen if item.name in options.databases]
    if options.method not in _BTREE:
        chosen = [item for item in chosen if options.method in item.index_methods]
    return chosen


def _limited(databases: Sequence[Dialect], known: tuple[Dialect, ...]) -> tuple[str, ...]:
    """Name the databases if they are not all that the project has."""
    return () if len(databases) == len(known) else tuple(sorted(item.name for item in databases))


def _ops(reader: Reader, options: IndexOptions, spot: Spot) -> dict[str, str]:
    reader.fields(options.ops, spot.at("ops"), "`ops`")
    return {item.name: kind for name, kind in options.ops.items() for item in reader.named(name) or ()}


def _is_needless(reader: Reader, place: int, wanted: list[_Wanted]) -> bool:
    item = wanted[place]
    by = _kept_by_key(reader, item) or _kept_by_index(place, wanted)
    if by is not None and item.listed:
        message = f"this index is not made: {by} serves the same lookups"
        reader.work.report(COVERED_INDEX, item.spot.span(), message, "remove it")
    return by is not None


def _kept_by_key(reader: Reader, item: _Wanted) -> str | None:
    """Name the key or the unique that makes an index needless."""
    draft, made = reader.draft, item.made
    if made.where is not None or made.ops or made.options or made.include or made.method not in _BTREE:
        return None
    serves = orders_by if item.listed else leads_with
    if draft.key and serves(tuple(Term(name) for name in draft.key.fields), made.terms):
        return "the key"
    for unique in draft.uniques:
        if unique.where is None and not unique.databases and serves(unique.terms, made.terms):
            return unique.name
    return None


def _kept_by_index(place: int, wanted: list[_Wanted]) -> str | None:
    """Name the index that makes another one needless; of two that are alike, the first one stays."""
    item = wanted[place]
    for other_place, other in enumerate(wanted):
        if other_place != place and _covers(other, item) and (other_place < place or not _covers(item, other)):
            return other.made.name
    return None


def _covers(wider: _Wanted, narrower: _Wanted) -> bool:
    if narrower.listed:
        return makes_needless(wider.made, narrower.made)
    whole = wider.made.where is None and wider.made.method in _BTREE and not wider.made.databases
    return whole and narrower.made.where is None and leads_with(wider.made.terms, narrower.made.terms)
