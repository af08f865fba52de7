"""What a revision demands of rows before it changes anything: where they do not meet it, it stops."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.util import CommandError

from generator.dialects import dialect
from generator.fieldtypes import Scalar
from generator.schema.state import ArrayOf
from tests.databases.database import Database
from tests.integration.migrations.project import Migrated, execute, rows
from tests.integration.migrations.tables import col, table

DEEP = {"[][]": "Mood"}


@pytest.mark.parametrize(("held", "stops"), [("old", True), ("a\u00e9", True), ("new", False)])
def test_a_label_that_is_gone_stops_where_a_list_of_lists_holds_it_still(
    database: Database, tmp_path: Path, held: str, *, stops: bool
) -> None:
    project = Migrated(tmp_path / "project", [database.name])
    labels = {"old": "old", "a\u00e9": "a\u00e9", "new": "new"}
    project.revise(table("t", col("a", "json", labels=labels, inside=DEEP)))
    project.upgrade(database)
    execute(database, f"INSERT INTO t VALUES (1, '{json.dumps([[held]], ensure_ascii=False)}')")
    gone = {"a\u00e9": "new", "old": "new"}
    revision = project.revise(table("t", col("a", "json", labels={"new": "new"}, replaced=gone, inside=DEEP)))
    assert revision
    assert "M418" in revision.allowed
    if stops:
        with pytest.raises(CommandError, match="1 rows hold labels inside of lists"):
            project.upgrade(database)
    else:
        project.upgrade(database)
    assert json.loads(rows(database, "SELECT CAST(a AS char(40)) FROM t")[0][0]) == [[held]]


LISTS = (["old", "Old", None, 'it\'s "q" \u00e9', "old", "kept"], ["kept"], [], None)
TURNED = (["new", "Old", None, "its", "new", "kept"], ["kept"], [], None)


@pytest.mark.parametrize("is_rebuilt", [False, True], ids=["alone", "with its table made anew"])
def test_lists_get_the_labels_that_take_the_place_of_others_and_no_other_item_changes(
    database: Database, tmp_path: Path, *, is_rebuilt: bool
) -> None:
    project = Migrated(tmp_path / "project", [database.name])
    names = ("old", "Old", 'it\'s "q" \u00e9', "kept")
    project.revise(table("t", col("a", "json", labels={it: it for it in names}), col("b")))
    project.upgrade(database)
    owner = dialect(database.name)
    held = ["NULL" if it is None else owner.string_literal(json.dumps(it, ensure_ascii=False)) for it in LISTS]
    execute(database, *(f"INSERT INTO t VALUES ({place}, {text}, 1)" for place, text in enumerate(held)))
    after = col(
        "a", "json", labels={it: it for it in ("new", "Old", "its", "kept")}, replaced={"old": "new", names[2]: "its"}
    )
    revision = project.revise(table("t", after, col("b", null=not is_rebuilt)))
    assert revision
    assert not revision.allowed
    project.upgrade(database)
    assert _lists(database) == TURNED
    project.downgrade(database, "-1")
    assert _lists(database) == LISTS


def test_numbers_and_arrays_are_rewritten_in_lists_too(database: Database, tmp_path: Path) -> None:
    project = Migrated(tmp_path / "project", [database.name])
    texts = ArrayOf(Scalar("string", (5,)))
    project.revise(table("t", col("a", "json", labels={"x": 1, "y": 2}), col("b", texts, labels={"p": "p", "q": "q"})))
    project.upgrade(database)
    array = "ARRAY['q', 'p']" if database.name == "postgresql" else '\'["q", "p"]\''
    execute(database, f"INSERT INTO t VALUES (1, '[1, 2, 1]', {array})")
    after = col("a", "json", labels={"x": 3, "y": 2}), col("b", texts, labels={"z": "z", "q": "q"}, replaced={"p": "z"})
    project.revise(table("t", *after))
    project.upgrade(database)
    (found,) = rows(database, "SELECT a, b FROM t")
    assert [json.loads(it) if isinstance(it, str) else it for it in found] == [[3, 2, 3], ["q", "z"]]


def _lists(database: Database) -> tuple[object, ...]:
    found = rows(database, "SELECT a FROM t ORDER BY id")
    return tuple(json.loads(it) if isinstance(it, str) else it for (it,) in found)


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
