"""What leads from one schema to another, and in which order."""

from dataclasses import replace

import pytest

from generator.fieldtypes import Scalar
from generator.migrations.diff import diff
from generator.migrations.draft import Draft, InapplicableError, TableName
from generator.migrations.operations import (
    OPERATIONS,
    AddColumn,
    AddForeignKey,
    AlterColumn,
    CreateTable,
    DropColumn,
    DropIndex,
    DropTable,
    Operation,
    RenameColumn,
    apply,
)
from generator.schema.state import Check, Column, NativeEnum, Part, Policy, PrimaryKey, Schema, Table, Unique
from tests.integration.migrations.tables import col, index, key, table


def steps(old: list[Table], new: list[Table]) -> list[str]:
    return [item.describe() for item in diff(Schema(tuple(old)), Schema(tuple(new)))]


def test_tables_come_after_those_that_they_refer_to_and_go_before_them():
    tables = [table("a", col("b_id"), key("fk_a_b", "b_id", "b")), table("b")]
    assert steps([], tables) == ["create table b", "create table a"]
    assert steps(tables, []) == ["drop table a", "drop table b"]


def test_tables_that_refer_to_each_other_get_their_keys_later():
    tables = [
        table("a", col("b_id"), key("fk_a_b", "b_id", "b")),
        table("b", col("a_id"), key("fk_b_a", "a_id", "a")),
    ]
    assert steps([], tables) == ["create table b", "create table a", "add foreign key fk_b_a to b"]
    assert steps(tables, []) == ["drop foreign key fk_b_a of b", "drop table a", "drop table b"]


def test_a_table_that_refers_to_itself_is_one_step():
    assert steps([], [table("a", col("up"), key("fk_a_up", "up", "a"))]) == ["create table a"]


def test_a_changed_constraint_goes_before_it_comes_again():
    old, new = table("t", col("a"), Check("ck", "a > 0")), table("t", col("a"), Check("ck", "a > 1"))
    assert steps([old], [new]) == ["drop check ck of t", "add check ck to t"]


def test_another_index_is_there_before_the_old_one_goes():
    old, new = table("t", col("a"), index("ix1", "a")), table("t", col("a"), index("ix2", Part("a", descending=True)))
    assert steps([old], [new]) == ["add index ix2 to t", "drop index ix1 of t"]


def test_what_is_the_same_but_for_its_name_is_renamed():
    old = table("t", col("a"), index("ix1", "a"), Unique("uq1", ("a",)), Check("ck1", "a > 0"), key("fk1", "a", "t"))
    new = table("t", col("a"), index("ix2", "a"), Unique("uq2", ("a",)), Check("ck2", "a > 0"), key("fk2", "a", "t"))
    again = replace(new, primary_key=PrimaryKey("pk2", ("id",)))
    assert steps([old], [again]) == [
        "rename constraint pk_t of t to pk2",
        "rename constraint uq1 of t to uq2",
        "rename index ix1 of t to ix2",
        "rename constraint ck1 of t to ck2",
        "rename constraint fk1 of t to fk2",
    ]


def test_a_table_is_known_by_its_entity_and_a_column_by_its_field():
    old = table("t", col("a", known_as="size"), entity="shop.Thing")
    new = table("things", col("b", known_as="size"), entity="shop.Thing", primary_key=old.primary_key, schema="other")
    assert steps([old], [new]) == ["rename table t to other.things", "rename column a of other.things to b"]


def test_an_entity_that_was_renamed_before_is_known_by_its_new_name():
    old = table("t", entity="shop.Thing")
    new = table("u", entity="shop.Item", former=("shop.Thing", ""), primary_key=old.primary_key)
    recorded = apply(diff(Schema((old,)), Schema((new,))), Schema((old,)))
    last = table("v", entity="shop.Item", primary_key=old.primary_key)
    assert [item.describe() for item in diff(recorded, Schema((last,)))] == ["rename table u to v"]


def test_an_index_over_a_changed_column_goes_first():
    old, new = table("t", col("a"), index("ix1", "a")), table("t", col("a", "text"))
    assert steps([old], [new]) == ["drop index ix1 of t", "change column a of t"]


def test_what_is_over_a_dropped_column_goes_before_it():
    old = table("t", col("a"), Unique("uq", ("a",)), Check("ck", "a > 0"), key("fk", "a", "t"))
    assert steps([old], [table("t")]) == [
        "drop foreign key fk of t",
        "drop check ck of t",
        "drop unique uq of t",
        "drop column a of t",
    ]


def test_a_key_is_made_anew_when_a_column_on_either_side_changes_its_type():
    old = [table("p"), table("t", col("a"), key("fk", "a", "p"))]
    new = [table("p", col("id", "bigint", null=False)), table("t", col("a", "bigint"), key("fk", "a", "p"))]
    assert steps(old, new) == [
        "drop foreign key fk of t",
        "change column id of p",
        "change column a of t",
        "add foreign key fk to t",
    ]


def test_what_is_computed_is_made_anew_with_what_is_over_it():
    old = table("t", col("a"), col("c", computed="a * 2"), index("ix", "c"), Check("ck", "c > 0"))
    new = table("t", col("a"), col("c", computed="a * 3"), index("ix", "c"), Check("ck", "c > 0"))
    assert steps([old], [new]) == [
        "drop index ix of t",
        "drop check ck of t",
        "drop column c of t",
        "add column c to t",
        "add index ix to t",
        "add check ck to t",
    ]


def test_a_policy_makes_way_for_a_change_of_its_column():
    old = table("t", col("a"), policy=Policy("a", Scalar("int")))
    new = table("t", col("a", "bigint"), policy=Policy("a", Scalar("int")))
    assert steps([old], [new]) == [
        "no longer keep the tenants of t apart",
        "change column a of t",
        "keep the tenants of t apart",
    ]


def test_an_append_only_table_lets_a_new_column_be_filled():
    old = table("t", append_only=True)
    new = table("t", Column("at", Scalar("datetime"), fill="now"), append_only=True)
    assert steps([old], [new]) == ["allow changes to rows of t", "add column at to t", "refuse changes to rows of t"]


def test_a_declared_rename_keeps_what_names_the_column():
    old = table("t", col("a"), index("ix", "a"), Check("ck", "a > 0"), key("fk", "a", "t"))
    new = table("t", col("z", renamed_from="a"), index("ix", "z"), Check("ck", "z > 0"), key("fk", "z", "t"))
    assert diff(Schema((old,)), Schema((new,))) == (RenameColumn(TableName("t"), "a", "z"),)


def test_a_rename_that_was_made_already_says_nothing():
    new = table("t", col("z", renamed_from="a"))
    assert steps([new], [new]) == []
    assert steps([table("t", col("a"), col("z"))], [new]) == ["drop column a of t"]


def test_a_renamed_table_keeps_its_keys():
    old = [table("t"), table("u", col("a"), key("fk", "a", "t"))]
    new = [table("u", col("a"), key("fk", "a", "v")), table("v", renamed_from="t", primary_key=old[0].primary_key)]
    assert steps(old, new) == ["rename table t to v"]


def test_an_enum_type_is_changed_once_for_all_its_columns():
    small, large = NativeEnum("mood", ("a",)), NativeEnum("mood", ("a", "b"))
    old = Schema((table("t", col("m", small)),), (small,))
    new = Schema((table("t", col("m", large)),), (large,))
    assert [item.describe() for item in diff(old, new)] == ["change the labels of enum type mood"]


def test_the_order_of_columns_and_constraints_says_nothing():
    one = table("t", col("a"), col("b"), index("x", "a"), index("y", "b"))
    other = table("t", col("b"), col("a"), index("y", "b"), index("x", "a"))
    assert steps([one], [other]) == []


@pytest.mark.parametrize(
    "operation",
    [
        CreateTable(table("t")),
        DropTable(TableName("x")),
        AddColumn(TableName("t"), col("id")),
        AddColumn(TableName("x"), col("a")),
        DropColumn(TableName("t"), "x"),
        AlterColumn(TableName("t"), col("x")),
        RenameColumn(TableName("t"), "x", "y"),
        DropIndex(TableName("t"), "x"),
        AddForeignKey(TableName("x"), key("fk", "a", "t")),
    ],
    ids=lambda item: item.describe(),
)
def test_an_operation_that_does_not_fit_says_so(operation: Operation):
    with pytest.raises(InapplicableError):
        apply([operation], Schema((table("t"),)))
    if not isinstance(operation, CreateTable):
        with pytest.raises(InapplicableError):
            operation.apply(Draft())


def test_every_operation_has_a_word_and_words_for_people():
    assert len(OPERATIONS) == 36
    assert all(kind.describe is not Operation.describe for kind in OPERATIONS.values())
