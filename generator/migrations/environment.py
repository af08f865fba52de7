"""The environment that plain Alembic runs a project's revisions in: its configuration, env.py, and what revisions call."""

from pathlib import Path
from typing import Final

from generator.code import literal, Code
from generator.config import Settings

_PACKAGED: Final = Path(__file__).parent.parent / "_templates" / "migrations"
_SIBLING: Final = Path(__file__).parent.parent.parent / "templates" / "migrations"
"""Where the sources are in a checkout; the wheel carries them as the other."""
_SUPPORT: Final = "support_v1"
_FOLDERS: Final = {"domain": "migrations", "layered": "alembic"}


def migrations_folder(settings: Settings) -> str:
    """Give the folder of the migrations, relative to the output folder."""
    return _FOLDERS[settings.layout]


def environment_sources() -> tuple[Path, ...]:
    """Give every file that the environment is made from, in a stable order."""
    return tuple(sorted(path for path in _sources().rglob("*") if path.is_file() and "__pycache__" not in path.parts))


def environment_files(settings: Settings) -> dict[str, str]:
    """Give the files of the environment, by path relative to the output folder; other databases' code is left out."""
    folder = migrations_folder(settings)
    sources = _sources()
    found = {"alembic.ini": (sources / "alembic.ini").read_text("utf-8").replace("%(here)s/migrations", f"%(here)s/{folder}")}
    for name in ("env.py", "script.py.mako"):
        found[f"{folder}/{name}"] = (sources / name).read_text("utf-8")
    for name in ("__init__", "database", *sorted(settings.databases)):
        found[f"{folder}/{_SUPPORT}/{name}.py"] = (sources / _SUPPORT / f"{name}.py").read_text("utf-8")
    found[f"{folder}/{_SUPPORT}/databases.py"] = _registry(settings.databases)
    return found


def _registry(databases: tuple[str, ...]) -> str:
    """Give the module that lists the project's databases."""
    names = sorted(databases)
    modules = sorted((*names, "database"))
    imports = [
        "from .database import Database" if name == "database" else f"from .{name} import DATABASE as {name.upper()}"
        for name in modules
    ]
    entries = ", ".join(f"{_source(literal(name))}: {name.upper()}" for name in names)
    head = '"""The databases that this project is migrated on, by the name that SQLAlchemy gives their dialect."""'
    lines = [head, "", "from typing import Final", "", *imports, "", f"DATABASES: Final[dict[str, Database]] = {{{entries}}}"]
    return "\n".join(lines) + "\n"


def _source(piece: Code) -> str:
    return "".join(map(str, piece.parts))


def _sources() -> Path:
    return _PACKAGED if _PACKAGED.is_dir() else _SIBLING
