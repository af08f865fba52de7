"""Indexes: those that the spec asks for and those that references need, without any that another one makes needless."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.diagnostics import Severity, rule
from generator.dialects import Dialect
from generator.ir import Index, Term
from generator.resolve.coverage import leads_with, makes_needless, orders_by
from generator.resolve.draft import Draft, Spot, Work
from generator.resolve.expressions import Scope
from generator.resolve.terms import fields_named, led_by_tenant, read_names, read_terms, refuse_unfit
from generator.resolve.uniques import unique_name
from generator.spec.constraints import IndexOptions

UNKNOWN_METHOD = rule("R257", "unknown-method", "None of the project's databases has an index of this method.")
EXPRESSION_INDEX = rule(
    "R258",
    "expression-index",
    "Not every database of the project can index an expression: index a `computed` field, or name the `databases` that can.",
)
COVERED_INDEX = rule(
    "L331",
    "covered-index",
    "An index that another one begins with, or that a unique or the key already is, is not made a second time.",
    Severity.NOTE,
)


class _Wanted(NamedTuple):
    """An index, and how much the spec insists on it."""

    made: Index
    spot: Spot
    listed: bool
    """Whether it stands under `indexes`, so that leaving it out is worth a word."""
    ordered: bool
    """Whether the order of its rows matters, not only which they are."""


def read_indexes(draft: Draft, scope: Scope, work: Work) -> None:
    """Give a draft its indexes, in the order: listed, of fields, of references."""
    wanted = [*_listed(draft, scope, work), *_of_fields(draft, scope, work), *_of_references(draft)]
    draft.indexes = [item.made for place, item in enumerate(wanted) if not _is_needless(draft, place, wanted, work)]


def _listed(draft: Draft, scope: Scope, work: Work) -> Iterator[_Wanted]:
    for body, spot in draft.parts:
        for key, document in body.indexes.items():
            if document.unique:
                continue
            here = spot.at("indexes", key)
            terms = read_terms(draft, document.fields, here.at("fields"), "`indexes`", scope, work)
            made = terms and _index(draft, document, terms, key if isinstance(key, str) else None, here, scope, work)
            if made:
                yield _Wanted(made, here, listed=True, ordered=True)


def _of_fields(draft: Draft, scope: Scope, work: Work) -> Iterator[_Wanted]:
    for written in draft.written.values():
        options = written.document.index
        terms = tuple(Term(item.name) for item in draft.of_written.get(written.name, ()))
        if isinstance(options, IndexOptions) and terms and not options.unique:
            spot = written.spot.at("index")
            made = _index(draft, options, terms, None, spot, scope, work)
            if made:
                yield _Wanted(made, spot, listed=False, ordered=False)


def _of_references(draft: Draft) -> Iterator[_Wanted]:
    for reference in draft.references.values():
        written = draft.written.get(reference.name)
        if written is None or written.document.index is None:
            terms = led_by_tenant(draft, tuple(Term(name) for name in reference.fields), is_global=False)
            made = Index(unique_name(draft, "ix", terms, None), terms, span=reference.span)
            yield _Wanted(made, written.spot if written else draft.spot, listed=False, ordered=False)


def _index(  # noqa: PLR0913  # an index as written, and where
    draft: Draft,
    options: IndexOptions,
    terms: tuple[Term, ...],
    short: str | None,
    spot: Spot,
    scope: Scope,
    work: Work,
) -> Index | None:
    led = led_by_tenant(draft, terms, is_global=options.is_global)
    where = scope.read(options.where, spot.at("where"), condition=True) if options.where else None
    databases = _databases(options, work)
    if options.where and where is None:
        return None
    if not databases and not options.databases:
        work.report(
            UNKNOWN_METHOD,
            spot.span("method"),
            f"no database of this project has an index of the method '{options.method}'",
            "leave `method` out",
        )
        return None
    expressions = any(term.expression is not None for term in led)
    lacking = [database for database in databases if expressions and not database.expression_indexes]
    if lacking:
        able = [name for name, item in work.databases.items() if item.expression_indexes]
        work.report(
            EXPRESSION_INDEX,
            spot.span("fields"),
            f"{lacking[0].label} cannot index an expression",
            f"add `databases: [{', '.join(able)}]`, or index a `computed` field",
        )
        return None
    searches = options.method not in {None, "btree", "hash", "brin"}
    if not searches and refuse_unfit(draft, led, spot.span(), databases, work):
        return None
    return Index(
        name=options.name or unique_name(draft, "ix", led, short),
        terms=led if not searches else terms,
        where=where,
        method=options.method,
        ops=_ops(draft, options, spot, work),
        include=tuple(item.name for item in read_names(draft, options.include, spot.at("include"), "`include`", work)),
        options=dict(options.options),
        databases=tuple(sorted(options.databases)) or _limited(databases, work),
        renamed_from=options.renamed_from,
        span=spot.span(),
    )


def _databases(options: IndexOptions, work: Work) -> list[Dialect]:
    """Give the project's databases on which an index is made."""
    chosen = [item for name, item in work.databases.items() if not options.databases or name in options.databases]
    if options.method in {None, "btree"}:
        return chosen
    return [item for item in chosen if options.method in item.index_methods]


def _limited(databases: list[Dialect], work: Work) -> tuple[str, ...]:
    """Name the databases if they are not all that the project has."""
    return () if len(databases) == len(work.databases) else tuple(sorted(item.name for item in databases))


def _ops(draft: Draft, options: IndexOptions, spot: Spot, work: Work) -> dict[str, str]:
    found = ((item.name, options.ops[name]) for name in options.ops for item in fields_named(draft, name) or ())
    read_names(draft, options.ops, spot.at("ops"), "`ops`", work)
    return dict(found)


def _is_needless(draft: Draft, place: int, wanted: list[_Wanted], work: Work) -> bool:
    item = wanted[place]
    by = _covering(draft, place, wanted)
    if by is None:
        return False
    if item.listed:
        work.report(
            COVERED_INDEX, item.spot.span(), f"this index is not made: {by} serves the same lookups", "remove it"
        )
    return True


def _covering(draft: Draft, place: int, wanted: list[_Wanted]) -> str | None:
    """Name what makes an index needless; of two that are alike, the first one stays."""
    item = wanted[place]
    simple = item.made.where is None and not (item.made.ops or item.made.options or item.made.include)
    if simple and item.made.method in {None, "btree"}:
        serves = orders_by if item.ordered else leads_with
        if draft.key and serves(tuple(Term(name) for name in draft.key.fields), item.made.terms):
            return "the key"
        for unique in draft.uniques:
            if unique.where is None and not unique.databases and serves(unique.terms, item.made.terms):
                return unique.name
    for other_place, other in enumerate(wanted):
        if other_place == place or not _covers(other, item):
            continue
        if other_place < place or not _covers(item, other):
            return other.made.name
    return None


def _covers(wider: _Wanted, narrower: _Wanted) -> bool:
    if narrower.ordered:
        return makes_needless(wider.made, narrower.made)
    simple = wider.made.where is None and wider.made.method in {None, "btree"} and not wider.made.databases
    return simple and not narrower.made.where and leads_with(wider.made.terms, narrower.made.terms)
