"""The generated package that the bench measures, its tables, and the rows in them."""

import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from generator.config import Settings
from generator.diagnostics import Bag
from generator.render.project import render
from generator.resolve import resolve
from generator.schema import lower
from generator.spec.loading import load

SPECS = Path(__file__).parent / "specs"
PACKAGE = "repository_under_bench"
TENANT = UUID(int=7)
OTHER = UUID(int=8)
ROWS = 100_000
USERS = 100
START = datetime(2026, 1, 1, tzinfo=UTC)


def build(folder: Path) -> ModuleType:
    """Generate the package into `folder`, and import it."""
    output = folder / PACKAGE
    settings = Settings(
        root=SPECS.parent, specs=SPECS, output=output, tenant_type="uuid", databases=("sqlite", "postgresql")
    )
    bag = Bag()
    project = resolve(load(SPECS, SPECS.parent, bag), settings, bag)
    if bag.has_errors:
        sys.exit("\n".join(f"{item.code} {item.message}" for item in bag))
    for file in render(project, lower(project, settings), settings):
        path = output / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")
    sys.path.insert(0, str(folder))
    return importlib.import_module(f"{PACKAGE}.bench")


def row(number: int) -> dict[str, object]:
    """Give the values of a row that a caller gives."""
    return {
        "user_id": f"user{number % USERS}",
        "name": f"row {number}",
        "amount": Decimal(number) / 100,
        "placed_at": START + timedelta(seconds=number // 3),
        "details": {"number": number, "tags": ["a", "b"]},
        "note": None,
    }


def kept(number: int, tenant: UUID | None) -> dict[str, object]:
    """Give the values of a row as it is kept."""
    stamps: dict[str, object] = {"id": UUID(int=(1 << 100) + number), "created_at": START, "updated_at": START}
    return {**stamps, **row(number), **({} if tenant is None else {"tenant_id": tenant})}


def _rows(tenant: UUID | None) -> Iterator[dict[str, object]]:
    for number in range(ROWS):
        yield kept(number, tenant)


async def fill(engine: AsyncEngine, bench: ModuleType) -> None:
    """Make the tables and their rows, as the owner of both."""
    async with engine.begin() as connection:
        await connection.run_sync(bench.Entry.metadata.create_all)
    for model, tenant in ((bench.Entry, None), (bench.Posting, TENANT)):
        rows = list(_rows(tenant))
        async with engine.begin() as connection:
            for start in range(0, ROWS, 1000):
                await connection.execute(insert(model.__table__), rows[start : start + 1000])
