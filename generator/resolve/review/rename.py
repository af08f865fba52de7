"""Former names that are still in use, or claimed twice."""

from collections.abc import Iterable, Iterator

from generator.diagnostics import Diagnostic, Span, rule
from generator.ir import Domain, Entity, Project
from generator.resolve.draft import Work

RENAMED_FROM_EXISTING = rule(
    "R269",
    "renamed-from-existing",
    """
`renamed_from` is the name that something had before, so nothing has it now, and only one thing had it.

Not so:     fields: {label: text, title: {type: text, renamed_from: label}}
But so:     fields: {title: {type: text, renamed_from: label}}
""",
)

_Renamed = tuple[str, str | None, Span | None]
"""A name, its former one, and where that stands."""


def stale_renames(project: Project, _work: Work) -> Iterator[Diagnostic]:
    """Find `renamed_from` that cannot be true."""
    for domain in project.domains:
        yield from _judged("entities and enums", _documents(domain))
        for entity in domain.entities:
            yield from _judged(f"fields of {entity.name}", _fields(entity))
        for enum in domain.enums:
            yield from _judged(
                f"values of {enum.name}", ((item.label, item.renamed_from, enum.span) for item in enum.members)
            )


def _documents(domain: Domain) -> Iterator[_Renamed]:
    for entity in domain.entities:
        yield entity.name, entity.renamed_from, entity.span
    for enum in domain.enums:
        yield enum.name, enum.renamed_from, enum.span


def _fields(entity: Entity) -> Iterator[_Renamed]:
    for field in entity.fields:
        yield field.name, field.renamed_from, entity.place(field.name) if field.renamed_from else None


def _judged(what: str, items: Iterable[_Renamed]) -> Iterator[Diagnostic]:
    listed = tuple(items)
    renamed = [(name, former, span) for name, former, span in listed if former is not None]
    if not renamed:
        return
    names = {name for name, _, _ in listed}
    seen: dict[str, str] = {}
    for name, former, span in renamed:
        if former == name:
            yield RENAMED_FROM_EXISTING.at(span, f"`{name}` is renamed from itself", "remove `renamed_from`")
        elif former in names:
            message = f"`{name}` is renamed from `{former}`, which is still among the {what}"
            yield RENAMED_FROM_EXISTING.at(span, message, f"remove `{former}`, or the `renamed_from`")
        elif seen.setdefault(former, name) != name:
            message = f"`{seen[former]}` and `{name}` are both renamed from `{former}`"
            yield RENAMED_FROM_EXISTING.at(span, message, "only one of them can have been it")
