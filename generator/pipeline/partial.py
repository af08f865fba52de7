"""The short way of a build: when spec files were edited, and nothing of what other domains see of theirs.

Only the edited domains are resolved, with what they refer to and what refers to them, and rendered. Every doubt ends the
short way: None sends the run the whole way, which gives the same output, or tells what is wrong.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from generator.config import Settings
from generator.diagnostics import Bag, Diagnostic
from generator.errors import GenError
from generator.ir import Project
from generator.pipeline.extending import check_extensions
from generator.pipeline.parts import Part, Parts, interface
from generator.pipeline.rendering import Rendered, render_some
from generator.pipeline.watch import Watch
from generator.render import Context
from generator.render.layout import Layout
from generator.resolve import resolve
from generator.schema.lower import lower, qualified
from generator.schema.state import Schema, Table
from generator.spec.loading import SpecFile, assemble, read_files
from generator.spec.parsing import parse_file
from generator.spec.sources import Specs

_FEW: Final = 40
_SHARE: Final = 4
"""Beyond `_FEW` domains, and one in so many of all, the short way is no shorter."""

_WORD: Final = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Edited:
    """What edited domains come to: their files, all tables of the project, and the advice about their specs."""

    domains: tuple[str, ...]
    rendered: Rendered
    schema: Schema
    advice: tuple[Diagnostic, ...]
    specs: frozenset[str]
    """Their files, as users are shown them."""


@dataclass(frozen=True)
class _Context(Context):
    """A context of some domains that knows which names are ambiguous among all."""

    names: frozenset[str]

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """The names that entities of several domains share."""
        return self.names


def compile_edited(
    settings: Settings, parts: Parts, files: Iterable[str], before: Schema, watch: Watch
) -> Edited | None:
    """Give what `files` (spec files, relative to the specs) came to; None if the whole way has to be gone.

    `before` is the schema that all specs led to when `parts` were kept.
    """
    shown = {name: owner for owner, part in parts.domains.items() for name in part.specs}
    prefix = _shown_folder(settings)
    edited = {f"{prefix}{file}" for file in files}
    owners = {shown.get(file, "") for file in edited}
    if "" in owners or any(parts.domains[name].pinned or edited & set(parts.domains[name].mixins) for name in owners):
        return None
    try:
        return _ShortWay(settings, parts, tuple(sorted(owners)), watch).go(before)
    except (GenError, KeyError):
        return None


def _shown_folder(settings: Settings) -> str:
    folder = settings.specs
    top = folder.relative_to(settings.root) if folder.is_relative_to(settings.root) else folder
    return "" if top.as_posix() == "." else f"{top.as_posix()}/"


@dataclass(frozen=True)
class _ShortWay:
    settings: Settings
    parts: Parts
    owners: tuple[str, ...]
    watch: Watch

    def go(self, before: Schema) -> Edited | None:
        wanted = self._needed()
        if len(wanted) > max(_FEW, len(self.parts.domains) // _SHARE):
            return None
        bag = Bag()
        with self.watch.phase("load"):
            specs = self._load(wanted, bag)
        if bag.has_errors or self._has_other_names(specs) or self._is_ambiguous(specs):
            return None
        with self.watch.phase("resolve"):
            found = Bag()
            project = resolve(specs, self.settings, found)
        domains = [domain for domain in project.domains if domain.name in self.owners]
        if found.has_errors or [interface(domain) for domain in domains] != [part.interface for part in self._edited]:
            return None
        with self.watch.phase("lower"):
            schema = lower(project, self.settings)
            target = self._replaced(before, schema)
        with self.watch.phase("render"):
            rendered = self._render(project, schema)
        if target is None or rendered is None:
            return None
        check_extensions(domains, rendered, self.settings)
        files = frozenset(name for part in self._edited for name in part.specs)
        advice = tuple(item for item in (*bag, *found) if item.span is not None and item.span.file in files)
        return Edited(self.owners, rendered, target, advice, files)

    @property
    def _edited(self) -> list[Part]:
        return [self.parts.domains[owner] for owner in self.owners]

    def _needed(self) -> set[str]:
        """Name the domains without which the edited ones cannot be resolved and rendered as they would be among all."""
        near = {name for part in self._edited for name in part.seen}
        near |= {name for name, part in self.parts.domains.items() if part.mixins}
        return self.parts.reachable({*self.owners, *near, *self.parts.referring(self.owners)})

    def _load(self, wanted: Iterable[str], bag: Bag) -> Specs:
        root = self.settings.root
        found = [SpecFile(name, shown, root / shown) for name in wanted for shown in self.parts.domains[name].specs]
        parsed = [parse_file(file.shown, data, file.domain) for file, data in read_files(sorted(found), bag)]
        return assemble(parsed, bag)

    def _has_other_names(self, specs: Specs) -> bool:
        names: dict[str, list[str]] = {}
        for source in specs.sources:
            names.setdefault(source.domain, []).append(f"{source.kind} {source.name}")
        return any(tuple(sorted(names.get(owner, ()))) != self.parts.domains[owner].names for owner in self.owners)

    def _is_ambiguous(self, specs: Specs) -> bool:
        """Tell whether an edited file has a word that names things of several domains, not all of them at hand."""
        if not self.parts.ambiguous:
            return False
        own = {name.partition(" ")[2] for part in self._edited for name in part.names}
        words = {word for part in self._edited for name in part.specs for word in _WORD.findall(specs.files[name].text)}
        return not words.isdisjoint(self.parts.ambiguous - own)

    def _replaced(self, before: Schema, part: Schema) -> Schema | None:
        """Put the edited domains' tables in the place of those that they had; None if a name would be taken twice."""
        gone = {name for item in self._edited for name in item.tables}
        kept = [table for table in before.tables if qualified(table) not in gone]
        prefixes = tuple(f"{owner}." for owner in self.owners)
        fresh = [table for table in part.tables if table.entity.startswith(prefixes)]
        own = {name for table in fresh for name in _names(table)}
        if {qualified(table) for table in fresh} != gone or any(not own.isdisjoint(_names(table)) for table in kept):
            return None
        return replace(before, tables=tuple(sorted([*kept, *fresh], key=qualified)))

    def _render(self, project: Project, schema: Schema) -> Rendered | None:
        layout = Layout(self.settings, project)
        apart = {name: place.module for name, place in layout.types_apart.items()}
        if any(apart.get(domain.name, "") != self.parts.domains[domain.name].types for domain in project.domains):
            return None
        context = _Context(project, schema, self.settings, layout, self.parts.ambiguous)
        edited = [domain for domain in project.domains if domain.name in self.owners]
        rendered = render_some(edited, context, self.watch)
        output: dict[str, list[str]] = {owner: [] for owner in self.owners}
        for file in rendered.files:
            output[file.domain].append(file.path)
        for owner, part in zip(self.owners, self._edited, strict=True):
            if tuple(sorted(output[owner])) != part.output or not rendered.seen[owner] <= set(part.seen):
                return None
        return rendered


def _names(table: Table) -> list[str]:
    """Give the names that a table takes in its schema, without regard to case."""
    taken = [table.name, table.primary_key.name]
    taken += [item.name for item in table.uniques]
    taken += [item.name for item in table.indexes]
    return [name.lower() for name in taken]


def merged_advice(before: Iterable[Diagnostic], edited: Edited) -> tuple[Diagnostic, ...]:
    """Put what was advised about the other specs together with what is advised about the edited ones."""
    others = [item for item in before if item.span is None or item.span.file not in edited.specs]
    return (*others, *edited.advice)
