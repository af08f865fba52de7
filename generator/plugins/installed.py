"""Which plugins are installed: known without running any of them, so that an unchanged project stays fast."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from generator.errors import ConfigError
from generator.plugins.rules import NOT_INSTALLED, PLUGIN_CLASH

GROUP: Final = "specwright"


@dataclass(frozen=True, slots=True)
class Installed:
    """A plugin as its distribution describes it."""

    name: str
    version: str
    entry: EntryPoint

    @property
    def module(self) -> str:
        """Its top package, or its one module."""
        return self.entry.module.partition(".")[0]


def find_plugins(names: Iterable[str]) -> Iterator[Installed]:
    """Give the plugins of these names; ConfigError if one is not installed."""
    wanted = tuple(names)
    known: dict[str, EntryPoint] = {}
    for found in entry_points(group=GROUP) if wanted else ():
        other = known.setdefault(found.name, found)
        if found.name in wanted and _source(other) != _source(found):
            message = f"two installed distributions bring a plugin {found.name!r}: {_source(other)}, {_source(found)}"
            raise ConfigError(PLUGIN_CLASH.at(None, message, "uninstall one of them"))
    for name in wanted:
        entry = known.get(name)
        if entry is None:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else "pip install it into the environment of `gen`"
            raise ConfigError(NOT_INSTALLED.at(None, f"plugins: {name!r} is not installed", hint))
        yield Installed(name, entry.dist.version if entry.dist else "unknown", entry)


def _source(entry: EntryPoint) -> str:
    """Name the distribution that an entry point is of."""
    return entry.dist.name if entry.dist else entry.value
