"""What other domains can see of one, and what it needs of them: what decides how far an edit reaches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as fields_of
from hashlib import sha256
from operator import attrgetter
from typing import Final

from generator.fieldtypes.refs import EnumRef
from generator.ir import Domain, Entity, Field, Flags, Project, Role
from generator.render.sharing import type_uses, uses_of
from generator.spec.documents import DomainDefaults, DomainDocument, EntityDocument, MixinDocument
from generator.spec.places import ends
from generator.spec.sources import Source, Specs

_ENTITY: Final = attrgetter("name", "table", "schema", "managed", "key", "extend", "repository", "file", "renamed_from")
_FLAGS: Final = attrgetter(*(field.name for field in fields_of(Flags) if field.name != "stamps"))
_REFERENCE: Final = attrgetter(
    "name",
    "fields",
    "target",
    "target_fields",
    "nullable",
    "on_delete",
    "on_update",
    "composite_tenant",
    "one_to_one",
    "inverse",
    "constraint",
    "deferrable",
)
_LINK: Final = attrgetter(
    "name",
    "ids_name",
    "target",
    "table",
    "own_columns",
    "target_columns",
    "tenant_column",
    "position",
    "through",
    "inverse",
    "declared",
)
_INVERSE: Final = attrgetter("name", "source", "reference", "many")
_FIELD: Final = attrgetter("name", "column", "nullable", "role", "identity")
_MEMBER: Final = attrgetter("name", "value")
_ENUM: Final = attrgetter("name", "base", "storage", "db_type", "renamed_from")


@dataclass(frozen=True, slots=True)
class Outline:
    """What the specs of one domain say about it and others."""

    specs: tuple[str, ...]
    """Its files, as users are shown them."""
    names: tuple[str, ...]
    """`kind name` of each of its documents."""
    needs: tuple[str, ...]
    """The domains without which it cannot be resolved: whose entities it refers to, whose types and mixins it uses."""
    refers: tuple[str, ...]
    """The entities that its entities refer to, as `domain.Name`."""
    gives: tuple[str, ...]
    """What it adds to entities of other domains: `domain what`, such as the other side of a reference."""
    through: tuple[str, ...]
    """The other domains whose entities carry its many-to-many."""
    type_uses: tuple[str, ...]
    value_uses: tuple[str, ...]
    """The other domains whose types it uses; in value objects only."""
    extensions: tuple[str, ...]
    interface: str
    """A digest of all that other domains can see of it."""


def outlines(domains: Iterable[Domain], project: Project, specs: Specs) -> dict[str, Outline]:
    """Describe some domains of a project that was resolved; the project holds at least what they need."""
    sources: dict[str, list[Source]] = {}
    homes: dict[str, set[str]] = {}
    for source in specs.sources:
        sources.setdefault(source.domain, []).append(source)
        if source.kind == "mixin":
            homes.setdefault(source.name, set()).add(source.domain)
    return {domain.name: _outline(domain, project, sources.get(domain.name, []), homes) for domain in domains}


def _outline(domain: Domain, project: Project, sources: list[Source], mixin_homes: Mapping[str, set[str]]) -> Outline:
    uses = uses_of(domain)
    references = [item for entity in domain.entities for item in entity.references]
    links = [item for entity in domain.entities for item in entity.many_to_many]
    carriers = {item.through.domain for item in links if item.through is not None}
    mixins = {home for name in _mixins(sources) for home in mixin_homes.get(name.rpartition(".")[2], ())}
    targets = {item.target.domain for item in references} | {item.target.domain for item in links}
    needs = targets | carriers | uses.in_all | mixins
    return Outline(
        specs=tuple(dict.fromkeys(source.file.path for source in sources)),
        names=tuple(sorted(f"{source.kind} {source.name}" for source in sources)),
        needs=tuple(sorted(needs - {domain.name})),
        refers=tuple(sorted({str(item.target) for item in references})),
        gives=tuple(sorted({item for entity in domain.entities for item in _gives(entity)})),
        through=tuple(sorted(carriers - {domain.name})),
        type_uses=tuple(sorted(uses.in_all)),
        value_uses=tuple(sorted(uses.in_values)),
        extensions=domain.extensions,
        interface=_interface(domain, project, sources),
    )


def _mixins(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        match source.document:
            case EntityDocument(mixins=named) | DomainDocument(defaults=DomainDefaults(mixins=named)):
                yield from named
            case _:
                continue


def _gives(entity: Entity) -> Iterator[str]:
    """Give what other domains' entities have because of this one: attributes that lead back, uniques to refer to."""
    for item in entity.references:
        if item.target.domain != entity.domain:
            if item.inverse is not None:
                yield f"{item.target.domain} {item.target.name} {entity.qualified} {_REFERENCE(item)}"
            if item.composite_tenant:
                yield f"{item.target.domain} {item.target.name} unique {','.join(item.target_fields)}"
    for link in entity.many_to_many:
        if link.declared and link.target.domain != entity.domain:
            if link.inverse is not None:
                yield f"{link.target.domain} {link.target.name} {entity.qualified} {_LINK(link)}"
            if link.tenant:
                yield f"{link.target.domain} {link.target.name} unique"


def _interface(domain: Domain, project: Project, sources: list[Source]) -> str:
    seen = (
        domain.name,
        domain.schema,
        [_entity(entity) for entity in domain.entities],
        [(_ENUM(enum), [_MEMBER(member) for member in enum.members]) for enum in domain.enums],
        [(value.name, _held(value.fields, project, {(domain.name, value.name)})) for value in domain.values],
        list(_mixin_texts(sources)),
    )
    return sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _mixin_texts(sources: list[Source]) -> Iterator[tuple[str, int, str]]:
    """Give the text of each mixin with its file and its line: findings about those who mix it in may point there."""
    begun: dict[str, list[int]] = {}
    for source in sources:
        begun.setdefault(source.file.path, []).append(ends(source.place)[0])
    for source in sources:
        if isinstance(source.document, MixinDocument):
            start, text = ends(source.place)[0], source.file.text
            end = min((other for other in begun[source.file.path] if other > start), default=len(text))
            yield source.file.path, text.count("\n", 0, start), text[start:end]


def _entity(entity: Entity) -> tuple[object, ...]:
    public = {name for unique in entity.uniques for term in unique.terms if (name := term.field)}
    public.update(entity.key.fields)
    return (
        _ENTITY(entity),
        _FLAGS(entity.flags),
        [(stamp.role, stamp.source, sorted(write.value for write in stamp.writes)) for stamp in entity.flags.stamps],
        [_REFERENCE(item) for item in entity.references],
        [_LINK(item) for item in entity.many_to_many],
        [_INVERSE(item) for item in entity.inverses],
        [(item.name, item.declared_fields, [term.field for term in item.terms]) for item in entity.uniques],
        [
            (_FIELD(item), str(item.type))
            for item in entity.fields
            if item.role is not Role.PLAIN or item.name in public
        ],
    )


def _held(fields: Iterable[Field], project: Project, entered: set[tuple[str, str]]) -> list[object]:
    """Give what the fields of a value object may hold, down to the members of enums: defaults elsewhere depend on it."""
    found: list[object] = []
    for field in fields:
        found.append((field.name, str(field.type), field.nullable))
        for used in type_uses(field.type):
            name = (used.domain, used.name)
            if isinstance(used, EnumRef):
                found.append([_MEMBER(member) for member in project.enums[name].members])
            elif name not in entered:
                found.append(_held(project.values[name].fields, project, entered | {name}))
    return found
