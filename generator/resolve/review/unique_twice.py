"""Uniques that another one, or the key, already is."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, rule
from generator.ir import Project, Term, Unique
from generator.resolve.draft import Work

UNIQUE_TWICE = rule(
    "R297",
    "unique-twice",
    """
A unique over the same fields and rows as another one, or as the key, keeps nothing more. PostgreSQL makes one of the two
without a word where both come with the table; other databases make both.

Not so:     fields: {code: {type: string(8), unique: true}}     unique: {by_code: [code]}
But so:     unique: {by_code: [code]}
""",
)


def unique_twice(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find them; of two, the one that is written later is named."""
    del work
    for entity in project.entities.values():
        if not entity.uniques or not entity.managed:
            continue
        known = {_kept(Unique("the key", tuple(Term(name) for name in entity.key.fields))): "the key"}
        for unique in entity.uniques:
            other = known.setdefault(_kept(unique), f"`{unique.name}`")
            if other != f"`{unique.name}`":
                message = f"this unique keeps nothing that {other} does not keep already"
                yield UNIQUE_TWICE.at(unique.span, message, "remove one of the two")


def _kept(unique: Unique) -> object:
    terms = tuple((term.field, term.expression) for term in unique.terms)
    operators = tuple(sorted(unique.ops.items()))
    return (
        terms,
        unique.where,
        unique.include,
        unique.nulls_not_distinct,
        unique.deferrable,
        unique.databases,
        operators,
    )
