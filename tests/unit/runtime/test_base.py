"""What tables are made of beyond columns: names, guards, SQL by database."""

import pytest
from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, String, Table, Uuid, create_engine, text
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex

from generator.runtime.base import by_database, guarded, guards_of, only_on
from generator.runtime.databases import DATABASES, database_of
from generator.runtime.databases.database import Guards
from tests.databases.database import Database


def test_sql_is_chosen_by_database():
    table = Table(
        "t", MetaData(), Column("a", Integer), CheckConstraint(by_database(sqlite="a > 1", postgresql="a > 2"))
    )
    assert "a > 1" in str(CreateTable(table).compile(dialect=sqlite.dialect()))
    assert "a > 2" in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_a_constraint_can_be_left_out_elsewhere():
    table = Table("t", MetaData(), Column("a", Integer), only_on(CheckConstraint("a > 1"), "sqlite"))
    assert "a > 1" in str(CreateTable(table).compile(dialect=sqlite.dialect()))
    assert "a > 1" not in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_a_dialect_finds_its_database():
    assert database_of(sqlite.dialect()) is DATABASES["sqlite"]
    assert {name: database.name for name, database in DATABASES.items()} == {name: name for name in DATABASES}


def test_a_table_without_guards_has_none():
    assert guards_of(Table("t", MetaData())) == Guards()
    assert guards_of(Table("u", MetaData(), **guarded(tenant="a", append_only=True))) == Guards("a", append_only=True)


def test_rows_that_are_only_added_stay(database: Database):
    table = Table("kept", MetaData(), Column("a", Integer, primary_key=True), **guarded(append_only=True))
    engine = create_engine(database.sync_url)
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), {"a": 1})
    for statement in (table.update().values(a=2), table.delete()):
        with pytest.raises(DBAPIError, match="only ever added"), engine.begin() as connection:
            connection.execute(statement)
    engine.dispose()


@pytest.mark.parametrize("kind", [Uuid(), String(8), Integer()])
def test_a_policy_compares_with_the_tenant_and_cuts_nothing(kind):
    table = Table("t", MetaData(), Column("tenant_id", kind))
    statements = list(DATABASES["postgresql"].guard(table, Guards("tenant_id"), postgresql.dialect()))
    assert "FORCE ROW LEVEL SECURITY" in statements[1]
    assert ("CAST" in statements[2]) == (not isinstance(kind, String))


def test_a_unique_among_some_rows_is_a_hidden_column_on_mariadb(mariadb: Database):
    table = Table("t", MetaData(), Column("a", Integer), Column("b", Integer))
    index = Index("uq_t_a", table.c.a, unique=True, mariadb_where=text("b IS NULL"))
    engine = create_engine(mariadb.sync_url)
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"a": 1, "b": None}, {"a": 1, "b": 1}, {"a": 1, "b": 2}])
        assert connection.execute(text("SELECT * FROM t WHERE b IS NULL")).all() == [(1, None)]
    with pytest.raises(DBAPIError, match="uq_t_a"), engine.begin() as connection:
        connection.execute(table.insert(), {"a": 1, "b": None})
    with engine.begin() as connection:
        connection.execute(DropIndex(index))
        connection.execute(table.insert(), {"a": 1, "b": None})
        assert "uq_t_a_on" not in connection.execute(text("SHOW CREATE TABLE t")).one()[1]
    engine.dispose()


def test_other_indexes_are_as_usual_on_mariadb():
    table = Table("t", MetaData(), Column("a", Integer), Column("b", Integer))
    index = Index("ix_t_a", table.c.a, mariadb_where=text("b IS NULL"))
    dialect = mysql.dialect()
    dialect.name = "mariadb"
    assert str(CreateIndex(index).compile(dialect=dialect)) == "CREATE INDEX ix_t_a ON t (a)"
