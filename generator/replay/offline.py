"""Revisions run against a recorder in the place of a database: the SQL that they would send."""

import importlib
import importlib.util
import io
import logging
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext


class _Recorder(io.StringIO):
    """Where Alembic prints SQL: a statement a call."""

    def __init__(self) -> None:
        super().__init__()
        self.statements: list[str] = []

    def write(self, text: str) -> int:
        """Keep a statement."""
        self.statements.append(text.strip())
        return len(text)


def replay(job: dict[str, object]) -> dict[str, object]:
    """Give, by database, for each revision its statements, or the error that says why they cannot be told offline.

    The job has `path` (folders to import from), `databases`, `support` (the module that revisions call), `revisions`
    (files) and `functions` (`upgrade`, `downgrade`).
    """
    logging.disable(logging.INFO)
    sys.path[:0] = _words(job["path"])
    support = importlib.import_module(str(job["support"]))
    functions = _words(job["functions"])
    loaded = [(file, _load(file)) for file in _words(job["revisions"])]
    return {
        database: [
            {name: _statements(module, name, database, support) for name in functions} | {"file": file}
            for file, module in loaded
        ]
        for database in _words(job["databases"])
    }


def _load(file: str) -> ModuleType | str:
    """Import a revision; the words of what went wrong, if it cannot be."""
    spec = importlib.util.spec_from_file_location(f"_revision_{Path(file).stem}", file)
    if spec is None or spec.loader is None:
        return f"{Path(file).name} is no Python"
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001  # a person may have written anything in it
        return _words_of(error)
    return module


def _statements(module: ModuleType | str, name: str, database: str, support: ModuleType) -> dict[str, object]:
    if isinstance(module, str):
        return {"error": module}
    written = _Recorder()
    function: Callable[[], None] | None = getattr(module, name, None)
    if function is None:
        return {"error": f"it has no {name}()"}
    known = support.database_named(database)
    context = MigrationContext.configure(
        dialect_name=database,
        dialect_opts={"paramstyle": "named"},
        opts={
            "as_sql": True,
            "literal_binds": True,
            "output_buffer": written,
            "transaction_per_migration": True,
            "transactional_ddl": known.transactional_ddl,
        },
    )
    try:
        with Operations.context(context), context.begin_transaction(_per_migration=True):
            function()
    except Exception as error:  # noqa: BLE001  # a body that looks at rows cannot be told without them
        return {"error": _words_of(error)}
    return {"statements": written.statements}


def _words_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _words(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, Iterable) else []
