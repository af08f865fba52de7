"""Columns in revisions: as part of a table, added to one, changed, dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.code import Code, Symbol, call, code, literal
from generator.dialects import Dialect, dialect
from generator.fieldtypes import Scalar
from generator.migrations.bodies.conversions import conversion, is_cast
from generator.migrations.bodies.demands import demand_fit, demand_no_rows
from generator.migrations.bodies.fills import fill_sql
from generator.migrations.bodies.module import WORDS, Module, support
from generator.migrations.bodies.statements import Statement, op, schema_option
from generator.migrations.draft import TableName, found, name_of
from generator.schema.columns import column_arguments, revision_types, server_default, stands_alone, with_variants
from generator.schema.state import Backfill, Column, Default, Table
from generator.schema.views import Views

_NONE = code("None")


def column_type(column: Column, views: Views, module: Module) -> Code:
    """Give a column's type; one that databases differ in gets a name of its own in the module."""
    if not isinstance(column.type, Scalar) or column.db_type or column.collation or column.identity:
        return with_variants(revision_types(column.name, views))
    known = module.types.get((column.type, views.databases))
    if known is None:
        types = revision_types(column.name, views)
        made = with_variants(types)
        known = module.constant(str(column.type), made) if len(set(types.values())) > 1 else made
        module.types[column.type, views.databases] = known
    return known


def column_code(column: Column, views: Views, module: Module) -> Code:
    """Give a whole column; the same for all tables that share it, unless it takes more from one of them."""
    if not stands_alone(column, views.table):
        return _made(column, views, module)
    known = module.columns.get((id(column), views.databases))
    if known is None:
        known = module.columns[id(column), views.databases] = (column, _made(column, views, module))
    return known[1]


def _made(column: Column, views: Views, module: Module) -> Code:
    extras, options = column_arguments(column, views, WORDS)
    made = column_type(column, views, module)
    options = {"nullable": literal(column.nullable), **options}
    return call(Symbol("sqlalchemy", "Column"), literal(column.name), made, *extras, **options)


def add_column(
    table: Table, column: Column, fill: str | Backfill | None, databases: Sequence[str], module: Module
) -> Iterator[Statement]:
    """Add a column to `table`, which has it already; where rows need a value, they get it from a passing DEFAULT."""
    owners = tuple(databases)
    where = schema_option(name_of(table), owners)
    if fill is None:
        yield from demand_no_rows(table, column, owners)
        made = column_code(column, Views(table, owners), module)
        yield Statement(owners, op("add_column", literal(table.name), made, **where))
        return
    texts = {name: fill_sql(table, column, fill, dialect(name)) for name in owners}
    passing = replace(column, default=Default(sql=texts))
    shown = replace(table, columns=tuple(passing if item.name == column.name else item for item in table.columns))
    made = column_code(passing, Views(shown, owners), module)
    yield Statement(owners, op("add_column", literal(table.name), made, **where))
    yield from alter_column(shown, table, column.name, owners, module)


def drop_column(table: TableName, column: str, databases: Sequence[str]) -> Statement:
    """Drop a column."""
    owners = tuple(databases)
    return Statement(owners, op("drop_column", literal(table.name), literal(column), **schema_option(table, owners)))


@dataclass(frozen=True)
class _Change:
    """What about a column changes on some databases, in one directive."""

    old: Column
    new: Column
    type: bool
    nullable: bool
    default: bool
    comment: bool
    identity: bool
    casts: bool
    using: str | None
    """What values become, where it is no mere cast."""
    repeats: bool

    @classmethod
    def on(cls, owner: Dialect, old: Column, new: Column) -> "_Change":
        casts = owner.cast_on_change and is_cast(old.type, new.type)
        made = conversion(old, new, owner) if casts and owner.name not in new.db_type else None
        return cls(
            old=old,
            new=new,
            type=(old.type, old.db_type, old.collation) != (new.type, new.db_type, new.collation),
            nullable=old.nullable != new.nullable,
            default=old.default != new.default,
            comment=old.comment != new.comment,
            identity=old.identity != new.identity,
            casts=casts,
            using=made.value if made else None,
            repeats=owner.full_column_on_change,
        )

    @property
    def demands_a_value(self) -> bool:
        """Whether all that it does is to allow no null any more."""
        other = self.type or self.default or self.comment or self.identity or self.new.computed is not None
        return self.nullable and not self.new.nullable and not other

    @property
    def key(self) -> tuple[bool | str | None, ...]:
        """What databases have to share to be served by one directive."""
        counts = bool(self.old.identity or self.new.identity) and self.repeats
        return (self.type, self.nullable, self.default, self.comment, self.identity, self.casts, self.using, counts)


def alter_column(old: Table, new: Table, column: str, databases: Sequence[str], module: Module) -> Iterator[Statement]:
    """Change a column from what it is in `old` to what it is in `new`."""
    before, after = Views(old, tuple(databases)), Views(new, tuple(databases))
    groups: dict[tuple[bool | str | None, ...], list[tuple[str, _Change]]] = {}
    yield from demand_fit(old, new, column, databases)
    for (owner, was), (_, becomes) in zip(before.tables, after.tables, strict=True):
        old_column, new_column = found(was.columns, column, "column"), found(becomes.columns, column, "column")
        if old_column != new_column:
            change = _Change.on(owner, old_column, new_column)
            groups.setdefault(change.key, []).append((owner.name, change))
    for group in groups.values():
        gradual: tuple[str, ...] = ()
        if module.online and group[0][1].demands_a_value:
            gradual = tuple(name for name, _ in group if dialect(name).concurrent_indexes)
        if gradual:
            where = schema_option(name_of(new), gradual)
            yield Statement(gradual, call(support("set_not_null"), literal(new.name), literal(column), **where))
        owners = tuple(name for name, _ in group if name not in gradual)
        if not owners:
            continue
        repeats = any(change.repeats for _, change in group)
        yield from _directives(replace(group[0][1], repeats=repeats), old, new, owners, module)


def _directives(
    change: _Change, old: Table, new: Table, owners: tuple[str, ...], module: Module
) -> Iterator[Statement]:
    name = change.new.name
    where = schema_option(name_of(new), owners)
    if change.new.computed is not None:
        yield drop_column(name_of(new), name, owners)
        made = column_code(found(new.columns, name, "column"), Views(new, owners), module)
        yield Statement(owners, op("add_column", literal(new.name), made, **where))
        return
    if change.old.computed is not None:
        plain = column_code(found(new.columns, name, "column"), Views(new, owners), module)
        yield Statement(owners, call(support("keep_computed"), literal(new.name), plain, **where))
        return
    if change.type and change.casts and change.old.default is not None:
        # A default of the old type may have no cast to the new one.
        existing = column_type(found(old.columns, name, "column"), Views(old, owners), module)
        directive = op(
            "alter_column", literal(new.name), literal(name), existing_type=existing, server_default=_NONE, **where
        )
        yield Statement(owners, directive)
    if change.type and change.old.identity == change.new.identity == "serial":
        change = replace(change, identity=True)  # its sequence has a type of its own
    if change.identity and "serial" in {change.old.identity, change.new.identity}:
        numbered, change = tuple(_renumbered(change, new, owners)), replace(change, identity=False)
    else:
        numbered = ()
    options = _options(change, old, new, owners, module)
    if options.keys() & {"type_", "nullable", "server_default", "comment", "autoincrement"}:
        yield Statement(owners, op("alter_column", literal(new.name), literal(name), **options, **where))
    yield from numbered
    if change.identity and change.old.identity is None:
        naming = tuple(owner for owner in owners if dialect(owner).names_sequences)
        if naming:
            there = schema_option(name_of(new), naming)
            made = call(support("continue_numbering"), literal(new.name), literal(name), **there)
            yield Statement(naming, made)


def _renumbered(change: _Change, table: Table, owners: tuple[str, ...]) -> Iterator[Statement]:
    """Let a sequence of its own number a column no more, or from now on, where that is another thing than an identity."""
    naming = tuple(owner for owner in owners if dialect(owner).names_sequences)
    if naming:
        kind = change.new.type
        whole = "integer" if kind == Scalar("int") else kind.name if isinstance(kind, Scalar) else "bigint"
        names = (literal(it) for it in (table.name, change.new.name, change.new.identity, whole))
        yield Statement(naming, call(support("renumber"), *names, **schema_option(name_of(table), naming)))


def _options(change: _Change, old: Table, new: Table, owners: tuple[str, ...], module: Module) -> dict[str, Code]:
    was, becomes = found(old.columns, change.old.name, "column"), found(new.columns, change.new.name, "column")
    options: dict[str, Code] = {"existing_type": column_type(was, Views(old, owners), module)}
    if change.type:
        options["type_"] = column_type(becomes, Views(new, owners), module)
        if change.casts:
            options["postgresql_using"] = (
                call(support("converted"), literal(becomes.name), options["type_"])
                if change.using is None
                else literal(change.using)
            )
    if change.nullable:
        options["nullable"] = literal(becomes.nullable)
    elif change.repeats:
        options["existing_nullable"] = literal(was.nullable)
    options |= _identity(change) if change.identity else _default(change, was, becomes, owners)
    if change.comment:
        options["comment"] = literal(change.new.comment)
    if change.old.comment and (change.comment or change.repeats):
        options["existing_comment"] = literal(change.old.comment)
    if change.repeats and change.old.identity:
        options["existing_autoincrement"] = literal(True)  # the value itself
    return options


def _default(change: _Change, was: Column, becomes: Column, owners: tuple[str, ...]) -> dict[str, Code]:
    dialects = tuple(map(dialect, owners))
    recast = change.type and change.casts and was.default is not None
    if change.default or recast:
        return {"server_default": server_default(becomes, dialects, WORDS) if becomes.default else _NONE}
    if was.default is not None and change.repeats:
        return {"existing_server_default": server_default(was, dialects, WORDS)}
    return {}


def _identity(change: _Change) -> dict[str, Code]:
    if change.repeats:
        return {"autoincrement": literal(change.new.identity is not None)}
    identity = Symbol("sqlalchemy", "Identity")
    # Alembic before 1.17 takes an existing default that is not given for one that is there.
    return {
        word: call(identity, always=literal(value == "always")) if value in {"always", "by_default"} else _NONE
        for word, value in (("server_default", change.new.identity), ("existing_server_default", change.old.identity))
    }
