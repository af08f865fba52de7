"""What other people's tools say about the example's migrations: squawk about their SQL, pytest-alembic about their order."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from pytest_alembic import Config, runner
from pytest_alembic.runner import MigrationContext
from pytest_alembic.tests import test_single_head_revision as one_head
from pytest_alembic.tests import test_up_down_consistency as up_and_down
from pytest_alembic.tests import test_upgrade as up

from tests.databases.database import Database
from tests.proof.squawk import opinion

ROOT = Path(__file__).parents[3]
KNOWN = ["ban-drop-constraint"]
"""Of a check that goes in front of the one that takes its place, as a label of the example's enum goes."""


def test_squawk_sees_a_dangerous_script() -> None:
    assert opinion("ALTER TABLE t ALTER COLUMN a TYPE bigint;") == ["changing-column-type"]


def test_squawk_finds_nothing_in_the_example_that_is_not_known() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "-c", "generated_example/alembic.ini", "upgrade", "head", "--sql"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": "postgresql+psycopg://nobody@localhost/nothing"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert opinion(done.stdout) == KNOWN


@pytest.mark.parametrize("content", [one_head, up, up_and_down])
def test_pytest_alembic_is_content_with_the_example(
    content: Callable[[MigrationContext], None], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.sync_url)
    monkeypatch.syspath_prepend(str(ROOT))
    engine = sa.create_engine(database.sync_url, poolclass=sa.pool.NullPool)
    with runner(Config({"file": str(ROOT / "generated_example" / "alembic.ini")}), engine) as migrations:
        content(migrations)
