"""The relationships of a model: what it refers to, what refers to it, what it is linked with.

None is ever loaded by accident (`lazy="raise"`), and the database alone carries out what a deletion does to others
(`passive_deletes="all"`). Where a foreign key does not say by itself how two tables are joined, or where it shares the
tenant's column with another one, the join is spelled out and only the columns that tell the target are written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.code import Code, Scope, Symbol, call, code, literal
from generator.ir import Entity, EntityName, Inverse, ManyToMany, Reference
from generator.naming import is_reserved
from generator.render.layout import Kind
from generator.render.unit import Context

_RELATIONSHIP: Final = Symbol("sqlalchemy.orm", "relationship")
_MAPPED: Final = Symbol("sqlalchemy.orm", "Mapped")
_NEVER: Final = literal("raise")


@dataclass(frozen=True, slots=True)
class Side:
    """A relationship attribute: its name, its target, how many it holds, and the arguments of `relationship`."""

    name: str
    target: EntityName
    many: bool
    optional: bool
    options: dict[str, Code]


def sides(entity: Entity, context: Context) -> Iterator[Side]:
    """Give the relationships of a model: references, then inverses, then many-to-many."""
    for reference in entity.references:
        yield _forward(entity, reference, context)
    for inverse in entity.inverses:
        yield _backward(inverse, context)
    for link in entity.many_to_many:
        yield _linked(entity, link, context)


def relationship_line(side: Side, scope: Scope, known: set[EntityName], context: Context) -> str:
    """Give the attribute's line; entities in `known` are classes already, others are named in quotes."""
    symbol = context.layout.symbol(Kind.MODEL, side.target)
    name = scope.name(symbol) if side.target in known else scope.typing_text(code(symbol))
    kind = f"list[{name}]" if side.many else f"{name} | None" if side.optional else name
    if side.target not in known:
        kind = f'list["{name}"]' if side.many else f'"{kind}"'
    options = dict(side.options)
    # What the annotation says is looked up by name among all models: it has to be told apart where names meet.
    found_by_name = side.target.name not in context.ambiguous and name == symbol.name
    arguments = [] if found_by_name else [literal(path(side.target, context))]
    return (
        f"{side.name}: {scope.text(code(_MAPPED))}[{kind}] = {scope.text(call(_RELATIONSHIP, *arguments, **options))}"
    )


def path(target: EntityName, context: Context) -> str:
    """Give the words by which SQLAlchemy finds a model: its class, with its module where two have that name."""
    if target.name not in context.ambiguous:
        return target.name
    return f"{context.layout.symbol(Kind.MODEL, target).module.removeprefix('.')}.{target.name}"


def _forward(entity: Entity, reference: Reference, context: Context) -> Side:
    options = _join(entity, reference, context, inverse=False)
    if reference.inverse is not None:
        options["back_populates"] = literal(reference.inverse)
    options["lazy"] = _NEVER
    return Side(reference.name, reference.target, many=False, optional=reference.nullable, options=options)


def _backward(inverse: Inverse, context: Context) -> Side:
    source = context.project.entities[inverse.source]
    reference = next(item for item in source.references if item.name == inverse.reference)
    options = _join(source, reference, context, inverse=True)
    options |= {"back_populates": literal(reference.name), "lazy": _NEVER, "passive_deletes": literal("all")}
    return Side(inverse.name, inverse.source, many=inverse.many, optional=not inverse.many, options=options)


def _linked(entity: Entity, link: ManyToMany, context: Context) -> Side:
    options = {"secondary": _secondary(link, entity, context)}
    if _has_to_spell_link(entity, link, context):
        options |= _link_joins(entity, link, context)
    if link.position is not None:
        options["order_by"] = literal(f"{_table_path(link, entity, context)}{_attribute('c', link.position)}")
    options |= {"lazy": _NEVER, "viewonly": literal(True)}
    return Side(link.name, link.target, many=True, optional=False, options=options)


def _join(source: Entity, reference: Reference, context: Context, *, inverse: bool) -> dict[str, Code]:
    """Give what `relationship` has to be told about the join; nothing where one foreign key says it all."""
    options: dict[str, Code] = {}
    if _has_to_spell(source, reference, context):
        options["primaryjoin"] = literal(_condition(source, reference, context, inverse=inverse))
    others = _sharing(source, reference)
    if others:
        options["overlaps"] = literal(",".join(others))
    return options


def _has_to_spell(source: Entity, reference: Reference, context: Context) -> bool:
    target = context.project.entities[reference.target]
    # SQLAlchemy looks for the one key that links two tables, whichever of them it is on.
    alike = [
        *(item for item in source.references if item.target == reference.target),
        *(item for item in target.references if item.target == source.qualified),
    ]
    with_tenant = [item for item in source.references if item.composite_tenant or source.flags.tenant in item.fields]
    return (
        len(alike) > 1
        or not reference.constraint
        or not source.managed
        or (reference.composite_tenant and (reference.nullable or len(with_tenant) > 1))
    )


def _condition(source: Entity, reference: Reference, context: Context, *, inverse: bool) -> str:
    """Give the join as SQLAlchemy evaluates it; the columns that the relationship writes are `foreign`.

    A key that is unique across tenants needs no tenant beside it: the foreign key sees to it that it is the same.
    """
    target = context.project.entities[reference.target]
    to_itself = reference.target == source.qualified
    here, there = path(source.qualified, context), path(reference.target, context)
    terms: list[str] = []
    by_key = reference.constraint and reference.target_fields == target.key.fields
    if reference.composite_tenant and not by_key and source.flags.tenant and target.flags.tenant:
        own, other = f"{here}.{source.flags.tenant}", f"{there}.{target.flags.tenant}"
        if to_itself:
            other = f"remote({other})"
        terms.append(f"{own} == {other}")
    for field, target_field in zip(reference.fields, reference.target_fields, strict=True):
        own, other = f"foreign({here}.{field})", f"{there}.{target_field}"
        if to_itself:
            own, other = (f"remote({own})", other) if inverse else (own, f"remote({other})")
        terms.append(f"{own} == {other}")
    return f"and_({', '.join(terms)})" if len(terms) > 1 else terms[0]


def _sharing(source: Entity, reference: Reference) -> list[str]:
    """Name the other relationships that write one of the reference's columns too."""
    own = set(reference.fields)
    found: list[str] = []
    for other in source.references:
        if other is not reference and not own.isdisjoint(other.fields):
            found += [other.name, *([other.inverse] if other.inverse else [])]
    return found


def _has_to_spell_link(entity: Entity, link: ManyToMany, context: Context) -> bool:
    if link.target == entity.qualified:
        return True
    if link.through is None:
        return False
    through = context.project.entities[link.through]
    return not through.managed or any(
        not item.constraint or sum(other.target == item.target for other in through.references) > 1
        for item in through.references
        if item.target in {entity.qualified, link.target}
    )


def _link_joins(entity: Entity, link: ManyToMany, context: Context) -> dict[str, Code]:
    table = _table_path(link, entity, context)
    target = context.project.entities[link.target]
    own = _link_condition(entity, link.own_columns, table, link, context)
    other = _link_condition(target, link.target_columns, table, link, context)
    return {"primaryjoin": literal(own), "secondaryjoin": literal(other)}


def _link_condition(entity: Entity, columns: tuple[str, ...], table: str, link: ManyToMany, context: Context) -> str:
    here = path(entity.qualified, context)
    tenant = entity.flags.tenant if link.tenant else None
    key = [name for name in entity.key.fields if name != tenant]
    terms = [
        f"{here}.{name} == foreign({table}{_attribute('c', column)})" for name, column in zip(key, columns, strict=True)
    ]
    if tenant is not None and link.tenant_column is not None:
        terms.insert(0, f"{here}.{tenant} == foreign({table}{_attribute('c', link.tenant_column)})")
    return f"and_({', '.join(terms)})" if len(terms) > 1 else terms[0]


def _secondary(link: ManyToMany, entity: Entity, context: Context) -> Code:
    """Give the association: its name, or the way to it where SQLAlchemy 2.0 would read the name as an expression."""
    name = _table_name(link, entity, context)
    if _is_path(name):
        return literal(name)
    return code(
        "lambda: ", context.layout.symbol(Kind.MODEL, entity.qualified), ".metadata.tables[", literal(name), "]"
    )


def _table_path(link: ManyToMany, entity: Entity, context: Context) -> str:
    """Give the words by which SQLAlchemy finds the association within a condition."""
    name = _table_name(link, entity, context)
    if _is_path(name):
        return name
    column = f"{path(entity.qualified, context)}.{entity.key.fields[0]}"
    return f"{column}.property.columns[0].table.metadata.tables[{name!r}]"


def _table_name(link: ManyToMany, entity: Entity, context: Context) -> str:
    schema = _schema(link, entity, context)
    return f"{schema}.{link.table}" if schema else link.table


def _is_path(name: str) -> bool:
    return all(part.isidentifier() and not is_reserved(part) for part in name.split("."))


def _schema(link: ManyToMany, entity: Entity, context: Context) -> str | None:
    """Give the schema of the association: that of the entity it goes through, or of the entity that declares it."""
    if link.through is not None:
        return context.project.entities[link.through].schema
    return entity.schema if link.declared else context.project.entities[link.target].schema


def _attribute(*names: str) -> str:
    """Give `.c.name`, or `.c["name"]` where the name is no Python name."""
    *heads, last = names
    plain = last.isidentifier() and not is_reserved(last)
    return "".join(f".{head}" for head in heads) + (f".{last}" if plain else f"[{last!r}]")
