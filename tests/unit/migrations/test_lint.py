"""Changes that lose data or fail on rows are findings, until they are allowed by their code."""

from dataclasses import replace
from pathlib import Path

import pytest

from generator.config import Settings
from generator.diagnostics import RULES, Severity
from generator.errors import HistoryError
from generator.fieldtypes import Scalar
from generator.migrations import History, plan_revision, read_history
from generator.migrations.diff import diff
from generator.migrations.lint import lint
from generator.schema.state import Column, NativeEnum, Schema, Table
from tests.integration.migrations.tables import col, table


def found(old: list[Table], new: list[Table], **more: object) -> list[str]:
    before, after = replace(Schema(tuple(old)), **more), Schema(tuple(new))
    return [item.code for item in lint(diff(before, after), before, after)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ([table("t", col("a"))], [], "M410"),
        ([table("t", col("a"))], [table("t")], "M411"),
        ([table("t", col("a"), col("b"))], [table("t", col("a"), col("b", computed="a * 2"))], "M411"),
        ([table("t", col("a", "text"))], [table("t", col("a", "string(20)"))], "M412"),
        ([table("t", col("a", "bigint"))], [table("t", col("a"))], "M412"),
        ([table("t", col("a", "decimal(10, 4)"))], [table("t", col("a", "decimal(12, 2)"))], "M412"),
        ([table("t", col("a", "decimal(10, 2)"))], [table("t", col("a", "decimal(10, 4)"))], "M412"),
        ([table("t", col("a"))], [table("t", col("a", "string(20)"))], "M412"),
        ([table("t")], [table("t", col("a", null=False))], "M413"),
        ([table("t", col("a"))], [table("t", col("b"))], "M414"),
        ([table("t", col("a"), col("b"))], [table("u", col("a"), col("b"))], "M414"),
        ([table("t", col("a"))], [table("t", col("a", null=False))], "M415"),
        ([table("t")], [table("t", options={"mariadb": {"engine": "Aria"}})], "M416"),
    ],
)
def test_a_loss_is_found(old: list[Table], new: list[Table], code: str):
    assert found(old, new) == [code]
    assert code in RULES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([], [table("t", col("a", null=False))]),
        ([table("t")], [table("t", col("a"))]),
        ([table("t")], [table("t", col("a", null=False, default=1))]),
        ([table("t")], [table("t", Column("at", Scalar("datetime"), fill="now"))]),
        ([table("t", col("a", "string(20)"))], [table("t", col("a", "string(40)"))]),
        ([table("t", col("a", "string(20)"))], [table("t", col("a", "text"))]),
        ([table("t", col("a"))], [table("t", col("a", "bigint"))]),
        ([table("t", col("a", "decimal(10, 2)"))], [table("t", col("a", "decimal(12, 4)"))]),
        ([table("t", col("a"), col("c", computed="a * 2"))], [table("t", col("a"))]),
        ([table("t", col("a"))], [table("t", col("z", renamed_from="a"))]),
        ([table("t", col("a"))], [table("u", col("a"), renamed_from="t")]),
        (
            [table("t", col("a"))],
            [table("t", col("a", null=False, default=1))][:0] or [table("t", col("a", default=1))],
        ),
    ],
)
def test_a_change_that_keeps_everything_is_no_finding(old: list[Table], new: list[Table]):
    assert found(old, new) == []


def test_a_label_that_goes_is_a_loss():
    old, new = NativeEnum("mood", ("a", "b")), NativeEnum("mood", ("a", "c"))
    before = Schema((table("t", col("m", old)),), (old,))
    after = Schema((table("t", col("m", new)),), (new,))
    (finding,) = lint(diff(before, after), before, after)
    assert finding.code == "M412"
    assert "'b'" in finding.message


def test_both_ways_out_of_a_probable_rename_are_shown():
    before, after = Schema((table("t", col("a")),)), Schema((table("t", col("b")),))
    (finding,) = lint(diff(before, after), before, after)
    assert "renamed_from: a" in (finding.help or "")
    assert "--allow M414" in (finding.help or "")


def test_a_loss_stops_the_plan_unless_it_is_allowed_which_is_recorded(tmp_path: Path):
    settings = Settings(root=tmp_path, specs=tmp_path, output=tmp_path)
    history = _history(tmp_path, settings, table("t", col("a"), col("b", "text")))
    target = Schema((table("t", col("b", "text", null=False)),))
    with pytest.raises(HistoryError) as error:
        plan_revision(history, target, None, settings)
    assert [item.code for item in error.value.diagnostics] == ["M411"]
    revision = plan_revision(history, target, None, replace(settings, allow=("M411",)))
    assert revision
    assert revision.allowed == ("M411",)
    assert [(item.code, item.severity) for item in revision.findings] == [("M415", Severity.WARNING)]
    assert '"allowed": ["M411"]' in next(text for name, text in revision.files.items() if name.endswith(".json"))


def _history(folder: Path, settings: Settings, *tables: Table) -> History:
    revision = plan_revision(History({}), Schema(tables), None, settings)
    assert revision
    for name, text in revision.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return read_history(folder / "migrations" / "versions")
