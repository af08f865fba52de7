"""What is done to the rows of every cell: the model judges each step, so that no step says what is expected."""

from decimal import Decimal
from typing import Any

from tests.algebra.agreement import agree
from tests.algebra.kinds import NAMES, Kind
from tests.algebra.oracle import Oracle
from tests.algebra.rows import NOW, Operation, Row
from tests.algebra.subject import Subject
from tests.algebra.walls import Walls

NORTH, SOUTH = "north", "south"
CENT = Decimal("0.01")


class Script:
    """The rows of one cell."""

    def __init__(self, subject: Subject, parent: Kind, child: Kind) -> None:
        self.subject = subject
        self.parent = parent
        self.child = child
        self.oracle = Oracle(subject.kinds, held_by_itself=subject.admin.dialect.name == "mariadb")
        self.turn = 0

    async def run(self) -> None:
        """Play it."""
        await self._make()
        await self._look(2)
        walls = Walls(self.subject, self.oracle, self.child)
        await walls.refuse_crossing()
        if not self.child.append_only:
            await self._change()
            await self._change_many()
        await self._link()
        await self._upsert()
        await self._glance()
        await self._delete()
        await self._delete_many()
        await self._look()
        await walls.refuse_nobody()
        walls.refuse_payloads(self.values("a"))
        await walls.refuse_raw()

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

    async def _parent(self, name: str, tenant: str, above: Row | None = None) -> Row | None:
        kind = self.parent
        values = {"name": name, "open": True, "rank": None, "amount": CENT}
        up = above.key if above and above.live else None
        return await self.do("create", kind, tenant, values=values | {f"{ref}_id": up for ref in kind.refs})

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
        await do("create_many", child, rows=(self.values("h", self.second), self.values("i", rank=2)))
        await do("create_many", child, rows=())
        for tenant, rows in (
            (NORTH, (self.values("e", self.second), self.values("g", open_=False, rank=None))),
            (NORTH, (self.values("d", self.second), self.values("d"))),
            (SOUTH, (self.values("b", self.first),)),
        ):
            if not child.links:
                await do("load", child, tenant, rows=rows)
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

    async def _change_many(self) -> None:
        """Change by a filter: of this tenant, of the other, to what cannot be."""
        refs = [f"{ref}_id" for ref in self.child.refs]
        for names, tenant, values in (
            ("ab", NORTH, {"rank": 3}),
            ("c", SOUTH, {"rank": 4, "amount": CENT}),
            ("bc", NORTH, {"name": "d"}),
            *(("b", tenant, {name: self.others.key}) for name in refs for tenant in (NORTH, SOUTH)),
        ):
            where = {"name_in": set(names)}
            await self.do("update_where", self.child, tenant, where=where, values=values, actor="bob")

    async def _link(self) -> None:
        """Link and unlink: what there is already, what is not there, what is another tenant's."""
        for link in self.child.links if not self.child.append_only else ():
            ids = f"{link.removesuffix('s')}_ids"
            for what in ("link", "link", "unlink", "unlink", "link"):
                await self.do(what, self.child, row=self.row, values={ids: {self.first.key, self.second.key}})
            for what in ("unlink", "link"):
                await self.do(what, self.child, row=self.row, values={ids: {self.first.key}})
            for tenant, up in ((SOUTH, self.first), (SOUTH, self.others), (NORTH, self.others)):
                await self.do("link", self.child, tenant, row=self.row, values={ids: {up.key}})
            await self.do("unlink", self.child, SOUTH, row=self.row, values={ids: {self.first.key}})

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
        await do("create", child, values=self.values("f", self.first))
        for options in ({"tenant": SOUTH}, {"stale": True}, {}, {}):
            if not parent.append_only and self.first.key in self.oracle.rows:
                await do("delete", parent, row=self.first, **options)
        await self._glance()
        await self.subject.look(self.oracle, child, NORTH, 5)
        await self._work_under_a_deleted_row()
        if parent.soft_delete and self.first.key in self.oracle.rows:
            await do("create", child, values=self.values("b"))
            for tenant in (SOUTH, NORTH, NORTH):
                await do("restore", parent, tenant, row=self.first)
        for row in [row for row in self.oracle.of(child.name, NORTH) if not child.append_only][:2]:
            await self._delete_and_restore(row)
        await self._delete_under_another()
        await self._refer_to_what_is_gone()
        await self._look()
        await self._purge()

    async def _purge(self) -> None:
        for kind in filter(lambda kind: kind.soft_delete, self.subject.kinds.values()):
            ripe = sorted(row.deleted_at for row in self.oracle.of(kind.name, NORTH, live=False))
            if len(set(ripe[:2])) > 1:
                await self.do("purge", kind, before=ripe[0])
                await self.do("purge", kind, batch=1)
                await self.do("purge", kind, before=ripe[-1])
            for tenant in (SOUTH, NORTH):
                await self.do("purge", kind, tenant, before=NOW)
                await self.do("purge", kind, tenant)

    async def _delete_many(self) -> None:
        """Delete by a filter; no row of those that it lets through refers to another of them."""
        for kind in (self.child, self.parent):
            for name, tenant in (("b", NORTH), ("c", SOUTH), ("e", NORTH)) if not kind.append_only else ():
                await self.do("delete_where", kind, tenant, where={"name_in": {name}, "open": True}, actor="bob")
        for row in [row for row in self.oracle.rows.values() if not row.live][:2]:
            await self.do("restore", row.kind, row.tenant or NORTH, row=row)
        await self._purge_in_order()

    async def _purge_in_order(self) -> None:
        """Delete what refers before what it refers to, and purge the one, the other, and a chain of them at once."""
        child, parent = self.child, self.parent
        above = await self._parent("f", NORTH)
        below = await self._parent("g", NORTH, above)
        row = await self.do("create", child, values=self.values("f" if child is not parent else "e", below))
        for one in (row, below, above):
            if one and not one.kind.append_only and one.key in self.oracle.rows:
                await self.do("delete", one.kind, row=one)
        if parent.soft_delete:
            await self.do("purge", parent)
        await self._purge()

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
            await self._glance()
            for ref in [*child.refs, None]:
                up = self.oracle.rows.get(row.values[f"{ref}_id"]) if ref else None
                await do("create", child, own, values=self.values("g" if up else row.values["name"], up))
            for tenant in (SOUTH, NORTH):
                await do("restore", child, tenant, row=row)
            if row.live:
                await do("update", child, own, row=row, values={"rank": 9})

    async def _delete_under_another(self) -> None:
        """Delete a row and then what it refers to, each on its own: neither comes back with the other."""
        child, parent, do = self.child, self.parent, self.do
        up = await self._parent("e", NORTH)
        row = await do("create", child, values=self.values("e", up)) if up and child.soft_delete else None
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
                await self._parent("e", NORTH)
            await do("restore", parent, row=up)

    async def _refer_to_what_is_gone(self) -> None:
        """Delete what nothing refers to yet, and let rows refer to it in every way there is."""
        child, do, gone = self.child, self.do, await self._parent("g", NORTH)
        if gone is None or self.parent.append_only:
            return
        for what, tenant in (
            ("update", SOUTH),
            ("update", NORTH),
            ("delete", NORTH),
            ("update", NORTH),
            ("get", NORTH),
        ):
            await do(what, self.parent, tenant, row=gone, values={"rank": 4} if what == "update" else {})
        taken = {row.values["name"] for row in self.oracle.rows.values() if row.kind.name == child.name and row.live}
        free, other = sorted(set(NAMES) - taken)[:2]  # or a name would be in the way, which is as good a reason
        values = self.values(free, gone)
        await do("create", child, values=values)
        await do("create_many", child, rows=(self.values(other), values))
        if not child.links:
            await do("load", child, rows=(self.values(other), values))
        for by in child.by:
            await do("upsert", child, values=values, by=by)
        for row in [row for row in self.oracle.of(child.name, NORTH) if not child.append_only][:1]:
            changes = {name: value for name, value in values.items() if name.endswith(("_id", "_ids"))}
            await do("update", child, row=row, values=changes)
            if child.links:
                await do("link", child, row=row, values=changes)
            else:
                where = {"name_in": {row.values["name"]}}
                await do("update_where", child, where=where, values=changes, actor="bob")

    async def _glance(self) -> None:
        for kind in self.subject.kinds.values():
            for tenant in (NORTH, SOUTH):
                await self.subject.glance(self.oracle, kind, tenant)

    async def _look(self, size: int = 5) -> None:
        for kind in self.subject.kinds.values():
            for tenant in (NORTH, SOUTH):
                await self.subject.look(self.oracle, kind, tenant, size)
