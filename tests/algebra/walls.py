"""What keeps tenants apart and rows as they are whoever writes: sessions of nobody, payloads, statements of one's own."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.algebra.kinds import Kind
from tests.algebra.oracle import Oracle
from tests.algebra.subject import Subject

NORTH, SOUTH = "north", "south"


class Walls:
    """The tables of one cell, and what may not be done to them."""

    def __init__(self, subject: Subject, oracle: Oracle, child: Kind) -> None:
        self.subject = subject
        self.oracle = oracle
        self.child = child

    async def refuse_nobody(self) -> None:
        """Demand a tenant and an actor."""
        for kind in self.subject.kinds.values():
            for tenant, actor, wanted in (
                *((nobody, "ann", "TenantRequiredError") for nobody in (None, "", " ") if kind.tenant),
                *((NORTH, nobody, "ActorRequiredError") for nobody in (None, "", " ") if kind.audit),
            ):
                async with self.subject.session(tenant, actor) as session:
                    with pytest.raises(Exception, match="needs a session") as refused:
                        self.subject.repository(kind.name, session)
                    assert type(refused.value).__name__ == wanted

    def refuse_payloads(self, values: Mapping[str, Any]) -> None:
        """Demand that no payload says what is stamped, and that methods are offered that can be, and no others."""
        child = self.child
        stamped = {"tenant_id", "id", "version", "created_at", "updated_at", "deleted_at", "created_by"}
        for name in stamped:
            for ending in ("Create", "Update"):
                if ending == "Create" or not child.append_only:
                    with pytest.raises(ValidationError):
                        self.subject.part(child.name, ending).model_validate({**values, name: None})
        methods = {
            "update": not child.append_only,
            "delete": not child.append_only,
            "update_where": not child.append_only,
            "delete_where": not child.append_only,
            "upsert": bool(child.by),
            "restore": child.soft_delete,
            "purge": child.soft_delete,
            "include_deleted": child.soft_delete,
            **{f"{what}_{name}": not child.append_only for name in child.links for what in ("link", "unlink")},
        }
        repository = self.subject.part(child.name, "Repository")
        assert {name: hasattr(repository, name) for name in methods} == methods

    async def refuse_raw(self) -> None:
        """Where the database guards tables itself, statements that forget the tenant or the flag stay inside it."""
        database = self.subject.admin.dialect.name
        for kind in self.subject.kinds.values():
            links = [self._links(kind, name) for name in kind.links]
            table = self.subject.part(kind.name, "").__table__
            for one in (table, *links) if kind.append_only else ():
                column = "name" if one is table else list(one.c)[-1].name
                truncate = [f"TRUNCATE {one.name} CASCADE"] if database == "postgresql" else []
                for statement in (f"UPDATE {one.name} SET {column} = {column}", f"DELETE FROM {one.name}", *truncate):
                    async with self.subject.admin.connect() as connection:
                        there = await connection.scalar(select(func.count()).select_from(one))
                        if there or statement in truncate:
                            with pytest.raises(DBAPIError, match="only ever added"):
                                await connection.execute(text(statement))
            for one in (table, *links) if kind.tenant and database == "postgresql" else ():
                await self._refuse_others_rows(one)
        await self.subject.compare(self.oracle)

    def _links(self, kind: Kind, name: str) -> Any:
        return self.subject.part(kind.name, "").metadata.tables[f"{kind.name.lower()}_{name}"]

    async def refuse_crossing(self) -> None:
        """Demand that no row can refer to one of another tenant, whoever writes it."""
        table = self.subject.part(self.child.name, "").__table__
        for name, ref in self.child.refs.items():
            if self.child.tenant and self.subject.kinds[ref.target].tenant:
                async with self.subject.admin.connect() as connection:
                    rows = (await connection.execute(select(table).where(table.c.tenant_id == NORTH))).mappings()
                    found = dict(next(row for row in rows if row[f"{name}_id"]))
                    crossing = found | {"id": uuid4(), "name": "crossing", "tenant_id": SOUTH}
                    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                        await connection.execute(table.insert(), crossing)
        for name, target in self.child.links.items():
            if self.child.tenant and self.subject.kinds[target].tenant:
                await self._refuse_links(self._links(self.child, name), target)

    async def _refuse_links(self, table: Any, target: str) -> None:
        """Demand that a link is of one tenant, like both of its ends."""
        own, other = (column.name for column in table.c if column.name != "tenant_id")
        ends = [
            [next(iter(self.oracle.of(kind, tenant)), None) for tenant in (NORTH, SOUTH)]
            for kind in (self.child.name, target)
        ]
        (ours, theirs), (our_end, their_end) = ends
        for one, end in ((ours, their_end), (theirs, our_end)):
            if one and end:
                async with self.subject.admin.connect() as connection:
                    link = {own: one.key, other: end.key, "tenant_id": SOUTH}
                    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                        await connection.execute(table.insert(), link)

    async def _refuse_others_rows(self, table: Any) -> None:
        """Demand that the policy is forced, shows a tenant its rows only, and lets it write no others."""
        subject, count = self.subject, select(func.count()).select_from(table)
        async with subject.admin.connect() as connection:
            forced = text("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = :name")
            assert await connection.scalar(forced, {"name": table.name})
            by_tenant = dict(
                (await connection.execute(select(table.c.tenant_id, func.count()).group_by("tenant_id"))).all()
            )
        for tenant in (NORTH, SOUTH):
            async with subject.session(tenant) as session:
                assert await session.scalar(count) == by_tenant.get(tenant, 0)
        async with subject.app.connect() as connection:
            assert not await connection.scalar(count)
        async with subject.session(NORTH) as session:
            found = (await session.execute(select(table).limit(1))).mappings().first()
            if found is not None:
                new = {"id": uuid4()} if "id" in found else {}
                with pytest.raises(DBAPIError, match="row-level security"):
                    await session.execute(table.insert(), {**found, **new, "tenant_id": SOUTH})
