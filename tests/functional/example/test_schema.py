"""What the example's migrations leave in a database is what its models declare, and they take it away again."""

from alembic import command

from generated_example.db.base import Base
from generated_example.db.session import connect
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.functional.example.conftest import alembic


async def create_all(database: Database) -> None:
    """Create the tables that are ours from the models."""
    engine = connect(database.url)
    tables = [table for table in Base.metadata.sorted_tables if table.name != "legacy_rates"]
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all, tables=tables)
    await engine.dispose()


async def test_migrations_and_models_leave_the_same_schema(template: Database, databases: Databases) -> None:
    modelled = databases.create(template.name)
    await create_all(modelled)
    assert databases.dump(template) == databases.dump(modelled)


def test_going_down_leaves_nothing_behind(migrated: Database, databases: Databases) -> None:
    command.downgrade(alembic(migrated), "base")
    assert databases.dump(migrated) == ""


def test_going_down_and_up_again_ends_where_it_was(migrated: Database, databases: Databases) -> None:
    before = databases.dump(migrated)
    command.downgrade(alembic(migrated), "base")
    command.upgrade(alembic(migrated), "head")
    assert databases.dump(migrated) == before
