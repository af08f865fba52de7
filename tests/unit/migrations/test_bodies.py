"""How a revision reads: plain Alembic for one database, branches only where several differ."""

import pytest

from generator.fieldtypes import Scalar
from generator.migrations import delta
from generator.migrations.diff import diff
from generator.migrations.revision import body_text
from generator.schema.state import Backfill, Check, NativeEnum, Policy, Schema, Table
from tests.integration.migrations.tables import col, index, key, table

ALL = ("sqlite", "postgresql", "mariadb")


def upgrade(old: list[Table], new: list[Table], databases: tuple[str, ...] = ALL, **more: object) -> str:
    before, after = Schema(tuple(old)), Schema(tuple(new), **more)
    head = delta.Head("0002_x", ("0001_y",), "title", databases, "")
    text = body_text(head, diff(before, after), before, "shop.migrations")
    whole = text.partition("def upgrade")[2].partition("\n\n\ndef downgrade")[0]
    bodies = [body.split("\n")[2:] for body in whole.split("\n\n\n") if "\n    in_steps(" not in body]
    return "\n".join(line[4:] for body in bodies for line in body)


def steps(old: list[Table], new: list[Table]) -> dict[str, list[str]]:
    """Give the lines of each step on PostgreSQL."""
    before = Schema(tuple(old))
    head = delta.Head("0002_x", ("0001_y",), "title", ("postgresql",), "")
    text = body_text(head, diff(before, Schema(tuple(new))), before, "shop.migrations").partition("def downgrade")[0]
    parts = [part.partition("()")[::2] for part in text.split("\ndef ")[1:]]
    return {name: [line.strip() for line in body.strip().split("\n")[2:]] for name, body in parts}


def test_what_goes_waits_for_the_application_that_does_not_know_it_any_more():
    old = table("t", col("a", null=False), col("b", "string(9)"), col("c", "string(9)"), index("ix_t_b", "b"))
    new = table("t", col("b", "string(20)"), col("c", "string(5)"), col("d", null=False, fill=Backfill(7)))
    assert steps([old], [new]) == {
        "upgrade": ["in_steps(revision, _prepare, _contract, contract=1)"],
        "_prepare": [
            'op.alter_column("t", "a", existing_type=sa.Integer(), nullable=True)',
            'op.drop_index("ix_t_b", "t")',
            'op.add_column("t", sa.Column("d", sa.Integer(), nullable=False, server_default=sa.text("7")))',
            'op.alter_column("t", "b", existing_type=sa.String(9), type_=sa.String(20))',
        ],
        "_contract": [
            'demand_fit("t", "c", "c IS NOT NULL AND (char_length(c) > 5)")',
            'op.alter_column("t", "d", existing_type=sa.Integer(), server_default=None)',
            'op.alter_column("t", "c", existing_type=sa.String(9), type_=sa.String(5))',
            'op.drop_column("t", "a")',
        ],
    }


def test_what_is_demanded_of_rows_waits_and_is_held_against_them_while_others_go_on():
    old = table("t", col("a"), index("ix_t_a", "a"))
    new = table("t", col("a", null=False, fill=Backfill(1)), Check("ck_t_a", "a > 0"), index("ix_t_a_id", "a", "id"))
    assert steps([old], [new]) == {
        "upgrade": ["in_steps(revision, _prepare, _complete, _finish, contract=2)"],
        "_prepare": ['op.drop_index("ix_t_a", "t")'],
        "_complete": ['fill_columns("t", {"a": "1"}, key=["id"])'],
        "_finish": [
            'fill_columns("t", {"a": "1"}, key=["id"])',
            'set_not_null("t", "a")',
            'create_index("ix_t_a_id", "t", ["a", "id"])',
            'create_check_constraint("ck_t_a", "t", "a > 0")',
        ],
    }


def test_a_revision_that_renames_has_one_phase():
    old, new = table("t", col("a"), col("b")), table("t", col("c", renamed_from="a"))
    assert "upgrade" in steps([old], [new])
    assert len(steps([old], [new])) == 1


def head_of(new: list[Table], databases: tuple[str, ...] = ALL) -> str:
    head = delta.Head("0002_x", ("0001_y",), "title", databases, "")
    return body_text(head, diff(Schema(), Schema(tuple(new))), Schema(), "shop.migrations").partition("def upgrade")[0]


def test_a_nullable_column_is_one_line_for_all():
    assert upgrade([table("t")], [table("t", col("a", "string(5)"))]) == (
        'op.add_column("t", sa.Column("a", sa.String(5), nullable=True))'
    )


def test_a_type_that_databases_differ_in_has_a_name():
    assert head_of([table("t", col("a", "decimal(10, 2)"))]).count("\nDECIMAL_10_2 = ") == 1
    one = head_of([table("t", col("a", "decimal(10, 2)"))], ("sqlite",))
    assert "DECIMAL" not in one


def test_only_a_database_that_cannot_alter_goes_another_way():
    assert upgrade([table("t", col("a"))], [table("t", col("a", null=False))]) == (
        'if database() == "sqlite":\n'
        '    rebuild_table("t", sa.Column("id", sa.Integer(), nullable=False, autoincrement=False), '
        'sa.Column("a", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name="pk_t"), keep=["id", "a"])\n'
        "    check_references()\n"
        'if database() == "postgresql":\n'
        '    set_not_null("t", "a")\n'
        'if database() == "mariadb":\n'
        '    op.alter_column("t", "a", existing_type=sa.Integer(), nullable=False)'
    )


def test_one_database_has_no_branches():
    assert upgrade([table("t", col("a"))], [table("t", col("a", null=False))], ("postgresql",)) == (
        'set_not_null("t", "a")'
    )


def test_all_changes_of_a_table_are_one_rebuild():
    old = table("t", col("a"), col("b"), Check("ck_t_a", "a > 0"))
    new = table(
        "t", col("a", "bigint"), col("c", null=False, default=1), Check("ck_t_a", "a > 1"), index("ix_t_a", "a")
    )
    text = upgrade([old], [new], ("sqlite",))
    assert text.count("rebuild_table(") == 1
    assert text.count("op.create_index(") == 1
    assert 'keep=["id", "a"]' in text


def test_a_change_that_is_none_for_a_database_is_not_made_there():
    mood, moods = NativeEnum("mood", ("a", "bb")), NativeEnum("mood", ("a", "bb", "cc"))
    before = Schema((table("t", col("m", mood)),), (mood,))
    after = Schema((table("t", col("m", moods)),), (moods,))
    text = body_text(delta.Head("2", ("1",), "t", ALL, ""), diff(before, after), before, "shop.migrations")
    up = text.partition("def upgrade")[2].partition("def downgrade")[0]
    assert 'add_enum_label("mood", "cc", after="bb")' in up
    assert "rebuild" not in up
    assert "alter_column" not in up


def test_mariadb_repeats_what_it_would_drop():
    old, new = table("t", col("a", null=False, default=3)), table("t", col("a", "bigint", null=False, default=3))
    assert upgrade([old], [new], ("mariadb",)) == (
        'op.alter_column("t", "a", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False, '
        'existing_server_default=sa.text("3"))'
    )


def test_a_required_column_gets_a_passing_default():
    new = table("t", col("u", "uuid", null=False, fill="uuid"))
    assert upgrade([table("t")], [new], ("postgresql",)) == (
        'op.add_column("t", sa.Column("u", sa.Uuid(), nullable=False, server_default=sa.text("gen_random_uuid()")))\n'
        'op.alter_column("t", "u", existing_type=sa.Uuid(), server_default=None)'
    )


def test_a_policy_is_one_call_and_none_where_no_database_has_any():
    new = table("t", policy=Policy("id", Scalar("int")))
    assert upgrade([table("t")], [new]) == 'create_tenant_policy("t", "id", cast="integer")'
    assert upgrade([table("t")], [new], ("sqlite", "mariadb")) == "pass"


def test_an_index_that_mariadb_needs_for_a_key_is_dropped_without_it():
    old = table("t", col("a"), key("fk", "a", "t"), index("ix", "a"))
    text = upgrade([old], [table("t", col("a"), key("fk", "a", "t"))], ("mariadb",))
    assert [line.partition("(")[0] for line in text.split("\n")] == [
        "op.drop_constraint",
        "op.drop_index",
        "op.create_foreign_key",
    ]


@pytest.mark.parametrize("databases", [ALL, ("sqlite",), ("postgresql",), ("mariadb",)])
def test_what_is_imported_is_used(databases: tuple[str, ...]):
    text = head_of([table("t", col("a", "datetime"), policy=Policy("id", Scalar("int")), append_only=True)], databases)
    others = {"sqlite", "postgresql", "mariadb"} - set(databases)
    assert not [name for name in others if f"support_v1.{name}" in text]
