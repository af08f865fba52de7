"""The turn of each operation, where a revision has phases."""

from dataclasses import replace

from generator.migrations.diff import diff
from generator.migrations.operations import (
    AddForeignKey,
    AddUnique,
    AlterColumn,
    CreateTable,
    DropForeignKey,
    DropUnique,
)
from generator.migrations.phases import has_phases, steps
from generator.schema.state import PrimaryKey, Unique
from tests.integration.migrations.project import schema_of
from tests.integration.migrations.tables import col, key, table


def test_a_unique_goes_after_the_foreign_key_of_another_table_that_stands_on_it() -> None:
    held = table("child", col("tenant", null=False), Unique("uq", ("tenant", "id")))
    over = replace(key("fk", "child", "child"), columns=("tenant", "child"), references=("tenant", "id"))
    before = schema_of(held, table("grand", col("tenant", null=False), col("child"), over))
    after = schema_of(table("child"), table("grand", col("child"), key("fk_child", "child", "child")))
    given = diff(before, after)
    assert has_phases(given, before, ["postgresql"])
    turns = {type(step.operation): step.turn for step in steps(given, before, ["postgresql"], phased=True)}
    assert turns[DropForeignKey] <= turns[DropUnique]
    order = [type(step.operation) for step in steps(given, before, ["postgresql"], phased=True)]
    assert order.index(DropForeignKey) < order.index(DropUnique)


def test_a_column_that_leaves_the_key_with_the_table_may_not_be_null_before() -> None:
    tenant, code = col("tenant", null=False), col("code", null=False)
    before = schema_of(table("t", tenant, code, primary_key=PrimaryKey("pk_t", ("tenant", "code"))))
    after = schema_of(table("t", code, primary_key=PrimaryKey("pk_t", ("code",))))
    done = steps(diff(before, after), before, ["postgresql"], phased=True)
    assert not any(isinstance(step.operation, AlterColumn) for step in done)


def test_a_unique_that_a_new_table_refers_to_is_there_before_the_key() -> None:
    before = schema_of(table("t", col("tenant", null=False)))
    over = replace(key("fk", "t", "t"), columns=("tenant", "t"), references=("tenant", "id"))
    after = schema_of(
        table("t", col("tenant", null=False), Unique("uq", ("tenant", "id"))), table("u", col("tenant"), col("t"), over)
    )
    done = [step.operation for step in steps(diff(before, after), before, ["postgresql"], phased=True)]
    assert [type(operation) for operation in done] == [CreateTable, AddUnique, AddForeignKey]
