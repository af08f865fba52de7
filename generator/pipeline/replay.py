"""Revisions replayed in a process of its own: the generator itself never loads SQLAlchemy or Alembic."""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from generator.config import Settings
from generator.diagnostics import rule
from generator.errors import ConfigError
from generator.migrations import environment_files, migrations_folder, output_package
from generator.migrations.bodies.module import SUPPORT
from generator.output.records import is_table

NO_ALEMBIC = rule(
    "C620",
    "no-alembic",
    """
What was asked for runs revisions, by the SQLAlchemy and the Alembic of the project. Neither the Python that runs `gen`
nor the active virtual environment has them. Install them there: `pip install alembic "sqlalchemy[asyncio]"`.
""",
)
REPLAY_FAILED = rule(
    "C621",
    "replay-failed",
    """
The process that runs revisions ended without an answer: the project's own modules could not be imported, or SQLAlchemy
and Alembic are older than the generated code needs.
""",
)
_HERE: Final = Path(__file__).resolve().parents[2]
_SECONDS: Final = 600
_PROGRAM: Final = "import sys; sys.path.append(sys.argv[1]); from generator.replay.job import main; main()"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a function of a revision sends to a database; `error` tells why that is not known."""

    statements: tuple[str, ...] = ()
    error: str = ""


Answers = dict[str, list[dict[str, Replayed]]]
"""By database, for each revision in the order asked for: by function."""


def replay_texts(
    settings: Settings, bodies: Sequence[str], databases: Sequence[str], functions: Sequence[str] = ("upgrade",)
) -> Answers:
    """Replay bodies that are not on disk; ConfigError if there is no Alembic to do it with."""
    with on_disk(settings, bodies) as (files, path):
        return _replay(settings, files, path, databases, functions)


@contextmanager
def on_disk(settings: Settings, bodies: Sequence[str]) -> Generator[tuple[list[Path], list[str]]]:
    """Write bodies and what they call for a moment; give their files, and the folders to import from."""
    with TemporaryDirectory(prefix="gen-") as name:
        top = Path(name)
        output = top.joinpath(*output_package(settings).split("."))
        _write(output, environment_files(settings))
        for folder in (output, *output.parents):
            if folder != top and folder.is_relative_to(top):
                (folder / "__init__.py").touch()
        files: list[Path] = []
        for number, text in enumerate(bodies):
            file = top / f"body_{number}.py"
            file.write_text(text, "utf-8")
            files.append(file)
        yield files, [str(top), str(import_root(settings))]


def replay_files(settings: Settings, files: Sequence[Path], functions: Sequence[str] = ("upgrade",)) -> Answers:
    """Replay bodies as they stand in the project; ConfigError if there is no Alembic to do it with."""
    return _replay(settings, files, (str(import_root(settings)),), settings.databases, functions)


def import_root(settings: Settings) -> Path:
    """Give the folder that the output's package is imported from."""
    return settings.output.parents[output_package(settings).count(".")]


def support_module(settings: Settings) -> str:
    """Give the dotted name of what revisions call."""
    return f"{output_package(settings)}.{migrations_folder(settings)}.{SUPPORT}"


def ask(job: Mapping[str, object]) -> dict[str, object]:
    """Give the answer to a job; ConfigError if there is no Alembic, or no answer."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(  # noqa: S603  # a Python, and our own program
        [find_python(), "-c", _PROGRAM, str(_HERE)],
        input=json.dumps(job),
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=_SECONDS,
        check=False,
    )
    try:
        answer: object = json.loads(done.stdout)
    except ValueError:
        answer = None
    if done.returncode or not is_table(answer):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        hint = "see that the project's package can be imported by this Python"
        raise ConfigError(REPLAY_FAILED.at(None, f"revisions cannot be run: {last}", hint))
    return answer


def find_python() -> str:
    """Give a Python that has Alembic: the one that runs us, else that of the active environment, else ConfigError."""
    if find_spec("alembic") and find_spec("sqlalchemy"):
        return sys.executable
    active = os.environ.get("VIRTUAL_ENV")
    if active:
        python = Path(active, "Scripts" if os.name == "nt" else "bin", "python")
        if python.exists():
            return str(python)
    hint = 'install them beside gen: `pip install alembic "sqlalchemy[asyncio]"`'
    raise ConfigError(NO_ALEMBIC.at(None, "this Python has no Alembic, which runs revisions", hint))


def _replay(
    settings: Settings, files: Iterable[Path], path: Sequence[str], databases: Sequence[str], functions: Sequence[str]
) -> Answers:
    job: dict[str, object] = {
        "action": "replay",
        "path": path,
        "databases": databases,
        "support": support_module(settings),
        "revisions": [str(file) for file in files],
        "functions": functions,
    }
    answer = ask(job)
    return {database: [_functions(item, functions) for item in items(answer.get(database))] for database in answer}


def items(value: object) -> list[object]:
    """Give the items of what JSON called a list."""
    return list(value) if isinstance(value, list) else []


def _functions(value: object, names: Sequence[str]) -> dict[str, Replayed]:
    given = value if is_table(value) else {}
    return {name: _replayed(given.get(name)) for name in names}


def _replayed(value: object) -> Replayed:
    if not is_table(value):
        return Replayed(error="it was not run")
    return Replayed(tuple(map(str, items(value.get("statements")))), str(value.get("error", "")))


def _write(output: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        file = output / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
