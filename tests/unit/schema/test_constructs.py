"""Constraints and columns as SQLAlchemy constructs, in models' words and in revisions'."""

import pytest

from generator.code import Code, Scope, Symbol
from generator.dialects import dialect
from generator.fieldtypes import Scalar
from generator.schema.columns import column_arguments, revision_type
from generator.schema.sqlalchemy import table_arguments
from generator.schema.state import Check, Column, Default, ForeignKey, Index, Part, PrimaryKey, Table, Unique
from generator.schema.views import Views, Words

ALL = ("sqlite", "postgresql", "mariadb")
MODELS = Words(Symbol(".db.base", "by_database"), Symbol(".db.base", "only_on"), conventional_names=True)
REVISIONS = Words(Symbol("support", "by_database"), Symbol("support", "only_on"), conventional_names=False)


def table(*parts: object, name: str = "t") -> Table:
    return Table(
        name,
        (Column("id", Scalar("int")), Column("a", Scalar("int")), Column("limit", Scalar("decimal", (10, 2)))),
        PrimaryKey(f"pk_{name}", ("id",)),
        uniques=tuple(part for part in parts if isinstance(part, Unique)),
        indexes=tuple(part for part in parts if isinstance(part, Index)),
        checks=tuple(part for part in parts if isinstance(part, Check)),
        foreign_keys=tuple(part for part in parts if isinstance(part, ForeignKey)),
    )


def shown(given: Table, words: Words = MODELS, databases: tuple[str, ...] = ALL) -> list[str]:
    scope = Scope("x")
    return [scope.text(item) for item in table_arguments(given, databases, words)]


@pytest.mark.parametrize(
    ("item", "model", "revision"),
    [
        (Unique("uq_t_a", ("a",)), 'UniqueConstraint("a")', 'UniqueConstraint("a", name="uq_t_a")'),
        (Unique("once", ("a",)), 'UniqueConstraint("a", name="once")', 'UniqueConstraint("a", name="once")'),
        (Check("ck_t_a", "a > 0"), 'CheckConstraint("a > 0", name="a")', 'CheckConstraint("a > 0", name="ck_t_a")'),
        (
            Check("positive", "a > 0"),
            'CheckConstraint("a > 0", name=conv("positive"))',
            'CheckConstraint("a > 0", name="positive")',
        ),
        (Index("ix_t_a", (Part("a"),)), 'Index(None, "a")', 'Index("ix_t_a", "a")'),
        (
            Index("ix_t_a", (Part("a", descending=True),)),
            'Index("ix_t_a", text("a DESC"))',
            'Index("ix_t_a", text("a DESC"))',
        ),
        (
            ForeignKey("fk_t_a", ("a",), "u", ("id",), on_delete="cascade"),
            'ForeignKeyConstraint(["a"], ["u.id"], ondelete="CASCADE")',
            'ForeignKeyConstraint(["a"], ["u.id"], name="fk_t_a", ondelete="CASCADE")',
        ),
    ],
)
def test_names_that_the_convention_gives_are_left_out_of_models(item: object, model: str, revision: str):
    assert shown(table(item)) == [model]
    assert shown(table(item), REVISIONS) == [revision]


def test_text_that_databases_write_otherwise_is_chosen_by_database():
    (made,) = shown(table(Check("ck_t_limit", "limit > 1.5")))
    assert made == (
        'CheckConstraint(by_database(sqlite=\'"limit" > 150\', postgresql=\'"limit" > 1.5\', mariadb="`limit` > 1.5"), '
        'name="limit")'
    ).replace("'\"limit\" > 150'", '"\\"limit\\" > 150"').replace("'\"limit\" > 1.5'", '"\\"limit\\" > 1.5"')


def test_a_key_that_empties_a_part_is_two_keys_where_that_cannot_be_said():
    key = ForeignKey("fk_t_a_limit", ("id", "a"), "u", ("t", "id"), on_delete="set_null", set_null_columns=("a",))
    both = shown(table(key), REVISIONS)
    assert both == [
        'only_on(ForeignKeyConstraint(["a"], ["u.id"], name="fk_t_a", ondelete="SET NULL"), "sqlite", "mariadb")',
        'only_on(ForeignKeyConstraint(["id", "a"], ["u.t", "u.id"], name="fk_t_a_limit"), "sqlite", "mariadb")',
        (
            'only_on(ForeignKeyConstraint(["id", "a"], ["u.t", "u.id"], name="fk_t_a_limit", ondelete="SET NULL (a)"), '
            '"postgresql")'
        ),
    ]
    assert len(shown(table(key), REVISIONS, ("postgresql",))) == 1


def test_what_one_database_knows_is_said_to_it_alone():
    index = Index(
        "ix_t_a", (Part("a"),), where="a > 0", method="hash", include=("limit",), options={"fillfactor": "70"}
    )
    assert shown(table(index)) == [
        (
            'Index(None, "a", sqlite_where=text("a > 0"), postgresql_where=text("a > 0"), postgresql_using="hash", '
            'postgresql_include=["limit"], postgresql_with={"fillfactor": "70"}, mariadb_using="hash")'
        )
    ]


def test_an_index_over_an_expression_is_not_for_databases_without():
    index = Index("ix_t_x", (Part(expression="a is null"),))
    assert shown(table(index)) == ['only_on(Index("ix_t_x", text("(a IS NULL)")), "sqlite", "postgresql")']


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column("a", Scalar("string", (9,)), default=Default("x")), {"server_default": '"x"'}),
        (Column("a", Scalar("bool"), default=Default(literal=True)), {"server_default": "true()"}),
        (Column("a", Scalar("int"), default=Default(3)), {"server_default": 'text("3")'}),
        (
            Column("a", Scalar("decimal", (9, 2)), default=Default("1.5")),
            {"server_default": 'by_database(sqlite="150", postgresql="1.5", mariadb="1.5")'},
        ),
        (Column("a", Scalar("int"), default=Default(sql={"": "1 + 1"})), {"server_default": 'text("1 + 1")'}),
        (Column("id", Scalar("int")), {"autoincrement": "False"}),
        (Column("a", Scalar("int"), comment="it's"), {"comment": '"it\'s"'}),
    ],
)
def test_a_column_says_what_its_type_does_not(column: Column, expected: dict[str, str]):
    scope = Scope("x")
    owner = Table("t", (column,), PrimaryKey("pk_t", ("id",)))
    extras, options = column_arguments(column, Views(owner, ALL), MODELS)
    assert not extras
    assert {name: scope.text(value) for name, value in options.items()} == expected


def test_what_is_computed_and_what_counts_stand_by_position():
    scope = Scope("x")
    for column, expected in (
        (Column("b", Scalar("bool"), computed="a is null"), 'Computed("a IS NULL", persisted=True)'),
        (Column("id", Scalar("int"), identity="always"), "Identity(always=True)"),
    ):
        owner = Table("t", (Column("a", Scalar("int")), column), PrimaryKey("pk_t", ("id",)))
        extras, _ = column_arguments(column, Views(owner, ALL), MODELS)
        assert [scope.text(extra) for extra in extras] == [expected]


def test_a_type_may_be_what_the_database_calls_it():
    column = Column("a", Scalar("string", (9,)), db_type={"postgresql": "citext"}, collation={"sqlite": "NOCASE"})
    assert text(revision_type(column, dialect("postgresql"))) == 'Raw("citext")'
    assert text(revision_type(column, dialect("sqlite"))) == 'sa.String(9, collation="NOCASE")'
    assert text(revision_type(column, dialect("mariadb"))) == "sa.String(9)"


def text(piece: Code) -> str:
    return "".join(part if isinstance(part, str) else part.name for part in piece.parts)
