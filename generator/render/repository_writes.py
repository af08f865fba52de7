"""What a repository writes: the stamps of a new and of a changed row, the uniques to upsert by, the links to others."""

import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.code import Code, Symbol, call, code, join, literal
from generator.fieldtypes import annotation
from generator.ir import Entity, Field, Generated, ManyToMany, Role, Source, Unique, Write
from generator.render.fields import MISSING, may_be_missing, on_create, on_update, own_links
from generator.render.layout import Kind
from generator.render.orders import own_key
from generator.render.repository_names import PARAMETERS
from generator.render.repository_tables import Tables, tuple_of
from generator.render.unit import Context
from generator.render.values import default_code

_WRITABLE: Final = frozenset({Role.PLAIN, Role.REFERENCE})
_KEYS: Final = {Generated.UUID7: (".db.keys", "uuid7"), Generated.UUID: ("uuid", "uuid4")}
_CLOCK: Final = "now"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A field that callers of the repository set by a keyword, because no schema shows it."""

    name: str
    column: str
    kind: Code
    nullable: bool
    optional: bool

    @property
    def code(self) -> Code:
        """The parameter as a signature has it."""
        kind = code(self.kind, " | ", MISSING) if self.optional else self.kind
        default = code(" = ", MISSING) if self.optional else code()
        return code(f"{self.name}: ", kind, " | None" if self.nullable else "", default)


@dataclass(frozen=True, slots=True)
class Apart:
    """The fields that no schema lets callers set, of new and of changed rows."""

    new: list[Parameter]
    changed: list[Parameter]


def apart(entity: Entity, context: Context) -> Apart:
    """Give the fields that only a keyword sets."""
    given, changing = {field.name for field in on_create(entity)}, {field.name for field in on_update(entity)}
    found = Apart([], [])
    for field in _writable(entity):
        if field.name not in given:
            found.new.append(_parameter(field, context, new=True))
        if field.name not in changing and not field.access.immutable and field.name not in entity.key.fields:
            found.changed.append(_parameter(field, context, new=False))
    return found


def _writable(entity: Entity) -> Iterator[Field]:
    """Give the fields whose values are neither made by the database nor stamped."""
    made = {Role.TENANT, *(stamp.role for stamp in entity.flags.stamps)}
    for field in entity.fields:
        if field.role in _WRITABLE and field.role not in made and field.computed is None and field.identity is None:
            yield field


def _parameter(field: Field, context: Context, *, new: bool) -> Parameter:
    kind = annotation(field.type, context.layout.type_symbol)
    given = field.nullable or field.default is not None or field.server_default is not None
    name = f"{field.name}_" if field.name in PARAMETERS or hasattr(builtins, field.name) else field.name
    return Parameter(name, field.column, kind, field.nullable, optional=given or not new)


def new_row(entity: Entity) -> list[Code]:
    """Give the items of a new row that callers do not give: its key where the application makes it, and stamps."""
    made = ((field, _made(field, entity)) for field in entity.fields)
    return [code(literal(field.column), ": ", value) for field, value in made if value is not None]


def needs_time(items: list[Code]) -> bool:
    """Tell whether one of the items is the current time."""
    return any(item.parts[-1] == _CLOCK for item in items)


def _made(field: Field, entity: Entity) -> Code | None:
    stamp = next((item for item in entity.flags.stamps if item.role is field.role), None)
    if stamp is not None and Write.CREATE in stamp.writes:
        return _stamp(stamp.source)
    if field.role is Role.KEY and entity.key.generated is not None:
        return code(Symbol(*_KEYS[entity.key.generated]), "()")
    return None


def _stamp(source: Source) -> Code:
    match source:
        case Source.CLOCK:
            return code(_CLOCK)
        case Source.ACTOR:
            return code("self.actor")
        case Source.TENANT:
            return code("self.tenant_id")
        case _:
            return code("1")


def defaults(entity: Entity, context: Context) -> list[Code]:
    """Give the items that stand for what callers leave out and the schemas do not fill in."""
    shown = {field.name: field for field in on_create(entity)}
    items: list[Code] = []
    for field in _writable(entity):
        if field.name in shown and not may_be_missing(field):
            continue
        made = default_code(field, context)
        if made is not None:
            value, is_function = made
            items.append(code(literal(field.column), ": ", value, "()" if is_function else ""))
    return items


def touched(entity: Entity, context: Context) -> list[Code]:
    """Give the items that every change stamps."""
    items: list[Code] = []
    for stamp in entity.flags.stamps:
        if Write.UPDATE in stamp.writes and stamp.source in {Source.CLOCK, Source.ACTOR}:
            clock = code(context.layout.runtime("keys", "utc_now"), "()")
            value = clock if stamp.source is Source.CLOCK else code("self.actor")
            items.append(code(literal(entity.by_role[stamp.role].column), ": ", value))
    return items


def counting(entity: Entity, tables: Tables) -> Code | None:
    """Give the assignment that counts the version up; None without a version."""
    if entity.flags.version is None:
        return None
    column = entity.by_name[entity.flags.version].column
    return code(literal(column), ": ", tables.column(entity, entity.flags.version), " + 1")


def upsert_uniques(entity: Entity, context: Context) -> list[tuple[str, str]]:
    """Give the uniques that an upsert can go by: what callers call each, and the constraint's name."""
    found: dict[str, str] = {}
    table = context.table(entity.table, entity.schema)
    if table is None or entity.flags.append_only:
        return []
    own, given = own_key(entity), {field.name for field in on_create(entity)}
    if entity.key.natural and set(own) <= given:
        found[",".join(own)] = table.primary_key.name
    for unique in entity.uniques:
        if _is_target(unique, entity, given):
            found.setdefault(",".join(unique.declared_fields), unique.name)
    return list(found.items())


def _is_target(unique: Unique, entity: Entity, given: set[str]) -> bool:
    return (
        not unique.implied
        and unique.deferrable is None
        and not (unique.is_global and entity.flags.tenant is not None)
        and all(term.field is not None for term in unique.terms)
        and given.issuperset(unique.declared_fields)
    )


def kept_columns(entity: Entity) -> list[str]:
    """Give the columns that callers give for a new row, and that an upsert leaves alone in the row that it meets."""
    changing = {field.name for field in on_update(entity)}
    return [field.column for field in on_create(entity) if field.name not in changing]


def links(entity: Entity, tables: Tables) -> Iterator[Code]:
    """Give the statements that say to whose rows each row is linked."""
    for link in entity.many_to_many:
        yield code(f"_{link.name}_links = ", _links(link, entity, tables))


def _links(link: ManyToMany, entity: Entity, tables: Tables) -> Code:
    target = tables.context.project.entities[link.target]
    pairs = zip(link.target_columns, own_key(target), strict=True)
    other = join(", ", (code(literal(name), ": ", tables.column(target, key)) for name, key in pairs))
    live = tables.live(target)
    seen = [tables.seen(target), live]
    if link.through is not None:
        seen.append(tables.live(tables.context.project.entities[link.through]))
    options = {
        "tenant": literal(link.tenant_column) if link.tenant and entity.flags.tenant is not None else None,
        "position": literal(link.position) if link.position is not None else None,
        "where": _conditions(*seen),
        "live": _conditions(tables.own(target), live) if live is not None and link in own_links(entity) else None,
        "renamed": tables.renamed(target),
    }
    return call(
        tables.runtime("Links", "links"),
        literal(link.ids_name),
        tables.context.layout.symbol(Kind.READ, link.target),
        tables.link(link, entity),
        own=tuple_of([literal(name) for name in link.own_columns]),
        other=code("{", other, "}"),
        **{name: value for name, value in options.items() if value is not None},
    )


def _conditions(*conditions: Code | None) -> Code | None:
    found = [condition for condition in conditions if condition is not None]
    return tuple_of(found) if found else None
