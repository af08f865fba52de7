"""What only SQL says comes and goes with the tables that it stands on."""

from sqlalchemy import Column, Integer, MetaData, Table, create_engine, text

from generator.runtime.objects import MadeBySql, made_by_sql
from tests.databases.database import Database
from tests.databases.fixtures import Databases


def test_views_are_made_after_their_table_and_what_they_need_and_go_before_it(database: Database, databases: Databases):
    metadata = MetaData()
    table = Table("t", metadata, Column("a", Integer, primary_key=True))
    below = MadeBySql({"": ["create view below as select count(*) as n from t"]}, {"": ["drop view below"]}, ["t"])
    above = MadeBySql(
        {"": ["create view above as select n from below", "select '100% \\:n'"]}, {"": ["drop view above"]}, ["t"]
    )
    # Registered before what it needs, as modules may be imported in any order.
    made_by_sql(metadata, "d.Above", above._replace(needs=["d.Below"]))
    made_by_sql(metadata, "d.Below", below)
    made_by_sql(metadata, "d.First", MadeBySql({"": ["create view one as select 1 as n"]}, {"": ["drop view one"]}))
    made_by_sql(metadata, "d.Nowhere", MadeBySql({"oracle": ["nonsense"]}, {"oracle": ["nonsense"]}))
    before = databases.dump(database)
    engine = create_engine(database.sync_url)
    with engine.begin() as connection:
        metadata.create_all(connection, tables=[table])
        metadata.create_all(connection, tables=[table])
    with engine.begin() as connection:
        connection.execute(table.insert(), {"a": 1})
        assert connection.execute(text("select n from above")).scalar() == 1
        assert connection.execute(text("select n from one")).scalar() == 1
    with engine.begin() as connection:
        metadata.drop_all(connection, tables=[table])
    engine.dispose()
    assert databases.dump(database) == before
