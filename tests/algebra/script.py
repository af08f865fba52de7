"""What is done to the rows of every cell: the model judges each step, so that no step says what is expected."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.algebra.kinds import Kind
from tests.algebra.oracle import Operation, Oracle, Row
from tests.algebra.subject import Subject, agree

NORTH, SOUTH = "north", "south"
CENT = Decimal("0.01")


class Script:
    """The rows of one cell."""

    def __init__(self, subject: Subject, parent: Kind, child: Kind) -> None:
        self.subject = subject
        self.parent = parent
        self.child = child
        self.oracle = Oracle(subject.kinds)
        self.turn = 0

    async def run(self) -> None:
        """Play it."""
        await self._make()
        await self._look()
        await self._refuse_crossing()
        if not self.child.append_only:
            await self._change()
        await self._upsert()
        await self._look()
        await self._delete()
        await self._look()
        await self._refuse_nobody()
        self._refuse_payloads()
        await self._refuse_raw()

    def _manner(self) -> str:
        """Give each manner in turn."""
        self.turn += 1
        return ("session", "alone", "savepoint")[self.turn % 3]

    async def do(self, what: str, kind: Kind, tenant: str = NORTH, row: Row | None = None, **more: Any) -> Row | None:
        """Do one thing on both sides; give the row that it made, if it did."""
        key, version = (row.key, row.version) if row else (None, None)
        if more.pop("stale", False) and version is not None:
            version -= 1
        asked = {"key": key, "version": version, "actor": "bob" if row else "ann", "manner": self._manner(), **more}
        got = await agree(self.subject, self.oracle, Operation(what, kind.name, tenant, **asked))
        return self.oracle.rows.get(got[0].id) if got and what in {"create", "upsert"} else None

    def values(self, name: str, up: Row | None = None, *, open_: bool = True, rank: int | None = 1) -> dict[str, Any]:
        """Give the values of a new child."""
        found: dict[str, Any] = {
            "name": name,
            "open": open_,
            "rank": rank,
            "amount": CENT * (1 + len(self.oracle.rows)),
        }
        found |= {f"{ref}_id": up.key if up else None for ref in self.child.refs}
        return found | {f"{link.removesuffix('s')}_ids": {up.key} if up else set() for link in self.child.links}

    async def _parent(self, name: str, tenant: str) -> Row | None:
        kind = self.parent
        values = {"name": name, "open": True, "rank": None, "amount": CENT}
        return await self.do("create", kind, tenant, values=values | {f"{ref}_id": None for ref in kind.refs})

    async def _make(self) -> None:
        child, do = self.child, self.do
        self.first, self.second = await self._parent("a", NORTH), await self._parent("b", NORTH)
        self.others = await self._parent("c" if self.parent.unique == "global" else "a", SOUTH) or self.first
        one = await do("create", child, values=self.values("c", self.first))
        self.row = one or await do("create", child, values=self.values("d", self.first, rank=None))
        for name, up, tenant, open_ in (
            ("c", None, NORTH, True),
            ("c", None, NORTH, False),
            ("a", self.first, NORTH, True),
            ("b", self.first, SOUTH, False),
            ("c", self.others, SOUTH, True),
            ("c", None, SOUTH, False),
        ):
            await do(
                "create",
                child,
                tenant,
                values=self.values(name, up, open_=open_),
                manner="savepoint" if open_ else "alone",
            )
        await do("create_many", child, rows=(self.values("b", self.second, rank=0), self.values("a", rank=2)))
        await do("create_many", child, rows=(self.values("b"), self.values("b")))
        await do("create_many", child, SOUTH, rows=(self.values("b", self.first),))
        await do("create_many", child, rows=())
        await do("get", child, row=self.row)
        await do("get", child, SOUTH, row=self.row)

    async def _change(self) -> None:
        child, row, do = self.child, self.row, self.do
        refers = {f"{ref}_id" for ref in child.refs} | {f"{link.removesuffix('s')}_ids" for link in child.links}

        def to(up: Row | None) -> dict[str, Any]:
            return {name: value for name, value in self.values("x", up).items() if name in refers}

        for values in (
            {"rank": 5},
            {"name": "b"},
            {"open": False},
            {"open": True},
            to(self.second),
            to(self.others),
            {},
        ):
            await do("update", child, row=row, values=values)
        await do("update", child, row=row, values={"rank": 6}, stale=True)
        await do("update", child, SOUTH, row=row, values={"rank": 7})
        await do("update", child, SOUTH, row=row, values=to(self.others))
        await do("update", child, row=row, values=to(self.first))

    async def _upsert(self) -> None:
        for name, open_, tenant, up in (
            ("a", True, NORTH, None),
            ("a", False, NORTH, self.second),
            ("a", True, NORTH, self.second),
            ("a", True, SOUTH, None),
            ("c", True, SOUTH, self.first),
            ("c", True, SOUTH, self.others),
            ("d", True, NORTH, None),
        ):
            for by in self.child.by:
                values = self.values(name, up, open_=open_)
                await self.do("upsert", self.child, tenant, values=values, actor="bob", by=by)

    async def _delete(self) -> None:
        child, parent, do = self.child, self.parent, self.do
        for options in ({"tenant": SOUTH}, {"stale": True}, {}, {}):
            if not parent.append_only and self.first.key in self.oracle.rows:
                await do("delete", parent, row=self.first, **options)
        await self._look()
        await self._work_under_a_deleted_row()
        if parent.soft_delete and self.first.key in self.oracle.rows:
            await do("create", child, values=self.values("b"))
            for tenant in (SOUTH, NORTH, NORTH):
                await do("restore", parent, tenant, row=self.first)
        for row in [row for row in self.oracle.of(child.name, NORTH) if not child.append_only][:2]:
            await self._delete_and_restore(row)
        await self._delete_under_another()
        await self._look()
        for kind in filter(lambda kind: kind.soft_delete, self.subject.kinds.values()):
            for tenant in (SOUTH, NORTH):
                await do("purge", kind, tenant)

    async def _work_under_a_deleted_row(self) -> None:
        child, do = self.child, self.do
        await do("create", child, values=self.values("c", self.first, open_=False))
        for name in child.by and ("c", "d"):
            await do("upsert", child, values=self.values(name, self.first), by=child.by[0])
        if not child.append_only and self.row.key in self.oracle.rows:
            await do("update", child, row=self.row, values={"name": "a"})
            if child.soft_delete:
                await do("restore", child, row=self.row)

    async def _delete_and_restore(self, row: Row) -> None:
        child, do, own = self.child, self.do, row.tenant or NORTH
        for options in ({"tenant": SOUTH if own == NORTH else NORTH}, {"stale": True}, {"tenant": own}):
            if row.key in self.oracle.rows:
                await do("delete", child, row=row, **options)
        if child.soft_delete and row.key in self.oracle.rows:
            for what in ("get", "update", "delete"):
                await do(what, child, own, row=row, values={"rank": 8})
            await self._look()
            await do("create", child, own, values=self.values(row.values["name"]))
            for tenant in (SOUTH, NORTH):
                await do("restore", child, tenant, row=row)
            if row.live:
                await do("update", child, own, row=row, values={"rank": 9})

    async def _delete_under_another(self) -> None:
        """Delete a row and then what it refers to, each on its own: neither comes back with the other."""
        child, parent, do = self.child, self.parent, self.do
        up = await self._parent("d", NORTH)
        row = await do("create", child, values=self.values("d", up)) if up and child.soft_delete else None
        if row:
            await do("delete", child, row=row)
        if up and not parent.append_only:
            await do("delete", parent, row=up)
        for kind, one in ((child, row), (parent, up), (child, row)):
            if one and kind.soft_delete and one.key in self.oracle.rows:
                await do("restore", kind, row=one)
        if up and parent.soft_delete:
            await do("delete", parent, row=up)
            for _ in range(2):
                await self._parent("d", NORTH)
            await do("restore", parent, row=up)

    async def _look(self) -> None:
        for kind in self.subject.kinds.values():
            for tenant in (NORTH, SOUTH):
                await self.subject.look(self.oracle, kind, tenant)

    async def _refuse_nobody(self) -> None:
        for kind in self.subject.kinds.values():
            for tenant, actor, wanted in (
                *((nobody, "ann", "TenantRequiredError") for nobody in (None, "", " ") if kind.tenant),
                *((NORTH, nobody, "ActorRequiredError") for nobody in (None, "", " ") if kind.audit),
            ):
                async with self.subject.session(tenant, actor) as session:
                    with pytest.raises(Exception, match="needs a session") as refused:
                        self.subject.repository(kind.name, session)
                    assert type(refused.value).__name__ == wanted

    def _refuse_payloads(self) -> None:
        child = self.child
        stamped = {"tenant_id", "id", "version", "created_at", "updated_at", "deleted_at", "created_by"}
        for name in stamped:
            for ending in ("Create", "Update"):
                if ending == "Create" or not child.append_only:
                    with pytest.raises(ValidationError):
                        self.subject.part(child.name, ending).model_validate({**self.values("a"), name: None})
        methods = {
            "update": not child.append_only,
            "delete": not child.append_only,
            "upsert": bool(child.by),
            "restore": child.soft_delete,
            "purge": child.soft_delete,
            "include_deleted": child.soft_delete,
        }
        repository = self.subject.part(child.name, "Repository")
        assert {name: hasattr(repository, name) for name in methods} == methods

    async def _refuse_raw(self) -> None:
        """Where the database guards tables itself, statements that forget the tenant or the flag stay inside it."""
        database = self.subject.admin.dialect.name
        for kind in self.subject.kinds.values():
            table = self.subject.part(kind.name, "").__table__
            if kind.append_only:
                truncate = [f"TRUNCATE {table.name} CASCADE"] if database == "postgresql" else []
                for statement in (f"UPDATE {table.name} SET name = 'x'", f"DELETE FROM {table.name}", *truncate):
                    async with self.subject.admin.connect() as connection:
                        with pytest.raises(DBAPIError, match="only ever added"):
                            await connection.execute(text(statement))
            if kind.tenant and database == "postgresql":
                for tenant in (NORTH, SOUTH):
                    async with self.subject.session(tenant) as session:
                        seen = await session.scalar(select(func.count()).select_from(table))
                        assert seen == len(self.oracle.of(kind.name, tenant, live=None))
                async with self.subject.app.connect() as connection:
                    assert not await connection.scalar(select(func.count()).select_from(table))
                await self._refuse_others_rows(table)
        await self.subject.compare(self.oracle)

    async def _refuse_crossing(self) -> None:
        """Demand that no row can refer to one of another tenant, whoever writes it."""
        tables = self.subject.part(self.child.name, "").metadata.tables
        kinds = {kind.name: kind for kind in self.subject.kinds.values()}
        targets = [
            (f"{name}_id", self.subject.part(self.child.name, "").__table__, ref.target)
            for name, ref in self.child.refs.items()
        ]
        targets += [
            ("", tables[f"{self.child.name.lower()}_{name}"], target) for name, target in self.child.links.items()
        ]
        for column, table, target in targets:
            if not (self.child.tenant and kinds[target].tenant):
                continue
            async with self.subject.admin.connect() as connection:
                rows = (await connection.execute(select(table).where(table.c.tenant_id == NORTH))).mappings()
                found = dict(next(row for row in rows if not column or row[column]))
                changed = {"id": uuid4(), "name": "crossing"} if column else {}
                with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                    await connection.execute(table.insert(), found | changed | {"tenant_id": SOUTH})

    async def _refuse_others_rows(self, table: Any) -> None:
        """Demand that the policy is forced, and that no row can be written for another tenant."""
        async with self.subject.admin.connect() as connection:
            forced = text("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = :name")
            assert await connection.scalar(forced, {"name": table.name})
        async with self.subject.session(NORTH) as session:
            found = (await session.execute(select(table).limit(1))).mappings().first()
            if found is not None:
                with pytest.raises(DBAPIError, match="row-level security"):
                    await session.execute(table.insert(), {**found, "id": uuid4(), "tenant_id": SOUTH})
