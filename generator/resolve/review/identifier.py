"""Names in the database: what each database can take, and which names would meet there."""

from collections.abc import Iterable, Iterator

from generator.diagnostics import Diagnostic, Span, rule
from generator.dialects import Dialect
from generator.ir import Entity, Project
from generator.resolve.draft import Work

LONG_IDENTIFIER = rule(
    "R273",
    "long-identifier",
    """
A table, column or constraint whose name a database would cut off or refuse. Names that the naming convention makes are
shortened by themselves; those that a spec writes are not.

Not so:     name: {type: text, column: the_name_that_people_see_on_the_very_first_page_of_the_application}
But so:     name: {type: text, column: shown_name}
""",
)


def long_identifiers(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find the names that one of the project's databases cannot have."""
    limits = [item for item in work.databases.values() if item.identifier_limit is not None]
    shortest = min((item.identifier_limit for item in limits if item.identifier_limit), default=0)
    for name, what, span in _identifiers(project):
        if len(name) <= shortest and name.isascii():
            continue
        for database in limits:
            size = len(name.encode()) if database.identifier_bytes else len(name)
            if database.identifier_limit is not None and size > database.identifier_limit:
                yield _too_long(name, what, span, size, database)
                break


def _too_long(name: str, what: str, span: Span | None, size: int, database: Dialect) -> Diagnostic:
    unit = "bytes" if database.identifier_bytes and not name.isascii() else "characters"
    return LONG_IDENTIFIER.at(
        span,
        f"{what} `{name}` has {size} {unit}, and {database.label} takes {database.identifier_limit}",
        "give it a shorter name" if what == "the table" else "give it a shorter `column` or `name`",
    )


def _identifiers(project: Project) -> Iterator[tuple[str, str, Span | None]]:
    for domain in project.domains:
        for entity in domain.entities:
            yield from _of_entity(entity)
        for enum in domain.enums:
            if enum.db_type is not None:
                yield enum.db_type, "the type", enum.span


def _of_entity(entity: Entity) -> Iterator[tuple[str, str, Span | None]]:
    yield entity.table, "the table", entity.span
    if entity.schema is not None:
        yield entity.schema, "the schema", entity.span
    for field in entity.fields:
        yield field.column, "the column", field.span
    for unique in entity.uniques:
        yield unique.name, "the unique", unique.span
    for index in entity.indexes:
        yield index.name, "the index", index.span
    for check in entity.checks:
        yield check.name, "the check", check.span
    for link in entity.many_to_many:
        if link.declared and link.through is None:
            yield link.table, "the table", link.span
            yield from _columns((*link.own_columns, *link.target_columns, link.position), link.span)


def _columns(names: Iterable[str | None], span: Span | None) -> Iterator[tuple[str, str, Span | None]]:
    for name in names:
        if name is not None:
            yield name, "the column", span
