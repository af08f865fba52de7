"""The repositories that one installs: advanced-alchemy and FastCRUD, on the generated models."""

from advanced_alchemy.filters import CollectionFilter, LimitOffset, OrderBy
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from fastcrud import FastCRUD
from pydantic import create_model

from tests.bench.repositories.contender import PAGE, Contender


class AdvancedAlchemy(Contender):
    """Its own repository, its models turned into the same schema; a tenant is a filter that its caller adds."""

    name = "advanced-alchemy"

    def __init__(self, ground):
        super().__init__(ground)
        model = ground.model
        self.repository = type("Rows", (SQLAlchemyAsyncRepository,), {"model_type": model})
        self.order = OrderBy("placed_at"), OrderBy("id")

    def one(self, item):
        return self.read.model_validate(item)

    def many(self, items):
        return [self.read.model_validate(item) for item in items]

    def made(self, data):
        return self.ground.model(**dict(data), **self.ground.owned)

    async def create(self, data):
        async with self.transaction() as session:
            return self.one(await self.repository(session=session).add(self.made(data)))

    async def create_many(self, data):
        async with self.transaction() as session:
            return self.many(await self.repository(session=session).add_many([self.made(item) for item in data]))

    async def get(self, key):
        async with self.transaction() as session:
            return self.one(await self.repository(session=session).get_one(id=key, **self.ground.owned))

    async def list(self, user):
        async with self.transaction() as session:
            found = self.repository(session=session)
            return self.many(await found.list(LimitOffset(PAGE, 0), *self.order, user_id=user, **self.ground.owned))

    async def list_with_total(self, user):
        async with self.transaction() as session:
            found = self.repository(session=session).list_and_count
            items, _ = await found(LimitOffset(PAGE, 0), *self.order, user_id=user, **self.ground.owned)
            return self.many(items)

    async def first_page(self):
        async with self.transaction() as session:
            found = self.repository(session=session)
            return self.many(await found.list(LimitOffset(PAGE, 0), *self.order, **self.ground.owned))

    async def offset_page(self, place):
        async with self.transaction() as session:
            found = self.repository(session=session)
            return self.many(await found.list(LimitOffset(PAGE, place.depth), *self.order, **self.ground.owned))

    async def update(self, key, data):
        async with self.transaction() as session:
            changed = self.ground.model(id=key, **data.model_dump(), **self.ground.owned)
            return self.one(await self.repository(session=session).update(changed))

    async def upsert(self, data):
        async with self.transaction() as session:
            match = [*self.ground.owned, "name"]
            return self.one(await self.repository(session=session).upsert(self.made(data), match_fields=match))

    async def delete(self, key):
        async with self.transaction() as session:
            await self.repository(session=session).delete(key)

    async def iterate(self, users):
        async with self.transaction() as session:
            found = self.repository(session=session)
            return len(self.many(await found.list(CollectionFilter("user_id", users), **self.ground.owned)))


class FastCrud(Contender):
    """FastCRUD, which asks for schemas with every column that it is to write."""

    name = "FastCRUD"

    def __init__(self, ground):
        super().__init__(ground)
        self.crud = FastCRUD(ground.model)
        self.new = create_model("New", __base__=ground.schema("Create"), **dict.fromkeys(ground.owned, (object, ...)))
        self.returned = {"schema_to_select": self.read, "return_as_model": True}

    def made(self, data):
        return self.new.model_construct(**dict(data), **self.ground.owned)

    async def create(self, data):
        async with self.transaction() as session:
            return await self.crud.create(session, self.made(data), commit=False, **self.returned)

    async def get(self, key):
        async with self.transaction() as session:
            return await self.crud.get(session, **self.returned, id=key, **self.ground.owned)

    async def _page(self, offset, *, total, **where):
        async with self.transaction() as session:
            order = {"sort_columns": ["placed_at", "id"], "sort_orders": ["asc", "asc"]}
            found = await self.crud.get_multi(
                session, offset, PAGE, return_total_count=total, **order, **self.returned, **where, **self.ground.owned
            )
            return found["data"]

    async def list(self, user):
        return await self._page(0, total=False, user_id=user)

    async def list_with_total(self, user):
        return await self._page(0, total=True, user_id=user)

    async def first_page(self):
        return await self._page(0, total=False)

    async def offset_page(self, place):
        return await self._page(place.depth, total=False)

    async def update(self, key, data):
        async with self.transaction() as session:
            return await self.crud.update(
                *(session, data.model_dump()),
                **{
                    "commit": False,
                    "return_columns": list(self.fields),
                    **self.returned,
                    "id": key,
                    **self.ground.owned,
                },
            )

    async def delete(self, key):
        async with self.transaction() as session:
            await self.crud.delete(session, commit=False, id=key, **self.ground.owned)
