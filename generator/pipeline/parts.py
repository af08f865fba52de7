"""What a clean run leaves behind so that the next one may look at the edited domains, and at what they reach, alone."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import fields as fields_of
from functools import cached_property

from generator.config import Settings
from generator.ir import Domain, Project
from generator.output.records import is_table
from generator.output.write import replace
from generator.pipeline.freshness import cache_file, cache_folder
from generator.pipeline.outlines import Outline, outlines
from generator.pipeline.rendering import Rendered
from generator.render.sharing import TypeUses, shared_homes
from generator.schema.lower import qualified
from generator.schema.state import Schema
from generator.spec.sources import Specs


@dataclass(frozen=True, slots=True)
class Trace:
    """What came of one domain, and what was looked up on the way."""

    seen: tuple[str, ...]
    """The domains of the entities that were looked up when it was rendered, or that refer to one of those."""
    asked: tuple[str, ...]
    """The entities, as `domain.Name`, of whom it was asked what refers to them."""
    output: tuple[str, ...]
    tables: tuple[str, ...]
    """Their qualified names."""
    types: str
    """The module of its enums and value objects, if that is not the one of its models."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of one domain."""

    outline: Outline
    trace: Trace


@dataclass(frozen=True)
class Parts:
    """All domains of a project."""

    domains: Mapping[str, Part]

    @cached_property
    def homes(self) -> Mapping[str, Mapping[str, str]]:
        """By the name of a document, the domains that have it and its kind there."""
        found: dict[str, dict[str, str]] = {}
        for domain, part in self.domains.items():
            for item in part.outline.names:
                kind, _, name = item.partition(" ")
                found.setdefault(name, {})[domain] = kind
        return found

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """The names that entities of several domains share."""
        names = (name for part in self.domains.values() for name in part.outline.names)
        counts = Counter(name.partition(" ")[2] for name in names if name.startswith("entity "))
        return frozenset(name for name, times in counts.items() if times > 1)

    @cached_property
    def shared_homes(self) -> dict[str, str]:
        """The homes of the types that several domains use; see `render.sharing`."""
        return shared_homes(
            {
                name: TypeUses(frozenset(part.outline.value_uses), frozenset(part.outline.type_uses))
                for name, part in self.domains.items()
            }
        )

    @cached_property
    def carriers(self) -> frozenset[str]:
        """The domains whose entities carry many-to-many of others, who therefore see all of them."""
        return frozenset(name for part in self.domains.values() for name in part.outline.through)

    def needing(self, names: Iterable[str]) -> set[str]:
        """Give the domains that need one of these."""
        wanted = frozenset(names)
        return {name for name, part in self.domains.items() if not wanted.isdisjoint(part.outline.needs)}

    def reachable(self, names: Iterable[str]) -> set[str]:
        """Give these domains and all that they need, at any distance; KeyError if one is not known."""
        found: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending.extend(self.domains[name].outline.needs)
        return found

    def with_neighbours(self, names: Iterable[str]) -> set[str]:
        """Give these domains and those whose types stand in one module with theirs."""
        found = set(names)
        modules = {self.domains[name].trace.types for name in found} - {""}
        return found | {name for name, part in self.domains.items() if part.trace.types in modules}


def take_apart(
    domains: Iterable[Domain], specs: Specs, project: Project, schema: Schema, rendered: Rendered
) -> dict[str, Part]:
    """Describe domains of a project that were rendered."""
    modules = {name: place.module for name, place in rendered.layout.types_apart.items()}
    tables: dict[str, list[str]] = {}
    for table in schema.tables:
        tables.setdefault(table.entity.partition(".")[0], []).append(qualified(table))
    output: dict[str, list[str]] = {}
    for file in rendered.files:
        output.setdefault(file.domain, []).append(file.path)
    return {
        name: Part(
            found,
            Trace(
                seen=tuple(sorted(rendered.seen.get(name, ()))),
                asked=tuple(sorted(map(str, rendered.asked.get(name, ())))),
                output=tuple(sorted(output.get(name, ()))),
                tables=tuple(tables.get(name, ())),
                types=modules.get(name, ""),
            ),
        )
        for name, found in outlines(domains, project, specs).items()
    }


def keep_parts(settings: Settings, parts: Parts) -> None:
    """Keep the parts for the next run; a project that cannot be written to keeps none."""
    document = {name: [_row(part.outline), _row(part.trace)] for name, part in parts.domains.items()}
    with suppress(OSError):
        cache_folder(settings)
        replace(cache_file(settings, "parts"), json.dumps(document, separators=(",", ":")))


def recall_parts(settings: Settings) -> Parts | None:
    """Give the parts that the last clean run kept; None without."""
    try:
        stored: object = json.loads(cache_file(settings, "parts").read_bytes())
    except (OSError, ValueError):
        return None
    if not is_table(stored):
        return None
    try:
        return Parts({name: _part(value) for name, value in stored.items()})
    except (TypeError, ValueError):
        return None


def _row(item: Outline | Trace) -> list[object]:
    return [getattr(item, field.name) for field in fields_of(item)]


def _part(value: object) -> Part:
    match value:
        case [[*lists, str(interface)], [seen, asked, output, tables, str(types)]]:
            specs, names, needs, refers, gives, through, type_uses, value_uses, extensions = map(_words, lists)
            return Part(
                Outline(
                    specs, names, needs, refers, gives, through, type_uses, value_uses, extensions, interface=interface
                ),
                Trace(_words(seen), _words(asked), _words(output), _words(tables), types),
            )
        case _:
            message = "this is no part"
            raise TypeError(message)


def _words(items: object) -> tuple[str, ...]:
    return tuple(map(str, items)) if isinstance(items, list) else ()
