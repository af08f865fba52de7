"""Entities that refer to each other so that no first row could ever be inserted."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, rule
from generator.ir import Entity, EntityName, Project, Reference
from generator.resolve.draft import Work

NOT_NULL_CYCLE = rule(
    "R270",
    "not-null-cycle",
    """
Every row of each of these entities needs a row of the next one, so no first row could ever be inserted. Let one reference
be null, check it at commit where every database can (`deferrable: deferred`), or leave its foreign key out.

Not so:     {entity: Team, fields: {lead: Member}}          beside {entity: Member, fields: {team: Team}}
But so:     {entity: Team, fields: {lead: Member?}}         beside {entity: Member, fields: {team: Team}}
""",
)
NOT_NULL_SELF_REFERENCE = rule(
    "L370",
    "not-null-self-reference",
    """
A reference to the own entity that cannot be null: the first row can only refer to itself.

Not so:     parent: Category
But so:     parent: Category?
""",
    Severity.WARNING,
)


def not_null_cycles(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find each group of entities whose required references form a circle, once."""
    edges: dict[EntityName, dict[EntityName, tuple[Entity, Reference]]] = {}
    way_out = (
        "`deferrable: deferred`"
        if not work.lacking(lambda item: item.deferrable_foreign_keys)
        else "`constraint: false`"
    )
    late = not work.lacking(lambda item: item.deferrable_foreign_keys)
    for entity in project.entities.values():
        for reference in entity.references:
            if reference.nullable or not reference.constraint or (reference.deferrable and late):
                continue
            if reference.target == entity.qualified:
                yield NOT_NULL_SELF_REFERENCE.at(
                    reference.span,
                    f"the first {entity.name} can only refer to itself: `{reference.name}` cannot be null",
                    f"let it be null: `{entity.name}?`",
                )
            elif reference.target in project.entities:
                edges.setdefault(entity.qualified, {})[reference.target] = (entity, reference)
    for circle in _circles(edges):
        _, first = edges[circle[0]][circle[1 % len(circle)]]
        path = " -> ".join(name.name for name in (*circle, circle[0]))
        steps = [edges[name][circle[(place + 1) % len(circle)]] for place, name in enumerate(circle)]
        yield NOT_NULL_CYCLE.at(
            first.span,
            f"no first row can be inserted: {path} all require each other",
            f"let one reference be null (`{steps[0][1].target.name}?`), or write {way_out} on it",
            related=tuple((ref.span, f"`{ref.name}` requires {ref.target.name}") for _, ref in steps[1:] if ref.span),
        )


def _circles(
    edges: dict[EntityName, dict[EntityName, tuple[Entity, Reference]]],
) -> Iterator[list[EntityName]]:
    """Give one circle through each group of entities that reach each other, beginning with its first name."""
    done: set[EntityName] = set()
    for start in sorted(edges):
        if start in done:
            continue
        path = _way_back(start, edges)
        if path:
            yield path
            done.update(path)


def _way_back(
    start: EntityName, edges: dict[EntityName, dict[EntityName, tuple[Entity, Reference]]]
) -> list[EntityName] | None:
    """Give the shortest way from `start` to itself, None if there is none."""
    came_from: dict[EntityName, EntityName] = {}
    queue = [start]
    for here in queue:
        for there in edges.get(here, ()):
            if there == start:
                way = [here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if there not in came_from:
                came_from[there] = here
                queue.append(there)
    return None
