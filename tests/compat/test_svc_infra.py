"""svc-infra's repository, services and resources over generated models and schemas."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from svc_infra.api.fastapi.db.sql.add import add_sql_resources
from svc_infra.api.fastapi.db.sql.session import dispose_session, get_session, initialize_session
from svc_infra.db.sql.base import ModelBase
from svc_infra.db.sql.repository import SqlRepository
from svc_infra.db.sql.resource import SqlResource
from svc_infra.db.sql.service import SqlService
from svc_infra.db.sql.tenant import TenantSqlService

from tests.compat.rows import row
from tests.compat.shop import Shop
from tests.databases.database import Database


@pytest.fixture
def repository(shop: Shop) -> SqlRepository:
    return SqlRepository(model=shop.module("budgets").Budget, soft_delete=True)


def test_the_models_are_svc_infras(shop: Shop) -> None:
    budget = shop.module("budgets").Budget
    assert issubclass(budget, ModelBase)
    assert ModelBase.metadata.tables["budgets"] is budget.__table__


async def test_its_repository_reads_and_writes(
    repository: SqlRepository, session: AsyncSession, november: dict[str, object]
) -> None:
    made = await repository.create(session, {**november, "tenant_id": "acme"})
    assert (made.name, made.period, made.created_at.utcoffset().total_seconds()) == ("November", "monthly", 0)
    assert await repository.get(session, made.id) is made
    assert await repository.get(session, str(made.id)) is made
    changed = await repository.update(session, made.id, {"name": "Autumn"})
    assert changed.name == "Autumn"
    budget = repository.model
    assert await repository.list(session, limit=5, offset=0, order_by=[budget.name]) == [made]
    assert await repository.search(session, q="tum", fields=["name"], limit=5, offset=0) == [made]
    assert await repository.exists(session, where=[budget.user_id == "ann"])
    assert await repository.count(session) == 1


async def test_what_it_deletes_is_deleted_for_generated_repositories(
    shop: Shop, repository: SqlRepository, session: AsyncSession, november: dict[str, object]
) -> None:
    made = await repository.create(session, {**november, "tenant_id": "acme"})
    assert await repository.delete(session, made.id)
    assert await repository.count(session) == 0
    budgets = shop.module("budgets")
    ours = budgets.BudgetRepository(session)
    assert await ours.count() == 0
    assert [budget.name for budget in await ours.only_deleted.list()] == ["November"]
    again = await ours.create(budgets.BudgetCreate(**november))
    assert (await repository.get(session, again.id)).name == "November"


@row("`TenantSqlService`")
async def test_its_tenant_service_sees_its_tenant_only(
    repository: SqlRepository, session: AsyncSession, november: dict[str, object]
) -> None:
    acme, other = (TenantSqlService(repository, tenant_id=name) for name in ("acme", "other"))
    made = await acme.create(session, dict(november))
    assert made.tenant_id == "acme"
    assert (await acme.count(session), await other.count(session)) == (1, 0)
    assert await other.get(session, made.id) is None
    assert await other.update(session, made.id, {"name": "taken"}) is None
    assert not await other.delete(session, made.id)
    assert (await acme.list(session, limit=5, offset=0, order_by=None))[0].name == "November"


async def test_a_broken_rule_is_the_databases_error(
    repository: SqlRepository, session: AsyncSession, november: dict[str, object]
) -> None:
    service = SqlService(repository)
    await service.create(session, {**november, "tenant_id": "acme"})
    with pytest.raises(Exception, match=r"(?i)unique|duplicate|409"):
        async with session.begin_nested():
            await service.create(session, {**november, "tenant_id": "acme", "name": "NOVEMBER"})
    assert await service.count(session) == 1


@pytest.fixture
async def client(shop: Shop, database: Database) -> AsyncIterator[AsyncClient]:
    """Give a client of an app with one resource, whose sessions are the generated ones: they tell policies the tenant."""
    await asyncio.to_thread(shop.upgrade, database)
    budgets, sessions = shop.module("budgets"), shop.module("db.session")
    app, engine = FastAPI(), sessions.connect(database.app_url)
    resource = SqlResource(
        model=budgets.Budget,
        prefix="/budgets",
        soft_delete=True,
        search_fields=["name"],
        ordering_default="name",
        read_schema=budgets.BudgetRead,
        create_schema=budgets.BudgetCreate,
        update_schema=budgets.BudgetUpdate,
        tenant_field="tenant_id",
    )
    add_sql_resources(app, [resource])

    async def scoped() -> AsyncIterator[AsyncSession]:
        async with sessions.ScopedSession(engine, sessions.Scope(tenant_id="acme")) as session:
            yield session
            await session.commit()

    app.dependency_overrides[get_session] = scoped
    async with AsyncClient(transport=ASGITransport(app), base_url="http://shop", headers={"X-Tenant-Id": "acme"}) as it:
        yield it
    await engine.dispose()


NOVEMBER = {
    "user_id": "ann",
    "name": "November",
    "type": "personal",
    "categories": {"rent": "900.10"},
    "start_date": "2025-11-01T00:00:00Z",
    "end_date": "2025-12-01T00:00:00Z",
}


@row("`add_sql_resources(")
async def test_a_resource_is_created_read_changed_listed_and_deleted_over_http(client: AsyncClient) -> None:
    made = await client.post("/_sql/budgets", json=NOVEMBER)
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["name"], body["categories"], body["period"]) == ("November", {"rent": "900.10"}, "monthly")
    path = f"/_sql/budgets/{body['id']}"
    assert (await client.get(path)).json() == body
    changed = await client.patch(path, json={"name": "Autumn"})
    assert (changed.status_code, changed.json()["name"]) == (200, "Autumn")
    listed = await client.get("/_sql/budgets", params={"q": "tum", "order_by": "-name"})
    assert [item["name"] for item in listed.json()["items"]] == ["Autumn"]
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404
    assert (await client.get("/_sql/budgets")).json()["total"] == 0


async def test_what_the_schemas_refuse_is_refused_over_http(client: AsyncClient) -> None:
    for wrong in ({"end_date": "2025-10-01T00:00:00Z"}, {"name": ""}, {"tenant_id": "other"}, {"period": "daily"}):
        assert (await client.post("/_sql/budgets", json={**NOVEMBER, **wrong})).status_code == 422
    assert (await client.get(f"/_sql/budgets/{uuid4()}")).status_code == 404


async def test_its_own_sessions_serve_where_no_policy_holds(
    shop: Shop, sqlite: Database, november: dict[str, object]
) -> None:
    await asyncio.to_thread(shop.upgrade, sqlite)
    initialize_session(sqlite.url)
    service = TenantSqlService(SqlRepository(model=shop.module("budgets").Budget), tenant_id="acme")
    async for session in get_session():
        await service.create(session, dict(november))
    async for session in get_session():
        assert await service.count(session) == 1
    await dispose_session()
