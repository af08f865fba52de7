"""Ours, and what one would write with SQLAlchemy alone: Core built per call, and the ORM."""

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tests.bench.repositories.contender import PAGE, Contender


class Ours(Contender):
    """A generated repository inside a session, which its caller commits."""

    name = "generated"

    def __init__(self, ground):
        super().__init__(ground)
        self.repository = getattr(ground.bench, ground.name + "Repository")
        self.filter = ground.schema("Filter")
        self.scope = ground.sessions.Scope(ground.tenant)

    def session(self):
        return self.ground.sessions.ScopedSession(self.ground.engine, self.scope)

    async def _call(self, method, *arguments, **options):
        async with self.session() as session:
            found = await getattr(self.repository(session), method)(*arguments, **options)
            await session.commit()
        return found

    async def create(self, data):
        return await self._call("create", data)

    async def create_many(self, data):
        return await self._call("create_many", data)

    async def load(self, data):
        return await self._call("load", data)

    async def get(self, key):
        return await self._call("get", key)

    async def list(self, user):
        return await self._call("list", self.filter(user_id=user), limit=PAGE)

    async def list_with_total(self, user):
        return (await self._call("offset_page", self.filter(user_id=user), limit=PAGE)).items

    async def first_page(self):
        return (await self._call("page", size=PAGE)).items

    async def keyset_page(self, place):
        return (await self._call("page", cursor=place.cursor, size=PAGE)).items

    async def offset_page(self, place):
        return await self._call("list", limit=PAGE, offset=place.depth)

    async def update(self, key, data):
        return await self._call("update", key, data)

    async def upsert(self, data):
        return await self._call("upsert", data)

    async def delete(self, key):
        await self._call("delete", key)

    async def iterate(self, users):
        count = 0
        async with self.session() as session:
            async for _ in self.repository(session).iterate(self.filter(user_id_in=users)):
                count += 1
            await session.commit()
        return count


class Alone(Ours):
    """A generated repository without a session: each call is a transaction of its own."""

    name = "generated, standalone"

    def __init__(self, ground):
        super().__init__(ground)
        self.session = ground.sessions.Standalone(ground.engine, self.scope)

    async def _call(self, method, *arguments, **options):
        return await getattr(self.repository(self.session), method)(*arguments, **options)

    async def iterate(self, users):
        return len([None async for _ in self.repository(self.session).iterate(self.filter(user_id_in=users))])


class Core(Contender):
    """Statements of SQLAlchemy Core, built in each call, read back by RETURNING."""

    name = "SQLAlchemy Core"

    def __init__(self, ground):
        super().__init__(ground)
        self.table = ground.table
        self.insert = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}[ground.database]
        self.stamps = ground.bench.repository

    @property
    def columns(self):
        return [self.table.c[name] for name in self.fields]

    def own(self):
        return [] if self.ground.tenant is None else [self.table.c.tenant_id == self.ground.tenant]

    def rows(self, found):
        return [self.read.model_validate(dict(zip(self.fields, row, strict=True))) for row in found]

    def new(self, data):
        now = self.stamps.utc_now()
        return {**dict(data), **self.ground.owned, "id": self.stamps.uuid7(), "created_at": now, "updated_at": now}

    async def _one(self, statement):
        async with self.transaction() as session:
            return self.rows((await session.execute(statement)).all())[0]

    async def _some(self, statement):
        async with self.transaction() as session:
            return self.rows((await session.execute(statement)).all())

    async def create(self, data):
        return await self._one(insert(self.table).values(**self.new(data)).returning(*self.columns))

    async def create_many(self, data):
        statement = insert(self.table).returning(*self.columns, sort_by_parameter_order=True)
        async with self.transaction() as session:
            return self.rows((await session.execute(statement, [self.new(item) for item in data])).all())

    async def load(self, data):
        async with self.transaction() as session:
            await session.execute(insert(self.table), [self.new(item) for item in data])

    async def get(self, key):
        return await self._one(select(*self.columns).where(self.table.c.id == key, *self.own()))

    def ordered(self, *where):
        by = self.table.c.placed_at, self.table.c.id
        return select(*self.columns).where(*self.own(), *where).order_by(*by).limit(PAGE)

    async def list(self, user):
        return await self._some(self.ordered(self.table.c.user_id == user))

    async def list_with_total(self, user):
        mine = self.table.c.user_id == user
        async with self.transaction() as session:
            await session.scalar(select(func.count()).select_from(self.table).where(mine, *self.own()))
            return self.rows((await session.execute(self.ordered(mine))).all())

    async def first_page(self):
        return await self._some(self.ordered())

    async def keyset_page(self, place):
        at, key = self.table.c.placed_at, self.table.c.id
        return await self._some(self.ordered(and_(at >= place.at, or_(at > place.at, key > place.key))))

    async def offset_page(self, place):
        return await self._some(self.ordered().offset(place.depth))

    async def update(self, key, data):
        changes = {**data.model_dump(), "updated_at": self.stamps.utc_now()}
        statement = update(self.table).where(self.table.c.id == key, *self.own()).values(**changes)
        return await self._one(statement.returning(*self.columns))

    async def upsert(self, data):
        statement = self.insert(self.table).values(**self.new(data))
        names = [name for name in (*dict(data), "updated_at") if name != "name"]
        statement = statement.on_conflict_do_update(
            index_elements=[*self.ground.owned, "name"], set_={name: statement.excluded[name] for name in names}
        )
        return await self._one(statement.returning(*self.columns))

    async def delete(self, key):
        async with self.transaction() as session:
            await session.execute(delete(self.table).where(self.table.c.id == key, *self.own()))

    async def iterate(self, users):
        count = 0
        statement = select(*self.columns).where(self.table.c.user_id.in_(users), *self.own())
        async with self.transaction() as session:
            found = await session.stream(statement.execution_options(yield_per=1000))
            async for part in found.partitions():
                count += len(self.rows(part))
        return count


class Orm(Core):
    """A repository over models as one writes it by hand: add, flush, select, change attributes, flush."""

    name = "ORM by hand"

    def one(self, item):
        return self.read.model_validate(item)

    def ordered(self, *where):
        by = self.table.c.placed_at, self.table.c.id
        return select(self.ground.model).where(*self.own(), *where).order_by(*by).limit(PAGE)

    def rows(self, found):
        return [self.read.model_validate(row[0]) for row in found]

    def made(self, data):
        return self.ground.model(**dict(data), **self.ground.owned)

    async def create(self, data):
        async with self.transaction() as session:
            item = self.made(data)
            session.add(item)
            await session.flush()
            return self.one(item)

    async def create_many(self, data):
        async with self.transaction() as session:
            items = [self.made(item) for item in data]
            session.add_all(items)
            await session.flush()
            return [self.one(item) for item in items]

    async def _find(self, session, key):
        return (await session.scalars(select(self.ground.model).where(self.table.c.id == key, *self.own()))).one()

    async def get(self, key):
        async with self.transaction() as session:
            return self.one(await self._find(session, key))

    async def update(self, key, data):
        async with self.transaction() as session:
            item = await self._find(session, key)
            for name, value in data.model_dump().items():
                setattr(item, name, value)
            item.updated_at = self.stamps.utc_now()
            await session.flush()
            return self.one(item)

    async def upsert(self, data):
        async with self.transaction() as session:
            found = select(self.ground.model).where(self.table.c.name == data.name, *self.own())
            item = (await session.scalars(found)).one_or_none()
            if item is None:
                item = self.made(data)
                session.add(item)
            else:
                for name, value in data:
                    setattr(item, name, value)
                item.updated_at = self.stamps.utc_now()
            await session.flush()
            return self.one(item)

    async def delete(self, key):
        async with self.transaction() as session:
            await session.delete(await self._find(session, key))

    async def iterate(self, users):
        count = 0
        statement = select(self.ground.model).where(self.table.c.user_id.in_(users), *self.own())
        async with self.transaction() as session:
            found = await session.stream(statement.execution_options(yield_per=1000))
            async for part in found.partitions():
                count += len(self.rows(part))
        return count
