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
from generator.schema.state import Backfill, Column, NativeEnum, Policy, PrimaryKey, Schema, SqlObject, Table, Unique
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
            [table("t", col("e", "json", labels={"a": "a"}, inside={"[][]": "E"}))],
            [table("t", col("e", "json", labels={"b": "b"}, replaced={"a": "b"}, inside={"[][]": "E"}))],
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
    finding, _ = lint(diff(before, after), before, after)  # and that the type is made anew
    assert finding.code == "M412"
    assert "'b'" in finding.message


def test_both_ways_out_of_a_probable_rename_are_shown():
    before, after = Schema((table("t", col("a")),)), Schema((table("t", col("b")),))
    finding, _ = lint(diff(before, after), before, after)  # and that nothing brings the values back
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
    assert [(item.code, item.severity) for item in revision.findings] == [
        ("M415", Severity.WARNING),
        ("M425", Severity.NOTE),
    ]
    assert '"allowed": ["M411"]' in next(text for name, text in revision.files.items() if name.endswith(".json"))


def _history(folder: Path, settings: Settings, *tables: Table) -> History:
    revision = plan_revision(History({}), Schema(tables), None, settings)
    assert revision
    for name, text in revision.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return read_history(folder / "migrations" / "versions")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((col("x", known_as="a"), col("y", known_as="b")), (col("x", known_as="b"), col("y", known_as="a"))),
        ((col("x", known_as="a"), col("y", known_as="b")), (col("y", known_as="a"),)),
    ],
)
def test_a_column_that_another_field_takes_over_is_refused_for_good(
    old: list[Column], new: list[Column], tmp_path: Path
):
    settings = Settings(root=tmp_path, specs=tmp_path, output=tmp_path, allow=tuple(RULES))
    before, after = Schema((table("t", *old),)), Schema((table("t", *new),))
    assert "M433" in [it.code for it in lint(diff(before, after), before, after) or lint((), before, after)]
    history = _history(tmp_path, settings, *before.tables)
    with pytest.raises(HistoryError, match="takes the column"):
        plan_revision(history, after, None, settings)


def test_a_table_that_another_entity_takes_over_is_refused():
    old = [table("t", col("a"), entity="app.T"), table("u", col("a"), entity="app.U")]
    new = [table("t", col("a"), entity="app.U"), table("u", col("a"), entity="app.T")]
    assert [it.code for it in lint((), Schema(tuple(old)), Schema(tuple(new)))] == ["M433", "M433"]


def test_numbers_that_change_hands_are_refused_where_a_revision_may_begin_again():
    before = Schema((table("t", col("e", "smallint", labels={"low": 1, "high": 2})),))
    after = Schema((table("t", col("e", "smallint", labels={"low": 2, "high": 3})),))
    operations = diff(before, after)
    assert "M435" in [it.code for it in lint(operations, before, after, ("sqlite", "mariadb"))]
    assert "M435" not in [it.code for it in lint(operations, before, after, ("sqlite", "postgresql"))]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({".a": "int"}, {}, "`a` would be read no more"),
        ({".a": "int"}, {".a": "date"}, "`a` would be date, and is int"),
        ({".a": "int"}, {".a": "bigint"}, None),
        ({".a": "int?"}, {".a": "int!"}, "`a` would have to be there"),
        ({".a": "int"}, {".a": "int", ".b": "int!"}, "`b` would have to be there"),
        ({".a": "int"}, {".a": "int", ".b": "int?"}, None),
        (
            {"{}": "app.Mood", "{}=low": "label"},
            {"{}": "app.Mood", "{}=high": "label"},
            "`{}=low` would be read no more",
        ),
        ({}, {".a": "int!"}, None),
    ],
)
def test_json_that_is_made_of_something_else_is_a_loss(old: dict[str, str], new: dict[str, str], told: str | None):
    before, after = (Schema((table("t", col("j", "json", inside=it)),)) for it in (old, new))
    found = lint(diff(before, after), before, after)
    assert [it.code for it in found] == (["M419"] if told else [])
    assert told is None or told in found[0].message


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ((), SqlObject("d.V", {"": "create view v as select 'u', id from \"T\" -- u"}, {"": "drop view v"}), ["M450"]),
        ((), SqlObject("d.V", {"": "create view v as select id from t"}, {"": "drop view v"}, tables=("t",)), []),
        ((), SqlObject("d.V", {"": "create view v as select 't'"}, {"": "drop view v"}), []),
        ((SqlObject("d.V", {"": "create table x (n int)"}, {"": "drop  table x"}),), None, ["M451"]),
        ((SqlObject("d.V", {"": "create view x as select 1"}, {"": "drop view x"}),), None, []),
    ],
)
def test_sql_says_what_it_stands_on_and_takes_no_rows(
    old: tuple[SqlObject, ...], new: SqlObject | None, codes: list[str]
):
    before, after = (
        Schema((table("t"), table("u")), objects=old),
        Schema((table("t"), table("u")), objects=(new,) if new else ()),
    )
    assert [item.code for item in lint(diff(before, after), before, after)] == codes
