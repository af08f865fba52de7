"""Pieces of the schema as JSON and back."""

import pytest

from generator.fieldtypes import Scalar
from generator.schema import json
from generator.schema.state import (
    ArrayOf,
    Check,
    Column,
    Default,
    ForeignKey,
    Index,
    NativeEnum,
    Part,
    Policy,
    PrimaryKey,
    Table,
    Unique,
)

FULL = Table(
    name="t",
    schema="s",
    columns=(
        Column("id", Scalar("bigint"), identity="always"),
        Column("name", Scalar("string", (9,)), nullable=True, default=Default("it's"), collation={"sqlite": "NOCASE"}),
        Column("on", Scalar("bool"), default=Default(literal=False)),
        Column("at", Scalar("datetime"), default=Default(sql={"": "now()"}), comment="when"),
        Column("mood", NativeEnum("mood", ("ok", "sad"), "s")),
        Column("tags", ArrayOf(Scalar("string", (5,))), db_type={"postgresql": "citext[]"}),
        Column("sum", Scalar("decimal", (18, 2)), computed="id * 2", stored=False),
    ),
    primary_key=PrimaryKey("pk_t", ("id",)),
    uniques=(Unique("uq", ("name",), deferrable="deferred", nulls_not_distinct=True, include=("on",)),),
    indexes=(
        Index("ix", (Part("name"), Part("id", descending=True, nulls="last")), unique=True, where="id > 0"),
        Index("ix2", (Part(expression="lower(name)"),), method="gin", ops={"name": "x"}, include=("id",)),
        Index("ix3", (Part("id"),), options={"fillfactor": "70"}, databases=("sqlite",), nulls_not_distinct=True),
    ),
    checks=(Check("ck", "id > 0"), Check("ck2", "mood in ('ok')", "mood")),
    foreign_keys=(
        ForeignKey("fk", ("id",), "u", ("id",), "s", "set_null", "cascade", ("id",), "immediate"),
        ForeignKey("fk2", ("id",), "u", ("id",)),
    ),
    policy=Policy("id", Scalar("bigint"), shared=True),
    append_only=True,
    options={"mariadb": {"engine": "InnoDB"}},
    comment="it's",
)


def test_a_table_survives():
    value = json.to_json(FULL)
    assert isinstance(value, dict)
    assert json.table(value) == FULL


def test_defaults_are_left_out():
    assert json.to_json(Column("a", Scalar("int"))) == {"name": "a", "type": "int"}
    assert json.to_json(Index("ix", (Part("a"),))) == {"name": "ix", "parts": ["a"]}


def test_false_and_nought_are_no_absence():
    for literal in (False, 0, ""):
        column = Column("a", Scalar("int"), default=Default(literal))
        value = json.to_json(column)
        assert isinstance(value, dict)
        assert json.column(value).default == Default(literal)
        assert type(json.column(value).default.literal) is type(literal)  # type: ignore[union-attr]


def test_hints_to_migrations_are_no_part_of_the_schema():
    assert Column("a", Scalar("int"), fill="now", renamed_from="b") == Column("a", Scalar("int"))
    assert json.to_json(Column("a", Scalar("int"), fill="now", renamed_from="b")) == {"name": "a", "type": "int"}


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"name": "a"},
        {"name": 1, "type": "int"},
        {"name": "a", "type": "Int("},
        {"name": "a", "type": 5},
        {"name": "a", "type": "int", "nullable": 1},
        {"name": "a", "type": "int", "default": []},
    ],
)
def test_what_is_no_column_is_refused(value: dict[str, json.Json]):
    with pytest.raises((KeyError, TypeError, ValueError)):
        json.column(value)
