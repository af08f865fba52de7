"""Keys that people give, on rows that stay when they are deleted."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, rule
from generator.ir import Project
from generator.resolve.draft import Work

KEPT_KEY = rule(
    "L323",
    "kept-key",
    """
A deleted row of a `soft_delete` entity keeps its primary key until it is purged, so a row with the same natural key cannot
be made again before. A made key with a `unique` over these fields holds among live rows only.

Not so:     key: [code]
            soft_delete: true
But so:     soft_delete: true
            unique: [[code]]
""",
    Severity.NOTE,
)


def kept_keys(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find entities with `soft_delete` whose key is made of plain fields."""
    for entity in project.entities.values():
        plain = [name for name in entity.key.fields if name != entity.flags.tenant]
        shared = any(set(plain) <= set(reference.fields) for reference in entity.references)
        if entity.flags.deleted_at and entity.key.natural and entity.managed and not shared:
            draft = work.drafts[entity.qualified]
            yield KEPT_KEY.at(
                draft.spot.span("key") if draft.document.key else entity.span,
                f"a deleted {entity.name} keeps its key ({', '.join(plain)}): no new one can have it before `purge`",
                f"leave `key` out and add `unique: [[{', '.join(plain)}]]`",
            )
