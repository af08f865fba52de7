"""A project that brings a declarative base of its own, and tables that somebody else takes care of."""

import asyncio
import importlib
import sys
from collections.abc import Iterator
from decimal import Decimal
from types import ModuleType

import pytest
from sqlalchemy import inspect, text

from tests.databases.database import Database
from tests.functional.matrix.project import Built, build_project

BASE = """\
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class ModelBase(DeclarativeBase):
    metadata = MetaData()

    def greet(self) -> str:
        return f"{type(self).__name__} says hello"
"""
SPEC = """\
entity: Account
tenant: true
soft_delete: true
version: true
fields:
  name:  {type: string(40), unique: true}
  limit: {type: "decimal(12, 2)", min: 0}
  at:    {type: datetime, default: now()}
  bank:  {type: Bank?, constraint: false}
---
entity: Entry
tenant: true
append_only: true
fields:
  account: {type: Account, on_delete: restrict}
  amount:  decimal(12, 2)
---
entity: Bank
managed: false
table: legacy_banks
key: {name: id, type: int}
timestamps: false
fields: {label: string(20)}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("own_base")
    (folder / "their_base.py").write_text(BASE)
    sys.path.insert(0, str(folder))
    yield build_project(folder, "on_their_base", {"shop.yaml": SPEC}, base="their_base:ModelBase")
    sys.path.remove(str(folder))


@pytest.fixture
def shop(built: Built) -> ModuleType:
    return built.module("shop")


async def test_rows_go_round_and_broken_rules_are_told_by_their_fields(
    built: Built, shop: ModuleType, database: Database
) -> None:
    await asyncio.to_thread(built.upgrade, database)
    session_of, errors = built.module("db.session"), built.module("db.errors")
    assert issubclass(shop.Account, importlib.import_module("their_base").ModelBase)
    assert shop.Account().greet() == "Account says hello"
    engine = session_of.connect(database.app_url)
    async with session_of.ScopedSession(engine, session_of.Scope(tenant_id="acme")) as session:
        accounts, entries = shop.AccountRepository(session), shop.EntryRepository(session)
        made = await accounts.create(shop.AccountCreate(name="purse", limit=Decimal("1.10")))
        assert await accounts.get(made.id) == made
        with pytest.raises(errors.DuplicateError) as refused:
            async with session.begin_nested():
                await accounts.create(shop.AccountCreate(name="purse", limit=Decimal(0)))
        assert (refused.value.entity, refused.value.fields) == ("Account", ("name",))
        await entries.create(shop.EntryCreate(account_id=made.id, amount=Decimal("-1.10")))
        with pytest.raises(errors.StillReferencedError):
            await accounts.delete(made.id, version=made.version)
        other = await accounts.create(shop.AccountCreate(name="hat", limit=Decimal("0.20")))
        changed = await accounts.update(other.id, shop.AccountUpdate(limit=Decimal("0.30")), version=other.version)
        assert changed.limit == Decimal("0.30")
        await accounts.delete(other.id, version=changed.version)
        assert await accounts.list() == [made]
        await session.rollback()
    await engine.dispose()


async def test_a_table_of_somebody_else_is_left_to_them(built: Built, shop: ModuleType, sqlite: Database) -> None:
    await asyncio.to_thread(built.upgrade, sqlite)
    engine, metadata = built.module("db.session").connect(sqlite.url), shop.Bank.metadata
    async with engine.begin() as connection:
        assert "legacy_banks" not in await connection.run_sync(lambda it: inspect(it).get_table_names())
        await connection.execute(text("CREATE TABLE legacy_banks (id INTEGER PRIMARY KEY, label TEXT, more TEXT)"))
        await connection.execute(text("INSERT INTO legacy_banks VALUES (7, 'old', 'theirs')"))
        await connection.run_sync(metadata.create_all)
    async with built.module("db.session").ScopedSession(engine, built.module("db.session").Scope()) as session:
        assert [bank.label for bank in await shop.BankRepository(session).list()] == ["old"]
    await engine.dispose()


async def test_create_all_makes_it_where_nobody_has(built: Built, shop: ModuleType, database: Database) -> None:
    engine = built.module("db.session").connect(database.url)
    async with engine.begin() as connection:
        await connection.run_sync(shop.Bank.metadata.create_all)
        assert "legacy_banks" in await connection.run_sync(lambda it: inspect(it).get_table_names())
    await engine.dispose()
