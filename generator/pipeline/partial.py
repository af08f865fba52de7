"""The short way of a build, when spec files were edited: only the domains that the edit reaches are looked at.

The edited domains are resolved with what they need and what needs them. Where that changes what others see of them, or
what they add to others, those are resolved and rendered too, until nothing is reached any more. Every doubt ends the
short way: None sends the run the whole way, which gives the same output, or tells what is wrong. An edit that reaches too
many, of a mixin that all entities have, goes the whole way from where it is: all specs are read and resolved by then.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from generator.config import Settings
from generator.diagnostics import Bag, Diagnostic
from generator.errors import GenError
from generator.frozen import value
from generator.ir import Domain, Project
from generator.pipeline.extending import check_extensions
from generator.pipeline.freshness import Verdict
from generator.pipeline.frontend import Compiled
from generator.pipeline.outlines import Outline, outlines
from generator.pipeline.outputs import wants_migrations
from generator.pipeline.parts import Part, Parts, take_apart
from generator.pipeline.rendering import Rendered, render_some
from generator.pipeline.watch import Watch
from generator.render import Context
from generator.render.layout import Layout
from generator.resolve import resolve
from generator.schema.lower import gather, lower, qualified
from generator.schema.state import NativeEnum, Schema, Table
from generator.spec.loading import SpecFile, assemble, read_files
from generator.spec.parsing import ParsedFile, parse_file
from generator.spec.sources import Specs

_FEW: Final = 40
_SHARE: Final = 3
"""Beyond `_FEW` domains, and one in so many of all, that an edit reaches, the short way is no shorter."""

_WORD: Final = re.compile(r"[A-Za-z_]\w*")


@value(frozen=True, slots=True)
class Edited:
    """What an edit came to: the files of the domains that it reaches, all tables, and the advice about their specs."""

    rendered: Rendered
    schema: Schema
    parts: Parts
    """Of all domains, as they are now."""
    advice: tuple[Diagnostic, ...]
    specs: frozenset[str]
    """The files of the domains, as users are shown them."""
    project: Project
    """Of the domains, and of all that was looked at with them."""
    application: Mapping[str, str]
    """The digests of the files of the application that their classes inherit from."""


@value(frozen=True)
class _Context(Context):
    """A context of some domains that knows which names are ambiguous among all."""

    names: frozenset[str]

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """The names that entities of several domains share."""
        return self.names


def compile_edited(
    settings: Settings, parts: Parts, verdict: Verdict, before: Schema, watch: Watch
) -> Edited | Compiled | None:
    """Give what the edits that `verdict` tells of came to; None if the whole way has to be gone.

    Where they reach too many domains, but all of them have been looked at, it is all specs that are given.

    `before` is the schema that all specs led to when `parts` were kept.
    """
    if settings.plugins or not wants_migrations(settings):
        return None
    owners = {name: owner for owner, part in parts.domains.items() for name in part.outline.specs}
    prefix = _shown_folder(settings)
    edited = {owners.get(f"{prefix}{file}", "") for file in verdict.edited}
    if "" in edited or _speaks_of_mixins(verdict.advice, parts, edited):
        return None
    try:
        return _ShortWay(settings, parts, watch).go(edited, before)
    except (_TooFarError, GenError, KeyError):
        return None


def _shown_folder(settings: Settings) -> str:
    folder = settings.specs
    top = folder.relative_to(settings.root) if folder.is_relative_to(settings.root) else folder
    return "" if top.as_posix() == "." else f"{top.as_posix()}/"


def _speaks_of_mixins(advice: Iterable[Diagnostic], parts: Parts, edited: set[str]) -> bool:
    """Tell whether there is advice in a file with mixins: it may be about an entity elsewhere that is not looked at."""
    outlines = [parts.domains[name].outline for name in edited]
    files = {file for item in outlines if any(name.startswith("mixin ") for name in item.names) for file in item.specs}
    return any(item.span is not None and item.span.file in files for item in advice)


class _TooFarError(Exception):
    """The whole way has to be gone."""


@value(frozen=True, slots=True)
class _Resolved:
    """Some domains that were resolved with all that they need: those that the edit reaches, outlined anew."""

    specs: Specs
    project: Project
    reached: tuple[Domain, ...]
    outlines: Mapping[str, Outline]
    advice: tuple[Diagnostic, ...]
    is_whole: bool
    """Whether no domain was left out."""


@dataclass
class _ShortWay:
    settings: Settings
    parts: Parts
    watch: Watch
    parsed: dict[str, list[ParsedFile]] = field(default_factory=dict[str, list[ParsedFile]])

    def go(self, edited: set[str], before: Schema) -> Edited | Compiled:
        """Widen the circle until it holds all that the edit reaches, and all that is looked at on the way."""
        reached, near = self.parts.with_neighbours(edited), set[str]()
        found: _Resolved | None = None
        while True:
            if len(reached) > max(_FEW, len(self.parts.domains) // _SHARE):
                return self._whole(found)
            found = self._resolve(reached, near)
            wider = self.parts.with_neighbours(reached | self._touched(found.outlines))
            if wider != reached:
                reached = wider
                continue
            with self.watch.phase("lower"):
                schema = lower(found.project, self.settings)
            with self.watch.phase("render"):
                rendered = self._render(found, schema)
                parts = take_apart(found.reached, found.specs, found.project, schema, rendered)
            nearer = self._looked_at(parts)
            if not nearer <= self.parsed.keys():
                near |= nearer
                continue
            self._compare(parts)
            files = frozenset(name for part in parts.values() for name in part.outline.specs)
            advice = tuple(item for item in found.advice if item.span is not None and item.span.file in files)
            whole = Parts({**self.parts.domains, **parts})
            target = self._replaced(before, schema, whole, reached)
            application = check_extensions(found.reached, rendered, self.settings)
            return Edited(rendered, target, whole, advice, files, found.project, application)

    def _whole(self, found: _Resolved | None) -> Compiled:
        """Give all specs, if they are what was looked at."""
        if found is None or not found.is_whole:
            raise _TooFarError
        with self.watch.phase("lower"):
            schema = lower(found.project, self.settings)
        return Compiled(found.specs, found.project, schema, found.advice)

    def _resolve(self, reached: set[str], near: set[str]) -> _Resolved:
        """Resolve domains with those that they need, or may come to need: whose names stand in their files."""
        bag = Bag()
        with self.watch.phase("load"):
            self._parse(reached, bag)
            words = {word for name in reached for file in self.parsed[name] for word in _WORD.findall(file.file.text)}
            homes = self.parts.homes
            named = {home for word in words & homes.keys() for home in homes[word]}
            known = [self.parts.domains[name].trace for name in reached]
            seen = {name for trace in known for name in trace.seen}
            asked = {name.partition(".")[0] for trace in known for name in trace.asked}
            wanted = self.parts.reachable({*reached, *near, *named, *seen, *self.parts.needing(reached | asked)})
            self._parse(wanted, bag)
            specs = assemble([file for name in sorted(wanted) for file in self.parsed[name]], bag)
        if bag.has_errors:
            raise _TooFarError
        with self.watch.phase("resolve"):
            project = resolve(specs, self.settings, bag)
            if bag.has_errors:
                raise _TooFarError
            domains = tuple(domain for domain in project.domains if domain.name in reached)
            found = outlines(domains, project, specs)
        is_whole = len(wanted) == len(self.parts.domains)
        return _Resolved(specs, project, domains, found, tuple(bag), is_whole)

    def _parse(self, domains: Iterable[str], bag: Bag) -> None:
        root = self.settings.root
        for name in domains:
            if name not in self.parsed:
                files = [SpecFile(name, shown, root / shown) for shown in self.parts.domains[name].outline.specs]
                self.parsed[name] = [
                    parse_file(file.shown, data, name) for file, data in read_files(sorted(files), bag)
                ]

    def _touched(self, now: Mapping[str, Outline]) -> set[str]:
        """Name the domains that come out otherwise because of what these have become."""
        before = {name: self.parts.domains[name].outline for name in now}
        changed = {name for name, item in now.items() if item.interface != before[name].interface}
        changed |= self.parts.carriers & now.keys()
        referred = {entity for name, item in now.items() for entity in {*item.refers} ^ {*before[name].refers}}
        given = {item for name, found in now.items() for item in {*found.gives} ^ {*before[name].gives}}
        touched = set[str]()
        for name, part in self.parts.domains.items():
            if name in now:
                continue
            sees = not (changed.isdisjoint(part.outline.needs) and changed.isdisjoint(part.trace.seen))
            if sees or not referred.isdisjoint(part.trace.asked):
                touched.add(name)
            given.difference_update(part.outline.gives)
        return touched | {item.partition(" ")[0] for item in given}

    def _looked_at(self, parts: Mapping[str, Part]) -> set[str]:
        """Name the domains that must have been at hand for the output to be what it is."""
        whole = Parts({**self.parts.domains, **parts})
        seen = {name for part in parts.values() for name in part.trace.seen}
        asked = {name.partition(".")[0] for part in parts.values() for name in part.trace.asked}
        return whole.reachable({*seen, *asked, *whole.needing(asked | parts.keys())})

    def _render(self, found: _Resolved, schema: Schema) -> Rendered:
        now = Parts(
            {
                **self.parts.domains,
                **{name: Part(item, self.parts.domains[name].trace) for name, item in found.outlines.items()},
            }
        )
        self._compare_names(found.outlines)
        if now.shared_homes != self.parts.shared_homes:
            raise _TooFarError
        layout = Layout(self.settings, found.project, now.shared_homes)
        context = _Context(found.project, schema, self.settings, layout, now.ambiguous)
        return render_some(found.reached, context, self.watch)

    def _compare_names(self, now: Mapping[str, Outline]) -> None:
        """Refuse a new name that stands in another domain too: it may not be clear any more which one is meant."""
        for domain, item in now.items():
            for name in {
                name.partition(" ")[2] for name in {*item.names} - {*self.parts.domains[domain].outline.names}
            }:
                if self.parts.homes.get(name, {}).keys() - {domain}:
                    raise _TooFarError

    def _compare(self, parts: Mapping[str, Part]) -> None:
        """Refuse to go on if files came or went: packages of other domains, or of all, may speak of them."""
        for name, part in parts.items():
            before = self.parts.domains[name].trace
            if part.trace.output != before.output or part.trace.types != before.types:
                raise _TooFarError

    def _replaced(self, before: Schema, part: Schema, parts: Parts, reached: set[str]) -> Schema:
        """Put the tables of domains in the place of those that they had, unless a name would be taken twice."""
        gone = {name for item in reached for name in self.parts.domains[item].trace.tables}
        kept = [table for table in before.tables if qualified(table) not in gone]
        fresh = [table for table in part.tables if table.entity.partition(".")[0] in reached]
        own = {name for table in fresh for name in _names(table)}
        types = _types(fresh) - _types(before.tables)
        if any(not (own | types).isdisjoint(_names(table)) for table in kept) or not own.isdisjoint(_types(kept)):
            raise _TooFarError
        extensions = {name for item in parts.domains.values() for name in item.outline.extensions}
        objects = [item for item in before.objects if item.name.partition(".")[0] not in reached]
        stood_on = any(not gone.isdisjoint(item.tables) for item in objects)
        objects += [item for item in part.objects if item.name.partition(".")[0] in reached]
        if stood_on or bool(objects) != bool(before.objects):
            raise _TooFarError
        return gather([*kept, *fresh], extensions, self.settings, objects)


def _names(table: Table) -> list[str]:
    """Give the names that a table takes in its schema, without regard to case."""
    taken = [table.name, table.primary_key.name]
    taken += [item.name for item in table.uniques]
    taken += [item.name for item in table.indexes]
    taken += [item.name for item in table.foreign_keys]
    return [name.lower() for name in taken]


def _types(tables: Iterable[Table]) -> set[str]:
    """Give the names of native types that columns have."""
    kinds = (column.type for table in tables for column in table.columns)
    return {kind.name.lower() for kind in kinds if isinstance(kind, NativeEnum)}


def merged_advice(before: Iterable[Diagnostic], edited: Edited) -> tuple[Diagnostic, ...]:
    """Put what was advised about the other specs together with what is advised about those that were looked at."""
    others = [item for item in before if item.span is None or item.span.file not in edited.specs]
    return (*others, *edited.advice)
