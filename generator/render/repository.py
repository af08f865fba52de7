"""The repository module: for each entity a class that says what is read, what is written and what that means."""

from typing import Final

from generator.code import Code, Scope, Symbol, block, code, docstring, join, literal
from generator.fieldtypes import annotation
from generator.ir import Entity, ManyToMany, Role
from generator.naming import plural, snake
from generator.render.fields import key_annotation, own_links
from generator.render.layout import Kind
from generator.render.orders import own_key
from generator.render.repository_deletion import Reach, holding, parents, reach
from generator.render.repository_names import METHODS, PARAMETERS, STATEMENTS
from generator.render.repository_reads import reading
from generator.render.repository_relations import relations
from generator.render.repository_tables import Tables, all_of, tuple_of
from generator.render.repository_writes import (
    Apart,
    Parameter,
    apart,
    counting,
    defaults,
    kept_columns,
    links,
    needs_time,
    new_row,
    touched,
    upsert_uniques,
)
from generator.render.schemas import has_update
from generator.render.unit import Context, Unit, extended

_INDENT: Final = "    "
_ITEM: Final = _INDENT * 3
"""Before what a method's dict holds."""
_LONGEST_LIST: Final = 60
"""Characters of what a docstring lists in its one line."""


def build(unit: Unit) -> dict[str, object]:
    """Give what `repository.py.j2` is filled with."""
    context = unit.context
    taken = {entity.name + Kind.REPOSITORY.value for entity in unit.entities} | PARAMETERS
    aparts = [apart(entity, context) for entity in unit.entities]
    taken.update(parameter.name for item in aparts for parameter in (*item.new, *item.changed))
    scope = unit.scope(taken)
    repositories = [
        _repository(entity, item, scope, context) for entity, item in zip(unit.entities, aparts, strict=True)
    ]
    return {"docstring": docstring(_title(unit)), "repositories": repositories, "imports": scope.imports()}


def exports(entity: Entity, context: Context) -> tuple[Symbol, ...]:
    """Give what the package shows of an entity's repository."""
    return (context.layout.symbol(Kind.REPOSITORY, entity.qualified),)


def _title(unit: Unit) -> str:
    if len(unit.entities) == 1 < len(unit.domain.entities):
        return f"Queries and writes of {unit.entities[0].name}."
    return f"Queries and writes of the {unit.domain.name} domain."


def _repository(entity: Entity, besides: Apart, scope: Scope, context: Context) -> dict[str, object]:
    tables = Tables(entity, STATEMENTS | {f"_{link.name}_links" for link in entity.many_to_many}, context)
    found = reach(entity, tables) if entity.flags.deleted_at is not None else Reach()
    noun = snake(entity.name).replace("_", " ")
    updates = not entity.flags.append_only and (has_update(entity) or bool(besides.changed))
    uniques = upsert_uniques(entity, context) if updates else []
    statements = [*reading(entity, tables), *_writing(entity, tables, found, uniques, updates=updates)]
    return {
        "name": entity.name + Kind.REPOSITORY.value,
        "base": scope.text(_base(entity, context)),
        "docstring": docstring(_about(entity, plural(noun)), _INDENT),
        "facts": block([scope.text(fact) for fact in _facts(entity, context)], _INDENT),
        "statements": block([scope.text(line) for line in (*tables.lines(), *statements)], _INDENT),
        "noun": noun,
        "nouns": plural(noun),
        "a_noun": f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}",
        "key": scope.text(key_annotation(entity, context)),
        "read": scope.name(context.layout.symbol(Kind.READ, entity.qualified)),
        "sequence": scope.name(Symbol("collections.abc", "Sequence")),
        "mapping": scope.name(context.layout.runtime("statements", "Values")),
        **_creation(entity, besides, scope, context),
        **_changing(entity, besides, scope, context, updates=updates),
        "by": scope.text(_by(uniques)) if uniques else "",
        "is_soft": entity.flags.deleted_at is not None,
        "is_changed": not entity.flags.append_only,
        "filter": scope.name(context.layout.symbol(Kind.FILTER, entity.qualified)),
        "is_final": entity.flags.append_only,
        "with_it": _with_it(found),
        "linked": [_linked(link, entity, scope, context) for link in entity.many_to_many],
    }


def _base(entity: Entity, context: Context) -> Code:
    layout = context.layout
    soft = entity.flags.deleted_at is not None
    name = layout.runtime("deletion", "SoftRepository") if soft else layout.runtime("repository", "Repository")
    kinds = (Kind.READ, Kind.FILTER, Kind.SORT)
    symbols = [code(layout.symbol(kind, entity.qualified)) for kind in kinds]
    *mixed, base = map(code, extended(entity, "repository", name))
    return join(", ", [*mixed, code(base, "[", join(", ", [key_annotation(entity, context), *symbols]), "]")])


def _about(entity: Entity, nouns: str) -> str:
    whose = "of one tenant" if entity.flags.tenant is not None else "of everybody"
    shared = ", and those that all tenants share" if entity.flags.shared else ""
    marked = "; deleted ones are seen when asked for" if entity.flags.deleted_at is not None else ""
    final = "; they are only ever added" if entity.flags.append_only else ""
    return f"The {nouns} {whose}{shared}{marked}{final}."


def _facts(entity: Entity, context: Context) -> list[Code]:
    layout, namer = context.layout, context.layout.type_symbol
    facts = [
        code("model = ", layout.symbol(Kind.MODEL, entity.qualified)),
        code("record = ", layout.symbol(Kind.READ, entity.qualified)),
    ]
    if entity.flags.tenant is not None:
        facts.append(code("tenant = ", annotation(entity.by_name[entity.flags.tenant].type, namer)))
    stamped = entity.flags.created_by or entity.flags.updated_by
    if stamped is not None:
        actor = entity.by_name[stamped]
        facts.append(code("actor_kind = ", annotation(actor.type, namer)))
        facts += [code("actor_required = False")] if actor.nullable else []
    return facts


def _writing(
    entity: Entity, tables: Tables, found: Reach, uniques: list[tuple[str, str]], *, updates: bool
) -> list[Code]:
    """Give the statements that say how rows are written."""
    inserted = join(", ", [code("_rows"), *parents(entity, tables)])
    lines = [code("_insertion = ", tables.runtime("Insertion"), "(", inserted, ")")]
    soft = entity.flags.deleted_at is not None
    version = entity.flags.version
    if updates or soft:
        lines.append(_change("_change", entity, tables, versioned=version is not None))
    if uniques:
        if version is not None:
            lines.append(_change("_overwriting", entity, tables, versioned=False))
        lines.append(_upserts(entity, tables, uniques))
    if soft:
        lines.append(_changing_by("_restoration", code("_rows.this"), entity, tables))
        lines.append(_deletion(entity, tables, found))
    elif not entity.flags.append_only:
        where = all_of((code("_rows.this"), _version_is(entity, tables)))
        lines.append(code("_removal = ", Symbol("sqlalchemy", "delete"), f"({tables.main}).where(", where, ")"))
    return [*lines, *links(entity, tables), *relations(entity, tables)]


def _change(name: str, entity: Entity, tables: Tables, *, versioned: bool) -> Code:
    live = code("_live") if entity.flags.deleted_at is not None else None
    where = all_of((code("_rows.this"), live, _version_is(entity, tables) if versioned else None))
    return _changing_by(name, where, entity, tables)


def _changing_by(name: str, where: Code, entity: Entity, tables: Tables) -> Code:
    statement = code(Symbol("sqlalchemy", "update"), f"({tables.main}).where(", where, ")")
    counted = counting(entity, tables)
    if counted is not None:
        statement = code(statement, ".values({", counted, "})")
    return code(f"{name} = ", tables.runtime("Change"), "(_rows, ", statement, ")")


def _version_is(entity: Entity, tables: Tables) -> Code | None:
    if entity.flags.version is None:
        return None
    return code(tables.column(entity, entity.flags.version), " == ", tables.runtime("VERSION"))


def _upserts(entity: Entity, tables: Tables, uniques: list[tuple[str, str]]) -> Code:
    named = join(", ", (code(literal(by), ": ", literal(name)) for by, name in uniques))
    change = "_overwriting" if entity.flags.version is not None else "_change"
    names = kept_columns(entity)
    kept = code(", kept=", tuple_of([literal(name) for name in names])) if names else code()
    counted = counting(entity, tables)
    assigned = code(", assigned={", counted, "}") if counted is not None else code()
    head = code("_upserts = ", tables.runtime("Upserts", "upserts"), f"({change}, {{", named, "}")
    return code(head, kept, assigned, ")")


def _deletion(entity: Entity, tables: Tables, found: Reach) -> Code:
    marks = tables.columns(entity, (entity.flags.deleted_at or "", entity.flags.deletion_id or ""))
    options = [
        code(f", {name}=", tuple_of(items))
        for name, items in (
            ("holders", list(holding(entity, tables))),
            ("dependents", found.dependents),
            ("removed", found.removed),
            ("refused_by", found.refused_by),
            ("refused_later_by", found.refused_later_by),
        )
        if items
    ]
    named = code("_deletion = ", tables.runtime("Deletion", "deletion"), "(", literal(entity.name))
    head = code(named, ", _rows, ", marks, ", _change, _restoration")
    return code(head, join("", options), ")")


def _creation(entity: Entity, besides: Apart, scope: Scope, context: Context) -> dict[str, object]:
    """Give what the template says of new rows."""
    stamps = new_row(entity)
    items = defaults(entity, context)
    items.append(code("**", _given(entity, context)))
    if besides.new:
        items.append(code("**", _present(besides.new, context)))
    timed = needs_time(stamps)
    key = [f"made.{name}" for name in own_key(entity)]
    return {
        "create": scope.name(context.layout.symbol(Kind.CREATE, entity.qualified)),
        "apart": scope.text(_signature(besides.new)),
        "apart_more": scope.text(join("", (code(", ", item.code) for item in besides.new))),
        "passed": "".join(f", {item.name}={item.name}" for item in besides.new),
        "clock": scope.text(code(context.layout.runtime("keys", "utc_now"))) if timed else "",
        "new_row": block([scope.text(item) for item in (*items, *stamps)], _ITEM, ","),
        "made_key": key[0] if len(key) == 1 else f"({', '.join(key)})",
        "whole": scope.name(context.layout.runtime("standalone", "whole")) if own_links(entity) else "",
        "own_links": [{"name": f"self._{link.name}_links", "ids": link.ids_name} for link in own_links(entity)],
    }


def _changing(entity: Entity, besides: Apart, scope: Scope, context: Context, *, updates: bool) -> dict[str, object]:
    """Give what the template says of changed rows."""
    changed = besides.changed if updates else []
    stamps = touched(entity, context) if updates or entity.flags.deleted_at is not None else []
    given, tail = _given(entity, context), [code("self._touched()")] if stamps else []
    both = [item for item in changed if any(item.name == other.name for other in besides.new)]
    shown, versioned = updates and has_update(entity), entity.flags.version is not None
    pieces = [*([given] if shown else []), *([_present(changed, context)] if changed else []), *tail]
    upserted = [given, *([_present(both, context)] if both else []), *tail]
    version = "version: int" if versioned else ""
    data = scope.name(context.layout.symbol(Kind.UPDATE, entity.qualified)) if shown else ""
    return {
        "updates": updates,
        "data_parameter": f", data: {data}" if shown else "",
        "where_apart": scope.text(_signature(changed)),
        "update_apart": scope.text(_signature(changed, version)),
        "changes": scope.text(join(" | ", pieces)) if updates else "",
        "upserted": scope.text(join(" | ", upserted)) if updates else "",
        "touched": block([scope.text(item) for item in stamps], _ITEM, ","),
        "touching": "self._touched()" if stamps else "{}",
        "version_parameter": f", *, {version}" if versioned else "",
        "version": ", version" if versioned else "",
        "unlinkable": own_links(entity) if shown else [],
        "missing": scope.name(Symbol("pydantic", "MISSING")) if shown and own_links(entity) else "",
    }


def _signature(apart: list[Parameter], *first: str) -> Code:
    """Give keyword-only parameters."""
    items = [*(code(item) for item in first if item), *(item.code for item in apart)]
    return code(", *, ", join(", ", items)) if items else code()


def _given(entity: Entity, context: Context) -> Code:
    shown = [link.ids_name for link in own_links(entity)]
    renamed = [
        code(f"{field.name}=", literal(field.column))
        for field in entity.fields
        if field.column != field.name and field.role in {Role.PLAIN, Role.REFERENCE, Role.KEY}
    ]
    arguments = join(", ", [code("data"), *map(literal, shown), *renamed])
    return code(context.layout.runtime("statements", "given"), "(", arguments, ")")


def _present(apart: list[Parameter], context: Context) -> Code:
    pairs = join(", ", (code(literal(item.column), f": {item.name}") for item in apart))
    return code(context.layout.runtime("statements", "present"), "({", pairs, "})")


def _by(uniques: list[tuple[str, str]]) -> Code:
    names = join(", ", (literal(by) for by, _ in uniques))
    return code(", *, by: ", Symbol("typing", "Literal"), "[", names, "] = ", literal(uniques[0][0]))


def _with_it(found: Reach) -> str:
    names = [plural(snake(name).replace("_", " ")) for name in dict.fromkeys(found.marked)]
    if not names:
        return ""
    *first, last = names
    listed = f"{', '.join(first)} and {last}" if first else last
    if len(listed) > _LONGEST_LIST:
        return f", and its live rows of {len(names)} other kinds with it"
    return f", and its live {listed} with it"


def _linked(link: ManyToMany, entity: Entity, scope: Scope, context: Context) -> dict[str, object]:
    target = context.project.entities[link.target]
    names = {_method(item) for item in entity.many_to_many}
    plain = link.name
    while {f"link_{plain}", f"unlink_{plain}"} & names:
        plain += "_"
    return {
        "name": _method(link),
        "plain": plain,
        "links": f"self._{link.name}_links",
        "is_changed": link in own_links(entity) and not entity.flags.append_only,
        "ids": link.ids_name,
        "key": scope.text(key_annotation(target, context)),
        "read": scope.name(context.layout.symbol(Kind.READ, link.target)),
        "iterable": scope.name(Symbol("collections.abc", "Iterable")),
    }


def _method(link: ManyToMany) -> str:
    return f"{link.name}_" if link.name in METHODS else link.name
