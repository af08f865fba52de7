"""Expand, then contract: the application of the version before works until the contract, the new one from the expansion on."""

import asyncio
import importlib
import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.functional.matrix.project import Built, build_project
from tests.integration.migrations.project import rows
from tests.proof.judge import EVERY_CODE

BEFORE = """
entity: Note
key: int
fields:
  title:  string(80)
  color:  {type: string(16)?, unique: true}
  legacy: int
  owner:  {type: Owner, on_delete: cascade}
indexes: [[legacy]]
---
entity: Owner
key: int
fields: {name: string(20)}
"""
AFTER = """
entity: Note
key: int
fields:
  title: string(40)
  color: {type: string(16), backfill: red}
  kind:  {type: string(9), default: plain}
  stamp: {type: datetime, default: now()}
  score: {type: int, backfill: 7}
  size:  {type: int?, backfill: {sql: length(title)}}
  owner: {type: Owner, on_delete: restrict}
checks: {not_empty: length(title) > 0}
indexes: [[color, title]]
---
entity: Owner
key: int
fields: {name: string(200)}
"""


class Versions:
    """A project whose package of the version before can be imported beside its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.package = f"phases_{name}"
        self.build(BEFORE)
        shutil.copytree(folder / self.package, folder / f"{self.package}_before")

    def build(self, text: str) -> Built:
        return build_project(
            self.folder, self.package, {"notes.yaml": text}, databases=(self.name,), allow=EVERY_CODE, timestamps=False
        )

    def alembic(self, database: Database, *, phase: str | None = None, sql: bool = False) -> None:
        config = Config(self.folder / self.package / "alembic.ini", output_buffer=io.StringIO(), stdout=io.StringIO())
        config.set_main_option("sqlalchemy.url", database.url.replace("%", "%%"))
        config.cmd_opts = type("Options", (), {"x": [f"phase={phase}"] if phase else []})()
        command.upgrade(config, "head", sql=sql)

    def use(self, database: Database, package: str, data: dict[str, Any], change: dict[str, Any]) -> None:
        asyncio.run(_use(package, database, data, change))


async def _use(package: str, database: Database, data: dict[str, Any], change: dict[str, Any]) -> None:
    """Make, read, list, change and remove by the repositories of a package, and leave one row."""
    notes, session_module = (
        importlib.import_module(f"{package}.notes"),
        importlib.import_module(f"{package}.db.session"),
    )
    engine = session_module.connect(database.url)
    try:
        async with session_module.ScopedSession(engine, session_module.Scope()) as session:
            owner = await notes.OwnerRepository(session).create(notes.OwnerCreate(name="ann"))
            repository = notes.NoteRepository(session)
            made = await repository.create(notes.NoteCreate(owner_id=owner.id, **data))
            other = await repository.create(
                notes.NoteCreate(owner_id=owner.id, **{**data, "color": f"{data['color']}2"})
            )
            await repository.update(made.id, notes.NoteUpdate(**change))
            assert (await repository.get(made.id)).id == made.id
            listed = await repository.list()
            assert {made.id, other.id} <= {item.id for item in listed}
            await repository.delete(other.id)
            await session.commit()
    finally:
        await engine.dispose()


@pytest.fixture
def versions(tmp_path: Path, phased: Database) -> Iterator[Versions]:
    sys.path.insert(0, str(tmp_path))
    try:
        yield Versions(tmp_path, phased.name)
    finally:
        sys.path.remove(str(tmp_path))
        for name in [name for name in sys.modules if name.partition(".")[0].startswith("phases_")]:
            del sys.modules[name]


@pytest.fixture(params=["postgresql", "mariadb"])
def phased(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    database = databases.create(request.param)
    yield database
    databases.drop(database)


def test_both_versions_work_between_the_phases(versions: Versions, phased: Database, databases: Databases) -> None:
    old, new = f"{versions.package}_before", versions.package
    versions.alembic(phased)
    versions.use(phased, old, {"title": "first", "color": "blue", "legacy": 1}, {"title": "once"})
    versions.build(AFTER)
    versions.alembic(phased, phase="expand")
    versions.alembic(phased, phase="expand")
    versions.use(phased, old, {"title": "between", "color": "green", "legacy": 2}, {"title": "twice", "legacy": 3})
    versions.use(phased, new, {"title": "after", "color": "white", "score": 1}, {"title": "thrice", "kind": "odd"})
    versions.alembic(phased)
    versions.use(phased, new, {"title": "later", "color": "black", "score": 2}, {"score": 3})
    found = rows(phased, "SELECT title, color, kind, score, size FROM notes ORDER BY id")
    assert found == [
        ("once", "blue", "plain", 7, 4),
        ("twice", "green", "plain", 7, None),
        ("thrice", "white", "odd", 1, None),
        ("later", "black", "plain", 3, None),
    ]
    fresh = databases.create(phased.name)
    versions.alembic(fresh)
    assert databases.dump(phased) == databases.dump(fresh)
    databases.drop(fresh)


def test_a_phase_has_to_be_known_and_possible(versions: Versions, phased: Database) -> None:
    with pytest.raises(CommandError, match="There is one phase"):
        versions.alembic(phased, phase="contract")
    with pytest.raises(CommandError, match="has no phases"):
        versions.alembic(phased, phase="expand", sql=True)
