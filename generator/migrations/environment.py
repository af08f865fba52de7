"""The environment that plain Alembic runs a project's revisions in: its configuration, env.py, and what revisions call."""

from pathlib import Path
from typing import Final

from generator.code import Code, literal
from generator.config import Settings
from generator.dialects import dialect
from generator.migrations.bodies.module import SUPPORT

_PACKAGED: Final = Path(__file__).parent.parent / "_templates" / "migrations"
_SIBLING: Final = Path(__file__).parent.parent.parent / "templates" / "migrations"
"""Where the sources are in a checkout; the wheel carries them as the other."""
_ONLINE: Final = ("online",)
_FOLDERS: Final = {"domain": "migrations", "layered": "alembic"}


def migrations_folder(settings: Settings) -> str:
    """Give the folder of the migrations, relative to the output folder."""
    return _FOLDERS[settings.layout]


def output_package(settings: Settings) -> str:
    """Give the dotted name by which the output is imported: it begins where no folder above is a package."""
    names = [settings.output.name]
    folder = settings.output.parent
    while folder != folder.parent and (folder / "__init__.py").is_file():
        names.insert(0, folder.name)
        folder = folder.parent
    return ".".join(names)


def migrations_package(settings: Settings) -> str:
    """Give the dotted name of the migrations, by which revisions import what they call."""
    return f"{output_package(settings)}.{migrations_folder(settings)}"


def environment_sources() -> tuple[Path, ...]:
    """Give every file that the environment is made from, in a stable order."""
    return tuple(sorted(path for path in _sources().rglob("*") if path.is_file() and "__pycache__" not in path.parts))


def environment_files(settings: Settings) -> dict[str, str]:
    """Give the files of the environment, by path relative to the output folder; other databases' code is left out."""
    folder, package, sources = migrations_folder(settings), migrations_package(settings), _sources()
    above = "/".join([".."] * (output_package(settings).count(".") + 1))

    def read(name: str) -> str:
        return (sources / name).read_text("utf-8")

    found = {
        "alembic.ini": read("alembic.ini").replace("s/migrations\n", f"s/{folder}\n").replace("s/..\n", f"s/{above}\n"),
        f"{folder}/__init__.py": '"""How the databases came to be as they are: revisions that Alembic applies."""\n',
        f"{folder}/env.py": read("env.py").replace(f"\nfrom {SUPPORT} ", f"\n\nfrom {package}.{SUPPORT} "),
        f"{folder}/script.py.mako": read("script.py.mako"),
        f"{folder}/versions/__init__.py": '"""The revisions, each with its delta beside it."""\n',
        f"{folder}/{SUPPORT}/databases.py": _registry(settings.databases),
    }
    online = _ONLINE if _is_online(settings) else ()
    phased = ("steps",) if any(not dialect(name).rebuilds for name in settings.databases) else ()
    shared = ("__init__", "database", "rows", *online, *phased)
    for name in (*shared, *sorted(settings.databases)):
        found[f"{folder}/{SUPPORT}/{name}.py"] = read(f"{SUPPORT}/{name}.py")
    return found


def _is_online(settings: Settings) -> bool:
    return any(dialect(name).concurrent_indexes for name in settings.databases)


def _registry(databases: tuple[str, ...]) -> str:
    """Give the module that lists the project's databases."""
    names = sorted(databases)
    imports = [
        "from .database import Database" if name == "database" else f"from .{name} import DATABASE as {name.upper()}"
        for name in sorted((*names, "database"))
    ]
    entries = ", ".join(f"{_source(literal(name))}: {name.upper()}" for name in names)
    return "\n".join(
        (
            '"""The databases that this project is migrated on, by the name that SQLAlchemy gives their dialect."""',
            "",
            "from typing import Final",
            "",
            *imports,
            "",
            f"DATABASES: Final[dict[str, Database]] = {{{entries}}}",
            "",
        )
    )


def _source(piece: Code) -> str:
    return "".join(map(str, piece.parts))


def _sources() -> Path:
    return _PACKAGED if _PACKAGED.is_dir() else _SIBLING
