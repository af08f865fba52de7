"""What a clean run leaves behind so that the next one may look at the edited domains alone.

For each domain: its spec files and names, what it refers to, what was looked up when it was rendered, what its output
and tables are, and a digest of its interface, that is of all that other domains can see of it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import fields as fields_of
from hashlib import sha256
from operator import attrgetter
from typing import Final

from generator.config import Settings
from generator.ir import Domain, Entity, Flags, Project, Role
from generator.output.records import is_table
from generator.output.write import replace
from generator.pipeline.freshness import cache_file, cache_folder
from generator.pipeline.rendering import Rendered
from generator.render.sharing import type_uses
from generator.schema.state import Schema
from generator.spec.sources import Specs

_ENTITY: Final = attrgetter("name", "table", "schema", "managed", "key", "extend", "renamed_from")
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
class Part:
    """What is known of one domain."""

    specs: tuple[str, ...]
    """Its files, as users are shown them."""
    names: tuple[str, ...]
    """`kind name` of each of its documents."""
    out: tuple[str, ...]
    """The domains that it refers to."""
    seen: tuple[str, ...]
    """The domains of the entities that were looked up when it was rendered, or that refer to one of those."""
    output: tuple[str, ...]
    tables: tuple[str, ...]
    """Their qualified names."""
    types: str
    """The module of its enums and value objects; empty without."""
    interface: str
    pinned: bool
    """Whether others see more of it than its interface: entities that carry a many-to-many, shared types."""
    mixins: tuple[str, ...]
    """Its files that hold mixins, which others may mix in."""


@dataclass(frozen=True, slots=True)
class Parts:
    """All domains, and the class names that several of them have."""

    domains: Mapping[str, Part]
    ambiguous: frozenset[str]

    def referring(self, names: Iterable[str]) -> set[str]:
        """Give the domains that refer to one of these."""
        wanted = set(names)
        return {name for name, part in self.domains.items() if not wanted.isdisjoint(part.out)}

    def reachable(self, names: Iterable[str]) -> set[str]:
        """Give these domains and all that they refer to, at any distance; KeyError if one is not known."""
        found: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending.extend(self.domains[name].out)
        return found


_COLUMNS: Final = tuple(field.name for field in fields_of(Part))
_ROW: Final = attrgetter(*_COLUMNS)


def take_apart(specs: Specs, project: Project, schema: Schema, rendered: Rendered) -> Parts:
    """Describe every domain of a project that was rendered."""
    names: dict[str, list[str]] = {}
    files: dict[str, dict[str, None]] = {}
    mixins: dict[str, dict[str, None]] = {}
    for source in specs.sources:
        names.setdefault(source.domain, []).append(f"{source.kind} {source.name}")
        files.setdefault(source.domain, {})[source.file.path] = None
        if source.kind == "mixin":
            mixins.setdefault(source.domain, {})[source.file.path] = None
    counts = Counter(name.partition(" ")[2] for listed in names.values() for name in set(listed))
    tables: dict[str, list[str]] = {}
    for table in schema.tables:
        tables.setdefault(table.entity.partition(".")[0], []).append(_qualified(table.schema, table.name))
    carriers = {
        link.through.domain
        for entity in project.entities.values()
        for link in entity.many_to_many
        if link.through is not None and link.through.domain != entity.domain
    }
    modules = {name: place.module for name, place in rendered.layout.types_apart.items()}
    output: dict[str, list[str]] = {}
    for file in rendered.files:
        output.setdefault(file.domain, []).append(file.path)
    shared = Counter(modules.values())
    found: dict[str, Part] = {}
    for domain in project.domains:
        listed = names.get(domain.name, [])
        found[domain.name] = Part(
            specs=tuple(files.get(domain.name, ())),
            names=tuple(sorted(listed)),
            out=tuple(sorted(_targets(domain))),
            seen=tuple(sorted(rendered.seen.get(domain.name, ()))),
            output=tuple(sorted(output.get(domain.name, ()))),
            tables=tuple(tables.get(domain.name, ())),
            types=modules.get(domain.name, ""),
            interface=interface(domain),
            pinned=domain.name in carriers or shared[modules.get(domain.name, "")] > 1,
            mixins=tuple(mixins.get(domain.name, ())),
        )
    return Parts(found, frozenset(name for name, times in counts.items() if times > 1))


def interface(domain: Domain) -> str:
    """Give a digest of all that other domains can see of this one: names, keys, flags, references, enums, values."""
    seen = (
        domain.name,
        domain.schema,
        domain.extensions,
        [_entity(entity) for entity in domain.entities],
        [(_ENUM(enum), [_MEMBER(member) for member in enum.members]) for enum in domain.enums],
        [
            (value.name, [(field.name, str(field.type), field.nullable) for field in value.fields])
            for value in domain.values
        ],
    )
    return sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest()[:16]


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


def _targets(domain: Domain) -> Iterator[str]:
    """Name the domains that one refers to, each once."""
    found: set[str] = set()
    for entity in domain.entities:
        found.update(item.target.domain for item in entity.references)
        for link in entity.many_to_many:
            found.add(link.target.domain)
            if link.through is not None:
                found.add(link.through.domain)
    fields = [*(item.fields for item in domain.entities), *(item.fields for item in domain.values)]
    found.update(used.domain for owned in fields for field in owned for used in type_uses(field.type))
    yield from found - {domain.name}


def _qualified(schema: str | None, name: str) -> str:
    return f"{schema}.{name}" if schema else name


def keep_parts(settings: Settings, parts: Parts) -> None:
    """Keep the parts for the next run; a project that cannot be written to keeps none."""
    document = {
        "ambiguous": sorted(parts.ambiguous),
        "domains": {name: dict(zip(_COLUMNS, _ROW(part), strict=True)) for name, part in parts.domains.items()},
    }
    with suppress(OSError):
        cache_folder(settings)
        replace(cache_file(settings, "parts"), json.dumps(document, separators=(",", ":")))


def recall_parts(settings: Settings) -> Parts | None:
    """Give the parts that the last clean run kept; None without."""
    try:
        stored: object = json.loads(cache_file(settings, "parts").read_bytes())
    except (OSError, ValueError):
        return None
    domains = stored.get("domains") if is_table(stored) else None
    ambiguous = stored.get("ambiguous") if is_table(stored) else None
    if not is_table(domains) or not isinstance(ambiguous, list):
        return None
    found = {name: _part(value) for name, value in domains.items() if is_table(value)}
    return Parts(found, frozenset(map(str, ambiguous)))


def _part(value: Mapping[str, object]) -> Part:
    def words(name: str) -> tuple[str, ...]:
        items = value.get(name)
        return tuple(map(str, items)) if isinstance(items, list) else ()

    return Part(
        specs=words("specs"),
        names=words("names"),
        out=words("out"),
        seen=words("seen"),
        output=words("output"),
        tables=words("tables"),
        types=str(value.get("types", "")),
        interface=str(value.get("interface", "")),
        pinned=bool(value.get("pinned", True)),
        mixins=words("mixins"),
    )
