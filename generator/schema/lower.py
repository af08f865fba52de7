"""From what the specs mean to the tables that hold it: every name decided, nothing about any one database."""

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from generator.config import Settings
from generator.diagnostics import Span
from generator.dialects import dialect
from generator.expressions import Expression, rename, text
from generator.ir import Entity, Field, Project, Term
from generator.ir import Index as DeclaredIndex
from generator.ir import SqlObject as DeclaredObject
from generator.ir import Unique as DeclaredUnique
from generator.naming import constraint, plural, snake
from generator.schema.associations import association
from generator.schema.keys import foreign_keys
from generator.schema.state import (
    Check,
    Column,
    Index,
    NativeEnum,
    Part,
    Policy,
    PrimaryKey,
    Schema,
    SqlObject,
    Table,
    Unique,
)
from generator.schema.storage import comment, lower_column, lower_type, scalar_of

Names = Mapping[str, str]
"""The columns of an entity's fields."""


def lower(project: Project, settings: Settings) -> Schema:
    """Give the schema of a project, tables in alphabetical order."""
    guarded = any(dialect(name).row_level_security for name in settings.databases)
    extensions = {name for domain in project.domains for name in domain.extensions}
    return gather(_tables(project, settings, guarded=guarded), extensions, settings, sql_objects(project, settings))


def gather(
    tables: Iterable[Table], extensions: Iterable[str], settings: Settings, objects: Iterable[SqlObject] = ()
) -> Schema:
    """Give the schema of these tables, with what has to stand beside them."""
    dialects = [dialect(name) for name in settings.databases]
    ordered = tuple(sorted(tables, key=qualified))
    enums = {
        f"{column.type.schema or ''}.{column.type.name}": column.type
        for table in ordered
        for column in table.columns
        if isinstance(column.type, NativeEnum)
    }
    schemas = {table.schema for table in ordered if table.schema}
    return Schema(
        tables=ordered,
        enums=tuple(enums[name] for name in sorted(enums)) if any(item.native_enums for item in dialects) else (),
        schemas=tuple(sorted(schemas)) if any(item.schemas for item in dialects) else (),
        extensions=tuple(sorted(extensions)) if any(item.extensions for item in dialects) else (),
        objects=tuple(sorted(objects, key=attrgetter("name"))),
    )


def sql_objects(project: Project, settings: Settings) -> Iterator[SqlObject]:
    """Give what `sql:` documents make on the project's databases."""
    known = {item.qualified: item for domain in project.domains for item in domain.objects}
    for item in known.values():
        made = SqlObject(
            name=item.qualified,
            up=item.up,
            down=item.down,
            databases=item.databases,
            tables=tuple(sorted(_stood_on(item.qualified, known, project))),
            objects=tuple(sorted(item.objects)),
            span=item.span,
        )
        if any(made.text(made.up, name) is not None for name in settings.databases):
            yield made


def _stood_on(name: str, known: Mapping[str, DeclaredObject], project: Project) -> set[str]:
    """Give the tables that an object stands on, by way of others too."""
    found: set[str] = set()
    pending, seen = [name], set[str]()
    while pending:
        item = known.get(pending.pop())
        if item is None or item.qualified in seen:
            continue
        seen.add(item.qualified)
        pending.extend(item.objects)
        for entity in (project.entities[it] for it in item.entities if it in project.entities):
            tables = [entity.table, *(link.table for link in entity.many_to_many if link.declared and not link.through)]
            found.update(f"{entity.schema}.{table}" if entity.schema else table for table in tables)
    return found


def qualified(table: Table) -> str:
    """Give a table's name with its schema."""
    return f"{table.schema}.{table.name}" if table.schema else table.name


def _tables(project: Project, settings: Settings, *, guarded: bool) -> Iterator[Table]:
    shared: dict[int, Column] = {}
    for domain in project.domains:
        for entity in domain.entities:
            if entity.managed:
                yield _table(
                    entity, tuple(_columns(entity, shared, project, settings)), project, settings, guarded=guarded
                )
                for link in entity.many_to_many:
                    if link.declared and link.through is None:
                        yield association(entity, link, project, settings, guarded=guarded)


def _columns(entity: Entity, shared: dict[int, Column], project: Project, settings: Settings) -> Iterator[Column]:
    """Give the columns; one for each field, however many entities have it, unless it is made of others beside it."""
    names = {field.name: field.column for field in entity.fields}
    for field in entity.fields:
        made = shared.get(id(field)) or lower_column(field, project, settings, names)
        if field.computed is None and not isinstance(field.backfill, Expression):
            shared[id(field)] = made
        yield made


def _table(
    entity: Entity, columns: tuple[Column, ...], project: Project, settings: Settings, *, guarded: bool
) -> Table:
    names = {field.name: field.column for field in entity.fields}
    tenant = entity.by_name[entity.flags.tenant] if entity.flags.tenant else None
    simple = [item for item in entity.uniques if _is_simple(item)]
    partial = [item for item in entity.uniques if not _is_simple(item)]
    return Table(
        name=entity.table,
        schema=entity.schema,
        columns=columns,
        primary_key=PrimaryKey(constraint("pk", entity.table), tuple(names[name] for name in entity.key.fields)),
        uniques=tuple(_unique(item, names) for item in simple),
        indexes=(
            *(_unique_index(item, names) for item in partial),
            *(_index(item, names) for item in entity.indexes),
        ),
        checks=tuple(_checks(entity, project, names)),
        foreign_keys=tuple(foreign_keys(entity, project)),
        policy=_policy(tenant, entity, project) if tenant and guarded else None,
        append_only=entity.flags.append_only,
        options=entity.options,
        comment=comment(entity.description, settings),
        entity=str(entity.qualified),
        former=(f"{entity.qualified.domain}.{entity.renamed_from}", "") if entity.renamed_from else None,
        renamed_from=_former_table(entity, settings),
        span=entity.span,
        places=_places(entity),
    )


def _places(entity: Entity) -> Mapping[str, Span]:
    """Give where the columns' fields are written."""
    renamed = {item.name: item.column for item in entity.fields if item.column != item.name}
    if not renamed:
        return entity.places
    return {renamed.get(name, name): span for name, span in entity.places.items()}


def _former_table(entity: Entity, settings: Settings) -> str | None:
    """Give what the table was called when the entity had its former name and none was given for the table."""
    if entity.renamed_from is None:
        return None
    former = snake(entity.renamed_from)
    return plural(former) if settings.table_names == "plural" else former


def _policy(tenant: Field, entity: Entity, project: Project) -> Policy:
    return Policy(tenant.column, scalar_of(tenant.type, project), entity.flags.shared)


def _is_simple(item: DeclaredUnique) -> bool:
    """Tell whether a constraint can say it: whole columns, in all rows, on every database."""
    plain = all(term.field is not None and not term.descending and term.nulls is None for term in item.terms)
    return plain and item.where is None and not (item.ops or item.options or item.databases)


def _unique(item: DeclaredUnique, names: Names) -> Unique:
    return Unique(
        name=item.name,
        columns=tuple(names[term.field] for term in item.terms if term.field),
        deferrable=item.deferrable,
        nulls_not_distinct=item.nulls_not_distinct,
        include=tuple(names[name] for name in item.include),
    )


def _unique_index(item: DeclaredUnique, names: Names) -> Index:
    return Index(
        name=item.name,
        parts=_parts(item.terms, names),
        unique=True,
        where=_text(item.where, names),
        ops={names.get(name, name): kind for name, kind in item.ops.items()},
        include=tuple(names[name] for name in item.include),
        options=dict(item.options),
        nulls_not_distinct=item.nulls_not_distinct,
        databases=item.databases,
    )


def _index(item: DeclaredIndex, names: Names) -> Index:
    return Index(
        name=item.name,
        parts=_parts(item.terms, names),
        where=_text(item.where, names),
        method=item.method,
        ops={names.get(name, name): kind for name, kind in item.ops.items()},
        include=tuple(names[name] for name in item.include),
        options=dict(item.options),
        databases=item.databases,
    )


def _parts(terms: Iterable[Term], names: Names) -> tuple[Part, ...]:
    return tuple(
        Part(names[term.field] if term.field else None, _text(term.expression, names), term.descending, term.nulls)
        for term in terms
    )


def _checks(entity: Entity, project: Project, names: Names) -> Iterator[Check]:
    for check in entity.checks:
        column = None
        if check.origin == "enum":
            (field,) = check.expression.names
            kind = lower_type(entity.by_name[field], project)
            column = names[field] if isinstance(kind, NativeEnum) else None
        yield Check(check.name, text(rename(check.expression, names)), column)


def _text(expression: Expression | None, names: Names) -> str | None:
    return None if expression is None else text(rename(expression, names))
