"""References as foreign keys: those between tenants lead with the tenant, on both sides."""

from collections.abc import Iterator

from generator.ir import Entity, OnDelete, Project, Reference
from generator.naming import constraint
from generator.schema.state import ForeignKey


def foreign_keys(entity: Entity, project: Project) -> Iterator[ForeignKey]:
    """Give the foreign keys of an entity, in the order of its references."""
    for reference in entity.references:
        if reference.constraint:
            yield foreign_key(entity, reference, project.entities[reference.target])


def foreign_key(entity: Entity, reference: Reference, target: Entity) -> ForeignKey:
    """Give the foreign key of a reference."""
    own = tuple(entity.by_name[name].column for name in reference.fields)
    others = tuple(target.by_name[name].column for name in reference.target_fields)
    leading: tuple[str, ...] = ()
    if reference.composite_tenant and entity.flags.tenant and target.flags.tenant:
        leading = (entity.by_name[entity.flags.tenant].column,)
        others = (target.by_name[target.flags.tenant].column, *others)
    emptied = reference.on_delete is OnDelete.SET_NULL and bool(leading)
    return ForeignKey(
        name=constraint("fk", entity.table, (*leading, *own)),
        columns=(*leading, *own),
        table=target.table,
        references=others,
        schema=target.schema,
        on_delete=reference.on_delete.value,
        on_update=reference.on_update.value,
        set_null_columns=own if emptied else (),
        deferrable=reference.deferrable,
    )
