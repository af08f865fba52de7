"""A generated package on a real database: does what an operation says, and tells what the tables hold afterwards."""

import re
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from pydantic import create_model
from sqlalchemy import event, select

from generator.naming import snake
from tests.algebra.kinds import NAMES, Kind
from tests.algebra.oracle import Oracle
from tests.algebra.rows import NOW, Error, Operation, Row
from tests.algebra.together import look_together

COUNTED = {"update_where", "delete_where"}
MUTE = {"link", "unlink"}
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
        self._shapes: dict[tuple[str, ...], Any] = {}

    def connect(self, database: Any) -> None:
        """Go to work on a database."""
        self.app, self.admin = (self._sessions.connect(url) for url in (database.app_url, database.url))
        event.listen(self.app.sync_engine, "before_cursor_execute", self._audit)

    def _audit(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        """Demand that what a tenant's repository sends names the tenant of each table, whatever else keeps it inside."""
        if self._auditing:
            for table in self._tables:
                mentions = len(re.findall(rf"\b(?:FROM|JOIN|UPDATE|,) {table}\b(?!\.| AS )", statement))
                named = len(re.findall(rf"\b{table}\.tenant_id = [^ )]++(?! OR )", statement))
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

    def shape(self, kind: Kind, *within: Kind) -> Any:
        """Give a schema of rows with what they refer to, and that with what it refers to, and what they are linked to."""
        record = self.part(kind.name, "Read")
        if kind in within:
            return record
        chain = tuple(item.name for item in (*within, kind))
        if chain not in self._shapes:
            targets = {name: self.kinds[ref.target] for name, ref in kind.refs.items()}
            fields: dict[str, Any] = {
                name: (self.shape(target, *within, kind) | None, ...) for name, target in targets.items()
            }
            fields |= {name: (list[self.part(link, "Read")], ...) for name, link in kind.links.items()}
            self._shapes[chain] = create_model(f"{kind.name}Together", __base__=record, **fields)
        return self._shapes[chain]

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
        if operation.what in COUNTED | MUTE | {"purge", "load"}:
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
        if operation.what in COUNTED:
            where = self.part(kind.name, "Filter").model_validate(self._named(operation.where))
            changes = [self._named(operation.values)] if operation.what == "update_where" else []
            data = [self.part(kind.name, ending).model_validate(item) for item in changes]
            return [await getattr(repository, operation.what)(where, *data)]
        if operation.what == "load":
            data = [self.part(kind.name, "Create").model_validate(self._named(row)) for row in operation.rows]
            return [await repository.load(data)]
        if operation.what == "purge":
            before = operation.before or _MUCH_LATER
            when = {"older_than": timedelta(0)} if before is NOW else {"before": before}
            return [await repository.purge(**when, batch=operation.batch)]
        for name in kind.links:
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

    async def others(self, kind: Kind, besides: Collection[Any]) -> list[Any]:
        """Give the rows of a kind that are none of these."""
        table = self.part(kind.name, "").__table__
        async with self.admin.connect() as connection:
            found = (await connection.execute(select(table))).mappings().all()
        known = {*besides, *self._before.get(kind.name, ())}
        return [SimpleNamespace(**row) for row in found if row["id"] not in known]

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
                if kind.refs or kind.links:
                    await look_together(view.with_(self.shape(kind)), rows, oracle, ours, deleted=live is not True)
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
        for sort in (None, "-rank") if len(listed) > size else (None,):
            await self._walk(view, ours, sort, size)

    async def _walk(self, view: Any, ours: Any, sort: str | None, size: int) -> None:
        """Demand that pages hold the rows of an order, among ties and rows without a value too, there and back."""
        listed, options = list(await view.list(ours, sort=sort)), {"sort": sort, "size": size}
        ranks = [-1 if item.rank is None else item.rank for item in listed]
        assert sort is None or ranks == sorted(ranks, reverse=True)
        page = await view.page(ours, **options, total=True)
        assert page.total == len(listed)
        walked = list(page.items)
        while page.next is not None:
            page = await view.page(ours, **options, cursor=page.next)
            walked += page.items
        assert walked == listed
        walked = list(page.items)
        while page.previous is not None:
            page = await view.page(ours, **options, cursor=page.previous)
            walked[:0] = page.items
        assert walked == listed


def _difference(found: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    names = found.keys() | expected.keys()
    return {name: (found.get(name), expected.get(name)) for name in names if found.get(name) != expected.get(name)}
