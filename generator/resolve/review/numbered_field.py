"""Checks and stored values over a number that the database gives, which MariaDB does not know yet when it looks at them."""

from collections.abc import Iterable, Iterator

from generator.diagnostics import Diagnostic, Span, rule
from generator.expressions import Expression
from generator.ir import Entity, Project
from generator.resolve.draft import Work
from generator.resolve.review.changed_reference import readers

NUMBERED_FIELD = rule(
    "R296",
    "numbered-field",
    """
MariaDB gives a row its number after it has looked at the row's checks and stored values, and therefore refuses those that
read it: checks, stored computed fields, and uniques among some rows, which it keeps by a hidden stored column.

Not so:     key: int        fields: {parent: Node?}        checks: {not_itself: parent != id}
But so:     key: uuid       fields: {parent: Node?}        checks: {not_itself: parent != id}
""",
)


def numbered_fields(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find what reads a field that the database numbers, where one of the project's databases refuses it."""
    lacking = {item.name: item for item in work.lacking(lambda item: item.checks_identity)}
    stores = bool(work.lacking(lambda item: item.computed_virtual))
    for entity in project.entities.values() if lacking else ():
        numbered = {field.name for field in entity.fields if field.identity is not None and entity.managed}
        for what, expression, span in (
            (*readers(entity, stores=stores), *_predicates(entity, lacking)) if numbered else ()
        ):
            for name in sorted(numbered & set(expression.names)):
                yield NUMBERED_FIELD.at(
                    span or entity.span,
                    f"{next(iter(lacking.values())).label} refuses {what} over `{name}`, which it numbers itself",
                    "take a key of another type, or leave this rule to the application",
                )


def _predicates(entity: Entity, lacking: Iterable[str]) -> Iterator[tuple[str, Expression, Span | None]]:
    for unique in entity.uniques:
        if unique.where is not None and not set(lacking).isdisjoint(unique.databases or lacking):
            yield "a unique among some rows", unique.where, unique.span
