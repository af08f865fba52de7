"""The character NUL where SQL is written verbatim: no database reads on after it."""

from collections.abc import Iterable, Iterator
from itertools import chain

from generator.diagnostics import Diagnostic, Span, rule
from generator.ir import Entity, Project
from generator.resolve.draft import Work

NUL_IN_SQL = rule(
    "R276",
    "nul-in-sql",
    """
No database takes the character NUL in a statement: not in SQL that is taken over as it is, and not in a comment.

Not so:     sequence: {type: int, server_default: "1\\0"}
But so:     sequence: {type: int, server_default: "1"}
""",
)


def nul_characters(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find texts that go into statements as they are and hold NUL."""
    for entity in project.entities.values():
        comments = _comments(entity) if work.settings.comments else ()
        for text, span in chain(comments, verbatim_texts(entity)):
            if "\0" in text:
                yield NUL_IN_SQL.at(span, "this text holds the character NUL, which no database reads", "take it out")


def _comments(entity: Entity) -> Iterator[tuple[str, Span | None]]:
    yield entity.description, entity.span
    for field in entity.fields:
        yield field.description, field.span


def verbatim_texts(entity: Entity) -> Iterator[tuple[str, Span | None]]:
    """Give what stands in statements as it was written, with its place."""
    for options in entity.options.values():
        yield from _each((*options, *options.values()), entity.span)
    for field in entity.fields:
        if field.server_default or field.db_type or field.collation:
            texts = (*(field.server_default or {}).values(), *field.db_type.values(), *field.collation.values())
            yield from _each(texts, field.span)
    for index in entity.indexes:
        if index.ops or index.options or index.method:
            texts = (index.method or "", *index.ops.values(), *index.options, *index.options.values())
            yield from _each(texts, index.span)
    for unique in entity.uniques:
        if unique.ops or unique.options:
            yield from _each((*unique.ops.values(), *unique.options, *unique.options.values()), unique.span)


def _each(texts: Iterable[str], span: Span | None) -> Iterator[tuple[str, Span | None]]:
    for text in texts:
        yield text, span
