"""Projects of one feature: their specs, the build, and the tables by the migrations and by the models."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from alembic import command
from alembic.config import Config

from generator.config import Settings
from generator.diagnostics import Bag
from generator.ir import Project
from generator.pipeline.build import build
from generator.pipeline.freshness import Verdict
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch
from generator.resolve import resolve
from generator.spec.loading import load
from tests.databases.database import Database


@dataclass(frozen=True)
class Built:
    """A project that was built: its package can be imported."""

    settings: Settings
    project: Project

    def module(self, name: str = "") -> ModuleType:
        """Import a module of the package."""
        return importlib.import_module(f"{self.settings.output.name}.{name}".rstrip("."))

    def upgrade(self, database: Database) -> None:
        """Apply the migrations."""
        command.upgrade(self._alembic(database), "head")

    def downgrade(self, database: Database) -> None:
        """Take the migrations back."""
        command.downgrade(self._alembic(database), "base")

    async def create_all(self, database: Database) -> None:
        """Create the tables of the models that are ours."""
        theirs = {entity.table for entity in self.project.entities.values() if not entity.managed}
        base, engine = self.module("db.base").Base, self.module("db.session").connect(database.url)
        tables = [table for table in base.metadata.tables.values() if table.name not in theirs]
        extensions = [name for domain in self.project.domains for name in domain.extensions]
        async with engine.begin() as connection:
            for name in extensions:  # not the tables' business
                await connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {name}")
            await connection.run_sync(base.metadata.create_all, tables=tables)
        await engine.dispose()

    def _alembic(self, database: Database) -> Config:
        config = Config(self.settings.output / "alembic.ini")
        config.set_main_option("sqlalchemy.url", database.url.replace("%", "%%"))
        return config


def build_project(folder: Path, package: str, specs: Mapping[str, str], **options: object) -> Built:
    """Build `specs` (text by path) in `folder`; SpecError if they are wrong."""
    for path, text in specs.items():
        file = folder / "specs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    settings = Settings(root=folder, specs=folder / "specs", output=folder / package, **options)
    build(settings, Request(), Verdict("nothing is known"), Watch())
    return Built(settings, resolve(load(settings.specs, folder, Bag()), settings, Bag()))
