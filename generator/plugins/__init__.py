"""What third parties build on: artifacts and field types that a project switches on by name.

This module, `generator.ir`, `generator.code` and `Row` with what stands beside it in `generator.fieldtypes` are the interface
whose version is `API`; it is raised when something of it goes away or changes its meaning, not when something is added.
A distribution offers a `Plugin` under an entry point of the group `specwright`; docs/plugins.md walks through one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from generator.fieldtypes import Row
from generator.ir import Project

API: Final = 1


@dataclass(frozen=True, slots=True)
class Page:
    """A file of an artifact: its path in the output, with `/`, and its text; Python is formatted like all that is generated."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Artifact:
    """A kind of file. `render` gives all of them; it reads nothing but the project, so that the same specs give the same bytes."""

    name: str
    """What `outputs` in [tool.gen] calls it."""
    render: Callable[[Project], Iterable[Page]]


@dataclass(frozen=True, slots=True)
class Plugin:
    """What a distribution adds; `api` is the version of the interface that it was written for."""

    api: int
    artifacts: tuple[Artifact, ...] = ()
    types: tuple[Row, ...] = ()


__all__ = ["API", "Artifact", "Page", "Plugin", "Row"]
