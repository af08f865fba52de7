"""What every contender is asked to do, on the same rows and under the same rules."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

PAGE = 20
SET_TENANT = text("SELECT set_config('app.current_tenant', :tenant, true)")


@dataclass(frozen=True)
class Ground:
    """One table on one database, and the schemas that go in and come out."""

    database: str
    engine: AsyncEngine
    bench: ModuleType
    sessions: ModuleType
    name: str
    tenant: UUID | None

    @property
    def model(self) -> type:
        return getattr(self.bench, self.name)

    @property
    def table(self) -> Table:
        return self.model.__table__

    def schema(self, kind: str) -> type[BaseModel]:
        return getattr(self.bench, self.name + kind)

    @property
    def owned(self) -> dict[str, UUID]:
        """What the tenant adds to a row."""
        return {} if self.tenant is None else {"tenant_id": self.tenant}

    @property
    def has_policy(self) -> bool:
        return self.tenant is not None and self.database == "postgresql"


@dataclass(frozen=True)
class Place:
    """A row in the order of time, and the page behind it: by cursor, by its values, by how many rows lie before."""

    cursor: str | None
    at: datetime
    key: UUID
    depth: int


class Contender:
    """One way to do it; a method that is not overridden is not measured."""

    name = ""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.read = ground.schema("Read")
        self.fields = tuple(self.read.model_fields)

    async def open(self) -> None:
        """Get ready, outside of what is measured."""

    async def close(self) -> None:
        """Let go of everything."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session of this call alone: the tenant set where a policy asks for it, committed."""
        async with AsyncSession(self.ground.engine, expire_on_commit=False) as session:
            if self.ground.has_policy:
                await session.execute(SET_TENANT, {"tenant": str(self.ground.tenant)})
            yield session
            await session.commit()

    async def create(self, data: BaseModel) -> object:
        raise NotImplementedError

    async def create_many(self, data: Sequence[BaseModel]) -> object:
        raise NotImplementedError

    async def load(self, data: Sequence[BaseModel]) -> object:
        raise NotImplementedError

    async def get(self, key: UUID) -> object:
        raise NotImplementedError

    async def list(self, user: str) -> Sequence[object]:
        raise NotImplementedError

    async def list_with_total(self, user: str) -> Sequence[object]:
        raise NotImplementedError

    async def first_page(self) -> Sequence[object]:
        raise NotImplementedError

    async def keyset_page(self, place: Place) -> Sequence[object]:
        raise NotImplementedError

    async def offset_page(self, place: Place) -> Sequence[object]:
        raise NotImplementedError

    async def update(self, key: UUID, data: BaseModel) -> object:
        raise NotImplementedError

    async def upsert(self, data: BaseModel) -> object:
        raise NotImplementedError

    async def delete(self, key: UUID) -> None:
        raise NotImplementedError

    async def iterate(self, users: frozenset[str]) -> int:
        raise NotImplementedError
