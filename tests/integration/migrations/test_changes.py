"""Every change of a table that holds rows and is referred to, up and down, on each database."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from generator.fieldtypes import Scalar
from generator.schema.state import (
    Backfill,
    Check,
    Column,
    Default,
    ForeignKey,
    NativeEnum,
    Part,
    Policy,
    PrimaryKey,
    Table,
    Unique,
)
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.migrations.project import Migrated, execute, rows
from tests.integration.migrations.tables import col, index, key, table

CHILD = table(
    "child",
    col("t_id", null=False),
    key("fk_child_t_id", "t_id", "t", on_delete="cascade"),
    index("ix_child_t_id", "t_id"),
)
"""Refers to every table `t`, so that remaking it is seen to keep the rows of others."""
CHILD_OF_MANY = replace(CHILD, columns=(CHILD.columns[0], col("t_id", "bigint", null=False)))


@dataclass
class Case:
    """A change of table `t`."""

    name: str
    old: Table
    new: Table
    insert: str = "id) VALUES (1"
    kept: str = "id"
    """What is the same before and after, in SQL."""
    fills: Sequence[tuple[str, object]] = ()
    """What rows hold afterwards."""
    beside: Sequence[Table] = ()
    beside_after: Sequence[Table] | None = None
    child_after: Table | None = None
    more: dict[str, Any] = field(default_factory=dict)
    more_after: dict[str, Any] = field(default_factory=dict)


A, B, S = col("a"), col("b"), col("s", "string(50)")


def numbered(kind: str, how: str = "by_default") -> Column:
    return Column("id", Scalar(kind), identity=how)


def same(*labels: str) -> dict[str, str | int]:
    return {label: label for label in labels}


def labelled(*labels: str, **more: Any) -> Column:
    return col("e", f"string({max(map(len, labels))})", labels=same(*labels), **more)


PAR, PAR2 = table("par"), table("par2")
MOOD, MOODS = NativeEnum("mood", ("sad", "ok")), NativeEnum("mood", ("sad", "fine", "ok", "ecstatic"))
NEW_MOODS = NativeEnum("mood", ("sad", "well"), None, {"ok": "well", "fine": "well", "ecstatic": "well"})
PLAIN = "id, a) VALUES (1, 1"
TEXT = "id, s) VALUES (1, 'x'"

CASES = [
    Case("add nullable column", table("t"), table("t", S)),
    Case("add column with a default", table("t"), table("t", col("a", null=False, default=7)), fills=[("a", 7)]),
    Case(
        "add text with a default",
        table("t"),
        table("t", col("s", "string(20)", null=False, default="it's 50% :x \\ 😀")),
        fills=[("s", "it's 50% :x \\ 😀")],
    ),
    Case("add decimal with a default", table("t"), table("t", col("m", "decimal(18, 2)", null=False, default="1.25"))),
    Case("add bool with a default", table("t"), table("t", col("m", "bool", null=False, default=True))),
    Case("add stamp", table("t"), table("t", Column("at", Scalar("datetime"), fill="now"))),
    Case("add local stamp", table("t"), table("t", Column("at", Scalar("local_datetime"), fill="now"))),
    Case("add day", table("t"), table("t", Column("day", Scalar("date"), fill="today"))),
    Case("add uuid", table("t"), table("t", Column("u", Scalar("uuid"), fill="uuid"), Unique("uq_t_u", ("u",)))),
    Case(
        "add server default",
        table("t"),
        table("t", col("a", null=False, default=Default(sql={"": "(1 + 1)"}))),
        fills=[("a", 2)],
    ),
    Case("drop column", table("t", A), table("t"), PLAIN),
    Case("drop required column", table("t", col("a", null=False)), table("t"), PLAIN),
    Case(
        "drop column with index, unique and check",
        table("t", A, B, index("ix_t_a", "a"), Unique("uq_t_a_b", ("a", "b")), Check("ck_t_a", "a > 0")),
        table("t", B),
        PLAIN,
    ),
    Case("swap columns", table("t", A), table("t", col("z", "text")), PLAIN),
    Case("widen string", table("t", col("s", "string(20)")), table("t", col("s", "string(200)")), TEXT, "id, s"),
    Case(
        "string to text",
        table("t", col("s", "string(20)", null=False)),
        table("t", col("s", "text", null=False)),
        TEXT,
        "id, s",
    ),
    Case(
        "narrow string",
        table("t", col("s", "string(200)", default="y")),
        table("t", col("s", "string(20)", default="y")),
        TEXT,
        "id, s",
    ),
    Case("int to bigint", table("t", A), table("t", col("a", "bigint")), PLAIN, "id, a"),
    Case(
        "int to bigint with default",
        table("t", col("a", default=3)),
        table("t", col("a", "bigint", default=3)),
        PLAIN,
        "id, a",
    ),
    Case("string to int", table("t", S), table("t", col("s", "int")), "id, s) VALUES (1, '12'", fills=[("s", 12)]),
    Case(
        "string to int with defaults",
        table("t", col("s", "string(9)", default="1")),
        table("t", col("s", "int", default=2)),
        "id, s) VALUES (1, '12'",
        fills=[("s", 12)],
    ),
    Case("int to string", table("t", A), table("t", col("a", "string(20)")), PLAIN, fills=[("a", "1")]),
    Case(
        "more digits",
        table("t", col("m", "decimal(10, 2)")),
        table("t", col("m", "decimal(14, 4)")),
        "id, m) VALUES (1, 5",
    ),
    Case("uuid to string", table("t", col("u", "uuid")), table("t", col("u", "string(36)"))),
    Case("null no more", table("t", A), table("t", col("a", null=False)), PLAIN, "id, a"),
    Case("null again", table("t", col("a", null=False)), table("t", A), PLAIN, "id, a"),
    Case("set default", table("t", S), table("t", col("s", "string(50)", default="z")), TEXT, "id, s"),
    Case(
        "change default",
        table("t", col("s", "string(50)", null=False, default="y")),
        table("t", col("s", "string(50)", null=False, default="z")),
        TEXT,
        "id, s",
    ),
    Case("drop default", table("t", col("s", "string(50)", default="y")), table("t", S), TEXT, "id, s"),
    Case(
        "type, null and default at once",
        table("t", col("a", default=1)),
        table("t", col("a", "bigint", null=False, default=5)),
        PLAIN,
        "id, a",
    ),
    Case("set comment", table("t", A), table("t", col("a", comment="it's % \\ :x")), PLAIN, "id, a"),
    Case(
        "change comment",
        table("t", col("a", null=False, default=3, comment="x")),
        table("t", col("a", null=False, default=3, comment="y")),
        PLAIN,
        "id, a",
    ),
    Case("table comment", table("t"), table("t", comment="it's % \\ :x")),
    Case("change table comment", table("t", comment="x"), table("t", comment="y")),
    Case("add computed", table("t", A), table("t", A, col("c", computed="a * 2")), PLAIN, "id, a", [("c", 2)]),
    Case(
        "change computed",
        table("t", A, col("c", computed="a * 2"), index("ix_t_c", "c")),
        table("t", A, col("c", computed="a * 3"), index("ix_t_c", "c")),
        PLAIN,
        "id, a",
        [("c", 3)],
    ),
    Case("drop computed", table("t", A, col("c", computed="a * 2")), table("t", A), PLAIN, "id, a"),
    Case(
        "computed to plain",
        table("t", A, col("c", computed="a * 2"), index("ix_t_c", "c")),
        table("t", A, col("c"), index("ix_t_c", "c")),
        PLAIN,
        "id, a, c",
    ),
    Case("plain to computed", table("t", A, B), table("t", A, col("b", computed="a * 2")), PLAIN, "id, a", [("b", 2)]),
    Case(
        "widen what is computed from",
        table("t", A, col("c", "bigint", computed="a * 2")),
        table("t", col("a", "bigint"), col("c", "bigint", computed="a * 2")),
        PLAIN,
        "id, a, c",
    ),
    Case("add index", table("t", A), table("t", A, index("ix_t_a", "a")), PLAIN, "id, a"),
    Case("drop index", table("t", A, index("ix_t_a", "a")), table("t", A), PLAIN, "id, a"),
    Case(
        "index columns",
        table("t", A, B, index("ix_t_x", "a")),
        table("t", A, B, index("ix_t_x", "b", "a")),
        PLAIN,
        "id, a",
    ),
    Case(
        "index descending",
        table("t", A, index("ix_t_x", "a")),
        table("t", A, index("ix_t_x", Part("a", descending=True))),
        PLAIN,
        "id, a",
    ),
    Case(
        "index made unique",
        table("t", A, index("ix_t_x", "a")),
        table("t", A, index("ix_t_x", "a", unique=True)),
        PLAIN,
        "id, a",
    ),
    Case(
        "index of expression", table("t", S), table("t", S, index("ix_t_x", Part(expression="lower(s)"))), TEXT, "id, s"
    ),
    Case("partial index", table("t", A), table("t", A, index("ix_t_x", "a", where="a > 0")), PLAIN, "id, a"),
    Case(
        "add partial unique",
        table("t", A, B),
        table("t", A, B, index("uq_t_x", "a", unique=True, where="b is null")),
        PLAIN,
        "id, a",
    ),
    Case(
        "change partial unique",
        table("t", A, B, index("uq_t_x", "a", unique=True, where="b is null")),
        table("t", A, B, index("uq_t_x", "a", unique=True, where="b > 5")),
        PLAIN,
        "id, a",
    ),
    Case(
        "unique to partial unique",
        table("t", A, B, Unique("uq_t_a", ("a",))),
        table("t", A, B, index("uq_t_a", "a", unique=True, where="b is null")),
        PLAIN,
        "id, a",
    ),
    Case(
        "index options",
        table("t", A, B, index("ix_t_x", "a")),
        table("t", A, B, index("ix_t_x", "a", include=("b",), options={"fillfactor": "70"})),
        PLAIN,
        "id, a",
    ),
    Case(
        "index operator class",
        table("t", S, index("ix_t_x", "s")),
        table("t", S, index("ix_t_x", "s", ops={"s": "varchar_pattern_ops"})),
        TEXT,
        "id, s",
    ),
    Case("index method", table("t", A), table("t", A, index("ix_t_x", "a", method="hash")), PLAIN, "id, a"),
    Case(
        "index of one database",
        table("t", A),
        table("t", A, index("ix_t_x", "a", databases=("postgresql",))),
        PLAIN,
        "id, a",
    ),
    Case("add unique", table("t", A), table("t", A, Unique("uq_t_a", ("a",))), PLAIN, "id, a"),
    Case("drop unique", table("t", A, Unique("uq_t_a", ("a",))), table("t", A), PLAIN, "id, a"),
    Case(
        "unique columns",
        table("t", A, B, Unique("uq_t_a", ("a",))),
        table("t", A, B, Unique("uq_t_a", ("a", "b"))),
        PLAIN,
        "id, a",
    ),
    Case(
        "unique deferrable",
        table("t", A, Unique("uq_t_a", ("a",))),
        table("t", A, Unique("uq_t_a", ("a",), deferrable="deferred")),
        PLAIN,
        "id, a",
    ),
    Case(
        "unique nulls",
        table("t", A, Unique("uq_t_a", ("a",))),
        table("t", A, Unique("uq_t_a", ("a",), nulls_not_distinct=True)),
        PLAIN,
        "id, a",
    ),
    Case("add check", table("t", A), table("t", A, Check("ck_t_a", "a > 0")), PLAIN, "id, a"),
    Case("drop check", table("t", A, Check("ck_t_a", "a > 0")), table("t", A), PLAIN, "id, a"),
    Case(
        "change check",
        table("t", S, Check("ck_t_s", "s in ('x', 'y')")),
        table("t", S, Check("ck_t_s", "s in ('x', 'it''s 50% :z')")),
        TEXT,
        "id, s",
    ),
    Case(
        "check of reserved word",
        table("t", col("limit", "decimal(18, 2)")),
        table("t", col("limit", "decimal(18, 2)"), Check("ck_t_limit", '"limit" > 0.5')),
    ),
    Case(
        "add foreign key", table("t", A), table("t", A, key("fk_t_a", "a", "par", on_delete="set_null")), beside=[PAR]
    ),
    Case("drop foreign key", table("t", A, key("fk_t_a", "a", "par")), table("t", A), beside=[PAR]),
    Case(
        "change foreign key",
        table("t", A, key("fk_t_a", "a", "par")),
        table("t", A, key("fk_t_a", "a", "par", on_delete="cascade", on_update="restrict", deferrable="deferred")),
        beside=[PAR],
    ),
    Case(
        "foreign key target",
        table("t", A, key("fk_t_a", "a", "par"), index("ix_t_a", "a")),
        table("t", A, key("fk_t_a", "a", "par2"), index("ix_t_a", "a")),
        beside=[PAR, PAR2],
    ),
    Case(
        "add referring column", table("t"), table("t", A, key("fk_t_a", "a", "par"), index("ix_t_a", "a")), beside=[PAR]
    ),
    Case(
        "drop referring column",
        table("t", A, key("fk_t_a", "a", "par"), index("ix_t_a", "a")),
        table("t"),
        beside=[PAR],
    ),
    Case(
        "drop index of foreign key",
        table("t", A, key("fk_t_a", "a", "par"), index("ix_t_x", "a")),
        table("t", A, key("fk_t_a", "a", "par")),
        beside=[PAR],
    ),
    Case(
        "another index for foreign key",
        table("t", A, B, key("fk_t_a", "a", "par"), index("ix_t_a", "a")),
        table("t", A, B, key("fk_t_a", "a", "par"), index("ix_t_a_b", "a", "b")),
        beside=[PAR],
    ),
    Case("self reference", table("t", A), table("t", A, key("fk_t_a", "a", "t", on_delete="cascade")), PLAIN, "id, a"),
    Case(
        "add table that refers",
        table("t"),
        table("t"),
        beside_after=[table("u", col("t_id"), key("fk_u_t_id", "t_id", "t"), index("ix_u_t_id", "t_id"))],
    ),
    Case(
        "drop table that refers",
        table("t"),
        table("t"),
        beside=[table("u", col("t_id"), key("fk_u_t_id", "t_id", "t"))],
        beside_after=[],
    ),
    Case(
        "add circle",
        table("t"),
        table("t"),
        beside_after=[
            table("u", col("v_id"), key("fk_u_v_id", "v_id", "v")),
            table("v", col("u_id"), key("fk_v_u_id", "u_id", "u")),
        ],
    ),
    Case(
        "drop circle",
        table("t"),
        table("t"),
        beside=[
            table("u", col("v_id"), key("fk_u_v_id", "v_id", "v")),
            table("v", col("u_id"), key("fk_v_u_id", "u_id", "u")),
        ],
        beside_after=[],
    ),
    Case(
        "widen a key that is referred to",
        table("t", A, key("fk_t_a", "a", "par")),
        table("t", col("a", "bigint"), key("fk_t_a", "a", "par")),
        beside=[PAR],
        beside_after=[table("par", col("id", "bigint", null=False))],
    ),
    Case(
        "set null of tenants",
        table("t", col("tenant", null=False), A),
        table(
            "t",
            col("tenant", null=False),
            A,
            ForeignKey(
                "fk_t_tenant_a", ("tenant", "a"), "own", ("tenant", "id"), on_delete="set_null", set_null_columns=("a",)
            ),
        ),
        "id, tenant) VALUES (1, 1",
        beside=[table("own", col("tenant", null=False), Unique("uq_own_tenant_id", ("tenant", "id")))],
    ),
    Case(
        "drop unique with the table that refers to it",
        table("t", col("tenant", null=False), Unique("uq_t_tenant_id", ("tenant", "id"))),
        table("t", col("tenant", null=False)),
        "id, tenant) VALUES (1, 1",
        beside=[
            table(
                "own",
                col("tenant", null=False),
                A,
                ForeignKey(
                    "fk_own_tenant_a",
                    ("tenant", "a"),
                    "t",
                    ("tenant", "id"),
                    on_delete="set_null",
                    set_null_columns=("a",),
                ),
            )
        ],
        beside_after=[],
    ),
    Case(
        "drop set null of tenants",
        table(
            "t",
            col("tenant", null=False),
            A,
            ForeignKey(
                "fk_t_tenant_a", ("tenant", "a"), "own", ("tenant", "id"), on_delete="set_null", set_null_columns=("a",)
            ),
        ),
        table("t", col("tenant", null=False), A),
        "id, tenant) VALUES (1, 1",
        beside=[table("own", col("tenant", null=False), Unique("uq_own_tenant_id", ("tenant", "id")))],
    ),
    Case("add policy", table("t", S), table("t", S, policy=Policy("s", Scalar("string", (50,)))), TEXT, "id, s"),
    Case(
        "change policy",
        table("t", A, policy=Policy("a", Scalar("int"))),
        table("t", A, policy=Policy("a", Scalar("int"), shared=True)),
        PLAIN,
        "id, a",
    ),
    Case(
        "policy on a column of another type",
        table("t", A, policy=Policy("a", Scalar("int"))),
        table("t", col("a", "bigint"), policy=Policy("a", Scalar("bigint"))),
        PLAIN,
        "id, a",
    ),
    Case("forbid changes", table("t", A), table("t", A, append_only=True), PLAIN, "id, a"),
    Case(
        "computed to plain in rows that are only added",
        table("t", A, col("c", computed="a * 2"), append_only=True),
        table("t", A, col("c"), append_only=True),
        PLAIN,
        "id, a, c",
    ),
    Case(
        "map a label of a native enum in rows that are only added",
        table(
            "t",
            Column("e", MOODS, default=Default("ok"), labels=same("sad", "fine", "ok", "ecstatic")),
            Check("ck_t_e", "e in ('sad', 'fine', 'ok', 'ecstatic')", "e"),
            append_only=True,
        ),
        table(
            "t",
            Column("e", NEW_MOODS, default=Default("well"), labels=same("sad", "well"), replaced=NEW_MOODS.replaced),
            Check("ck_t_e", "e in ('sad', 'well')", "e"),
            append_only=True,
        ),
        "id, e) VALUES (1, 'ecstatic'",
        fills=[("e", "well")],
        more={"enums": (MOODS,)},
        more_after={"enums": (NEW_MOODS,)},
    ),
    Case("allow changes", table("t", A, append_only=True), table("t", A), PLAIN, "id, a"),
    Case(
        "stamp what is append-only",
        table("t", A, append_only=True),
        table("t", A, Column("at", Scalar("datetime"), fill="now"), Check("ck_t_a", "a > 0"), append_only=True),
        PLAIN,
        "id, a",
    ),
    Case(
        "add enum column",
        table("t"),
        table("t", Column("e", MOOD, default=Default("ok")), Check("ck_t_e", "e in ('sad', 'ok')", "e")),
        fills=[("e", "ok")],
        more_after={"enums": (MOOD,)},
    ),
    Case(
        "drop enum column",
        table("t", col("e", MOOD), Check("ck_t_e", "e in ('sad', 'ok')", "e")),
        table("t"),
        "id, e) VALUES (1, 'ok'",
        more={"enums": (MOOD,)},
    ),
    Case(
        "add labels",
        table("t", Column("e", MOOD, default=Default("ok")), Check("ck_t_e", "e in ('sad', 'ok')", "e")),
        table(
            "t",
            Column("e", MOODS, default=Default("ok")),
            Check("ck_t_e", "e in ('sad', 'fine', 'ok', 'ecstatic')", "e"),
        ),
        kept="id, e",
        more={"enums": (MOOD,)},
        more_after={"enums": (MOODS,)},
    ),
    Case(
        "remove labels",
        table(
            "t",
            Column("e", MOODS, default=Default("ok")),
            Check("ck_t_e", "e in ('sad', 'fine', 'ok', 'ecstatic')", "e"),
        ),
        table("t", Column("e", MOOD, default=Default("ok")), Check("ck_t_e", "e in ('sad', 'ok')", "e")),
        kept="id, e",
        more={"enums": (MOODS,)},
        more_after={"enums": (MOOD,)},
    ),
    Case(
        "enum to text",
        table("t", col("e", MOOD), Check("ck_t_e", "e in ('sad', 'ok')", "e")),
        table("t", col("e", "string(20)")),
        "id, e) VALUES (1, 'ok'",
        "id, e",
        more={"enums": (MOOD,)},
    ),
    Case(
        "text to enum",
        table("t", col("e", "string(20)", default="ok")),
        table("t", col("e", MOOD, default="ok"), Check("ck_t_e", "e in ('sad', 'ok')", "e")),
        "id, e) VALUES (1, 'ok'",
        "id, e",
        more_after={"enums": (MOOD,)},
    ),
    Case(
        "wider primary key",
        table("t", col("b", null=False)),
        table("t", col("b", null=False), Unique("uq_t_id", ("id",)), primary_key=PrimaryKey("pk_t", ("id", "b"))),
        "id, b) VALUES (1, 2",
        "id, b",
    ),
    Case("count up", table("t"), table("t", numbered("int")), beside_after=[table("u", numbered("bigint", "always"))]),
    Case("count no more", table("t", numbered("int")), table("t")),
    Case("always count", table("t", numbered("int")), table("t", numbered("int", "always"))),
    Case("count further", table("t", numbered("int")), table("t", numbered("bigint")), child_after=CHILD_OF_MANY),
    Case(
        "type of one database",
        table("t", S),
        table("t", col("s", "string(50)", db_type={"postgresql": "varchar(70)", "mariadb": "varchar(70)"})),
        TEXT,
        "id, s",
    ),
    Case(
        "collation",
        table("t", S),
        table("t", col("s", "string(50)", collation={"postgresql": "C", "mariadb": "utf8mb4_bin", "sqlite": "NOCASE"})),
        TEXT,
        "id, s",
    ),
    Case(
        "names of full length",
        table("t", A, B),
        table("t", A, B, index("u" * 63, "a", unique=True, where="b is null"), Check("c" * 63, "a > 0")),
        PLAIN,
        "id, a",
        beside_after=[table("x" * 63, append_only=True, primary_key=PrimaryKey("pk_x", ("id",)))],
    ),
    Case(
        "rename column",
        table("t", A, index("ix_t_a", "a"), Check("ck_t_a", "a > 0")),
        table("t", col("z", renamed_from="a"), index("ix_t_z", "z"), Check("ck_t_z", "z > 0")),
        PLAIN,
        fills=[("z", 1)],
    ),
    Case(
        "rename column and widen",
        table("t", A),
        table("t", col("z", "bigint", renamed_from="a"), Unique("uq_t_z", ("z",))),
        PLAIN,
        fills=[("z", 1)],
    ),
    Case(
        "rename column and what is named after it",
        table("t", A, numbered("int"), index("ix_t_a", "a"), Check("ck_t_a", "a > 0"), Unique("uq_t_a", ("a",))),
        table(
            "t",
            col("z", renamed_from="a"),
            numbered("int"),
            index("ix_t_z", "z"),
            Check("ck_t_z", "z > 0"),
            Unique("uq_t_z", ("z",)),
        ),
        PLAIN,
        fills=[("z", 1)],
    ),
    Case(
        "other names of constraints",
        table(
            "t",
            A,
            B,
            index("uq_t_a", "a", unique=True, where="b is null"),
            Unique("uq_t_b", ("b",)),
            key("fk_t_a", "a", "par"),
            Check("ck_t_a", "a > 0"),
        ),
        table(
            "t",
            A,
            B,
            index("uq_t_y", "a", unique=True, where="b is null"),
            Unique("uq_t_z", ("b",)),
            key("fk_t_y", "a", "par"),
            Check("ck_t_y", "a > 0"),
            primary_key=PrimaryKey("pk_y", ("id",)),
        ),
        beside=[PAR],
    ),
    Case(
        "rename a label, map a removed one",
        table("t", labelled("ok", "sad", "bad"), Check("ck_t_e", "e in ('ok', 'sad', 'bad')")),
        table(
            "t",
            labelled("ok", "unhappy", replaced={"sad": "unhappy", "bad": "unhappy"}),
            Check("ck_t_e", "e in ('ok', 'unhappy')"),
        ),
        "id, e) VALUES (1, 'bad'",
        fills=[("e", "unhappy")],
    ),
    Case(
        "shorter labels",
        table("t", labelled("ok", "ecstatic"), Check("ck_t_e", "e in ('ok', 'ecstatic')")),
        table("t", labelled("ok", "wow", replaced={"ecstatic": "wow"}), Check("ck_t_e", "e in ('ok', 'wow')")),
        "id, e) VALUES (1, 'ecstatic'",
        fills=[("e", "wow")],
    ),
    Case(
        "other numbers of labels",
        table("t", col("e", "smallint", labels={"small": 1, "large": 2}), Check("ck_t_e", "e in (1, 2)")),
        table("t", col("e", "smallint", labels={"small": 10, "large": 20}), Check("ck_t_e", "e in (10, 20)")),
        "id, e) VALUES (1, 2",
        fills=[("e", 20)],
    ),
    Case(
        "rename labels of a native enum, map a removed one",
        table(
            "t",
            Column("e", MOODS, default=Default("ok"), labels=same("sad", "fine", "ok", "ecstatic")),
            Check("ck_t_e", "e in ('sad', 'fine', 'ok', 'ecstatic')", "e"),
        ),
        table(
            "t",
            Column("e", NEW_MOODS, default=Default("well"), labels=same("sad", "well"), replaced=NEW_MOODS.replaced),
            Check("ck_t_e", "e in ('sad', 'well')", "e"),
        ),
        "id, e) VALUES (1, 'ecstatic'",
        fills=[("e", "well")],
        more={"enums": (MOODS,)},
        more_after={"enums": (NEW_MOODS,)},
    ),
    Case(
        "fill by an expression",
        table("t", A, B),
        table("t", A, B, Column("c", Scalar("int"), fill=Backfill(expression="a + 1"))),
        PLAIN,
        "id, a",
        [("c", 2)],
    ),
    Case(
        "fill what tenants have",
        table("t", S, A, policy=Policy("s", Scalar("string", (50,)))),
        table("t", S, col("a", null=False, fill=Backfill(7)), policy=Policy("s", Scalar("string", (50,)))),
        TEXT,
        "id, s",
        [("a", 7)],
    ),
    Case(
        "fill what is append-only",
        table("t", S, A, append_only=True),
        table("t", S, col("a", null=False, fill=Backfill(7)), append_only=True),
        TEXT,
        "id, s",
        [("a", 7)],
    ),
    Case(
        "fill with another value than the default",
        table("t"),
        table("t", col("s", "string(9)", null=False, default="new", fill=Backfill("old"))),
        fills=[("s", "old")],
    ),
    Case(
        "tenant on",
        table("t", S, Unique("uq_t_s", ("s",))),
        table(
            "t",
            S,
            Column("tenant_id", Scalar("string", (64,)), fill=Backfill("it's")),
            Unique("uq_t_tenant_id_s", ("tenant_id", "s")),
            policy=Policy("tenant_id", Scalar("string", (64,))),
        ),
        TEXT,
        "id, s",
        [("tenant_id", "it's")],
    ),
    Case("extension", table("t"), table("t"), more_after={"extensions": ("pg_trgm",)}),
]


@pytest.fixture(params=CASES, ids=[case.name for case in CASES])
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


def test_a_change_keeps_rows_and_is_taken_back(
    case: Case, database: Database, databases: Databases, tmp_path: Path
) -> None:
    after = case.beside if case.beside_after is None else case.beside_after
    more_after = case.more_after if case.more_after or not case.more else {}
    project = Migrated(tmp_path / "project")
    child_after = case.child_after or CHILD
    project.revise(case.old, CHILD, *case.beside, **case.more)
    assert project.revise(case.new, child_after, *after, **more_after)
    fresh = Migrated(tmp_path / "fresh")
    fresh.revise(case.new, child_after, *after, **more_after)
    expected = databases.create(database.name)
    fresh.upgrade(expected)

    project.upgrade(database, "0001_" + _id(project, 0))
    before = databases.dump(database)
    execute(database, f"INSERT INTO t ({case.insert})", "INSERT INTO child (id, t_id) VALUES (5, 1)")
    held = rows(database, f"SELECT {case.kept} FROM t")
    project.upgrade(database)
    assert databases.dump(database) == databases.dump(expected)
    assert rows(database, f"SELECT {case.kept} FROM t") == held
    assert rows(database, "SELECT id, t_id FROM child") == [(5, 1)]
    for column, value in case.fills:
        assert rows(database, f"SELECT {column} FROM t") == [(value,)]

    project.downgrade(database)
    assert databases.dump(database) == before
    assert rows(database, "SELECT id, t_id FROM child") == [(5, 1)]
    project.downgrade(database, "base")
    assert databases.dump(database) == ""
    databases.drop(expected)


def _id(project: Migrated, place: int) -> str:
    return sorted(project.versions.glob("*.py"))[place].name.split("_")[1]
