"""Recorded revisions: what they lead to, and what is wrong with them."""

import json
from pathlib import Path

import pytest

from generator.config import Settings
from generator.errors import HistoryError
from generator.migrations import Revision, plan_revision, read_history
from generator.schema.state import Schema, Table
from tests.integration.migrations.tables import col, index, table

ALLOWED = tuple(f"M4{number}" for number in range(10, 17))


class Project:
    """A folder of revisions, written without a formatter."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(
            root=folder, specs=folder, output=folder, databases=("sqlite", "postgresql"), allow=ALLOWED
        )
        self.versions = folder / "migrations" / "versions"
        self.versions.mkdir(parents=True)

    def plan(self, *tables: Table, message: str | None = None) -> Revision | None:
        return plan_revision(read_history(self.versions), Schema(tables), message, self.settings)

    def revise(self, *tables: Table, message: str | None = None) -> Revision:
        revision = self.plan(*tables, message=message)
        assert revision
        for name, text in revision.files.items():
            (self.settings.output / name).write_text(text)
        return revision

    def body(self, revision: Revision) -> Path:
        return next(self.versions.glob(f"{revision.id}*.py"))

    def delta(self, revision: Revision) -> Path:
        return next(self.versions.glob(f"{revision.id}*.json"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def codes(error: pytest.ExceptionInfo[HistoryError]) -> list[str]:
    return [item.code for item in error.value.diagnostics]


def test_the_state_is_what_all_deltas_lead_to(project: Project):
    project.revise(table("t", col("a")))
    project.revise(table("t", col("a"), col("b")), table("u"))
    last = project.revise(table("u"))
    history = read_history(project.versions)
    assert history.state() == Schema((table("u"),))
    assert history.heads == (last.id,)
    assert [item.revision[:4] for item in history.order] == ["0001", "0002", "0003"]


def test_nothing_is_planned_where_nothing_is_missing(project: Project):
    assert project.plan() is None
    project.revise(table("t"))
    assert project.plan(table("t")) is None


def test_an_id_follows_from_what_a_revision_does_and_after_which(tmp_path: Path):
    ids = []
    for name in ("one", "two"):
        project = Project(tmp_path / name)
        ids.append([project.revise(table("t")).id, project.revise(table("t", col("a"))).id])
    assert ids[0] == ids[1]
    assert ids[0][0].startswith("0001_")
    assert Project(tmp_path / "three").revise(table("u")).id != ids[0][0]


def test_branches_that_change_different_things_are_joined(project: Project):
    base = project.revise(table("t"))
    one = project.revise(table("t", col("a")))
    aside = [(path, path.read_text()) for path in project.versions.glob(f"{one.id}*")]
    for path, _ in aside:
        path.unlink()
    other = project.revise(table("t"), table("u"))
    for path, text in aside:
        path.write_text(text)
    joined = project.revise(table("t", col("a")), table("u"))
    assert set(json.loads(project.delta(joined).read_text())["parent"]) == {one.id, other.id}
    assert read_history(project.versions).heads == (joined.id,)
    assert base.id not in joined.summary[0]


def test_branches_that_change_the_same_thing_are_named(project: Project):
    project.revise(table("t"))
    one = project.revise(table("t", col("a")))
    aside = [(path, path.read_text()) for path in project.versions.glob(f"{one.id}*")]
    for path, _ in aside:
        path.unlink()
    project.revise(table("t", col("a", "text")))
    for path, text in aside:
        path.write_text(text)
    with pytest.raises(HistoryError) as error:
        project.plan(table("t", col("a")))
    assert codes(error) == ["M401"]


def test_an_edited_delta_is_refused(project: Project):
    revision = project.revise(table("t", col("a")))
    path = project.delta(revision)
    path.write_text(path.read_text().replace('"int"', '"bigint"'))
    with pytest.raises(HistoryError) as error:
        read_history(project.versions)
    assert codes(error) == ["M403"]


def test_the_layout_of_a_delta_says_nothing(project: Project):
    revision = project.revise(table("t", col("a")))
    path = project.delta(revision)
    path.write_text(json.dumps(json.loads(path.read_text()), indent=7))
    assert read_history(project.versions).state() == Schema((table("t", col("a")),))


def test_an_edited_body_is_accepted(project: Project):
    revision = project.revise(table("t"))
    path = project.body(revision)
    path.write_text(path.read_text() + "\n# a backfill\n")
    assert project.plan(table("t")) is None


def test_a_body_that_follows_another_revision_than_its_delta_says_is_refused(project: Project):
    project.revise(table("t"))
    revision = project.revise(table("t", col("a")))
    path = project.body(revision)
    path.write_text(path.read_text().replace('down_revision = "0001', 'down_revision = "0000'))
    with pytest.raises(HistoryError) as error:
        read_history(project.versions)
    assert codes(error) == ["M403"]


def test_what_is_missing_is_named(project: Project):
    first, second = project.revise(table("t")), project.revise(table("t", col("a")))
    project.body(second).unlink()
    with pytest.raises(HistoryError) as error:
        read_history(project.versions)
    assert codes(error) == ["M400"]
    project.delta(second).unlink()
    third = project.revise(table("t", col("b")))
    project.body(first).unlink()
    project.delta(first).unlink()
    with pytest.raises(HistoryError) as error:
        project.plan(table("t"))
    assert codes(error) == ["M402"]
    assert third.id in error.value.diagnostics[0].message


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', "\0", '{"format": 99, "revision": "x"}'])
def test_a_delta_that_is_none_is_a_finding(project: Project, text: str):
    project.delta(project.revise(table("t"))).write_text(text)
    with pytest.raises(HistoryError) as error:
        read_history(project.versions)
    assert codes(error) == ["M400"]


def test_an_unknown_operation_is_a_finding(project: Project):
    path = project.delta(project.revise(table("t")))
    value = json.loads(path.read_text())
    value["operations"] = [{"op": "paint", "table": "t"}]
    value["delta"] = "x"
    path.write_text(json.dumps(value))
    with pytest.raises(HistoryError) as error:
        read_history(project.versions)
    assert codes(error) == ["M403"]


HAND = '''"""Fill in."""

revision = "ab12"
down_revision = {parent!r}
{effect}

def upgrade() -> None:
    """Fill in."""
'''


def test_a_revision_by_hand_says_what_it_does(project: Project):
    first = project.revise(table("t"))
    by_hand = project.versions / "ab12_fill_in.py"
    by_hand.write_text(HAND.format(parent=first.id, effect=""))
    with pytest.raises(HistoryError) as error:
        read_history(project.versions)
    assert codes(error) == ["M404"]
    by_hand.write_text(HAND.format(parent=first.id, effect="SCHEMA_EFFECT = ()"))
    assert project.plan(table("t")) is None
    effect = 'SCHEMA_EFFECT: tuple[dict[str, object], ...] = (\n    {"op": "add_column", "table": "t", "column": {"name": "a", "type": "int", "nullable": True}},\n)'
    by_hand.write_text(HAND.format(parent=first.id, effect=effect))
    assert project.plan(table("t", col("a"))) is None
    assert project.revise(table("t", col("a")), table("u")).id.startswith("0003_")


def test_a_message_names_the_file_and_opens_the_body(project: Project):
    revision = project.revise(table("t"), message='Say """ü""" \\ \n and more: a very long message that goes on and on')
    path = project.body(revision)
    assert path.stem == f"{revision.id}_say_and_more_a_very_long_message_that_go"
    assert compile(path.read_text(), "x", "exec")


def test_without_a_message_the_first_operations_are_the_title(project: Project):
    assert project.revise(table("a"), table("b"), table("c"), table("d")).message == "create a, b, c and 1 more"
    assert project.revise(table("a"), table("b"), table("c"), table("d", col("x"))).message == "add column x to d"


def test_many_statements_are_several_functions(project: Project):
    tables = [table(f"t{number:03}", col("a"), index(f"ix_t{number:03}_a", "a")) for number in range(60)]
    text = project.body(project.revise(*tables)).read_text()
    assert text.count("def _upgrade_") == 3
    assert "for step in (_upgrade_1, _upgrade_2, _upgrade_3):" in text
