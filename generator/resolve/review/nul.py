"""The character NUL in a comment: no database reads on after it."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Span, rule
from generator.ir import Project
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
        if "\0" in entity.description:
            yield _found(entity.span)
        for field in entity.fields:
            if "\0" in field.description:
                yield _found(entity.place(field.name))


def _found(span: Span | None) -> Diagnostic:
    message = "this description holds the character NUL, which no database takes in a comment"
    return NUL_IN_COMMENT.at(span, message, "take it out")
