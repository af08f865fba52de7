"""Specs on their way to imported modules, each project a package of its own."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pathlib import Path
from types import ModuleType

from generator.config import Settings
from generator.diagnostics import Bag
from generator.ir import Project
from generator.output.files import File
from generator.render import render
from generator.resolve import resolve
from generator.schema.lower import lower
from generator.schema.state import Schema
from generator.spec.loading import load

_NUMBERS = count()


@dataclass(frozen=True)
class Rendered:
    """A project and its files."""

    project: Project
    schema: Schema
    settings: Settings
    files: list[File]

    @property
    def texts(self) -> dict[str, str]:
        """The texts by path."""
        return {file.path: file.text for file in self.files}


def compiled(folder: Path, specs: Mapping[str, str], **options: object) -> tuple[Project, Schema, Settings]:
    """Read specs by domain; AssertionError with what is wrong with them."""
    for domain, text in specs.items():
        path = folder / "specs" / f"{domain}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = Settings(folder, folder / "specs", folder / "shop", **options)
    bag = Bag()
    project = resolve(load(settings.specs, folder, bag), settings, bag)
    assert not bag.has_errors, [(item.span, item.message, item.help) for item in bag]
    return project, lower(project, settings), settings


def rendered(folder: Path, specs: Mapping[str, str], **options: object) -> Rendered:
    """Render specs by domain."""
    project, schema, settings = compiled(folder, specs, **options)
    return Rendered(project, schema, settings, render(project, schema, settings))


def written(folder: Path, made: Rendered, name: str) -> Path:
    """Write the files as the package `name`."""
    for file in made.files:
        path = folder / name / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    return folder / name


@contextmanager
def imported(folder: Path, made: Rendered) -> Iterator["Package"]:
    """Give the files as an importable package under a name that no other has."""
    name = f"shop_{next(_NUMBERS)}"
    written(folder, made, name)
    sys.path.insert(0, str(folder))
    try:
        yield Package(name)
    finally:
        sys.path.remove(str(folder))
        for module in [module for module in sys.modules if module.partition(".")[0] == name]:
            del sys.modules[module]


@dataclass(frozen=True)
class Package:
    """A rendered project that can be imported."""

    name: str

    def module(self, path: str) -> ModuleType:
        """Import one of its modules."""
        return import_module(f"{self.name}.{path}" if path else self.name)
