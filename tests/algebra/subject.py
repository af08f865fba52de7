"""A generated package on a real database: does what an operation says, and tells what the tables hold afterwards."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select

from generator.naming import snake
from tests.algebra.kinds import NAMES, Kind
from tests.algebra.oracle import Oracle
from tests.algebra.rows import Error, Operation, Row

_COUNTED = {"update_where", "delete_where"}
_MUTE = {"link", "unlink", "purge"}
_MUCH_LATER = datetime(2999, 1, 1, tzinfo=UTC)


class Subject:
    """The repositories of one package, as an application uses them and as an administrator sees their tables."""

    def __init__(self, built: Any, domain: str, kinds: Mapping[str, Kind], prefix: str = "") -> None:
        self.built = built
        self.kinds = kinds
        self.prefix = prefix
        self._sessions = built.module("db.session")
        self._errors = built.module("db.errors")
        homes = (
            (domain,)
            if built.settings.layout == "domain"
            else [f"{layer}.{domain}" for layer in ("db.models", "schemas", "repos")]
        )
        self._homes = [built.module(home) for home in homes]
        self.app = self.admin = None
        self.replaced: Mapping[str, Any] = {}
        """Classes that stand for those of the package."""
        self._auditing = False
        tables = (self.part(kind.name, "").__table__ for kind in kinds.values() if kind.tenant)
        self._tables = [table.name for table in tables]
        self._before: dict[str, set[Any]] = {}

    def connect(self, database: Any) -> None:
        """Go to work on a database."""
        self.app, self.admin = (self._sessions.connect(url) for url in (database.app_url, database.url))
        event.listen(self.app.sync_engine, "before_cursor_execute", self._audit)

    def _audit(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        """Demand that what a tenant's repository sends names the tenant of each table, whatever else keeps it inside."""
        if self._auditing:
            for table in self._tables:
                mentions = len(re.findall(rf"\b(?:FROM|JOIN|UPDATE|,) {table}\b(?!\.| AS )", statement))
                named = len(re.findall(rf"\b{table}\.tenant_id = [^ )]+(?! OR )", statement))
                added = len(re.findall(rf"INSERT INTO {table} \([^)]*\btenant_id\b", statement))
                assert mentions + statement.count(f"INSERT INTO {table} ") <= named + added, statement

    async def dispose(self) -> None:
        """Close all connections."""
        await self.app.dispose()
        await self.admin.dispose()

    def part(self, kind: str, ending: str) -> Any:
        """Give a class of the kind."""
        if kind + ending in self.replaced:
            return self.replaced[kind + ending]
        return next(getattr(home, kind + ending) for home in self._homes if hasattr(home, kind + ending))

    @asynccontextmanager
    async def session(self, tenant: Any, actor: str = "ann") -> AsyncIterator[Any]:
        """Open a session of a tenant."""
        async with self._sessions.ScopedSession(self.app, self._sessions.Scope(tenant, actor)) as session:
            yield session

    def repository(self, kind: str, session: Any) -> Any:
        """Give a kind's repository."""
        return self.part(kind, "Repository")(session)

    async def apply(self, operation: Operation) -> list[Any] | Error:
        """Do it in a transaction of its own, and give the rows that came back or the error that was raised."""
        self._auditing = self.kinds[operation.kind].tenant
        try:
            return await self._apply(operation)
        except self._errors.RepositoryError as error:
            return self.told(error)
        finally:
            self._auditing = False

    async def _apply(self, operation: Operation) -> list[Any]:
        if operation.manner == "alone":
            scope = self._sessions.Scope(operation.tenant, operation.actor)
            return await self._call(operation, self._sessions.Standalone(self.app, scope))
        async with self.session(operation.tenant, operation.actor) as session:
            if operation.manner == "session":
                found = await self._call(operation, session)
            else:
                try:
                    async with session.begin_nested():
                        found = await self._call(operation, session)
                except self._errors.RepositoryError:
                    await session.commit()
                    raise
            await session.commit()
        return found

    def told(self, error: Any) -> Error:
        """Give what an error says."""
        told = getattr(error, "referrer", None)
        return (type(error).__name__, *((told,) if told else error.fields))

    async def _call(self, operation: Operation, session: Any) -> list[Any]:
        repository = self.repository(operation.kind, session)
        kind, key = self.kinds[operation.kind], operation.key
        if operation.what in _COUNTED | _MUTE:
            return await self._call_many(operation, repository)
        version = {"version": operation.version} if kind.version else {}
        match operation.what:
            case "create" | "upsert":
                data = self.part(kind.name, "Create").model_validate(self._named(operation.values))
                by = {"by": operation.by} if operation.what == "upsert" else {}
                return [await getattr(repository, operation.what)(data, **by)]
            case "create_many":
                data = [self.part(kind.name, "Create").model_validate(self._named(row)) for row in operation.rows]
                return list(await repository.create_many(data))
            case "update":
                data = self.part(kind.name, "Update").model_validate(self._named(operation.values))
                return [await repository.update(key, data, **version)]
            case "delete":
                await repository.delete(key, **version)
                return [await repository.only_deleted.get(key)] if kind.soft_delete else []
            case what:
                return [await getattr(repository, what)(key)]

    async def _call_many(self, operation: Operation, repository: Any) -> list[Any]:
        """Call what gives how many rows it met, or nothing."""
        kind, ending = self.kinds[operation.kind], operation.what.partition("_")[0].title()
        if operation.what in _COUNTED:
            where = self.part(kind.name, "Filter").model_validate(self._named(operation.where))
            changes = [self._named(operation.values)] if operation.what == "update_where" else []
            data = [self.part(kind.name, ending).model_validate(item) for item in changes]
            return [await getattr(repository, operation.what)(where, *data)]
        if operation.what == "purge":
            await repository.purge(before=_MUCH_LATER, batch=operation.batch)
        for name in kind.links if operation.what != "purge" else ():
            keys = operation.values[f"{name.removesuffix('s')}_ids"]
            await getattr(repository, f"{operation.what}_{name}")(operation.key, keys)
        return []

    def _named(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Give values with names that are this run's own."""
        named = {"name": self.prefix + values["name"]} if "name" in values else {}
        named |= {"name_in": [self.prefix + name for name in values["name_in"]]} if "name_in" in values else {}
        return {**values, **named}

    async def remember(self) -> None:
        """Take the rows that are there as not ours."""
        self._before = {kind: set(await self._keys(kind)) for kind in self.kinds}

    async def _keys(self, kind: str) -> list[Any]:
        table = self.part(kind, "").__table__
        async with self.admin.connect() as connection:
            return list((await connection.execute(select(table.c.id))).scalars())

    async def compare(self, oracle: Oracle) -> None:
        """Demand that the tables hold what the model says, whosever it is."""
        groups: dict[Any, set[Any]] = {}
        async with self.admin.connect() as connection:
            for kind in self.kinds.values():
                wanted = {row.key: row for row in oracle.rows.values() if row.kind is kind}
                table = self.part(kind.name, "").__table__
                found = {}
                for item in (await connection.execute(select(table))).mappings():
                    if item["id"] not in self._before.get(kind.name, ()):
                        found[item["id"]] = dict(item)
                assert found.keys() == wanted.keys(), kind.name
                for key, row in wanted.items():
                    mark = found[key].pop("deletion_id", None)
                    expected = row.columns() | {"name": self.prefix + row.values["name"]}
                    assert found[key] == expected, f"{kind.name}: {_difference(found[key], expected)}"
                    if kind.soft_delete:
                        groups.setdefault(row.mark, set()).add(mark)
                for name in kind.links:
                    await self._compare_links(kind, name, wanted, connection)
        assert groups.pop(None, {None}) == {None}
        assert all(len(group) == 1 for group in groups.values())
        assert len(set().union(*groups.values())) == len(groups)

    async def _compare_links(self, kind: Kind, name: str, wanted: Mapping[Any, Row], connection: Any) -> None:
        table = self.part(kind.name, "").metadata.tables[f"{snake(kind.name)}_{name}"]
        own, other = (column for column in table.c if column.name != "tenant_id")
        found: dict[Any, set[Any]] = {}
        for left, right in await connection.execute(select(own, other)):
            found.setdefault(left, set()).add(right)
        for key, row in wanted.items():
            assert found.get(key, set()) == row.links[name], f"links of {kind.name}"

    async def times(self, row: Row) -> Any:
        """Give when a row was changed and marked, as the table holds it."""
        table = self.part(row.kind.name, "").__table__
        columns = [table.c[name] for name in ("updated_at", "deleted_at") if name in table.c]
        async with self.admin.connect() as connection:
            return (await connection.execute(select(*columns).where(table.c.id == row.key))).one()

    async def glance(self, oracle: Oracle, kind: Kind, tenant: str) -> None:
        """Demand that a tenant sees the rows that the model says, live ones and deleted ones."""
        async with self.session(tenant) as session:
            self._auditing = kind.tenant
            repository = self.repository(kind.name, session)
            ours = self.part(kind.name, "Filter")(name_in=[self.prefix + name for name in NAMES])
            views = [(repository, True)] + ([(repository.only_deleted, False)] if kind.soft_delete else [])
            for view, live in views:
                rows = oracle.of(kind.name, tenant, live=live)
                assert {item.id for item in await view.list(ours)} == {row.key for row in rows}
                named = view._columns["name"] == self.prefix + NAMES[0]
                matching = await view._matching(named)
                assert {item.id for item in matching} == {row.key for row in rows if row.values["name"] == NAMES[0]}
            await session.rollback()
        self._auditing = False

    async def look(self, oracle: Oracle, kind: Kind, tenant: str, size: int = 2) -> None:
        """Demand that a tenant reads what the model says, in every way there is."""
        async with self.session(tenant) as session:
            self._auditing = kind.tenant
            repository = self.repository(kind.name, session)
            where = self.part(kind.name, "Filter")
            ours = where(name_in=[self.prefix + name for name in NAMES])
            views = [(repository, True)]
            if kind.soft_delete:
                views += [(repository.include_deleted, None), (repository.only_deleted, False)]
            for view, live in views:
                rows = oracle.of(kind.name, tenant, live=live)
                await self._look_at(view, rows, oracle, ours, size)
                for row in rows:
                    assert (await view.get(row.key)).id == row.key
            rows = oracle.of(kind.name, tenant)
            for open_, name in ((True, "a"), (False, "b")):
                wanted = {row.key for row in rows if (row.values["open"], row.values["name"]) == (open_, name)}
                asked = where(open=open_, name=self.prefix + name)
                assert {item.id for item in await repository.list(asked)} == wanted
                assert await repository.count(asked) == len(wanted)
                assert await repository.exists(asked) == bool(wanted)
                found = await repository.find(asked)
                assert (found is None and not wanted) or found.id in wanted
            for name in kind.links:
                found = await getattr(repository, name)([row.key for row in rows])
                for row in rows:
                    alive = {other.key for other in oracle.of(kind.links[name], tenant)}
                    assert {item.id for item in found[row.key]} == row.links[name] & alive
            await session.rollback()
        self._auditing = False

    async def _look_at(self, view: Any, rows: list[Row], oracle: Oracle, ours: Any, size: int) -> None:
        listed = list(await view.list(ours))
        assert {item.id for item in listed} == {row.key for row in rows}
        order = [(rank, self.prefix + name) for rank, name in oracle.in_order(rows)]
        assert [(item.rank, item.name) for item in listed] == order
        assert sum(item.amount for item in listed) == oracle.total(rows)
        assert await view.count(ours) == len(rows)
        counted = await view.offset_page(ours, limit=size, offset=1)
        assert (list(counted.items), counted.total) == (listed[1 : 1 + size], len(rows))
        assert {item.id async for item in view.iterate(ours, batch=size)} == {row.key for row in rows}
        page = await view.page(ours, size=size)
        walked = list(page.items)
        while page.next is not None:
            page = await view.page(ours, size=size, cursor=page.next)
            walked += page.items
        assert walked == listed
        while page.previous is not None:
            page = await view.page(ours, size=size, cursor=page.previous)
        assert list(page.items) == listed[: len(page.items)]


def _difference(found: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    names = found.keys() | expected.keys()
    return {name: (found.get(name), expected.get(name)) for name in names if found.get(name) != expected.get(name)}


async def agree(subject: Subject, oracle: Oracle, operation: Operation) -> list[Any]:
    """Do an operation on both sides; they have to agree on what it gives and on what the tables hold then."""
    matched = oracle.matching(operation) if operation.where else []
    expected = oracle.judge(operation)
    got = await subject.apply(operation)
    if expected:
        assert got in expected, f"{operation}: {got}, and not one of {expected}"
        await subject.compare(oracle)
        return []
    assert isinstance(got, list), f"{operation}: {got}, and no error was due"
    if operation.what in _COUNTED:
        await _count(subject, oracle, operation, matched, got[0])
    elif operation.what not in _MUTE:
        _take(oracle, operation, got)
    await subject.compare(oracle)
    return got


def _take(oracle: Oracle, operation: Operation, got: list[Any]) -> None:
    """Let the model know keys and times."""
    if operation.what == "delete":
        for record in got:
            for row in oracle.touched:
                row.deleted_at = record.deleted_at
            oracle.learn(oracle.rows[operation.key], record)
        return
    for row, record in zip(oracle.touched, got, strict=True):
        before = row.updated_at
        oracle.learn(row, record)
        if operation.what in {"update", "restore"} and before is not None:
            assert row.updated_at > before


async def _count(subject: Subject, oracle: Oracle, operation: Operation, matched: list[Row], got: int) -> None:
    """Demand that as many rows were met as the filter lets through; let the model know their times."""
    assert got == len(matched), f"{operation}: {got} rows, and not {len(matched)}"
    keys, moments = {row.key for row in matched}, {}
    for row in oracle.touched:
        before, (updated_at, *marked) = row.updated_at, await subject.times(row)
        if row.key in keys:
            assert updated_at > before
            row.updated_at = updated_at
        if operation.what == "delete_where":
            (row.deleted_at,) = marked
            moments.setdefault(row.deletion, set()).add(row.deleted_at)
    assert all(len(moment) == 1 for moment in moments.values())
