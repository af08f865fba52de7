"""What specs still say about the past although the recorded state has it behind it: `renamed_from`, `removed`, `backfill`."""

from collections.abc import Iterable, Iterator, Mapping

from generator.diagnostics import Diagnostic, Severity, Span, rule
from generator.fieldtypes import EnumRef
from generator.ir import Entity, EnumType, Project
from generator.migrations.draft import Draft, TableName
from generator.schema.state import Column, Schema, Table

SATISFIED = rule(
    "M480",
    "satisfied-hint",
    """
    `renamed_from`, `removed` and `backfill` tell a migration what becomes of rows. The recorded state has that behind it, so
    that they say nothing any more. `gen migrate retire` takes those out of the specs whose revision is published; until
    then, `gen build --amend` may need them.
    """,
    Severity.NOTE,
)

_HELP = "`gen migrate retire` takes it out when its revision is published"


def satisfied(project: Project, state: Schema) -> Iterator[Diagnostic]:
    """Give a note for each that the state has behind it."""
    tables = Draft(state).tables
    stored: dict[tuple[str, str], list[Column]] = {}
    for entity in project.entities.values():
        table = tables.get(TableName(entity.table, entity.schema))
        if table is None:
            continue
        columns = {column.name: column for column in table.columns}
        yield from _of_entity(entity, table, columns)
        for field in entity.fields:
            if isinstance(field.type, EnumRef) and field.column in columns:
                stored.setdefault((field.type.domain, field.type.name), []).append(columns[field.column])
    for name, enum in project.enums.items():
        yield from _of_enum(enum, [column.labels for column in stored.get(name, ()) if column.labels])


def _of_entity(entity: Entity, table: Table, columns: Mapping[str, Column]) -> Iterator[Diagnostic]:
    if entity.renamed_from is not None and table.entity == str(entity.qualified):
        yield _told(entity.span, f"`renamed_from: {entity.renamed_from}` of {entity.name}")
    for field in entity.fields:
        column = columns.get(field.column)
        if column is None:
            continue
        if field.renamed_from is not None:
            yield _told(entity.place(field.name), f"`renamed_from: {field.renamed_from}` of {entity.name}.{field.name}")
        if field.backfill is not None and column.nullable == field.nullable:
            yield _told(entity.place(field.name), f"`backfill` of {entity.name}.{field.name}")


def _of_enum(enum: EnumType, stored: Iterable[Mapping[str, str | int]]) -> Iterator[Diagnostic]:
    known = list(stored)
    if not known:
        return
    for member in enum.members:
        former = member.renamed_from
        if former is not None and all(member.label in labels and former not in labels for labels in known):
            yield _told(enum.span, f"`renamed_from: {former}` of {enum.name}.{member.label}")
    for label in enum.removed:
        if all(label not in labels for labels in known):
            yield _told(enum.span, f"`removed: {label}` of {enum.name}")


def _told(span: Span | None, what: str) -> Diagnostic:
    return SATISFIED.at(span, f"{what} is satisfied: the recorded revisions have it behind them", _HELP)
