"""`gen init`: the files of a new project; what is there already stays as it is."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Final
from unicodedata import normalize

import click

from generator.cli.options import findings
from generator.config.project import UNREADABLE
from generator.diagnostics import Span
from generator.errors import ConfigError
from generator.naming import is_reserved
from generator.output.write import refusals, replace

_HERE: Final = Path(__file__).parents[1]
_SOURCES: Final = (_HERE / "_templates" / "project", _HERE.parent / "templates" / "project")
"""In a wheel, in a checkout."""
_FILES: Final = {
    "pyproject.toml": "pyproject.txt",
    ".gitignore": "gitignore.txt",
    "README.md": "readme.txt",
    "specs/tasks.yaml": "tasks.yaml",
    "tests/test_tasks.py": "test_tasks.txt",
}
"""What is written, and the template that it is made from."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@findings
def command(folder: Path, style: str) -> None:
    """Start a project in FOLDER that builds, migrates and passes its tests; nothing that is there is changed.

    A pyproject.toml without `[tool.gen]` gets one at its end.
    """
    name = _project_name(folder.absolute().name)
    package = f"{name.replace('-', '_').replace('.', '_')}_data"
    if is_reserved(package):
        package = f"{package}_"
    words = {"name": name, "package": package, "D": "$"}
    words["settings"] = _filled("settings.txt", words)
    told = list(_write(folder, words))
    if style == "text":
        for line in told:
            click.echo(line)
        place = "" if folder == Path() else f"cd {shlex.quote(str(folder))} && "
        click.echo(f"\nNext: {place}gen build; README.md tells the rest.")


def _write(folder: Path, words: dict[str, str]) -> Iterator[str]:
    """Write what is missing; say of each file what became of it."""
    for path, source in _FILES.items():
        target = folder / path
        if path == "pyproject.toml" and target.exists():
            yield _add_settings(target, words["settings"])
        elif target.exists():
            yield f"{'kept':>8}  {target}"
        elif path.startswith(("specs/", "tests/")) and _is_used(target.parent):
            continue
        else:
            with refusals(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                replace(target, _filled(source, words))
            yield f"{'new':>8}  {target}"


def _add_settings(target: Path, settings: str) -> str:
    text = _read(target)
    if re.search(r"^\s*\[tool\.gen[\].]", text, re.MULTILINE):
        return f"{'kept':>8}  {target}"
    with refusals(target):
        replace(target, f"{text.rstrip()}\n\n{settings}")
    return f"{'changed':>8}  {target}: [tool.gen] was added"


def _read(target: Path) -> str:
    """Give the text of a pyproject.toml that something can be added to; ConfigError if it is no TOML."""
    try:
        text = target.read_text("utf-8")
        tomllib.loads(text)
    except (OSError, ValueError) as error:
        found = UNREADABLE.at(Span(str(target)), f"{target} cannot be read: {error}", "mend it, and run this again")
        raise ConfigError(found) from None
    return text


def _is_used(folder: Path) -> bool:
    """Tell whether a folder holds something already: an example would be in the way."""
    return folder.is_dir() and any(folder.iterdir())


def _filled(source: str, words: dict[str, str]) -> str:
    folder = next(place for place in _SOURCES if place.is_dir())
    return Template((folder / source).read_text("utf-8")).substitute(words)


def _project_name(text: str) -> str:
    """Give a name that packaging accepts and that begins with a letter: `Büdget` is budget."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return name if name[:1].isalpha() else f"app-{name}".rstrip("-")
