"""What a revision demands of rows before it changes anything: where they do not meet it, it stops."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.util import CommandError

from tests.databases.database import Database
from tests.integration.migrations.project import Migrated, execute, rows
from tests.integration.migrations.tables import col, table


@pytest.mark.parametrize(("held", "stops"), [("old", True), ("a\u00e9", True), ("new", False)])
def test_a_label_that_is_gone_stops_where_a_list_holds_it_still(
    database: Database, tmp_path: Path, held: str, *, stops: bool
) -> None:
    project = Migrated(tmp_path / "project", [database.name])
    labels = {"old": "old", "a\u00e9": "a\u00e9", "new": "new"}
    project.revise(table("t", col("a", "json", labels=labels)))
    project.upgrade(database)
    execute(database, f"INSERT INTO t VALUES (1, '{json.dumps([held], ensure_ascii=False)}')")
    gone = {"a\u00e9": "new", "old": "new"}
    revision = project.revise(table("t", col("a", "json", labels={"new": "new"}, replaced=gone)))
    assert revision
    assert "M418" in revision.allowed
    if stops:
        with pytest.raises(CommandError, match="1 rows hold labels inside of lists"):
            project.upgrade(database)
    else:
        project.upgrade(database)
    assert json.loads(rows(database, "SELECT CAST(a AS char(40)) FROM t")[0][0]) == [held]


def test_rows_stop_a_required_column_that_has_no_value_for_them(database: Database, tmp_path: Path) -> None:
    project = Migrated(tmp_path / "project", [database.name])
    project.revise(table("t"))
    project.upgrade(database)
    execute(database, "INSERT INTO t VALUES (1)")
    project.revise(table("t", col("a", "string(9)", null=False)))
    with pytest.raises((CommandError, sa.exc.SQLAlchemyError)):
        project.upgrade(database)
    assert rows(database, "SELECT * FROM t") == [(1,)]
    execute(database, "DELETE FROM t")
    project.upgrade(database)
    assert rows(database, "SELECT a FROM t") == []
