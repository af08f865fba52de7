"""Tables, indexes, constraints and types that would have the same name in the database."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Span, rule
from generator.ir import Entity, ManyToMany, Project
from generator.naming import constraint
from generator.resolve.draft import Work

TABLE_CLASH = rule(
    "R271",
    "table-clash",
    """
Two entities, or an entity and a many-to-many, have the same table. Databases do not always tell names apart by upper and
lower case.

Not so:     entity: Bill            with `table: invoices`, beside entity: Invoice
But so:     entity: Bill            with `table: bills`
""",
)
CONSTRAINT_CLASH = rule(
    "R272",
    "constraint-clash",
    """
Two indexes, uniques or keys have the same name, which databases want to be the only one in a schema.

Not so:     indexes: [{fields: [a], where: "a > 0"}, {fields: [a], where: "a < 0"}]
But so:     indexes: {above: {fields: [a], where: "a > 0"}, below: {fields: [a], where: "a < 0"}}
""",
)

_Known = dict[tuple[str, str], tuple[str, Span | None]]
"""Whose a name is, by schema and folded name."""


def relation_clashes(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find names that two tables, or two of their indexes and constraints, would have in one schema."""
    tables: _Known = {}
    for entity in project.entities.values():
        owner = str(entity.qualified)
        yield from _table(tables, (entity.schema, entity.table), owner, entity)
        for link in entity.many_to_many:
            if link.declared and link.through is None:
                yield from _table(tables, (entity.schema, link.table), f"{owner}.{link.name}", link)
    known: _Known = {key: (f"the table of {owner}", span) for key, (owner, span) in tables.items()}
    if any(item.native_enums for item in work.databases.values()):
        for enum in project.enums.values():
            if enum.db_type is not None:
                yield from _name(known, None, enum.db_type, f"the type of {enum.name}", enum.span)
    for entity in project.entities.values():
        # Where the tables clash, so do the names that begin with theirs.
        if entity.managed and tables[_key(entity.schema, entity.table)][1] is entity.span:
            for name, what, span in (*_constraints(entity), *_associations(entity, tables)):
                yield from _name(known, entity.schema, name, f"{what} of {entity.name}", span)


def _key(schema: str | None, name: str) -> tuple[str, str]:
    return schema or "", name.lower()


def _table(known: _Known, place: tuple[str | None, str], owner: str, item: Entity | ManyToMany) -> Iterator[Diagnostic]:
    other, span = known.setdefault(_key(*place), (owner, item.span))
    if other != owner:
        yield TABLE_CLASH.at(
            item.span,
            f"{owner} and {other} have the same table `{place[1]}`",
            "give one of them another `table`",
            related=((span, f"the table of {other}"),) if span else (),
        )


def _name(known: _Known, schema: str | None, name: str, what: str, span: Span | None) -> Iterator[Diagnostic]:
    other, place = known.setdefault(_key(schema, name), (what, span))
    if place is not span or other != what:
        yield CONSTRAINT_CLASH.at(
            span,
            f"`{name}` is the name of {other} already",
            "give one of them a `name`, or a short name: {short_name: {fields: [...]}}",
            related=((place, "here"),) if place else (),
        )


def _constraints(entity: Entity) -> Iterator[tuple[str, str, Span | None]]:
    yield constraint("pk", entity.table), "the key", entity.span
    for unique in entity.uniques:
        yield unique.name, "a unique", unique.span
    for index in entity.indexes:
        yield index.name, "an index", index.span
    tenant = entity.by_name[entity.flags.tenant].column if entity.flags.tenant else None
    for reference in entity.references:
        if reference.constraint:
            own = [entity.by_name[name].column for name in reference.fields]
            parts = [tenant, *own] if reference.composite_tenant and tenant else own
            yield constraint("fk", entity.table, parts), f"the foreign key `{reference.name}`", reference.span


def _associations(entity: Entity, tables: _Known) -> Iterator[tuple[str, str, Span | None]]:
    for link in entity.many_to_many:
        own = link.declared and link.through is None
        if own and tables[_key(entity.schema, link.table)][1] is link.span:
            yield constraint("pk", link.table), f"the key of `{link.name}`", link.span
            yield _target_index(link), f"the index of `{link.name}`", link.span


def _target_index(link: ManyToMany) -> str:
    lead = (link.tenant_column,) if link.tenant_column else ()
    return constraint("ix", link.table, (*lead, *link.target_columns))
