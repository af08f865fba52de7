"""What revisions do to rows: columns filled, values replaced."""

import json
from collections.abc import Iterator, Sequence

from generator.code import call, code, join, literal
from generator.dialects import Dialect, dialect
from generator.dialects.casts import cast
from generator.dialects.items import items
from generator.fieldtypes import Scalar
from generator.migrations.bodies.fills import fill_sql
from generator.migrations.bodies.module import support
from generator.migrations.bodies.statements import Statement, row_options
from generator.migrations.draft import found
from generator.migrations.operations import ChangeLabels, FillColumn
from generator.schema.state import ArrayOf, NativeEnum, Table


def fill_column(
    table: Table, operation: FillColumn, databases: Sequence[str], *, online: bool = False
) -> Iterator[Statement]:
    """Give rows that have nothing in a column a value; `online`: in batches, by the table's key."""
    column = found(table.columns, operation.column, "column")
    texts: dict[str, list[str]] = {}
    for name in databases:
        texts.setdefault(fill_sql(table, column, operation.fill, dialect(name)), []).append(name)
    for text, names in texts.items():
        owners = tuple(names)
        values = literal({column.name: text})
        key = {"key": literal(list(table.primary_key.columns))} if online else {}
        made = call(support("fill_columns"), literal(table.name), values, **key, **row_options(table, owners))
        yield Statement(owners, made)


def change_labels(table: Table, operation: ChangeLabels, databases: Sequence[str]) -> Iterator[Statement]:
    """Put other values in the place of those that are gone; a database's own enum type does that by itself."""
    kind = found(table.columns, operation.column, "column").type
    owners = tuple(name for name in databases if not (isinstance(kind, NativeEnum) and dialect(name).native_enums))
    if not (owners and operation.values):
        return
    if is_deep(table, operation.column):
        yield from demand_no_label(table, operation.column, operation.values, owners)
        return
    if is_nested(table, operation.column):
        yield from _replace_items(table, operation, owners)
        return
    pairs = (code(literal(old), ": ", literal(new)) for old, new in operation.values)
    values = code("{", join(", ", pairs), "}")
    made = call(
        support("replace_values"), literal(table.name), literal(operation.column), values, **row_options(table, owners)
    )
    yield Statement(owners, made)


def _replace_items(table: Table, operation: ChangeLabels, owners: Sequence[str]) -> Iterator[Statement]:
    texts: dict[tuple[str, str], list[str]] = {}
    for name in owners:
        texts.setdefault(_items_sql(table, operation.column, operation.values, dialect(name)), []).append(name)
    again = {old for old, _ in operation.values} & {new for _, new in operation.values}
    message = f"{table.name}.{operation.column}".replace("{", "{{").replace("}", "}}")
    left = literal(f"{message}: {{}} rows have an item still that is gone")
    for (value, gone), names in texts.items():
        own = row_options(table, tuple(names))
        values = literal({operation.column: value})
        yield Statement(tuple(names), call(support("replace_items"), literal(table.name), values, literal(gone), **own))
        if not again:
            yield Statement(tuple(names), call(support("demand_none"), literal(table.name), literal(gone), left, **own))


def _items_sql(
    table: Table, column: str, values: Sequence[tuple[str | int, str | int]], owner: Dialect
) -> tuple[str, str]:
    """Give the SQL of a list with other items, and the condition that it has some that go."""
    kind = found(table.columns, column, "column").type
    texts = all(isinstance(old, str) for old, _ in values)
    way = items(owner.name, "array" if isinstance(kind, ArrayOf) and owner.arrays else "text" if texts else "number")

    def written(value: str | int) -> str:
        if not way.is_json:
            return _sql(value, owner)
        return f"CAST({owner.string_literal(json.dumps(value, ensure_ascii=False))} AS JSONB)"

    cases = " ".join(f"WHEN {written(old)} THEN {written(new)}" for old, new in values)
    gone = ", ".join(written(old) for old, _ in values)
    own = owner.quote(column)
    return way.replaced(own, f"CASE item {cases} ELSE item END"), way.has(own, gone)


def demand_no_label(
    table: Table, column: str, values: Sequence[tuple[str | int, str | int]], owners: Sequence[str]
) -> Iterator[Statement]:
    """Give what stops where a list of lists holds a value still that is gone: nothing looks for it in there."""
    array = isinstance(found(table.columns, column, "column").type, ArrayOf)
    message = f"{table.name}.{column}".replace("{", "{{").replace("}", "}}")
    for name in owners:
        owner = dialect(name)
        own = owner.quote(column)
        made = cast(name, "json", "text")
        text = made.value.format(v=own) if made else own
        if array and owner.arrays:
            conditions = [f"{owner.string_literal(str(old))} = ANY({own})" for old, _ in values]
        else:
            written = dict.fromkeys(
                json.dumps(old, ensure_ascii=ascii_only) for old, _ in values for ascii_only in (False, True)
            )
            conditions = [f"replace({text}, {owner.string_literal(it)}, '') <> {text}" for it in written]
        told = literal(f"{message}: {{}} rows hold labels inside of lists that are gone")
        arguments = literal(table.name), literal(" OR ".join(conditions)), told
        yield Statement((name,), call(support("demand_none"), *arguments, **row_options(table, (name,))))


def is_nested(table: Table, column: str) -> bool:
    """Tell whether labels stand inside of lists."""
    kind = found(table.columns, column, "column").type
    return isinstance(kind, ArrayOf) or (isinstance(kind, Scalar) and kind.name == "json")


def is_deep(table: Table, column: str) -> bool:
    """Tell whether labels stand inside of lists that stand inside of lists."""
    return any(path.startswith("[][]") for path in found(table.columns, column, "column").inside)


def replaced_items_sql(table: Table, column: str, values: Sequence[tuple[str | int, str | int]], owner: Dialect) -> str:
    """Give the SQL of what a column of lists holds with other items in the place of those that go."""
    own = owner.quote(column)
    if not values:
        return own
    value, gone = _items_sql(table, column, values, owner)
    return f"CASE WHEN {gone} THEN {value} ELSE {own} END"


def replaced_sql(value: str, values: Sequence[tuple[str | int, str | int]], owner: Dialect) -> str:
    """Give the SQL by which `value` becomes what takes its place."""
    if not values:
        return value
    cases = " ".join(f"WHEN {_sql(old, owner)} THEN {_sql(new, owner)}" for old, new in values)
    return f"CASE {value} {cases} ELSE {value} END"


def _sql(value: str | int, owner: Dialect) -> str:
    return owner.string_literal(value) if isinstance(value, str) else str(value)
