"""The SQL expressions of a spec, read over the fields of their entity or value object."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from generator.diagnostics import rule
from generator.expressions import ExpressionError, UnknownNameError, parse, rename
from generator.expressions.tree import Expression
from generator.fieldtypes import EnumRef, TypeRef
from generator.ir import Check, Field, Reference
from generator.naming import constraint
from generator.resolve.draft import Draft, Spot, Work
from generator.spec.constraints import CheckDocument
from generator.spec.documents import ValueDocument

BAD_EXPRESSION = rule(
    "R250",
    "bad-expression",
    """
Expressions are a small SQL of our own with one meaning on every database: comparisons, `and or not`, `is null`, `in`,
`between`, `like`, `case`, arithmetic and a few functions over the fields of one row.

Not so:     checks: {sane: amount > (select 1)}
But so:     checks: {sane: amount > 1}
""",
)
UNKNOWN_NAME_IN_EXPRESSION = rule(
    "R251",
    "unknown-name-in-expression",
    """
An expression names the fields of its entity, not columns and not fields of other entities.

Not so:     fields: {amount: int}
            checks: {sane: total > 0}
But so:     fields: {amount: int}
            checks: {sane: amount > 0}
""",
)
SEVERAL_MEANINGS = rule(
    "R252",
    "several-meanings",
    """
Expressions mean the same on every database, so one that differs by database is written only once.

Not so:     checks: {sane: {sql: {postgresql: amount > 0, sqlite: amount >= 1}}}
But so:     checks: {sane: amount > 0}
""",
)

_WORDS: Final = re.compile(r"\w+")

Sql = Mapping[str, str]


@dataclass
class Scope:
    """The names that an expression may use: fields, and references of one column."""

    owner: str
    fields: Mapping[str, Field]
    references: Mapping[str, Reference]
    work: Work
    is_broken: Callable[[str], bool] = lambda _: False
    """Whether a name has a finding already."""
    is_complete: Callable[[], bool] = lambda: True
    """Whether a name that is not found is an error."""

    @classmethod
    def of_draft(cls, draft: Draft, work: Work) -> "Scope":
        """Give the names of an entity."""
        return cls(draft.name.name, draft.fields, draft.references, work, draft.is_broken, draft.complete)

    @cached_property
    def types(self) -> Mapping[str, tuple[TypeRef, bool]]:
        """What each name holds, and whether it may be null."""
        types = {item.name: (item.type, item.nullable) for item in self.fields.values()}
        return types | {name: types[column] for name, column in self.columns.items()}

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """The fields of references that have one, by the reference's name."""
        held = self.references.items()
        return {name: item.fields[0] for name, item in held if len(item.fields) == 1 and name not in self.fields}

    def read(self, sql: Sql, spot: Spot, *, condition: bool) -> Expression | None:
        """Read an expression; None where a finding says why."""
        text = self._one_text(sql, spot)
        if text is None:
            return None
        work = self.work
        try:
            made = parse(text, self.types, condition=condition, labels=self._labels, databases=work.settings.databases)
        except UnknownNameError as error:
            if self.is_complete() and not self.is_broken(error.name):
                span = spot.span(within=(error.offset, error.end))
                message = f"{self.owner} has no field '{error.name}'"
                work.report(UNKNOWN_NAME_IN_EXPRESSION, span, message, error.help)
            return None
        except ExpressionError as error:
            if not any(self.is_broken(word) for word in _WORDS.findall(text)):
                span = spot.span(within=(error.offset, error.end))
                work.report(BAD_EXPRESSION, span, error.message, error.help)
            return None
        return rename(made, self.columns) if self.columns else made

    def _one_text(self, sql: Sql, spot: Spot) -> str | None:
        wanted = [sql.get(name, sql.get("")) for name in self.work.settings.databases]
        texts = list(dict.fromkeys(text for text in wanted if text is not None))
        if len(texts) == 1 and None not in wanted:
            return texts[0]
        self.work.report(
            SEVERAL_MEANINGS,
            spot.span(),
            "this expression differs by database"
            if len(texts) > 1
            else "this expression is given for some databases only",
            "write it once: it is rendered for each database",
        )
        return None

    def _labels(self, enum: EnumRef) -> Collection[str | int]:
        found = self.work.enums.get((enum.domain, enum.name))
        return [member.value for member in found.members] if found else ()


_NO_TABLE: Final = "value"


def value_checks(document: ValueDocument, spot: Spot, scope: Scope) -> tuple[Check, ...]:
    """Give the checks of a value object, which only its schema keeps."""
    made = (_value_check(short, item, spot.at("checks", short), scope) for short, item in document.checks.items())
    return tuple(check for check in made if check is not None)


def _value_check(short: str, item: CheckDocument, spot: Spot, scope: Scope) -> Check | None:
    expression = scope.read(item.sql, spot.at("sql"), condition=True)
    if expression is None:
        return None
    name = item.name or constraint("ck", _NO_TABLE, (short,))
    return Check(name, short, expression, item.message, renamed_from=item.renamed_from, span=spot.span())
