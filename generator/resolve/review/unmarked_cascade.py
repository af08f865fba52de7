"""Rows that a soft deletion would really delete, so that restoring cannot bring them back."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, rule
from generator.ir import OnDelete, Project
from generator.resolve.draft import Work

UNMARKED_CASCADE = rule(
    "L320",
    "unmarked-cascade",
    """
Deleting a row of a `soft_delete` entity only marks it. Rows that refer to it with `on_delete: cascade` and cannot be
marked themselves stay behind, and are gone for good when the marked row is purged.

Not so:     entity: Budget                  with `soft_delete: true`
            entity: BudgetLine              fields: {budget: {type: Budget, on_delete: cascade}}
But so:     entity: BudgetLine              with `soft_delete: true` too, or `on_delete: restrict`
""",
    Severity.WARNING,
)


def unmarked_cascades(project: Project, _work: Work) -> Iterator[Diagnostic]:
    """Find references that cascade from an entity with `soft_delete` to one without."""
    for entity in project.entities.values():
        if entity.flags.deleted_at is not None or not entity.managed:
            continue
        for reference in entity.references:
            target = project.entities.get(reference.target)
            if target is None or target.flags.deleted_at is None or reference.on_delete is not OnDelete.CASCADE:
                continue
            yield UNMARKED_CASCADE.at(
                reference.span,
                f"{target.name} is soft-deleted, but its {entity.name} rows cannot be: `{reference.name}` cascades",
                f"add `soft_delete: true` to {entity.name}, or write `on_delete: restrict`",
            )
