"""The list of changes: each is right, or asked for by code; nothing is missed, lost or reported without a cause."""

import os

import pytest

from tests.databases.database import Database
from tests.databases.fixtures import NAMES, Databases
from tests.proof.changes import CHANGES, tried
from tests.proof.changes.case import Case
from tests.proof.judge import EVERY_CODE, judge, renames, same
from tests.proof.noise import listen
from tests.proof.project import Specified
from tests.proof.rows import Writer, losses, snapshot
from tests.proof.together import together

SHARE = int(os.environ.get("SPECWRIGHT_SHARE", "9"))
"""One in so many cases is tried by itself on each database; `make proof` tries them all."""
ALONE = [
    pytest.param(case, database, id=f"{case.name}-{database}")
    for number, case in enumerate(CHANGES)
    for place, database in enumerate(NAMES)
    if (number + 2 * place) % SHARE == 0 and tried(case, database)
]


@pytest.mark.parametrize(("case", "database"), ALONE)
def test_a_change_is_right_or_asked_for(case: Case, database: str, databases: Databases) -> None:
    verdict = judge(case, database, databases)
    assert not verdict.is_wrong, verdict


def test_all_changes_are_right_in_one_revision(database: Database, databases: Databases, tmp_path) -> None:
    cases = [case for case in CHANGES if tried(case, database.name) and not case.fails_on_rows]
    specs = together(cases)
    project = Specified(tmp_path / "project", [database.name])
    before, after = project.meaning(specs.before), project.meaning(specs.after)
    project.keep(project.plan(before.schema))
    project.upgrade(database)
    dump = databases.dump(database)
    Writer(before.project, before.schema, database, specs.values).fill()
    held = snapshot(database, before.schema)
    revision = project.keep(project.plan(after.schema, EVERY_CODE))
    project.upgrade(database)
    fresh = Specified(tmp_path / "fresh", [database.name])
    fresh.keep(fresh.plan(after.schema))
    wanted = databases.create(database.name)
    fresh.upgrade(wanted)
    same(databases.dump(database), databases.dump(wanted), "not as made afresh")
    databases.drop(wanted)
    meant = tuple(f"tx{number}." for number, case in enumerate(cases) if case.remakes_values)
    lost = losses(held, snapshot(database, after.schema), renames(revision))
    assert [loss for loss in lost if "became" in loss and not loss.startswith(meant)] == []
    project.downgrade(database)
    same(databases.dump(database), dump, "downgrade does not lead back")


def test_nothing_is_reported_where_nothing_changed(database: Database, databases: Databases) -> None:
    noise = listen(database.name, databases)
    assert noise.ours == ()
    assert noise.models == ""
