"""The formatter: all changed files of a run in one batch, by ruff or black, untouched by anybody's configuration."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.errors import FormatterError, RefusedError
from generator.output.rules import UNFORMATTABLE

_TARGET: Final = "py311"
_BLACK: Final = "black"
_FIXES: Final = "I,F401,F541,UP,C4,PIE,RSE,RUF022,RUF023"
"""Import order, and rules whose safe fixes make code shorter without a change of meaning."""
_NAME: Final = 100
"""Characters of a path that a file of the batch is called by; its number keeps it apart."""
_BATCH: Final = "gen_batch"
_LOOSE: Final = "gen_loose"
"""The folders of a batch, called so that no module name is taken for a first-party package."""

_MEMORY: Final = "/dev/shm"  # noqa: S108  # a fresh folder in it, as in any folder for temporary files
_ROOM: Final = 8
"""How many times the size of the batch must be free: pages are whole, and the formatter's copies stand beside."""
_LONG_AGO: Final = 1_000_000_000.0
"""When files of a batch say that they were written: a formatter that changes one gives it the time of the day."""
_LEAST: Final = 16_000_000


@dataclass(frozen=True, slots=True)
class Formatter:
    """A formatter: its name and version as records keep them, the file that is run, and how it is started."""

    name: str
    version: str
    program: Path
    start: tuple[str, ...]

    def __str__(self) -> str:
        """Give the name and version, such as `ruff 0.15.0`."""
        return f"{self.name} {self.version}"

    @property
    def is_known(self) -> bool:
        """Whether our templates are written to lay code out as it does."""
        return self.name != _BLACK

    def commands(self, line_length: int, packages: Sequence[str]) -> list[tuple[str, ...]]:
        """Give the commands of a batch; black sorts no imports and fixes nothing."""
        lines = _black(line_length) if self.name == _BLACK else _ruff(line_length, packages)
        return [(*self.start, *line) for line in lines]


def find_formatter(name: str) -> Formatter:
    """Find ruff or black beside the running Python; FormatterError if it is not installed or does not start."""
    if name == _BLACK:
        program = Path(sys.executable)
        start: tuple[str, ...] = (sys.executable, "-m", _BLACK)
    else:
        program = _find_ruff()
        start = (str(program),)
    words = _run((*start, "--version"), Path.cwd(), {}).split()
    version = next((word for word in words if word[:1].isdigit()), "unknown")
    return Formatter(name, version, program, start)


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


def format_files(
    formatter: Formatter,
    texts: Mapping[str, str],
    line_length: int,
    packages: Sequence[str] = (),
    loose: Container[str] = (),
) -> dict[str, str]:
    """Give the formatted texts by path; those that are not Python stay as they are. FormatterError if one is refused.

    In `loose` ones imports are sorted, unused ones dropped and safe fixes applied; the others are rendered in order.
    `packages` are the application's own: what the output is called where it is imported by its whole name, as revisions do.
    """
    done = dict(texts)
    names = {
        path: f"{_LOOSE if path in loose else _BATCH}/{number}_{path.replace('/', '_')[-_NAME:]}"
        for number, path in enumerate(texts)
        if _is_python(path)
    }
    if not names:
        return done
    size = sum(len(texts[path]) for path in names)
    with tempfile.TemporaryDirectory(prefix="gen-", dir=_roomy_memory(size)) as top:
        for folder in (_BATCH, _LOOSE):
            os.mkdir(f"{top}/{folder}")  # noqa: PTH102  # a Path for each of thousands costs more than writing them
        for path, name in names.items():
            with open(f"{top}/{name}", "wb", 0) as file:  # noqa: PTH123  # as above
                file.write(texts[path].encode())
            os.utime(f"{top}/{name}", (_LONG_AGO, _LONG_AGO))
        for command in formatter.commands(line_length, packages):
            _run(command, Path(top), names)
        for path, name in names.items():
            with open(f"{top}/{name}", "rb", 0) as file:  # noqa: PTH123  # as above
                if os.fstat(file.fileno()).st_mtime != _LONG_AGO:
                    done[path] = file.read().decode()
    return done


def _is_python(path: str) -> bool:
    return path.endswith(".py")


def _roomy_memory(size: int) -> str | None:
    """Give a folder that is kept in memory if it has room: thousands of files come and go, which disks do not like."""
    try:
        free = shutil.disk_usage(_MEMORY).free
    except OSError:
        return None
    return _MEMORY if free > size * _ROOM + _LEAST and os.access(_MEMORY, os.W_OK) else None


def _ruff(line_length: int, packages: Sequence[str]) -> list[tuple[str, ...]]:
    shared = ("--isolated", "--no-cache", "--target-version", _TARGET, "--line-length", str(line_length))
    named = [package for package in packages if package.isidentifier()]
    own = ("--config", f"lint.isort.known-first-party = {json.dumps(named)}") if named else ()
    fixes = ("check", "--quiet", "--fix", "--exit-zero", "--select", _FIXES, *own, *shared, _LOOSE)
    return [fixes, ("format", *shared, _BATCH, _LOOSE)]


def _black(line_length: int) -> list[tuple[str, ...]]:
    return [
        (
            "--quiet",
            "--config",
            os.devnull,
            "--target-version",
            _TARGET,
            "--line-length",
            str(line_length),
            _BATCH,
            _LOOSE,
        )
    ]


def _run(command: Sequence[str], folder: Path, names: Mapping[str, str]) -> str:
    """Run a formatter without the environment variables that configure it; FormatterError with what it said.

    `names` are those of the batch, by the path that a user knows.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("RUFF_", "BLACK_"))}
    try:
        done = subprocess.run(  # noqa: S603  # the formatter that the project chose
            command, cwd=folder, env=environment, capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        raise FormatterError(UNFORMATTABLE.at(None, f"{command[0]} does not start: {error.strerror}")) from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        for path, name in names.items():
            said = said.replace(name, path) if name in said else said
        hint = "pip install black" if "No module named" in said else None
        raise RefusedError(UNFORMATTABLE.at(None, f"the formatter refused the generated code: {said}", hint))
    return done.stdout.decode("utf-8", "replace")
