"""What a soft deletion takes with it, and what forbids it: found along the references that point at an entity."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.code import Code, Symbol, code, join, literal
from generator.ir import Entity, EntityName, OnDelete, Reference
from generator.render.orders import own_key
from generator.render.repository_tables import Tables, all_of, tuple_of


@dataclass
class Reach:
    """What depends on an entity, one reference a row, those nearer to it first."""

    dependents: list[Code] = field(default_factory=list)
    removed: list[Code] = field(default_factory=list)
    refused_by: list[Code] = field(default_factory=list)
    refused_later_by: list[Code] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    """The entities whose rows are marked too."""


def reach(entity: Entity, tables: Tables) -> Reach:
    """Follow the references to `entity` and to what is deleted with it."""
    found = Reach()
    seen: set[tuple[EntityName, str]] = set()
    pending = [entity]
    while pending:
        target = pending.pop(0)
        for source, reference in tables.context.project.referrers.get(target.qualified, ()):
            if (source.qualified, reference.name) in seen:
                continue
            seen.add((source.qualified, reference.name))
            if _follow(source, reference, target, found, tables):
                pending.append(source)
    return found


def _follow(source: Entity, reference: Reference, target: Entity, found: Reach, tables: Tables) -> bool:
    """Keep what one reference means for the deletion, and tell whether its rows are marked."""
    near = target is tables.entity
    if reference.refuses:
        (found.refused_by if near else found.refused_later_by).append(_refusal(source, reference, target, tables))
        return False
    if reference.on_delete is not OnDelete.CASCADE:
        return False
    if source.flags.deleted_at is None:
        where = all_of((tables.own(source), _depends(source, reference, target, tables)))
        found.removed.append(code(Symbol("sqlalchemy", "delete"), f"({tables.of(source)}).where(", where, ")"))
        return False
    found.dependents.append(_dependents(source, reference, target, tables))
    found.marked.append(source.name)
    return True


def _dependents(source: Entity, reference: Reference, target: Entity, tables: Tables) -> Code:
    own = tables.own(source)
    options = [code(", own=", own)] if own is not None else []
    referrers = tables.context.project.referrers.get(source.qualified, ())
    if any(item.holds for _, item in referrers):
        options.append(code(", locks=True"))
    if any(_is_circular(item.qualified, tables) for item in (source, target)):
        options.append(code(", circular=True"))
    holders = list(holding(source, tables, besides=reference))
    if holders:
        options.append(code(", holders=", tuple_of(holders)))
    depends = _depends(source, reference, target, tables)
    head = code(tables.runtime("Dependents", "deletion"), "(", literal(source.name), ", ", _marks(source, tables))
    return code(head, ", ", depends, join("", options), ")")


def holding(source: Entity, tables: Tables, besides: Reference | None = None) -> Iterator[Code]:
    """Give what a row of `source` refers to that it is not restored under while that is deleted on its own.

    Where deleting it would empty the reference, a row may be live under a deleted one.
    """
    for reference in source.references:
        target = tables.context.project.entities[reference.target]
        if reference is besides or target.flags.deleted_at is None or not reference.holds:
            continue
        own = tables.own(target)
        tail = code(", ", own, ")") if own is not None else code(")")
        head = code(tables.runtime("Holder", "deletion"), "(", literal(reference.fields[0]), ", ")
        yield code(head, _refers(source, reference, target, tables), ", ", _marks(target, tables), tail)


def _marks(entity: Entity, tables: Tables) -> Code:
    return tables.columns(entity, (entity.flags.deleted_at or "", entity.flags.deletion_id or ""))


def _refers(source: Entity, reference: Reference, target: Entity, tables: Tables) -> Code:
    """Give the columns of a reference, and the target's that they hold the values of."""
    pairs = zip(reference.fields, reference.target_fields, strict=True)
    columns = (code(tables.column(source, name), ": ", tables.column(target, other)) for name, other in pairs)
    return code("{", join(", ", columns), "}")


def _is_circular(start: EntityName, tables: Tables) -> bool:
    """Tell whether a deletion of the entity's rows may come back to rows of it; asked once a table and repository."""
    known = tables.circular.get(start)
    if known is None:
        known = tables.circular[start] = start in _descendants(start, tables)
    return known


def _descendants(start: EntityName, tables: Tables) -> set[EntityName]:
    found: set[EntityName] = set()
    pending = [start]
    while pending:
        for source, reference in tables.context.project.referrers.get(pending.pop(), ()):
            if reference.on_delete is OnDelete.CASCADE and source.qualified not in found:
                found.add(source.qualified)
                pending.append(source.qualified)
    return found


def _refusal(source: Entity, reference: Reference, target: Entity, tables: Tables) -> Code:
    depends = _depends(source, reference, target, tables, asked=target is tables.entity)
    where = all_of((tables.own(source), tables.live(source), depends))
    query = code(tables.runtime("some"), "(", where, f", of={tables.of(source)})")
    return code("(", literal(source.name), ", ", query, ")")


def _depends(source: Entity, reference: Reference, target: Entity, tables: Tables, *, asked: bool = False) -> Code:
    """Give the condition that a row refers to one that the deletion marks; `asked` before it has."""
    pairs = list(zip(reference.fields, reference.target_fields, strict=True))
    near = target is tables.entity and (asked or not _is_circular(target.qualified, tables))
    if near and set(reference.target_fields) == set(own_key(target)):
        terms = [
            code(
                tables.column(source, name),
                " == ",
                tables.runtime("keyed"),
                "(",
                literal(target.by_name[other].column),
                ")",
            )
            for name, other in pairs
        ]
        return join(", ", terms)
    refers = _refers(source, reference, target, tables)
    if near:
        return code(tables.runtime("within"), "(", refers, ", _rows.this)")
    marked = code(tables.column(target, target.flags.deletion_id or ""), " == ", tables.runtime("DELETION"))
    return code(tables.runtime("within"), "(", refers, ", ", all_of((tables.own(target), marked)), ")")


def parents(entity: Entity, tables: Tables) -> Iterator[Code]:
    """Give the references of `entity` whose targets are marked when deleted, so that a foreign key is not enough."""
    for reference in entity.references:
        target = tables.context.project.entities[reference.target]
        live = tables.live(target)
        if live is not None:
            where = all_of((tables.own(target), live))
            head = code(tables.runtime("Parent"), "(", literal(reference.fields[0]), ", ")
            yield code(head, _refers(entity, reference, target, tables), ", ", where, ")")
