"""Migrates build/tour.db to the newest revision and uses it: create, read, list, change, lose a race, delete, restore."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncEngine

from generated_example.budget import BudgetCreate, BudgetFilter, BudgetRepository, BudgetUpdate
from generated_example.db.errors import DuplicateError, StaleVersionError
from generated_example.db.session import Scope, ScopedSession, connect
from generated_example.ledger import CurrencyCreate, CurrencyRepository
from generated_example.people import MemberCreate, MemberRepository, OrganizationCreate, OrganizationRepository

ROOT = Path(__file__).parents[2]
FILE = ROOT / "build/tour.db"
URL = f"sqlite+aiosqlite:///{FILE}"


def migrate() -> None:
    """Bring a new file to the newest revision with plain Alembic."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.unlink(missing_ok=True)
    config = Config(ROOT / "generated_example/alembic.ini")
    config.set_main_option("sqlalchemy.url", URL)
    command.upgrade(config, "head")
    show("alembic upgrade head", FILE.relative_to(ROOT))


async def use(engine: AsyncEngine) -> None:
    """Make a round trip through the repositories, each step shown."""
    async with ScopedSession(engine, Scope()) as session:
        await CurrencyRepository(session).create(CurrencyCreate(code="EUR", name="Euro"))
        home = await OrganizationRepository(session).create(OrganizationCreate(name="Rivera household"))
        await session.commit()
    async with ScopedSession(engine, Scope(tenant_id=home.id, actor="ann")) as session:
        ann = await MemberRepository(session).create(MemberCreate(email="ann@example.org", full_name="Ann Rivera"))
        budgets = BudgetRepository(session)
        data = BudgetCreate(
            user_id=ann.id,
            name="Groceries",
            period_start=datetime(2026, 6, 1, tzinfo=UTC),
            period_end=datetime(2026, 7, 1, tzinfo=UTC),
            currency_code="EUR",
            limit=Decimal("400.10"),
            categories={"food": Decimal("300.05"), "household": Decimal("100.05")},
        )
        made = await budgets.create(data)
        await session.commit()
        show("create", f"{made.name}, limit {made.limit}, version {made.version}, by {made.created_by}")
        try:
            await budgets.create(data)
        except DuplicateError as error:
            await session.rollback()
            show("create again", f"DuplicateError: {error}")
        changed = await budgets.update(made.id, BudgetUpdate(limit=Decimal("450.25")), version=made.version)
        show("update", f"limit {changed.limit}, version {changed.version}, the rest as it was")
        try:
            await budgets.update(made.id, BudgetUpdate(notes="late"), version=made.version)
        except StaleVersionError as error:
            show("update, too late", f"StaleVersionError: {error}")
        page = await budgets.page(BudgetFilter(limit_from=Decimal(450)))
        show("list", [item.name for item in page.items])
        await budgets.delete(made.id, version=changed.version)
        show("delete", f"{await budgets.count()} left")
        await budgets.restore(made.id)
        show("restore", f"{await budgets.count()} again")
        await session.commit()


def show(step: str, outcome: object) -> None:
    """Print one step of the tour."""
    print(f"  {step:20} {outcome}")  # noqa: T201 -- the tour is what it prints


async def main() -> None:
    """Use the migrated file."""
    engine = connect(URL)
    await use(engine)
    await engine.dispose()


migrate()
asyncio.run(main())
