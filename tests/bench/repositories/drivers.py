"""The floor: the driver itself with SQL written by hand, its rows as they come or made into schemas."""

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import aiosqlite
import asyncpg

from tests.bench.repositories.contender import PAGE, Contender

COLUMNS = "id, user_id, name, amount, placed_at, details, note, created_at, updated_at"


class Driver(Contender):
    """Texts of SQL with `?` for each value, and `@` where the tenant's condition stands."""

    validates = False

    def __init__(self, ground):
        super().__init__(ground)
        self.table = ground.table.name
        self.stamps = ground.bench.repository
        self.columns = COLUMNS + "".join(f", {name}" for name in ground.owned)
        self.name = "driver + Pydantic" if self.validates else "driver"

    async def rows(self, sql, *values, own=True):
        raise NotImplementedError

    def values(self, data):
        now = self.stamps.utc_now()
        made = [self.stamps.uuid7(), data.user_id, data.name, data.amount, data.placed_at, data.details, data.note]
        return [*made, now, now, *self.ground.owned.values()]

    def schemas(self, rows):
        raise NotImplementedError

    def spelled(self, data):
        return ", ".join("?" for _ in data)

    async def _all(self, sql, *values):
        rows = await self.rows(sql, *values)
        return self.schemas(rows) if self.validates else rows

    async def _one(self, sql, *values):
        return (await self._all(sql, *values))[0]

    async def create(self, data):
        values = self.values(data)
        return await self._one(
            f"INSERT INTO {self.table} ({self.columns}) VALUES ({self.spelled(values)}) RETURNING {COLUMNS}", *values
        )

    async def get(self, key):
        return await self._one(f"SELECT {COLUMNS} FROM {self.table} WHERE id = ?@", key, *self.own)

    @property
    def own(self):
        return list(self.ground.owned.values())

    @property
    def select(self):
        return f"SELECT {COLUMNS} FROM {self.table} WHERE "

    async def list(self, user):
        return await self._all(f"{self.select} user_id = ?@ ORDER BY placed_at, id LIMIT {PAGE}", user, *self.own)

    async def list_with_total(self, user):
        await self.rows(f"SELECT count(*) FROM {self.table} WHERE user_id = ?@", user, *self.own)
        return await self.list(user)

    async def first_page(self):
        return await self._all(f"{self.select} 1 = 1@ ORDER BY placed_at, id LIMIT {PAGE}", *self.own)

    async def keyset_page(self, place):
        return await self._all(
            f"{self.select} (placed_at, id) > (?, ?)@ ORDER BY placed_at, id LIMIT {PAGE}",
            *(place.at, place.key, *self.own),
        )

    async def offset_page(self, place):
        return await self._all(
            f"{self.select} 1 = 1@ ORDER BY placed_at, id LIMIT {PAGE} OFFSET {place.depth}", *self.own
        )

    async def update(self, key, data):
        return await self._one(
            f"UPDATE {self.table} SET amount = ?, note = ?, updated_at = ? WHERE id = ?@ RETURNING {COLUMNS}",
            *(data.amount, data.note, self.stamps.utc_now(), key, *self.own),
        )

    async def upsert(self, data):
        values = self.values(data)
        names = ("user_id", "amount", "placed_at", "details", "note", "updated_at")
        target = ", ".join([*self.ground.owned, "name"])
        return await self._one(
            f"INSERT INTO {self.table} ({self.columns}) VALUES ({self.spelled(values)}) ON CONFLICT ({target}) "
            f"DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names)} RETURNING {COLUMNS}",
            *values,
        )

    async def delete(self, key):
        await self.rows(f"DELETE FROM {self.table} WHERE id = ?@", key, *self.own)


class Asyncpg(Driver):
    """asyncpg and its own pool; a transaction where a policy asks for one, else none."""

    async def open(self):
        url = self.ground.engine.url
        self.texts = {}
        self.pool = await asyncpg.create_pool(
            host=url.host,
            port=url.port,
            user=url.username,
            database=url.database,
            min_size=1,
            max_size=1,
            init=_with_json,
            reset=_nothing,
        )

    async def close(self):
        await self.pool.close()

    @asynccontextmanager
    async def connection(self):
        async with self.pool.acquire() as connection:
            if not self.ground.has_policy:
                yield connection
                return
            async with connection.transaction():
                await connection.fetch("SELECT set_config('app.current_tenant', $1, true)", str(self.ground.tenant))
                yield connection

    def text(self, sql):
        known = self.texts.get(sql)
        if known is None:
            known = sql.replace("@", " AND tenant_id = ?" if self.own else "")
            for number in range(1, known.count("?") + 1):
                known = known.replace("?", f"${number}", 1)
            self.texts[sql] = known
        return known

    async def rows(self, sql, *values):
        async with self.connection() as connection:
            return await connection.fetch(self.text(sql), *values)

    def schemas(self, rows):
        return [self.read.model_validate(dict(row)) for row in rows]

    async def create_many(self, data):
        rows = [self.values(item) for item in data]
        async with self.connection() as connection:
            sql = self.text(f"INSERT INTO {self.table} ({self.columns}) VALUES ({self.spelled(rows[0])})")
            if self.ground.has_policy:
                await connection.executemany(sql, rows)
            else:
                async with connection.transaction():
                    await connection.executemany(sql, rows)
        if self.validates:
            return [self.read.model_validate(dict(zip(self.fields, row, strict=False))) for row in rows]
        return rows

    async def load(self, data):
        return await self.create_many(data)

    async def iterate(self, users):
        count = 0
        async with self.pool.acquire() as connection, connection.transaction():
            if self.ground.has_policy:
                await connection.fetch("SELECT set_config('app.current_tenant', $1, true)", str(self.ground.tenant))
            sql = self.text(f"{self.select} user_id = ANY(?)@")
            cursor = await connection.cursor(sql, list(users), *self.own)
            while rows := await cursor.fetch(1000):
                count += len(self.schemas(rows) if self.validates else rows)
        return count


async def _with_json(connection):
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _nothing(connection):
    del connection


class Aiosqlite(Driver):
    """One connection of aiosqlite; values are turned into what the generated tables hold by hand."""

    async def open(self):
        self.connection = await aiosqlite.connect(self.ground.engine.url.database)
        await self.connection.execute("PRAGMA foreign_keys = ON")

    async def close(self):
        await self.connection.close()

    def text(self, sql):
        return sql.replace("@", " AND tenant_id = ?" if self.own else "")

    async def rows(self, sql, *values):
        async with self.connection.execute(self.text(sql), [_plain(value) for value in values]) as cursor:
            found = list(await cursor.fetchall())
        if self.connection.in_transaction:
            await self.connection.commit()
        return found

    def schemas(self, rows):
        return [self.read.model_validate(dict(zip(self.fields, _rich(row), strict=True))) for row in rows]

    async def create_many(self, data):
        rows = [self.values(item) for item in data]
        sql = f"INSERT INTO {self.table} ({self.columns}) VALUES ({self.spelled(rows[0])})"
        await self.connection.executemany(sql, [[_plain(value) for value in row] for row in rows])
        await self.connection.commit()
        if self.validates:
            return [self.read.model_validate(dict(zip(self.fields, row, strict=False))) for row in rows]
        return rows

    async def load(self, data):
        return await self.create_many(data)

    async def iterate(self, users):
        count = 0
        sql = self.text(f"{self.select} user_id IN ({', '.join('?' * len(users))})@")
        async with self.connection.execute(sql, [*users, *(_plain(value) for value in self.own)]) as cursor:
            while rows := await cursor.fetchmany(1000):
                count += len(self.schemas(rows) if self.validates else list(rows))
        return count


def _plain(value):
    match value:
        case UUID():
            return value.hex
        case Decimal():
            return int(value * 100)
        case datetime():
            return value.replace(tzinfo=None).isoformat(" ", "microseconds")
        case dict():
            return json.dumps(value)
        case _:
            return value


def _rich(row):
    key, user, name, amount, placed, details, note, created, updated = row
    moments = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (placed, created, updated)]
    return UUID(key), user, name, Decimal(amount) / 100, moments[0], json.loads(details), note, *moments[1:]
