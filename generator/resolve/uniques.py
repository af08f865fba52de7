"""Uniques: led by the tenant, held among live rows, one way to write each of them."""

import re
from typing import Final

from generator.diagnostics import rule
from generator.expressions import Column, Expression, both, is_null, text
from generator.ir import Term, Unique
from generator.naming import constraint
from generator.resolve.draft import Draft, Spot, Work
from generator.resolve.expressions import Scope
from generator.resolve.terms import led_by_tenant, read_names, read_terms, refuse_unfit
from generator.spec.constraints import IndexDocument, IndexOptions, UniqueDocument, UniqueOptions

_WORDS: Final = re.compile(r"[a-z0-9_]+")
DEFERRABLE_PARTIAL = rule(
    "R255",
    "deferrable-partial",
    """
    A unique that is checked at commit holds for all rows: it cannot have a `where`, which `soft_delete` adds by itself
    unless `include_deleted: true`, nor expressions.
    """,
)
NULLS_NOT_HELD = rule(
    "R256",
    "nulls-not-held",
    "Not every database of the project can treat two nulls as equal in a unique.",
)


def read_uniques(draft: Draft, scope: Scope, work: Work) -> None:
    """Give a draft the uniques that its documents and fields ask for."""
    for body, spot in draft.parts:
        for key, document in body.unique.items():
            here = spot.at("unique", key)
            terms = read_terms(draft, document.fields, here.at("fields"), "`unique`", scope, work)
            if terms is not None:
                _add(draft, document, terms, key if isinstance(key, str) else None, here, scope, work)
        for key, index in body.indexes.items():
            if index.unique:
                here = spot.at("indexes", key)
                terms = read_terms(draft, index.fields, here.at("fields"), "`indexes`", scope, work)
                if terms is not None:
                    short = key if isinstance(key, str) else None
                    _add(draft, _as_unique(index), terms, short, here, scope, work, index)
    for written in draft.written.values():
        options = written.document.unique
        terms = tuple(Term(item.name) for item in draft.of_written.get(written.name, ()))
        if isinstance(options, UniqueOptions) and terms:
            _add(draft, options, terms, None, written.spot.at("unique"), scope, work)
        index_options = written.document.index
        if isinstance(index_options, IndexOptions) and index_options.unique and terms:
            _add(draft, _as_unique(index_options), terms, None, written.spot.at("index"), scope, work, index_options)


def unique_name(draft: Draft, kind: str, terms: tuple[Term, ...], short: str | None) -> str:
    """Give the name that the convention gives an index over these terms."""
    if short is not None:
        return constraint(kind, draft.table, (short,))
    return constraint(kind, draft.table, [_word(draft, term) for term in terms])


def _word(draft: Draft, term: Term) -> str:
    if term.field is not None:
        return draft.fields[term.field].column
    return "_".join(_WORDS.findall(text(term.expression).lower())) if term.expression else ""


def live_only(draft: Draft) -> Expression | None:
    """Give the predicate of rows that live; None for an entity without `soft_delete`."""
    if draft.live is None:
        return None
    field = draft.fields[draft.live]
    return is_null(Column(field.name, field.type, nullable=True))


def _add(  # noqa: PLR0913  # a unique as written, and where
    draft: Draft,
    options: UniqueOptions,
    terms: tuple[Term, ...],
    short: str | None,
    spot: Spot,
    scope: Scope,
    work: Work,
    index: IndexOptions | None = None,
) -> None:
    declared = tuple(term.field for term in terms if term.field and term.field != draft.tenant)
    led = led_by_tenant(draft, terms, is_global=options.is_global)
    where = scope.read(options.where, spot.at("where"), condition=True) if options.where else None
    live = None if options.include_deleted else live_only(draft)
    condition = both(*(part for part in (where, live) if part is not None)) if where or live else None
    if options.where and where is None:
        return
    deferrable = None if options.deferrable is None else "deferred" if options.deferrable == "deferred" else "immediate"
    if deferrable and (condition is not None or any(term.field is None for term in terms)):
        why = "holds among live rows only" if live and not where else "has a condition or an expression"
        help_ = "add `include_deleted: true`, or take `deferrable` away" if live and not where else "take one away"
        work.report(DEFERRABLE_PARTIAL, spot.span("deferrable"), f"a unique that {why} cannot be deferrable", help_)
        deferrable = None
    for database in work.lacking(lambda item: item.nulls_not_distinct) if options.nulls_not_distinct else ():
        work.report(
            NULLS_NOT_HELD,
            spot.span("nulls_not_distinct"),
            f"{database.label} always lets several rows have null in a unique",
            "make the fields not null, or take `nulls_not_distinct` away",
        )
        break
    if refuse_unfit(draft, led, spot.span(), work.databases.values(), work):
        return
    draft.uniques.append(
        Unique(
            name=options.name or unique_name(draft, "uq", led, short),
            terms=led,
            where=condition,
            declared_fields=declared,
            message=options.message,
            include=tuple(
                item.name for item in read_names(draft, options.include, spot.at("include"), "`include`", work)
            ),
            nulls_not_distinct=options.nulls_not_distinct,
            deferrable=deferrable,
            is_global=options.is_global,
            renamed_from=options.renamed_from,
            ops=dict(index.ops) if index else {},
            options=dict(index.options) if index else {},
            databases=index.databases if index else (),
            span=spot.span(),
        )
    )


def _as_unique(index: IndexOptions | IndexDocument) -> UniqueOptions | UniqueDocument:
    kept = {"where", "name", "include", "is_global", "include_deleted", "renamed_from"}
    return UniqueOptions.model_construct(**{key: getattr(index, key) for key in kept})
