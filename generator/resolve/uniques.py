"""Uniques: led by the tenant, held among live rows, however a spec writes them."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from generator.diagnostics import Severity, rule
from generator.expressions import Column, Expression, both, is_null, text
from generator.ir import Term, Unique
from generator.naming import constraint
from generator.resolve.draft import Draft, Part, Spot
from generator.resolve.terms import Reader
from generator.spec.constraints import IndexOptions, UniqueOptions

DEFERRABLE_PARTIAL = rule(
    "R255",
    "deferrable-partial",
    """
A unique that is checked at commit holds for all rows: it has no `where`, which `soft_delete` adds by itself unless
`include_deleted: true`, and no expressions.

Not so:     soft_delete: true
            unique: [{fields: [position], deferrable: true}]
But so:     soft_delete: true
            unique: [{fields: [position], deferrable: true, include_deleted: true}]
""",
)
NULLS_NOT_HELD = rule(
    "R256",
    "nulls-not-held",
    """
Not every database of the project can treat two nulls as equal in a unique.

Not so:     unique: [{fields: [parent, name], nulls_not_distinct: true}]        with SQLite among the databases
But so:     unique: [[parent, name], {fields: [name], where: parent is null}]
""",
)
SHARED_UNIQUE = rule(
    "L322",
    "shared-unique",
    """
Rows that are shared by all tenants have none, and two nulls are never equal: a unique that leads with the tenant does not
hold among them.

Not so:     tenant: {shared: true}
            unique: [[name]]
But so:     tenant: {shared: true}
            unique: [[name], {fields: [name], where: tenant_id is null, global: true, name: uq_shared_name}]
""",
    Severity.NOTE,
)

_OPTIONS: Final = frozenset({"unique", "index"})
_WORDS: Final = re.compile(r"[a-z0-9_]+")


class _Asked(NamedTuple):
    """A unique as it is written, under `unique`, under `indexes` or at a field."""

    options: UniqueOptions
    terms: tuple[Term, ...]
    short: str | None
    spot: Spot
    by_index: IndexOptions | None = None


def read_uniques(reader: Reader) -> None:
    """Give a draft the uniques that its documents and fields ask for."""
    draft = reader.draft
    for part in draft.parts:
        for asked in _listed(reader, part):
            _add(reader, asked)
    for written in draft.written.values():
        if written.given.isdisjoint(_OPTIONS):
            continue
        terms = tuple(Term(item.name) for item in draft.of_written.get(written.name, ()))
        if not terms:
            continue
        unique, index_options = written.document.unique, written.document.index
        if isinstance(unique, UniqueOptions):
            _add(reader, _Asked(unique, terms, None, written.spot.at("unique")))
        if isinstance(index_options, IndexOptions) and index_options.unique:
            _add(reader, _Asked(_as_unique(index_options), terms, None, written.spot.at("index"), index_options))


def _listed(reader: Reader, part: Part) -> Iterator[_Asked]:
    for key, document in part.body.unique.items():
        here = part.spot.at("unique", key)
        terms = reader.terms(document.fields, here.at("fields"), "`unique`")
        if terms is not None:
            yield _Asked(document, terms, _short(key), here)
    for key, index in part.body.indexes.items():
        here = part.spot.at("indexes", key)
        terms = reader.terms(index.fields, here.at("fields"), "`indexes`") if index.unique else None
        if terms is not None:
            yield _Asked(_as_unique(index), terms, _short(key), here, index)


def conventional_name(draft: Draft, kind: str, terms: tuple[Term, ...], short: str | None) -> str:
    """Give the name that the convention gives an index over these terms."""
    if short is not None:
        return constraint(kind, draft.table, (short,))
    return constraint(kind, draft.table, [_word(draft, term) for term in terms])


def _word(draft: Draft, term: Term) -> str:
    if term.field is not None:
        return draft.fields[term.field].column
    return "_".join(_WORDS.findall(text(term.expression).lower())) if term.expression else ""


def _short(key: int | str) -> str | None:
    return key if isinstance(key, str) else None


def _add(reader: Reader, asked: _Asked) -> None:
    draft, (options, terms, short, spot, index) = reader.draft, asked
    where, readable = reader.condition(options.where, spot)
    led = reader.led(terms, is_global=options.is_global)
    if not readable or reader.refuse_unfit(led, spot, reader.work.dialects):
        return
    live = None if options.include_deleted else _live(draft)
    _judge_nulls(reader, asked)
    included = reader.fields(options.include, spot.at("include"), "`include`") if options.include else ()
    made = Unique(
        name=options.name or conventional_name(draft, "uq", led, short),
        terms=led,
        where=both(where, live) if where and live else where or live,
        declared_fields=tuple(term.field for term in terms if term.field and term.field != draft.tenant),
        message=options.message,
        include=tuple(item.name for item in included),
        nulls_not_distinct=options.nulls_not_distinct,
        deferrable=_deferrable(reader, asked, where, live),
        is_global=options.is_global,
        ops=dict(index.ops) if index else {},
        options=dict(index.options) if index else {},
        databases=tuple(sorted(index.databases)) if index else (),
        renamed_from=options.renamed_from,
        span=spot.span(),
    )
    draft.uniques.append(made)


def _live(draft: Draft) -> Expression | None:
    """Give the predicate of rows that live; None for an entity without `soft_delete`."""
    if draft.live is None:
        return None
    field = draft.fields[draft.live]
    return is_null(Column(field.name, field.type, nullable=True))


def _deferrable(reader: Reader, asked: _Asked, where: Expression | None, live: Expression | None) -> str | None:
    written = asked.options.deferrable
    if written is None:
        return None
    if where or live or any(term.field is None for term in asked.terms):
        by_flag = live is not None and where is None
        why = "holds among live rows only" if by_flag else "has a condition or an expression"
        help_ = "add `include_deleted: true`" if by_flag else "take one of them away"
        message = f"a unique that {why} cannot be deferrable"
        reader.work.report(DEFERRABLE_PARTIAL, asked.spot.span("deferrable"), message, help_)
        return None
    return "deferred" if written == "deferred" else "immediate"


def _judge_nulls(reader: Reader, asked: _Asked) -> None:
    options, spot, work = asked.options, asked.spot, reader.work
    lacking = work.lacking(lambda item: item.nulls_not_distinct) if options.nulls_not_distinct else ()
    if lacking:
        message = f"{lacking[0].label} always lets several rows have null in a unique"
        help_ = "write a second unique with `where: ... is null` over the other fields"
        work.report(NULLS_NOT_HELD, spot.span("nulls_not_distinct"), message, help_)
    if reader.draft.shared and not options.is_global:
        message = f"this unique does not hold among the rows of {reader.draft.name.name} that all tenants share"
        help_ = f"add one with `global: true` and `where: {reader.draft.tenant} is null`"
        work.report(SHARED_UNIQUE, spot.span(), message, help_)


def _as_unique(index: IndexOptions) -> UniqueOptions:
    kept = ("where", "name", "include", "is_global", "include_deleted", "renamed_from")
    return UniqueOptions.model_construct(**{key: getattr(index, key) for key in kept})
