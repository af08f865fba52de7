"""Rendering domain by domain, and noting which others each one looks at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from generator.config import Settings
from generator.errors import ConfigError
from generator.ir import Domain, Entity, EntityName, Project, Reference
from generator.output.files import File
from generator.pipeline.outputs import wanted_artifacts
from generator.pipeline.watch import Watch
from generator.plugins.loading import Loaded
from generator.plugins.rules import PLUGIN_CLASH
from generator.render import Context, render_domain, render_project
from generator.render.artifacts import chosen
from generator.render.environment import check_templates
from generator.render.layout import Layout
from generator.schema.state import Schema

_KeyT = TypeVar("_KeyT", bound=tuple[str, str])
_ValueT = TypeVar("_ValueT")
_Referrers = tuple[tuple[Entity, Reference], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of a run, where they stand, and by domain the domains that were looked at."""

    files: list[File]
    layout: Layout
    seen: Mapping[str, set[str]]
    asked: Mapping[str, set[EntityName]]
    """By domain, the entities of whom it was asked what refers to them."""


class _Noting(Mapping[_KeyT, _ValueT]):
    """A table by domain and name that notes the domains that it is asked about."""

    def __init__(self, items: Mapping[_KeyT, _ValueT], noted: set[str]) -> None:
        self._items = items
        self._noted = noted

    def __getitem__(self, key: _KeyT) -> _ValueT:
        self._noted.add(key[0])
        return self._items[key]

    def __iter__(self) -> Iterator[_KeyT]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


class _NotingReferrers(_Noting[EntityName, _Referrers]):
    """The references to each entity; who asks for them looks at those who refer, too."""

    def __init__(self, items: Mapping[EntityName, _Referrers], noted: set[str], asked: set[EntityName]) -> None:
        super().__init__(items, noted)
        self._asked = asked

    def __getitem__(self, key: EntityName) -> _Referrers:
        self._asked.add(key)
        found = super().__getitem__(key)
        self._noted.update(source.domain for source, _ in found)
        return found


def render_all(project: Project, schema: Schema, settings: Settings, watch: Watch) -> Rendered:
    """Give every file of a project; ConfigError if the file patterns or a template are wrong."""
    artifacts = wanted_artifacts(settings)
    check_templates(settings)
    context = Context(project, schema, settings, Layout(settings, project))
    rendered = render_some(project.domains if chosen(settings) else (), context, watch)
    if chosen(settings):
        rendered.files.extend(render_project(context))
    taken = {file.path for file in rendered.files}
    for loaded in artifacts:
        rendered.files.extend(_pages(loaded, project, taken))
    return rendered


def _pages(loaded: Loaded, project: Project, taken: set[str]) -> Iterator[File]:
    """Give the files of a plugin's artifact; ConfigError if there are such already."""
    for page in loaded.pages(project):
        if page.path in taken:
            message = f"the plugin {loaded.plugin} gives {page.path}, which is generated already"
            raise ConfigError(PLUGIN_CLASH.at(None, message, f"leave {loaded.artifact.name} out of `outputs`"))
        taken.add(page.path)
        yield File(page.path, page.text)


def render_some(domains: Sequence[Domain], context: Context, watch: Watch) -> Rendered:
    """Give the files of some domains of a project."""
    noted: set[str] = set()
    inquired: set[EntityName] = set()
    tables = vars(context.project)
    # Cached properties live in the instance: this is where they are found from now on.
    tables["entities"] = _Noting(context.project.entities, noted)
    tables["enums"] = _Noting(context.project.enums, noted)
    tables["values"] = _Noting(context.project.values, noted)
    tables["referrers"] = _NotingReferrers(context.project.referrers, noted, inquired)
    files: list[File] = []
    seen: dict[str, set[str]] = {}
    asked: dict[str, set[EntityName]] = {}
    for done, domain in enumerate(domains, 1):
        noted.clear()
        inquired.clear()
        files.extend(render_domain(domain, context))
        seen[domain.name] = noted - {domain.name}
        asked[domain.name] = set(inquired)
        watch.step(done, len(domains))
    return Rendered(files, context.layout, seen, asked)
