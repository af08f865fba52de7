"""Everything that shapes the output, as digests: specs, settings, templates, the generator itself, its tools."""

import sys
from collections.abc import Iterable
from dataclasses import fields
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final

from generator.config.settings import Settings
from generator.output.scan import hash_files, hash_tree
from generator.version import VERSION

GENERATOR: Final = Path(__file__).resolve().parents[1]
TEMPLATES: Final = (GENERATOR / "_templates", GENERATOR.parent / "templates")
"""In a wheel, in a checkout."""

Digests = dict[str, dict[str, str]]
"""By group, then by path."""


def digest_inputs(settings: Settings, application: Iterable[str] = (), plugins: Iterable[str] = ()) -> Digests:
    """Hash every file that a run reads, and what it is told; the files of one group are relative to one folder.

    `application` are files of the application's own, relative to the project, that classes in them were read from;
    `plugins` are the modules of plugins.
    """
    folders = {"generator": GENERATOR, "specs": settings.specs}
    folders |= {f"templates {index}": folder for index, folder in enumerate(TEMPLATES)}
    if settings.templates is not None:
        folders["own templates"] = settings.templates
    found = {group: hash_tree(folder) for group, folder in folders.items()}
    if settings.templates is not None:
        found["own templates"][""] = str(settings.templates.is_dir())
    found["application"] = hash_files(settings.root, application)
    found["plugins"] = {module: str(place_of(module)) for module in plugins}
    found["settings"] = {**_settings(settings), **hash_files(settings.root, ["pyproject.toml"])}
    found["package"] = {"name": _package(settings.output)}
    found["version"] = {"generator": VERSION, "python": f"{sys.version_info[0]}.{sys.version_info[1]}"}
    return found


def place_of(module: str) -> Path:
    """Give the folder of a top package, or the file of a module, as Python would find it now."""
    found = PathFinder.find_spec(module)
    origin = Path(found.origin) if found is not None and found.origin is not None else Path()
    return origin.parent if origin.name == "__init__.py" else origin


def _package(output: Path) -> str:
    """Give the dotted name of the package that the output is: revisions are told it, and folders above decide it."""
    above = [folder for folder in output.parents if (folder / "__init__.py").is_file()]
    return "/".join([output.name, *(folder.name for folder in above)])


def _settings(settings: Settings) -> dict[str, str]:
    """Give each setting as text; folders relative to the project, so that moving it changes nothing."""
    shown: dict[str, str] = {}
    for field in fields(settings):
        value: object = getattr(settings, field.name)
        if isinstance(value, Path):
            value = value.relative_to(settings.root).as_posix() if value.is_relative_to(settings.root) else str(value)
        shown[field.name] = repr(value)
    return shown


def changed_group(before: Digests, now: Digests) -> str:
    """Name the first difference in words, such as `specs/budget.yaml`; empty if there is none."""
    for group in sorted(before.keys() | now.keys()):
        old, new = before.get(group, {}), now.get(group, {})
        if old != new:
            names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
            return f"{group}: {names[0]}" + (f" and {len(names) - 1} more" if len(names) > 1 else "")
    return ""


def edited_files(before: Digests, now: Digests, group: str) -> tuple[str, ...]:
    """Give the files of a group that have another content, if nothing else differs: no file came or went anywhere."""
    old, new = before.get(group, {}), now.get(group, {})
    if old.keys() != new.keys() or {**before, group: {}} != {**now, group: {}}:
        return ()
    return tuple(sorted(name for name in old if old[name] != new[name]))
