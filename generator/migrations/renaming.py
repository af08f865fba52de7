"""What has another name than before: declared by `renamed_from`, or known by its entity or its field.

A changed `table:` or `column:`, another schema, another pattern of names: what is recorded beside a table and a column
tells that it is the same.
"""

from collections.abc import Iterator, Mapping

from generator.migrations.draft import Draft, TableName, name_of
from generator.migrations.operations import Operation, RenameColumn, RenameTable
from generator.schema.state import Column, Schema, Table

_Known = Mapping[tuple[str, str], TableName]


def find_renames(old: Schema, new: Schema) -> Iterator[Operation]:
    """Give the renames of tables, then of columns, as far as the old name is there and the new one is not."""
    draft = Draft(old)
    kept = {name_of(table) for table in new.tables}
    known: _Known | None = None
    for table in new.tables:
        name = name_of(table)
        if name in draft.tables:
            continue
        if known is None:
            known = {(item.entity, item.link): where for where, item in draft.tables.items() if item.entity}
        before = next((it for it in _former_names(table, known) if it in draft.tables and it not in kept), None)
        if before is not None:
            entity = table.entity if table.entity != draft.tables[before].entity else None
            rename = RenameTable(before, name, entity)
            rename.apply(draft)
            yield rename
    for table in new.tables:
        same = draft.tables.get(name_of(table))
        if same is not None:
            yield from _columns(name_of(table), same, table)


def _former_names(table: Table, known: _Known) -> Iterator[TableName]:
    for identity in (table.former, (table.entity, table.link)):
        if identity is not None and identity in known:
            yield known[identity]
    if table.renamed_from is not None:
        yield TableName(table.renamed_from, table.schema)


def _columns(name: TableName, old: Table, new: Table) -> Iterator[Operation]:
    there = {column.name: column for column in old.columns}
    wanted = {column.name for column in new.columns}
    if wanted <= there.keys():
        return
    gone = [column for column in old.columns if column.name not in wanted]
    for column in new.columns:
        if column.name in there:
            continue
        same = next((item for item in gone if _is_same(item, column)), None)
        if same is not None:
            gone.remove(same)
            yield RenameColumn(
                name, same.name, column.name, column.known_as if column.known_as != same.known_as else None
            )


def _is_same(old: Column, new: Column) -> bool:
    """Tell whether two columns of different names hold the same."""
    if new.renamed_from is not None:
        return new.renamed_from in {_known_by(old), old.name}
    return _known_by(old) == _known_by(new)


def _known_by(column: Column) -> str:
    """Give what a column is known by: its field, or what a flag's column is usually called."""
    return (column.known_as or column.name).removeprefix("@")
