"""The character NUL in a comment: no database reads on after it."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Span, rule
from generator.ir import Entity, Project
from generator.resolve.draft import Work

NUL_IN_COMMENT = rule(
    "R276",
    "nul-in-comment",
    """
No database takes the character NUL in a comment, which is what descriptions become where the setting `comments` is on.

Not so:     sequence: {type: int, description: "how many\\0"}
But so:     sequence: {type: int, description: "how many"}
""",
)


def nul_characters(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find comments that hold NUL."""
    if not work.settings.comments:
        return
    for entity in project.entities.values():
        for text, span in _comments(entity):
            if "\0" in text:
                message = "this description holds the character NUL, which no database takes in a comment"
                yield NUL_IN_COMMENT.at(span, message, "take it out")


def _comments(entity: Entity) -> Iterator[tuple[str, Span | None]]:
    yield entity.description, entity.span
    for field in entity.fields:
        yield field.description, field.span
