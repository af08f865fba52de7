"""Names in the database: what each database can take."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from generator.diagnostics import Diagnostic, Span, rule
from generator.dialects import Dialect
from generator.ir import Entity, Project
from generator.resolve.draft import Draft, Work
from generator.spec.documents import DomainDocument

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

UNHELD_IDENTIFIER = rule(
    "R282",
    "unheld-identifier",
    """
A table, column or constraint with a character in its name that a database has no place for: MariaDB keeps names in three
bytes a character, which is all up to U+FFFF and no emoji, and takes no blank at the end.

Not so:     name: {type: text, column: "name 😀"}
But so:     name: {type: text, column: "name ☺"}
""",
)
_BEYOND: Final = re.compile("[^\0-\uffff]| $")


def unheld_identifiers(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find the names that one of the project's databases cannot have."""
    limits = [item for item in work.dialects if item.identifier_limit is not None]
    narrow = next((item for item in work.dialects if item.identifier_plane), None)
    shortest = min((item.identifier_limit for item in limits if item.identifier_limit), default=0)
    for name, what, span, draft in _identifiers(project, work):
        if len(name) <= shortest and name.isascii() and name[-1] != " ":
            continue
        beyond = _BEYOND.search(name) if draft and narrow else None
        if narrow and beyond:
            which = "a blank at its end" if beyond[0] == " " else f"`{beyond[0]}` in it"
            message = f"{what} `{name}` has {which}, which {narrow.label} does not hold in a name"
            yield UNHELD_IDENTIFIER.at(_place(name, span, draft, work), message, "take the character out")
            continue
        for database in limits:
            size = len(name.encode()) if database.identifier_bytes else len(name)
            if database.identifier_limit is not None and size > database.identifier_limit:
                yield _too_long(name, what, _place(name, span, draft, work), size, database)
                break


def _place(name: str, span: Span | None, draft: Draft | None, work: Work) -> Span | None:
    """Give the place where a name is written, which may be the option of a flag or a domain's default."""
    if draft is None:
        return span
    added = next((item for item in draft.added if item.column == name), None)
    if added is not None:
        return draft.flag_spot(added).span()
    domain = work.names.domains.get(draft.name.domain)
    by_default = name == draft.key_column.replace("{table}", draft.table) and draft.key_document.column is None
    document = domain.document if domain and by_default else None
    if domain and isinstance(document, DomainDocument) and document.defaults.key_column is not None:
        return domain.span("defaults", "key_column")
    field = next((item for item in draft.fields.values() if item.column == name), None)
    return draft.place(field.name) if span is None and field is not None else span


def _too_long(name: str, what: str, span: Span | None, size: int, database: Dialect) -> Diagnostic:
    unit = "bytes" if database.identifier_bytes and not name.isascii() else "characters"
    return LONG_IDENTIFIER.at(
        span,
        f"{what} `{name}` has {size} {unit}, and {database.label} takes {database.identifier_limit}",
        "give it a shorter name" if what == "the table" else "give it a shorter `column` or `name`",
    )


def _identifiers(project: Project, work: Work) -> Iterator[tuple[str, str, Span | None, Draft | None]]:
    native = any(item.native_enums for item in work.dialects)
    for domain in project.domains:
        for entity in domain.entities:
            draft = work.drafts[entity.qualified]
            for name, what, span in _of_entity(entity, draft):
                yield name, what, span, draft
        for enum in domain.enums if native else ():
            if enum.db_type is not None:
                yield enum.db_type, "the type", enum.span, None


def _of_entity(entity: Entity, draft: Draft) -> Iterator[tuple[str, str, Span | None]]:
    document = draft.document
    yield entity.table, "the table", draft.spot.span("table") if document.table is not None else entity.span
    if entity.schema is not None:
        span = draft.spot.span("schema") if document.schema_ is not None else entity.span
        yield entity.schema, "the schema", span
    for field in entity.fields:
        yield field.column, "the column", None
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
