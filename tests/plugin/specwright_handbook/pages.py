"""The handbook: a page for each entity."""

from collections.abc import Iterator

from generator.ir import Entity, Project
from generator.plugins import Page


def pages(project: Project) -> Iterator[Page]:
    """Give a page for each entity, in the order of domains and names."""
    for domain in project.domains:
        for entity in domain.entities:
            yield Page(f"handbook/{domain.name}/{entity.name}.md", "\n".join(_lines(entity)) + "\n")


def _lines(entity: Entity) -> Iterator[str]:
    yield f"# {entity.name}"
    yield ""
    yield _text(entity.description) or f"A row of `{entity.table}`."
    yield ""
    yield "| field | type | null | |"
    yield "|---|---|---|---|"
    for field in entity.fields:
        yield f"| `{field.name}` | `{field.type}` | {'yes' if field.nullable else 'no'} | {_text(field.description)} |"


def _text(text: str) -> str:
    """Give a description in one line that no cell of a table ends at."""
    return " ".join(text.split()).replace("|", "\\|")
