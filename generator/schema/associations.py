"""The tables between the two sides of a many-to-many."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.config import Settings
from generator.fieldtypes import Scalar
from generator.ir import Entity, Field, ManyToMany, Project
from generator.naming import constraint, snake
from generator.schema.state import Backfill, Column, ForeignKey, Index, Part, Policy, PrimaryKey, Table
from generator.schema.storage import lower_column, scalar_of


def association(owner: Entity, link: ManyToMany, project: Project, settings: Settings, *, guarded: bool) -> Table:
    """Give the association table of a many-to-many that `owner` declares."""
    other = project.entities[link.target]
    tenant = owner.by_name[owner.flags.tenant] if link.tenant and owner.flags.tenant else None
    leading = (link.tenant_column,) if tenant and link.tenant_column else ()
    held = dict(_held(owner, link.own_columns)) | dict(_held(other, link.target_columns))
    columns = [_column(name, field, project, settings, _side(link, name)) for name, field in held.items()]
    if tenant and link.tenant_column:
        columns.insert(0, _tenant(link.tenant_column, tenant, project, settings))
    if link.position:
        columns.append(Column(link.position, Scalar("int"), known_as="@position"))
    # A row that is only ever added keeps what it is linked to.
    action = "restrict" if owner.flags.append_only else "cascade"
    keys = (
        _key(link, owner, link.own_columns, leading, action),
        _key(link, other, link.target_columns, leading, action),
    )
    index = (*keys[1].columns,) if keys[1].columns[: len(leading)] == leading else (*leading, *keys[1].columns)
    return Table(
        name=link.table,
        schema=owner.schema,
        columns=tuple(columns),
        primary_key=PrimaryKey(constraint("pk", link.table), (*leading, *link.own_columns, *link.target_columns)),
        indexes=(Index(constraint("ix", link.table, index), tuple(map(Part, index))),),
        foreign_keys=keys,
        policy=Policy(leading[0], scalar_of(tenant.type, project)) if tenant and leading and guarded else None,
        append_only=owner.flags.append_only,
        entity=str(owner.qualified),
        link=link.name,
        former=_former(owner, link),
        renamed_from=f"{snake(owner.name)}_{link.renamed_from}" if link.renamed_from else None,
        span=link.span,
    )


def _former(owner: Entity, link: ManyToMany) -> tuple[str, str] | None:
    if not (owner.renamed_from or link.renamed_from):
        return None
    return f"{owner.qualified.domain}.{owner.renamed_from or owner.name}", link.renamed_from or link.name


def _side(link: ManyToMany, column: str) -> str:
    """Tell what a column holds by its place: its name tells the entity's, which may get another one."""
    if column in link.own_columns:
        return f"@own{link.own_columns.index(column)}"
    return f"@other{link.target_columns.index(column)}"


def _held(entity: Entity, columns: tuple[str, ...]) -> Iterator[tuple[str, Field]]:
    """Give the fields of an entity's key that an association's columns hold."""
    names = [name for name in entity.key.fields if name != entity.flags.tenant]
    return zip(columns, (entity.by_name[name] for name in names), strict=True)


def _column(name: str, field: Field, project: Project, settings: Settings, known_as: str) -> Column:
    names: Mapping[str, str] = {}
    lowered = lower_column(field, project, settings, names)
    return Column(name, lowered.type, db_type=lowered.db_type, collation=lowered.collation, known_as=known_as)


def _tenant(name: str, field: Field, project: Project, settings: Settings) -> Column:
    """Give the tenant's column; links that are there get what rows of the entity do, as far as no column of it says that."""
    column = _column(name, field, project, settings, "@tenant_id")
    fill = lower_column(field, project, settings, {}).fill
    return replace(column, fill=fill) if isinstance(fill, Backfill) and fill.expression is None else column


def _key(
    link: ManyToMany, entity: Entity, columns: tuple[str, ...], leading: tuple[str, ...], action: str
) -> ForeignKey:
    tenant = entity.flags.tenant if leading else None
    own = (*leading, *columns) if tenant else columns
    keys = [entity.by_name[name].column for name in entity.key.fields if name != entity.flags.tenant]
    references = (entity.by_name[tenant].column, *keys) if tenant else tuple(keys)
    return ForeignKey(
        name=constraint("fk", link.table, own),
        columns=own,
        table=entity.table,
        references=references,
        schema=entity.schema,
        on_delete=action,
    )
