"""Rows of every table, their values as the application reads them, and what became of those in a change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address
from uuid import UUID

import sqlalchemy as sa

from generator.dialects import dialect
from generator.dialects.dialect import text_clause
from generator.fieldtypes import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef, sql_literal
from generator.ir import Field, Project
from generator.migrations.draft import TableName, name_of
from generator.schema.physical import physical
from generator.schema.state import ArrayOf, Column, ForeignKey, NativeEnum, Schema, StorageType, Table
from tests.databases.database import Database
from tests.integration.migrations.project import connect
from tests.integration.probe import model_type

ROWS = 3
"""How many each table gets."""
EPOCH = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)
TENANT_LIKE = frozenset({"tenant_id"})
"""Columns that hold the same in every row: rows that refer to each other have it in common."""

Values = Mapping[str, Sequence[object]]
"""What rows hold instead of samples, by `table.column`, the first row's value first."""


@dataclass(frozen=True)
class Snapshot:
    """The rows of all tables, as the application reads them."""

    schema: Schema
    rows: Mapping[TableName, Sequence[Mapping[str, object]]]


def _is_there(table: Table, row: Mapping[str, object], known: Iterable[Mapping[str, object]]) -> bool:
    """Tell whether a row of this key is there: two references make few pairs where few rows can be referred to."""
    key = table.primary_key.columns
    return any(all(column in row and other[column] == row[column] for column in key) for other in known)


@dataclass
class Writer:
    """Puts rows into the tables of a schema, those that others refer to first."""

    project: Project
    schema: Schema
    database: Database
    values: Values
    made: dict[TableName, list[dict[str, object]]] = field(default_factory=dict)
    start: int = 0
    """The number of the first row, which its samples follow from."""

    def more(self, held: "Snapshot", rows: int) -> None:
        """Put rows into every table, beside those that are there."""
        self.made = {name: [dict(row) for row in known] for name, known in held.rows.items()}
        with connect(self.database) as connection:
            for table in in_order(self.schema):
                known = self.made.setdefault(name_of(table), [])
                for number in range(self.start, self.start + rows):
                    row = self._row(table, number)
                    if _is_there(table, row, known):
                        continue
                    known.append(row)
                    connection.execute(sa.text(text_clause(self._insert(table, row))))

    def fill(self, rows: int = ROWS) -> None:
        """Put rows into every table that has none."""
        with connect(self.database) as connection:
            for table in in_order(self.schema):
                self.made[name_of(table)] = known = []
                present = connection.exec_driver_sql(f"SELECT count(*) FROM {self._quoted(table)}").scalar() or 0
                for number in range(0 if present else rows):
                    row = self._row(table, number)
                    known.append(row)
                    connection.execute(sa.text(text_clause(self._insert(table, row))))

    def _row(self, table: Table, number: int) -> dict[str, object]:
        fields = self._fields(table)
        row: dict[str, object] = {}
        for column in table.columns:
            given = self.values.get(f"{table.name}.{column.name}")
            if column.computed is not None or column.identity == "always":
                continue
            if given is not None:
                row[column.name] = given[number % len(given)]
            elif column.name in fields:
                row[column.name] = self._sample(fields[column.name], number)
            else:
                row[column.name] = number + 1
        for key in table.foreign_keys:
            row |= self._referred(table, key, row, number)
        return row

    def _referred(self, table: Table, key: ForeignKey, row: Mapping[str, object], number: int) -> dict[str, object]:
        if any(f"{table.name}.{column}" in self.values for column in key.columns):
            return {}
        target = TableName(key.table, key.schema)
        parents = [row] if target == name_of(table) else self.made.get(target, [])
        if not parents:
            empty = {column.name for column in table.columns if column.nullable} & set(key.columns)
            return dict.fromkeys(empty)
        parent = parents[number % len(parents)]
        return {own: parent[other] for own, other in zip(key.columns, key.references, strict=True) if other in parent}

    def _sample(self, item: Field, number: int) -> object:
        if item.column in TENANT_LIKE:
            return "acme" if isinstance(item.type, Scalar) and item.type.name == "string" else sample(item.type, 0)
        if item.role.value in {"deleted_at", "deletion_id"}:
            return None
        found = sample(item.type, number, self.project)
        least = item.bounds.min
        return found + least if isinstance(found, int) and isinstance(least, int) else found

    def _fields(self, table: Table) -> dict[str, Field]:
        for entity in self.project.entities.values():
            if (entity.table, entity.schema) == (table.name, table.schema):
                return {item.column: item for item in entity.fields}
        return {}

    def _insert(self, table: Table, row: Mapping[str, object]) -> str:
        owner = dialect(self.database.name)
        columns = {column.name: column for column in table.columns}
        if not row:
            nothing = "() VALUES ()" if owner.backslash_escapes else "DEFAULT VALUES"
            return f"INSERT INTO {self._quoted(table)} {nothing}"
        names = ", ".join(map(owner.quote, row))
        texts = ", ".join(literal(columns[name].type, value, self.database.name) for name, value in row.items())
        return f"INSERT INTO {self._quoted(table)} ({names}) VALUES ({texts})"

    def _quoted(self, table: Table) -> str:
        return quoted(table, self.database)


def quoted(table: Table, database: Database) -> str:
    """Give a table's name as SQL has it."""
    owner = dialect(database.name)
    name = owner.quote(table.name)
    return f"{owner.quote(table.schema)}.{name}" if table.schema and owner.schemas else name


def literal(kind: StorageType, value: object, database: str) -> str:
    """Give a value in SQL."""
    if value is None:
        return "NULL"
    match kind:
        case NativeEnum():
            return sql_literal(Scalar("text"), value, database)
        case ArrayOf(item=item) if dialect(database).arrays:
            items = ", ".join(literal(item, one, database) for one in value)  # type: ignore[attr-defined]  # a list
            return f"ARRAY[{items}]::{item.name if item.name != 'string' else 'varchar'}[]"
        case ArrayOf():
            return sql_literal(Scalar("json"), value, database)
        case Scalar():
            return sql_literal(kind, value, database)


def in_order(schema: Schema) -> list[Table]:
    """Give the tables, those that others refer to first as far as that goes."""
    tables = {name_of(table): table for table in schema.tables}
    found: dict[TableName, Table] = {}

    def visit(name: TableName, above: frozenset[TableName]) -> None:
        if name in found or name in above or name not in tables:
            return
        for key in tables[name].foreign_keys:
            visit(TableName(key.table, key.schema), above | {name})
        found[name] = tables[name]

    for name in tables:
        visit(name, frozenset())
    return list(found.values())


def sample(kind: TypeRef, number: int, project: Project | None = None) -> object:
    """Give a plain value of a type, another one for each number where the type has enough of them."""
    match kind:
        case EnumRef(domain, name) if project is not None:
            members = project.enums[domain, name].members
            return members[number % len(members)].value
        case ListOf(item=item):
            return [sample(item, number, project)]
        case MapOf(key=key, value=value):
            return {"key" if isinstance(key, Scalar) else sample(key, 0, project): sample(value, number, project)}
        case ValueRef(domain, name) if project is not None:
            fields = project.values[domain, name].fields
            return {item.name: _json(sample(item.type, number, project)) for item in fields}
        case Scalar():
            return _scalar(kind, number)
        case _:
            raise AssertionError(kind)


def _json(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | list | dict) else str(value)


def _scalar(kind: Scalar, number: int) -> object:  # noqa: C901, PLR0911, PLR0912  # one return a type
    count = number + 1
    match kind.name:
        case "smallint" | "int" | "bigint":
            return count
        case "float":
            return count + 0.5
        case "decimal":
            scale = kind.arguments[1] if kind.arguments else 2
            return Decimal(count) + (Decimal("0.25") if scale > 1 else 0)
        case "bool":
            return count % 2 == 1
        case "date":
            return date(2026, 1, count)
        case "time":
            return time(9, 30, count)
        case "datetime":
            return EPOCH + timedelta(days=number, microseconds=count)
        case "local_datetime":
            return (EPOCH + timedelta(days=number, microseconds=count)).replace(tzinfo=None)
        case "duration":
            return timedelta(hours=count, microseconds=count)
        case "uuid":
            return UUID(int=count)
        case "json":
            return {"n": count}
        case "binary":
            return bytes([0, 255, count])
        case "email":
            return f"a{count}@example.org"
        case "url":
            return f"https://example.org/{count}"
        case "ip":
            return IPv4Address(count)
        case "char":
            return f"{count}".rjust(kind.arguments[0], "x")
        case _:
            text = f"{count}é's x{count}"
            return text[: kind.arguments[0]] if kind.arguments else text


def snapshot(database: Database, schema: Schema) -> Snapshot:
    """Read every row; what the migrations are not told of cannot be read and is an error of the caller."""
    owner = dialect(database.name)
    found: dict[TableName, list[dict[str, object]]] = {}
    with connect(database) as connection:
        for table in schema.tables:
            own = physical(table, owner)
            columns = [sa.column(item.name, _type(item)) for item in own.columns]
            source = sa.table(table.name, *columns, schema=own.schema)
            found[name_of(table)] = [
                dict(row._mapping) for row in connection.execute(sa.select(*columns).select_from(source))
            ]
    return Snapshot(schema, found)


def _type(column: Column) -> sa.types.TypeEngine[object]:
    if column.db_type:
        return sa.types.NullType()
    match column.type:
        case Scalar():
            return model_type(column.type)
        case NativeEnum():
            return sa.types.NullType()
        case ArrayOf(item=item):
            return sa.ARRAY(model_type(item))


def losses(before: Snapshot, after: Snapshot, renamed: "Renames") -> Iterator[str]:
    """Tell of every value that was there before and is not the same afterwards."""
    tables = {name_of(table): table for table in before.schema.tables}
    for name, rows in before.rows.items():
        now = after.rows.get(renamed.table(name))
        if now is None:
            if rows:
                yield f"{len(rows)} rows of {name}"
            continue
        if len(now) != len(rows):
            yield f"{len(rows)} rows of {name} became {len(now)}"
            continue
        target = next(table for table in after.schema.tables if name_of(table) == renamed.table(name))
        yield from _columns(tables[name], target, rows, now, renamed)


def _columns(
    old: Table,
    new: Table,
    before: Sequence[Mapping[str, object]],
    after: Sequence[Mapping[str, object]],
    renamed: "Renames",
) -> Iterator[str]:
    name = name_of(old)
    keys = [renamed.column(name, column) for column in old.primary_key.columns]
    there = {column.name for column in new.columns}
    if set(keys) <= there:
        one = sorted(before, key=lambda row: [canonical(row[column]) for column in old.primary_key.columns])
        other = sorted(after, key=lambda row: [canonical(row[column]) for column in keys])
    else:
        one, other = list(before), list(after)
    for column in old.columns:
        if column.computed is not None:
            continue
        now = renamed.column(name, column.name)
        if now not in there:
            held = sum(row[column.name] is not None for row in one)
            if held:
                yield f"{held} values of {name}.{column.name}"
            continue
        held = {canonical(row[column.name]) for row in one}
        meant = {was: called for was, called in renamed.called(name, column).items() if called not in held}
        changed = [
            (canonical(left[column.name]), canonical(right[now]))
            for left, right in zip(one, other, strict=True)
            if _relabelled(left[column.name], meant) != canonical(right[now])
        ]
        if changed:
            yield f"{name}.{column.name}: {changed[0][0]} became {changed[0][1]}"


def _relabelled(value: object, meant: Mapping[str, str]) -> str:
    """Give a value as it is to be after labels got other names, alone or in a list."""
    if isinstance(value, list):
        return canonical([meant.get(canonical(item), item) for item in value])
    return meant.get(canonical(value), canonical(value))


def canonical(value: object) -> str:  # noqa: PLR0911  # one return a type
    """Give a value as text that is the same for what means the same in another type."""
    match value:
        case None:
            return "∅"
        case bool():
            return str(int(value))
        case int() | float() | Decimal():
            number = Decimal(str(value))
            return format(number.normalize() if number else Decimal(0), "f")
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None).isoformat()
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case str():
            return value
        case list():
            return f"[{', '.join(map(canonical, value))}]"
        case _:
            return repr(value) if isinstance(value, dict) else str(value)


@dataclass(frozen=True)
class Renames:
    """What a revision says that it gives another name."""

    tables: Mapping[TableName, TableName] = field(default_factory=dict)
    columns: Mapping[tuple[TableName, str], str] = field(default_factory=dict)

    labels: Mapping[object, Mapping[str, str]] = field(default_factory=dict)
    """What labels are called now, by table and column, or by the name of the enum type."""

    def called(self, table: TableName, column: Column) -> Mapping[str, str]:
        """Give what labels in the column are called now; `table` and `column` are as they were."""
        kind = column.type.name if isinstance(column.type, NativeEnum) else None
        place = self.table(table), self.column(table, column.name)
        return {**self.labels.get(kind, {}), **self.labels.get(place, {})}

    def table(self, name: TableName) -> TableName:
        """Give what the table is called now."""
        return self.tables.get(name, name)

    def column(self, table: TableName, name: str) -> str:
        """Give what the column is called now; `table` is as it was."""
        return self.columns.get((self.table(table), name), name)
