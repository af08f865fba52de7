"""Checks and stored values over references that the database itself changes, where it then looks at neither."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, Span, rule
from generator.expressions import Expression
from generator.ir import Entity, OnDelete, Project, Reference
from generator.resolve.draft import Work

CHANGED_REFERENCE = rule(
    "R279",
    "check-over-changed-reference",
    """
When a referenced row goes or gets another key, `set_null` and `on_update: cascade` change the rows that refer to it.
MariaDB does not look at a row's checks then, nor at what it stores of a computed value, and therefore refuses a table
that has both. There are two ways out: an action that changes nothing (`restrict`, `no_action`; `on_delete: cascade`
removes the row), after which the application empties the reference itself; or a rule that the application keeps, without
the check.

Not so:     parent: {type: Node?, on_delete: set_null}
            checks: {not_itself: parent != id}
But so:     parent: {type: Node?, on_delete: restrict}
            checks: {not_itself: parent != id}
""",
)

_Changes = Mapping[str, tuple[Reference, str]]
"""The fields that a reference's action changes: the reference, and the action as it is written."""


def changed_references(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find checks and stored computed fields that one of the project's databases refuses beside a reference's action."""
    lacking = work.lacking(lambda item: item.checks_actions)
    stores = bool(work.lacking(lambda item: item.computed_virtual))
    for entity in project.entities.values() if lacking else ():
        changes = _changes(entity) if entity.managed else {}
        for what, expression, span in readers(entity, stores=stores) if changes else ():
            for name in expression.names:
                if name in changes:
                    reference, action = changes[name]
                    message = f"{lacking[0].label} refuses {what} over `{name}`, which `{action}` of `{reference.name}` changes"
                    yield CHANGED_REFERENCE.at(
                        span or reference.span, message, "write `restrict`, or leave this rule to the application"
                    )


def _changes(entity: Entity) -> _Changes:
    found: dict[str, tuple[Reference, str]] = {}
    for reference in entity.references:
        updates = reference.on_update in {OnDelete.CASCADE, OnDelete.SET_NULL}
        empties = reference.on_delete is OnDelete.SET_NULL
        if reference.constraint and (updates or empties):
            action = f"on_update: {reference.on_update.value}" if updates else f"on_delete: {reference.on_delete.value}"
            found |= dict.fromkeys(reference.fields, (reference, action))
            if updates and reference.composite_tenant and entity.flags.tenant:
                found[entity.flags.tenant] = (reference, action)
    return found


def readers(entity: Entity, *, stores: bool) -> Iterator[tuple[str, Expression, Span | None]]:
    """Give what reads fields whenever a row is written; `stores`: what is computed is stored even if it need not be."""
    for check in entity.checks:
        yield f"the check `{check.short_name}`", check.expression, check.span
    for field in entity.fields:
        if field.computed is not None and (field.computed.stored or stores):
            yield f"the stored value `{field.name}`", field.computed.expression, entity.place(field.name)
