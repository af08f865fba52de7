"""The fields that uniques, indexes, orders and lists name, and which of them an index can hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from generator.diagnostics import Span, rule
from generator.dialects import Dialect
from generator.expressions import Expression, type_of
from generator.fieldtypes import ROWS, EnumRef, Scalar, TypeRef
from generator.ir import Field, Term
from generator.resolve.draft import Draft, Spot, Work
from generator.resolve.expressions import Scope, Sql
from generator.resolve.fields import UNKNOWN_FIELD
from generator.resolve.keys import UNFIT_KEY
from generator.spec.columns import Column
from generator.spec.suggestion import did_you_mean

DOUBLE_TERM = rule(
    "R253",
    "double-term",
    """
A unique, an index or a list names the same field twice, by itself or by a reference that it is part of.

Not so:     unique: [[plan, plan_id]]
But so:     unique: [[plan]]
""",
)
INDEX_TOO_WIDE = rule(
    "R254",
    "index-too-wide",
    """
A database limits what the columns of one index take together, and some hold no text without a length there.

Not so:     notes: {type: text, index: true}            with MariaDB among the databases
But so:     notes: {type: string(200), index: true}
            indexes: [{fields: [notes], databases: [postgresql]}]
""",
)

_CHARACTER_BYTES: Final = 4


@dataclass(frozen=True)
class Reader:
    """An entity whose fields are known: it finds what the other parts of its documents name."""

    draft: Draft
    scope: Scope
    work: Work

    def named(self, name: str) -> tuple[Field, ...] | None:
        """Give the fields that a name means: a field, or the columns of a reference; None if it means nothing."""
        found = self.draft.fields.get(name)
        if found is not None:
            return (found,)
        reference = self.draft.references.get(name)
        return None if reference is None else tuple(self.draft.fields[item] for item in reference.fields)

    def fields(self, names: Iterable[str], spot: Spot, what: str) -> tuple[Field, ...]:
        """Give the fields that a list names, each once; what is unknown or named twice is reported."""
        made: dict[str, Field] = {}
        for place, name in enumerate(names):
            found = self.named(name)
            if found is None:
                self._unknown(name, spot.span(place), what)
                continue
            if any(item.name in made for item in found):
                self._twice(name, spot.span(place), what)
            made.update({item.name: item for item in found})
        return tuple(made.values())

    def terms(self, columns: Iterable[Column], spot: Spot, what: str) -> tuple[Term, ...] | None:
        """Give the terms of an index or order, references taken apart; None if one of them is reported."""
        terms: dict[object, Term] = {}
        whole = True
        for place, column in enumerate(columns):
            if column.expression is not None:
                expression = self.scope.read({"": column.expression}, spot.at(place), condition=False)
                whole = whole and expression is not None
                terms[expression] = Term(None, expression, column.descending, column.nulls)
                continue
            name = column.field or ""
            if self.draft.is_broken(name):
                whole = False
                continue
            found = self.named(name)
            if found is None:
                self._unknown(name, spot.span(place), what)
                whole = False
                continue
            if any(item.name in terms for item in found):
                self._twice(name, spot.span(place), what)
                whole = False
            terms.update({item.name: Term(item.name, None, column.descending, column.nulls) for item in found})
        return tuple(terms.values()) if whole else None

    def condition(self, sql: Sql | None, spot: Spot) -> tuple[Expression | None, bool]:
        """Give a `where`, if there is one, and whether it could be read."""
        if sql is None:
            return None, True
        made = self.scope.read(sql, spot.at("where"), condition=True)
        return made, made is not None

    def led(self, terms: tuple[Term, ...], *, is_global: bool = False) -> tuple[Term, ...]:
        """Give the terms with the tenant in front, unless they hold across tenants."""
        tenant = self.draft.tenant
        if is_global or tenant is None:
            return terms
        return (Term(tenant), *(term for term in terms if term.field != tenant))

    def refuse_unfit(self, terms: tuple[Term, ...], spot: Spot, databases: Iterable[Dialect]) -> bool:
        """Report terms that an index of one of these databases cannot hold; tell whether there was one."""
        total = 0
        endless: str | None = None
        for term in terms:
            kind = self._type(term)
            name = term.field or "this expression"
            if isinstance(kind, EnumRef):
                total += self._label_bytes(kind)
            elif isinstance(kind, Scalar) and ROWS[kind.name].key:
                size = ROWS[kind.name].size(kind.arguments)
                endless = name if size is None else endless
                total += size or 0
            else:
                self.work.report(UNFIT_KEY, spot.span(), f"`{name}` is {kind}, which no index holds", "take it out")
                return True
        return any(self._too_wide(database, total, endless, spot) for database in databases)

    def _too_wide(self, database: Dialect, total: int, endless: str | None, spot: Spot) -> bool:
        if database.text_in_keys or database.key_bytes is None:
            return False
        if endless is not None:
            message = f"{database.label} cannot index `{endless}`, a text without a length"
            help_ = f"make `{endless}` a string(n), or name the `databases` that can"
        elif total > database.key_bytes:
            message = f"these fields take up to {total} bytes, and an index of {database.label} {database.key_bytes}"
            help_ = "shorten a string(n), or leave a field out"
        else:
            return False
        self.work.report(INDEX_TOO_WIDE, spot.span(), message, help_)
        return True

    def _type(self, term: Term) -> TypeRef:
        if term.field is not None:
            return self.draft.fields[term.field].type
        return Scalar("bool") if term.expression is None else type_of(term.expression)

    def _label_bytes(self, kind: EnumRef) -> int:
        found = self.work.enums.get((kind.domain, kind.name))
        labels = [str(item.value) for item in found.members] if found else []
        return _CHARACTER_BYTES * max(map(len, labels), default=1)

    def _twice(self, name: str, span: Span, what: str) -> None:
        self.work.report(DOUBLE_TERM, span, f"`{name}` is named twice in {what}", "name it once")

    def _unknown(self, name: str, span: Span, what: str) -> None:
        """Report a name that means no field, unless it may be one that is lost or already reported."""
        draft = self.draft
        if draft.is_broken(name) or not draft.complete():
            return
        owner = draft.name.name
        if name in draft.many or name in draft.inverses or name in draft.written:
            message = f"`{name}` of {owner} is a list of rows and has no column"
            self.work.report(UNKNOWN_FIELD, span, message, f"take it out of {what}")
            return
        help_ = did_you_mean(name, [*draft.fields, *draft.references])
        self.work.report(UNKNOWN_FIELD, span, f"{owner} has no field '{name}' for {what}", help_)
