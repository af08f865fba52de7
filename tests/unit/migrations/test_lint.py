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
from generator.schema.state import Backfill, Column, NativeEnum, Policy, PrimaryKey, Schema, Table, Unique
from tests.integration.migrations.tables import col, index, key, table

KEY_OF_TWO = PrimaryKey("pk_t", ("id", "a"))


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
        ([table("t", col("a"))], [table("t", col("a", "string(5)"))], "M412"),
        ([table("t", col("a", "string(40)"))], [table("t", col("a", "int"))], "M412"),
        ([table("t", col("a"))], [table("t", col("a", "uuid"))], "M432"),
        ([table("t", col("a", "bool"))], [table("t", col("a", "text"))], "M432"),
        ([table("t")], [table("t", col("a", null=False))], "M413"),
        ([table("t", col("a"))], [table("t", col("b"))], "M414"),
        ([table("t", col("a"), col("b"))], [table("u", col("a"), col("b"))], "M414"),
        ([table("t", col("a"))], [table("t", col("a", null=False))], "M415"),
        ([table("t")], [table("t", options={"mariadb": {"engine": "Aria"}})], "M416"),
    ],
)
def test_a_loss_is_found(old: list[Table], new: list[Table], code: str):
    assert code in found(old, new)
    assert {it for it in found(old, new) if RULES[it].severity is Severity.ERROR} <= {code}


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
        ([table("t", col("a"))], [table("t", col("a", "string(20)"))]),
        ([table("t", col("a", "local_datetime"))], [table("t", col("a", "datetime"))]),
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
def test_a_change_that_keeps_everything_stops_nothing(old: list[Table], new: list[Table]):
    assert [it for it in found(old, new) if RULES[it].severity is Severity.ERROR] == []


LABELLED = table("t", col("e", "string(9)", labels={"a": "a", "b": "b"}))
TENANTS = table("t", col("a"), policy=Policy("a", Scalar("int")))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ([LABELLED], [table("t", col("e", "string(9)", labels={"a": "a"}))], "M417"),
        (
            [table("t", col("e", "json", labels={"a": "a"}))],
            [table("t", col("e", "json", labels={"b": "b"}, replaced={"a": "b"}))],
            "M418",
        ),
        ([table("t", col("gone", known_as="@deleted_at"))], [table("t")], "M420"),
        ([TENANTS], [table("t", col("a"))], "M421"),
        ([table("t", append_only=True)], [table("t")], "M422"),
        ([table("t", col("a"))], [table("t", col("a"), Unique("uq", ("a",)))], "M424"),
        ([table("t", col("a"))], [table("t", col("a"), index("uq", "a", unique=True))], "M424"),
        ([table("t", col("a")), table("u")], [table("t", col("a"), key("fk", "a", "u")), table("u")], "M426"),
        ([table("t", col("a", null=False))], [table("t", col("a", null=False), primary_key=KEY_OF_TWO)], "M427"),
        ([table("t", col("a"))], [table("t", col("b", renamed_from="a"))], "M428"),
        ([table("t")], [table("u", renamed_from="t")], "M428"),
        ([table("t", col("a"))], [table("t", col("a", "bigint"))], "M429"),
        ([table("t")], [table("t", Column("u", Scalar("uuid"), fill="uuid"))], "M429"),
        ([table("t", col("a"), key("fk", "a", "u")), table("u")], [table("t", col("a")), table("u")], "M434"),
        (
            [table("t", col("a", db_type={"postgresql": "bigint"}))],
            [table("t", col("a", db_type={"postgresql": "smallint"}))],
            "M412",
        ),
    ],
)
def test_what_a_change_costs_is_told(old: list[Table], new: list[Table], code: str):
    assert code in found(old, new)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ([LABELLED], [table("t", col("e", "string(9)", labels={"a": "a"}, replaced={"b": "a"}))], "M417"),
        ([TENANTS], [table("t", col("a", "bigint"), policy=Policy("a", Scalar("bigint")))], "M421"),
        ([], [table("t", col("a"), Unique("uq", ("a",)), key("fk", "a", "t"))], "M424"),
        (
            [table("t", col("a"), col("b"), Unique("uq", ("a",)))],
            [table("t", col("a"), col("b"), Unique("uq2", ("a", "b")))],
            "M424",
        ),
        ([table("t")], [table("t", col("a"), key("fk", "a", "t"))], "M426"),
        ([table("t", col("a"), key("fk", "a", "t"))], [table("t")], "M434"),
        ([table("t", col("a"))], [table("t", col("a", null=False, fill=Backfill(1)))], "M415"),
        ([table("t")], [table("t", col("a", null=False, fill=Backfill(1)))], "M413"),
        ([table("t", col("a", "string(9)"))], [table("t", col("a", "text"))], "M429"),
        ([table("t", col("a", "decimal(10, 2)"))], [table("t", col("a", "decimal(12, 2)"))], "M429"),
    ],
)
def test_what_costs_nothing_is_not_told(old: list[Table], new: list[Table], code: str):
    assert code not in found(old, new)


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
