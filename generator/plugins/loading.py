"""Loading the plugins that a project names: their field types join the registry, their artifacts are handed out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from generator.errors import ConfigError
from generator.fieldtypes import register
from generator.ir import Project
from generator.plugins import API, Artifact, Page, Plugin
from generator.plugins.installed import Installed, find_plugins
from generator.plugins.rules import BROKEN_PLUGIN, OTHER_API, PLUGIN_CLASH

_REPORT: Final = "report it to the plugin's authors"


@dataclass(frozen=True, slots=True)
class Loaded:
    """An artifact, and the plugin that it is from."""

    plugin: str
    artifact: Artifact

    def pages(self, project: Project) -> tuple[Page, ...]:
        """Give the artifact's files; ConfigError if the plugin fails."""
        try:
            found: tuple[object, ...] = tuple(self.artifact.render(project))
        except Exception as error:
            message = f"the plugin {self.plugin} failed at {self.artifact.name}: {type(error).__name__}: {error}"
            raise ConfigError(BROKEN_PLUGIN.at(None, message, _REPORT)) from error
        pages = tuple(item for item in found if isinstance(item, Page))
        if len(pages) < len(found):
            message = f"the plugin {self.plugin} gives something else than pages at {self.artifact.name}"
            raise ConfigError(BROKEN_PLUGIN.at(None, message, _REPORT))
        return pages


@cache
def load_plugins(names: tuple[str, ...]) -> tuple[Loaded, ...]:
    """Give the artifacts of these plugins, once their types are registered; ConfigError says why one cannot be had."""
    return tuple(artifact for item in find_plugins(names) for artifact in _artifacts(item, _load(item)))


def _load(item: Installed) -> Plugin:
    try:
        found: object = item.entry.load()
    except Exception as error:
        message = f"the plugin {item.name} cannot be loaded: {type(error).__name__}: {error}"
        raise ConfigError(BROKEN_PLUGIN.at(None, message, _REPORT)) from error
    if not isinstance(found, Plugin):
        message = f"the plugin {item.name} gives a {type(found).__name__} at {item.entry.value}, not a Plugin"
        raise ConfigError(BROKEN_PLUGIN.at(None, message, _REPORT))
    if found.api != API:
        message = f"the plugin {item.name} {item.version} was written for interface {found.api}, this is {API}"
        raise ConfigError(OTHER_API.at(None, message, f"install another version of {item.name}"))
    return found


def _artifacts(item: Installed, plugin: Plugin) -> Iterator[Loaded]:
    for row in plugin.types:
        if not register(row):
            message = f"the plugin {item.name} brings a field type {row.name!r}, which is there already"
            raise ConfigError(PLUGIN_CLASH.at(None, message))
    yield from (Loaded(item.name, artifact) for artifact in plugin.artifacts)


def versions(names: Iterable[str]) -> str:
    """Give names and versions as records keep them: `tables 1.2, money 0.3`."""
    return ", ".join(f"{item.name} {item.version}" for item in find_plugins(names))
