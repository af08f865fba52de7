"""Between which operations of two branches the order matters."""

import pytest

from generator.migrations.draft import TableName
from generator.migrations.merging import clashes, touches
from generator.migrations.operations import (
    AddColumn,
    AddForeignKey,
    AddIndex,
    AlterColumn,
    CreateObject,
    CreateTable,
    DropColumn,
    DropObject,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
)
from generator.schema.state import Index, Part, Schema, SqlObject
from tests.integration.migrations.tables import col, index, key, table

T, U = TableName("t"), TableName("u")
BEFORE = Schema((table("t", col("a"), col("b", "string(9)")), table("u")))


def meet(one: Operation, other: Operation, *databases: str) -> bool:
    found = clashes(touches("1", [one], BEFORE, databases), touches("2", [other], BEFORE, databases))
    return any(True for _ in found)


OVER_A = AddIndex(T, index("ix", "a"))
APART = [
    (AddColumn(T, col("c")), AddColumn(T, col("d"))),
    (AddColumn(T, col("c")), OVER_A),
    (CreateTable(table("v", key("fk", "id", "t"))), AddColumn(T, col("c"))),
    (CreateTable(table("v", key("fk", "id", "t"))), CreateTable(table("w", key("fk", "id", "t")))),
    (AddForeignKey(U, key("fk", "id", "t")), AddColumn(T, col("c"))),
    (DropTable(U), AddColumn(T, col("c"))),
]
MEETING = [
    (AddColumn(T, col("c")), AddColumn(T, col("c", "text"))),
    (DropColumn(T, "a"), OVER_A),
    (AlterColumn(T, col("a", "bigint")), OVER_A),
    (DropColumn(T, "b"), AddIndex(T, Index("ix", (Part(expression="lower(b)"),)))),
    (DropTable(T), AddColumn(T, col("c"))),
    (DropTable(T), CreateTable(table("v", key("fk", "id", "t")))),
    (RenameTable(T, TableName("s")), AddColumn(T, col("c"))),
    (RenameColumn(T, "a", "z"), OVER_A),
    (CreateTable(table("v")), CreateTable(table("v"))),
    (AddIndex(T, index("ix", "a")), AddIndex(U, index("ix", "id"))),
]


def name(value: object) -> str:
    return value.describe().replace(" ", "_") if isinstance(value, Operation) else str(value)


@pytest.mark.parametrize(("one", "other"), APART, ids=name)
def test_the_order_does_not_matter(one: Operation, other: Operation):
    assert not meet(one, other, "postgresql")
    assert not meet(other, one, "postgresql")


@pytest.mark.parametrize(("one", "other"), MEETING, ids=name)
def test_the_order_matters(one: Operation, other: Operation):
    assert meet(one, other, "postgresql")
    assert meet(other, one, "postgresql")


def test_a_table_that_is_made_anew_meets_all_that_happens_to_it():
    narrowed, added = AlterColumn(T, col("b", "string(5)")), AddColumn(T, col("c"))
    assert not meet(narrowed, added, "postgresql", "mariadb")
    assert meet(narrowed, added, "sqlite")
    assert not meet(narrowed, CreateTable(table("v", key("fk", "id", "t"))), "sqlite")


VIEW = SqlObject("d.V", {"": "create view v as select a from t"}, {"": "drop view v"}, tables=("t",))


def lines_meet(one: list[Operation], other: list[Operation]) -> bool:
    before = Schema(BEFORE.tables, objects=(VIEW,))
    found = clashes(touches("1", one, before, ["postgresql"]), touches("2", other, before, ["postgresql"]))
    return any(True for _ in found)


def test_a_view_that_both_sides_make_again_as_it_was_does_not_hold_them_apart():
    again = [DropObject("d.V"), CreateObject(VIEW)]
    one, other = ([again[0], AddColumn(T, col(name)), again[1]] for name in "cd")
    assert not lines_meet(one, other)
    changed = [DropObject("d.V"), CreateObject(SqlObject("d.V", {"": "create view v as select b from t"}, VIEW.down))]
    assert lines_meet(one, changed)
    assert lines_meet(changed, one)
    assert lines_meet([DropObject("d.V")], one)


def test_a_new_view_meets_what_happens_to_the_columns_of_its_table():
    made = CreateObject(VIEW)
    assert meet(made, DropColumn(T, "a"), "postgresql")
    assert meet(DropTable(T), made, "postgresql")
    assert meet(made, AlterColumn(T, col("b", "string(5)")), "sqlite")
    assert not meet(made, CreateTable(table("v")), "postgresql")
