"""Each constraint that the example declares refuses a row that breaks it, on every database, and is what refuses it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from generated_example.db.session import Scope, ScopedSession, connect
from generator.config import Settings
from generator.diagnostics import Bag
from generator.dialects import dialect
from generator.fieldtypes import Scalar, sql_literal
from generator.resolve import resolve
from generator.schema.lower import lower
from generator.schema.state import Column, Schema, Table
from generator.spec.loading import load
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.functional.example.conftest import found
from tests.functional.example.world import OTHERS, VALUES, World

ROOT = Path(__file__).parents[3]

BROKEN_CHECKS: Mapping[str, Mapping[str, str]] = {
    "ck_accounts_kind": {"kind": "9"},
    "ck_accounts_credit_min": {"credit": "-1"},
    "ck_budgets_period": {"period": "'daily'"},
    "ck_budgets_status": {"status": "'lost'"},
    "ck_budgets_limit_min": {"limit": "-1"},
    "ck_budgets_period_order": {"period_end": "period_start"},
    "ck_currencies_digits_min": {"digits": "-1"},
    "ck_currencies_digits_max": {"digits": "5"},
    "ck_exchange_rates_rate_min": {"rate": "0"},
    "ck_exchange_rates_two_currencies": {"quote_code": "base_code"},
    "ck_goal_fundings_share_min": {"share": "-1"},
    "ck_goal_fundings_share_max": {"share": "share * 10"},
    "ck_goals_target_min": {"target": "0", "saved": "0"},
    "ck_goals_saved_min": {"saved": "-1"},
    "ck_goals_not_overfunded": {"saved": "target + 1"},
    "ck_members_role": {"role": "'guest'"},
    "ck_members_own_manager": {"manager_id": "id"},
    "ck_milestones_amount_min": {"amount": "-1"},
    "ck_net_worth_snapshots_assets_min": {"assets": "-1"},
    "ck_net_worth_snapshots_liabilities_min": {"liabilities": "-1"},
    "ck_organizations_kind": {"kind": "'state'"},
    "ck_organizations_seats_min": {"seats": "0"},
    "ck_organizations_seats_max": {"seats": "501"},
    "ck_standing_order_rhythm": {"rhythm": "'daily'"},
    "ck_standing_order_amount_min": {"amount": "0"},
    "ck_transactions_status": {"status": "'lost'"},
    "ck_transactions_quantity_min": {"quantity": "0"},
    "ck_transfer_links_fee_min": {"fee": "-1"},
    "ck_transfer_links_fee_max": {"fee": "1000000"},
    "ck_transfer_links_two_sides": {"target_id": "source_id"},
}
"""What to change in a good row, as SQL, so that just this check refuses it."""

NATIVE = {"ck_members_role": "member_role"}
"""Checks in whose place PostgreSQL has a type."""


def example() -> Schema:
    """Give the schema of the committed example."""
    settings = Settings(ROOT, ROOT / "specs", ROOT / "generated_example", tenant_type="uuid")
    bag = Bag()
    return lower(resolve(load(settings.specs, ROOT, bag), settings, bag), settings)


TABLES = {table.name: table for table in example().tables}
REQUIRED = [
    (table.name, column.name)
    for table in TABLES.values()
    for column in table.columns
    if not column.nullable and column.identity is None
]
UNIQUES = [
    (table.name, unique.name)
    for table in TABLES.values()
    for unique in (*table.uniques, *(index for index in table.indexes if index.unique))
    if unique.name != f"uq_{table.name}_{table.columns[1].name}_{table.columns[0].name}"
]
"""Without those that repeat the key beside the tenant: they are there to be referred to."""
KEYS = [(table.name, key.name) for table in TABLES.values() for key in table.foreign_keys]
CHECKS = [(table.name, check.name) for table in TABLES.values() for check in table.checks]


@dataclass
class Copier:
    """Writes changed copies of a table's row as plain SQL."""

    connection: AsyncConnection
    database: str

    async def copy(self, table: Table, changes: Mapping[str, str]) -> None:
        """Insert a copy of one row of `table` with some columns replaced by SQL; raises what the database raises."""
        quote = dialect(self.database).quote
        columns = [item for item in table.columns if item.computed is None and item.identity is None]
        names = ", ".join(quote(item.name) for item in columns)
        values = ", ".join(changes.get(item.name, quote(item.name)) for item in columns)
        count = await self.connection.scalar(text(f"SELECT count(*) FROM {quote(table.name)}"))
        assert count, f"no row in {table.name}"
        order = quote(table.primary_key.columns[-1])
        statement = f"INSERT INTO {quote(table.name)} ({names}) SELECT {values} FROM {quote(table.name)} "
        await self.connection.execute(text(statement + f"ORDER BY {order} DESC LIMIT 1"))

    def fresh(self, column: Column) -> str:
        """Give a value that no row has, as SQL."""
        kind = column.type if isinstance(column.type, Scalar) else Scalar("string", (9,))
        value = {
            "uuid": uuid4(),
            "date": date(2031, 1, 1),
            "int": 4242,
            "bigint": 4242,
            "datetime": datetime(2031, 1, 1, tzinfo=UTC),
        }.get(kind.name, "ZQZ")
        return sql_literal(kind, value, self.database)

    def apart(self, table: Table, kept: frozenset[str]) -> dict[str, str]:
        """Change a copy so that it breaks no unique but the one over `kept`."""
        columns = {item.name: item for item in table.columns}
        referring = {name for key in table.foreign_keys for name in key.columns}
        changes: dict[str, str] = {}
        sets = [set(table.primary_key.columns), *(set(item.columns) for item in table.uniques)]
        sets += [{part.column or "" for part in item.parts} for item in table.indexes if item.unique]
        for unique in sets:
            free = sorted(unique - kept - referring - changes.keys())
            if free and not kept >= unique and not unique & changes.keys():
                changes[free[0]] = self.fresh(columns[free[0]])
        if not kept and "deleted_at" in columns:
            changes["deleted_at"] = "created_at" if "created_at" in columns else "changed_at"
        return changes


async def populate(url: str) -> None:
    """Put a row into every table."""
    engine = connect(url)
    organization = await found(engine, "Rivera household")
    async with ScopedSession(engine, Scope(organization.id, "ann")) as session:
        world = World(session, {"Organization": organization})
        for entity in (*OTHERS, *VALUES):
            await world.make(entity)
        await session.commit()
    await engine.dispose()


@pytest.fixture(scope="session")
def populated(template: Database, databases: Databases) -> Database:
    """Give a database with a row in every table, which no test changes."""
    made = databases.clone(template)
    asyncio.run(populate(made.url))
    return made


@pytest.fixture
async def copier(populated: Database) -> AsyncIterator[Copier]:
    """Give the owner's connection to the populated database; what it does is rolled back."""
    engine = connect(populated.url)
    async with engine.connect() as connection:
        yield Copier(connection, populated.name)
    await engine.dispose()


def said(error: DBAPIError) -> str:
    """Give the words of the driver."""
    return str(error.orig)


@pytest.mark.parametrize(("table", "column"), REQUIRED)
async def test_a_required_column_refuses_null(copier: Copier, table: str, column: str) -> None:
    with pytest.raises(DBAPIError) as error:
        await copier.copy(TABLES[table], {column: "NULL"})
    assert column in said(error.value)


@pytest.mark.parametrize(("table", "name"), CHECKS)
async def test_a_check_refuses_what_breaks_it(copier: Copier, table: str, name: str) -> None:
    with pytest.raises(DBAPIError) as error:
        await copier.copy(TABLES[table], BROKEN_CHECKS[name])
    assert name in said(error.value) or (copier.database == "postgresql" and NATIVE.get(name, "-") in said(error.value))


@pytest.mark.parametrize(("table", "name"), KEYS)
async def test_a_reference_refuses_what_is_not_there(copier: Copier, table: str, name: str) -> None:
    referring = TABLES[table]
    (key,) = (item for item in referring.foreign_keys if item.name == name)
    column = next(item for item in referring.columns if item.name == key.columns[-1])
    changes = copier.apart(referring, frozenset()) | {column.name: copier.fresh(column)}
    with pytest.raises(DBAPIError) as error:
        await copier.copy(referring, changes)
    words = said(error.value)
    assert (f"fk_{table}_" in words and column.name in words) or "FOREIGN KEY constraint failed" in words


@pytest.mark.parametrize(("table", "name"), UNIQUES)
async def test_a_unique_refuses_a_second_row(copier: Copier, table: str, name: str) -> None:
    owner = TABLES[table]
    columns = frozenset(ordered(owner, name))
    changes = copier.apart(owner, columns)
    if table == "transfer_links":
        third = copier.fresh(TABLES["transactions"].columns[0])
        await copier.copy(TABLES["transactions"], {"id": third})
        changes[next(item for item in ("source_id", "target_id") if item not in columns)] = third
    with pytest.raises(DBAPIError) as error:
        await copier.copy(owner, changes)
    sqlite = ", ".join(f"{table}.{item}" for item in ordered(owner, name))
    assert name in said(error.value) or sqlite in said(error.value)


def ordered(table: Table, name: str) -> list[str]:
    """Give the columns of a unique in their order."""
    for index in table.indexes:
        if index.name == name:
            return [part.column or "" for part in index.parts]
    return [column for unique in table.uniques if unique.name == name for column in unique.columns]


@pytest.mark.parametrize(
    "statement", ["UPDATE net_worth_snapshots SET assets = assets", "DELETE FROM net_worth_snapshots"]
)
async def test_an_append_only_table_refuses_changes(copier: Copier, statement: str) -> None:
    with pytest.raises(DBAPIError):
        await copier.connection.execute(text(statement))


def test_every_check_has_a_row_that_breaks_it() -> None:
    assert set(BROKEN_CHECKS) == {name for _, name in CHECKS}
