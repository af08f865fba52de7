"""The guide's domain as a project on svc-infra's base, built by the command that the guide's readers look for."""

import importlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from alembic import command
from alembic.config import Config

from tests.databases.database import Database

BASE = "svc_infra.db.sql.base:ModelBase"
BUDGETS = """\
entity: Budget
fields:
  user_id:          string(64)
  name:             {type: string(128), min_length: 1}
  type:             string(32)
  period:           {type: BudgetPeriod, default: monthly}
  categories:       {type: "map[string, decimal(18, 2)]", default: {}}
  start_date:       datetime
  end_date:         datetime
  rollover_enabled: {type: bool, default: false}
  extra:            {type: json?}
unique:
  - [user_id, "lower(name)"]
checks:
  dates: end_date > start_date
search: [name]
filter: [user_id, type, period]
sort: [name]
---
enum: BudgetPeriod
values: [weekly, biweekly, monthly, quarterly, yearly]
"""


@dataclass(frozen=True)
class Shop:
    """A project that was built."""

    folder: Path
    package: str

    def module(self, name: str) -> ModuleType:
        """Import a module of the package."""
        return importlib.import_module(f"{self.package}.{name}")

    def upgrade(self, database: Database) -> None:
        """Apply the migrations."""
        config = Config(self.folder / self.package / "alembic.ini")
        config.set_main_option("sqlalchemy.url", database.url.replace("%", "%%"))
        command.upgrade(config, "head")


def scaffold(folder: Path, package: str, *flags: str, spec: str = BUDGETS, settings: str = "") -> Shop:
    """Build the guide's budgets into `package` by `gen build`; AssertionError with what it said where it fails."""
    (folder / "specs").mkdir(exist_ok=True)
    (folder / "specs" / "budgets.yaml").write_text(spec)
    (folder / "pyproject.toml").write_text(f'[tool.gen]\ndatabases = ["sqlite", "postgresql"]\n{settings}')
    done = run(folder, "build", "specs/", "--output", package, *flags)
    assert done.returncode == 0, done.stderr
    return Shop(folder, package)


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run `gen` in a folder."""
    words = (sys.executable, "-m", "generator", *arguments)
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(words, cwd=folder, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)  # noqa: PLW1510  # the caller looks at the exit status
