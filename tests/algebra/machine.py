"""Random histories of several tenants: after each step repositories and model agree."""

import asyncio
from dataclasses import replace
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.algebra.agreement import agree
from tests.algebra.kinds import NAMES, Kind
from tests.algebra.oracle import Oracle
from tests.algebra.rows import NOW, Operation
from tests.algebra.subject import Subject

MANNERS = ("session", "savepoint", "alone")
TENANTS = ("north", "south", "west")
_NUMBERS = count(1)
_AMOUNTS = st.decimals("-9999999999999999.99", "9999999999999999.99", places=2)


class Histories(RuleBasedStateMachine):
    """Operations in any order, each in a transaction of its own."""

    subject: Subject
    runner: asyncio.Runner

    def __init__(self) -> None:
        super().__init__()
        self.oracle = Oracle(self.subject.kinds, held_by_itself=self.subject.admin.dialect.name == "mariadb")
        self.number = next(_NUMBERS)
        self.subject.prefix = f"{self.number}-"
        self.tenants = {name: f"{name}{self.number}" for name in TENANTS}  # what others deleted is not purged here
        self.runner.run(self.subject.remember())

    def do(self, operation: Operation) -> None:
        tenant = self.tenants.get(operation.tenant, operation.tenant)
        self.runner.run(agree(self.subject, self.oracle, replace(operation, tenant=tenant)))

    def values(self, data: st.DataObject, kind: Kind, *, some: bool = False) -> dict[str, Any]:
        """Give values of a new row, or of some columns of one that is there; mostly such as can be."""
        drawn: dict[str, Any] = {
            "name": data.draw(st.sampled_from(NAMES[:3])),
            "open": data.draw(st.booleans()),
            "rank": data.draw(st.none() | st.integers(0, 2)),
            "amount": data.draw(_AMOUNTS),
        }
        for name, ref in kind.refs.items():
            drawn[f"{name}_id"] = data.draw(self._keys(ref.target, nullable=ref.nullable))
        for name, target in kind.links.items():
            keys = [row.key for row in self.oracle.rows.values() if row.kind.name == target]
            drawn[f"{name.removesuffix('s')}_ids"] = data.draw(
                st.sets(st.sampled_from(keys), max_size=2) if keys else st.just(set())
            )
        if some:
            chosen = data.draw(st.sets(st.sampled_from(sorted(drawn))))
            return {name: drawn[name] for name in sorted(chosen)}
        return drawn

    def _keys(self, kind: str, *, nullable: bool) -> st.SearchStrategy[Any]:
        keys = [row.key for row in self.oracle.rows.values() if row.kind.name == kind]
        some = st.sampled_from(keys) if keys else st.uuids(version=4)
        return st.none() | some | some if nullable else some

    def target(self, data: st.DataObject, **which: bool) -> dict[str, Any]:
        """Choose a row, of any tenant, and who works on it."""
        rows = [
            row
            for row in self.oracle.rows.values()
            if all(getattr(row.kind, flag) is value for flag, value in which.items())
        ]
        row = data.draw(st.sampled_from(rows)) if rows else None
        if row is None:
            return {}
        usual = row.tenant or self.tenants[TENANTS[0]]
        tenant = data.draw(st.sampled_from((usual, usual, usual, *self.tenants.values())))
        version = row.version and row.version - data.draw(st.sampled_from((0, 0, 0, 0, 1)))
        return {"kind": row.kind.name, "tenant": tenant, "key": row.key, "version": version, **self.manner(data)}

    @staticmethod
    def manner(data: st.DataObject) -> dict[str, Any]:
        return {"actor": data.draw(st.sampled_from(("ann", "bob"))), "manner": data.draw(st.sampled_from(MANNERS))}

    @rule(data=st.data(), tenant=st.sampled_from(TENANTS))
    def create(self, data, tenant):
        kind = data.draw(st.sampled_from(sorted(self.subject.kinds)))
        self.do(
            Operation("create", kind, tenant, values=self.values(data, self.subject.kinds[kind]), **self.manner(data))
        )

    @rule(data=st.data(), tenant=st.sampled_from(TENANTS), rows=st.integers(0, 3))
    def create_many(self, data, tenant, rows):
        kind = data.draw(st.sampled_from(sorted(self.subject.kinds)))
        made = tuple(self.values(data, self.subject.kinds[kind]) for _ in range(rows))
        self.do(Operation("create_many", kind, tenant, rows=made, **self.manner(data)))

    @rule(data=st.data(), tenant=st.sampled_from(TENANTS), rows=st.integers(1, 3))
    def load(self, data, tenant, rows):
        kind = data.draw(st.sampled_from([kind for kind in self.subject.kinds.values() if not kind.links]))
        made = tuple(self.values(data, kind) for _ in range(rows))
        self.do(Operation("load", kind.name, tenant, rows=made, **self.manner(data)))

    @rule(data=st.data(), tenant=st.sampled_from(TENANTS))
    def upsert(self, data, tenant):
        kind = data.draw(st.sampled_from([kind for kind in self.subject.kinds.values() if kind.by]))
        by = data.draw(st.sampled_from(kind.by))
        self.do(Operation("upsert", kind.name, tenant, values=self.values(data, kind), by=by, **self.manner(data)))

    @precondition(lambda self: self.oracle.rows)
    @rule(data=st.data())
    def update(self, data):
        target = self.target(data, append_only=False)
        if target:
            kind = self.subject.kinds[target["kind"]]
            self.do(Operation("update", **target, values=self.values(data, kind, some=True)))

    @precondition(lambda self: self.oracle.rows)
    @rule(data=st.data())
    def delete(self, data):
        target = self.target(data, append_only=False)
        if target:
            self.do(Operation("delete", **target))

    @rule(data=st.data(), tenant=st.sampled_from(TENANTS))
    def update_where(self, data, tenant):
        kind = data.draw(st.sampled_from([kind for kind in self.subject.kinds.values() if not kind.append_only]))
        values = self.values(data, kind, some=True)
        for name in kind.links:
            values.pop(f"{name.removesuffix('s')}_ids", None)
        asked = {"where": self.where(data), "values": values, **self.manner(data)}
        self.do(Operation("update_where", kind.name, tenant, **asked))

    @rule(data=st.data(), tenant=st.sampled_from(TENANTS))
    def delete_where(self, data, tenant):
        kind = data.draw(st.sampled_from([kind for kind in self.subject.kinds.values() if not kind.append_only]))
        asked = Operation("delete_where", kind.name, tenant, where=self.where(data), **self.manner(data))
        # Of rows in one tree, which of them takes the others along is up to the database.
        circular = any(ref.target == kind.name for ref in kind.refs.values())
        if not circular or len(self.oracle.matching(asked)) <= 1:
            self.do(asked)

    @staticmethod
    def where(data: st.DataObject) -> dict[str, Any]:
        """Choose a filter."""
        names = data.draw(st.sets(st.sampled_from(NAMES[:3]), min_size=1, max_size=2))
        return {"name_in": names, **data.draw(st.sampled_from(({}, {"open": True}, {"open": False})))}

    @precondition(lambda self: any(row.kind.links and not row.kind.append_only for row in self.oracle.rows.values()))
    @rule(data=st.data(), what=st.sampled_from(("link", "unlink")))
    def link(self, data, what):
        row = data.draw(st.sampled_from([row for row in self.oracle.rows.values() if row.kind.links]))
        tenant = data.draw(st.sampled_from((row.tenant, row.tenant, *self.tenants.values())))
        values = {}
        for name, target in row.kind.links.items():
            keys = [other.key for other in self.oracle.rows.values() if other.kind.name == target]
            values[f"{name.removesuffix('s')}_ids"] = data.draw(
                st.sets(st.sampled_from(keys)) if keys else st.just(set())
            )
        self.do(Operation(what, row.kind.name, tenant, key=row.key, values=values, **self.manner(data)))

    @precondition(lambda self: any(not row.live for row in self.oracle.rows.values()))
    @rule(data=st.data())
    def restore(self, data):
        target = self.target(data, soft_delete=True)
        self.do(Operation("restore", **target))

    @rule(data=st.data(), tenant=st.sampled_from(TENANTS))
    def purge(self, data, tenant):
        kind = data.draw(st.sampled_from(sorted(kind.name for kind in self.subject.kinds.values() if kind.soft_delete)))
        deleted = sorted(row.deleted_at for row in self.oracle.of(kind, self.tenants[tenant], live=False))
        before = data.draw(st.sampled_from((None, NOW, *deleted[-1:], *deleted[1:2])))
        ripe = [moment for moment in deleted if before in {None, NOW} or moment < before]
        sizes = [size for size in range(1, len(ripe)) if ripe[size - 1] < ripe[size]]  # of equals, any may go
        batch = data.draw(st.sampled_from((None, *sizes)))
        self.do(Operation("purge", kind, tenant, before=before, batch=batch))

    @precondition(lambda self: self.oracle.rows)
    @rule(data=st.data())
    def get(self, data):
        target = self.target(data)
        self.do(Operation("get", **target))

    @rule(data=st.data(), tenant=st.sampled_from(TENANTS), size=st.integers(1, 3))
    def look(self, data, tenant, size):
        kind = data.draw(st.sampled_from(sorted(self.subject.kinds)))
        self.runner.run(self.subject.look(self.oracle, self.subject.kinds[kind], self.tenants[tenant], size))
