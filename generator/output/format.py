"""The formatter: all changed files of a run in one batch, by ruff or black, untouched by anybody's configuration."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.errors import FormatterError
from generator.output.rules import UNFORMATTABLE

_TARGET: Final = "py311"
_FIXES: Final = "I,F,UP,C4,PIE,RSE,RUF022,RUF023"
"""Import order, and rules whose safe fixes make code shorter without a change of meaning."""
_BATCH: Final = "batch"
"""The folder of a batch, called so that no module name is taken for a first-party package."""

_MEMORY: Final = "/dev/shm"  # noqa: S108  # a fresh folder in it, as in any folder for temporary files
_ROOM: Final = 8
"""How many times the size of the batch must be free: pages are whole, and the formatter's copies stand beside."""
_LEAST: Final = 16_000_000


Commands = Callable[[int, str], Sequence[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Formatter:
    """A formatter: its name and version as records keep them, the file that is run, and the commands of a batch."""

    name: str
    version: str
    program: Path
    commands: Commands
    """Of a line length and the name of the package that the output is."""

    def __str__(self) -> str:
        """Give the name and version, such as `ruff 0.15.0`."""
        return f"{self.name} {self.version}"


def find_formatter(name: str) -> Formatter:
    """Find ruff or black beside the running Python; FormatterError if it is not installed or does not start."""
    if name == "black":
        program = Path(sys.executable)
        prefix: tuple[str, ...] = (sys.executable, "-m", "black")
        commands: Commands = _black
    else:
        program = _find_ruff()
        prefix = (str(program),)
        commands = _ruff
    words = _run((*prefix, "--version"), Path.cwd()).split()
    version = next((word for word in words if word[:1].isdigit()), "unknown")

    def batch(line_length: int, package: str) -> list[tuple[str, ...]]:
        return [(*prefix, *options) for options in commands(line_length, package)]

    return Formatter(name, version, program, batch)


def _find_ruff() -> Path:
    """Find ruff where installers put it: beside this package's Python first, then wherever the shell would."""
    name = "ruff.exe" if sys.platform == "win32" else "ruff"
    folders = [Path(sysconfig.get_path("scripts")), Path(sys.executable).parent, Path(__file__).parents[3] / "bin"]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    found = shutil.which(name)
    if found is None:
        raise FormatterError(UNFORMATTABLE.at(None, "ruff is not installed", "pip install ruff"))
    return Path(found)


def format_files(formatter: Formatter, texts: Mapping[str, str], line_length: int, package: str = "") -> dict[str, str]:
    """Give the formatted texts by path; those that are not Python stay as they are. FormatterError if one is refused.

    `package` is what the output is called where it is imported by its whole name, as revisions do.
    """
    done = dict(texts)
    paths = [path for path in texts if path.endswith(".py")]
    if not paths:
        return done
    size = sum(len(texts[path]) for path in paths)
    with tempfile.TemporaryDirectory(prefix="gen-", dir=_roomy_memory(size)) as folder:
        top = Path(folder)
        for path in paths:
            _put(top / _BATCH / path, texts[path])
        for command in formatter.commands(line_length, package):
            _run(command, top)
        for path in paths:
            done[path] = (top / _BATCH / path).read_text("utf-8")
    return done


def _roomy_memory(size: int) -> str | None:
    """Give a folder that is kept in memory if it has room: thousands of files come and go, which disks do not like."""
    try:
        free = shutil.disk_usage(_MEMORY).free
    except OSError:
        return None
    return _MEMORY if free > size * _ROOM + _LEAST and os.access(_MEMORY, os.W_OK) else None


def _put(file: Path, text: str) -> None:
    try:
        file.write_bytes(text.encode())
    except FileNotFoundError:
        file.parent.mkdir(parents=True)
        file.write_bytes(text.encode())


def _ruff(line_length: int, package: str) -> list[tuple[str, ...]]:
    shared = ("--isolated", "--no-cache", "--target-version", _TARGET, "--line-length", str(line_length))
    own = ("--config", f'lint.isort.known-first-party = ["{package}"]') if package.isidentifier() else ()
    return [
        ("check", "--quiet", "--fix", "--exit-zero", "--select", _FIXES, *own, *shared, _BATCH),
        ("format", *shared, _BATCH),
    ]


def _black(line_length: int, _package: str) -> list[tuple[str, ...]]:
    """Black sorts no imports and fixes nothing: imports are rendered in order, so that both formatters mean the same."""
    return [("--quiet", "--config", os.devnull, "--target-version", _TARGET, "--line-length", str(line_length), _BATCH)]


def _run(command: Sequence[str], folder: Path) -> str:
    """Run a formatter without the environment variables that configure it; FormatterError with what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("RUFF_", "BLACK_"))}
    try:
        done = subprocess.run(  # noqa: S603  # the formatter that the project chose
            command, cwd=folder, env=environment, capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        raise FormatterError(UNFORMATTABLE.at(None, f"{command[0]} does not start: {error.strerror}")) from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().replace(f"{_BATCH}/", "")
        hint = "pip install black" if "No module named" in said else None
        raise FormatterError(UNFORMATTABLE.at(None, f"the formatter refused the generated code: {said}", hint))
    return done.stdout.decode("utf-8", "replace")
