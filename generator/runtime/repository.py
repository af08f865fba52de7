"""What every repository does with a write: run it for one tenant, read the row back, name what went wrong."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import ClassVar, TypeVar

from pydantic import MISSING
from sqlalchemy import Delete, Update, delete, select, update

from .adding import Adder
from .errors import DuplicateError, NotFoundError, ReferenceMissingError, StaleVersionError
from .filters import Asked
from .links import Links, OtherT
from .reading import FilterT
from .schemas import is_storable, maker
from .source import KeyT, RecordT, SortT
from .standalone import whole
from .statements import KEYS, OTHERS, VERSION, Change, Deleted, Query, Values, chunks
from .upserts import Upsert

ResultT = TypeVar("ResultT")


class Repository(Adder[KeyT, RecordT, FilterT, SortT]):
    """Rows of one entity as seen and written by one tenant; never commits: the session's owner does."""

    _change: ClassVar[Change]
    """Changes one live row; append-only entities have none."""

    def _touched(self) -> Values:
        """Give what every change stamps."""
        return {}

    async def _insert(self, values: Values) -> RecordT:
        """Add one row; ReferenceMissingError if a parent is not there."""
        rows = await self._write(self._insertion.one(values), {**self._bound, **values})
        if not rows:
            await self._expect(self._insertion.parents, [values])
            raise ReferenceMissingError(self.entity, "refers to a row that is not there")
        return (await self._records(rows))[0]

    async def _update(self, change: Change, key: KeyT, values: Values, version: int | None = None) -> RecordT:
        """Change one row; NotFoundError if it is not there, StaleVersionError if it is at another version."""
        if not values and version is None:
            return await self.get(key)
        if self.alone is not None and not (self.database.returns_updates and self._stands_alone(values)):
            return await self._together(Repository._update, change, key, values, version)
        await self._expect_whole(key, values)
        record = await self._changed(change, key, values, version)
        if record is None:
            raise await self._conflict(key, version)
        return record

    async def _changed(self, change: Change, key: object, values: Values, version: int | None = None) -> RecordT | None:
        parameters = {**self._at(key, {VERSION.key: version}), **values}
        if self.database.returns_updates:
            rows = await self._write(change.returning, parameters)
        elif await self._count(change.statement, parameters):
            rows = await self._read(self._rows.one[Deleted.EXCLUDE], self._at(key))
        else:
            rows = []
        return (await self._records(rows))[0] if rows else None

    async def _delete(self, statement: Delete, key: KeyT, version: int | None = None) -> None:
        """Remove one row; NotFoundError if it is not there, StaleVersionError if it is at another version."""
        if not await self._count(statement, self._at(key, {VERSION.key: version})):
            raise await self._conflict(key, version)

    @whole
    async def _update_where(self, where: FilterT, values: Values) -> int:
        """Change every live row that the filter lets through; give how many. ValueError for a filter of nothing."""
        asked = self._narrowing(where)
        await self._expect(self._insertion.parents, [values])

        def build() -> Update:
            return self._changing_where(asked).values({**self._rows.counted})

        if not values and not self._rows.counted:
            return await self.count(where)
        statement = self._rows.changing((self.database.name, "update", asked.shape), build)
        return await self._count(statement, {**self._bound, **asked.parameters, **values})

    async def _delete_where(self, where: FilterT) -> int:
        """Remove every row that the filter lets through; give how many. ValueError for a filter of nothing."""
        asked = self._narrowing(where)

        def build() -> Delete:
            conditions = self._filters.conditions(asked, self.database)
            return delete(self._rows.table).where(*self._rows.writable, *conditions)

        statement = self._rows.changing((self.database.name, "delete", asked.shape), build)
        return await self._count(statement, {**self._bound, **asked.parameters})

    @staticmethod
    def _refuse_links(given: Collection[object] | MISSING) -> None:
        if given is not MISSING:
            message = "links are changed row by row"
            raise ValueError(message)

    def _narrowing(self, where: FilterT) -> Asked:
        """Give what a filter asks; ValueError if that is nothing, because then it is all rows that are meant."""
        asked = self._filters.asked(where, self.database)
        if not asked.shape:
            message = f"a filter that lets every {self.entity} through"
            raise ValueError(message)
        return asked

    def _changing_where(self, asked: Asked) -> Update:
        conditions = self._filters.conditions(asked, self.database)
        return update(self._rows.table).where(*self._rows.writable, *conditions)

    async def _conflict(self, key: object, version: object) -> NotFoundError | StaleVersionError:
        """Say why a write met no row."""
        if version is None or not await self._read(self._rows.one[Deleted.EXCLUDE], self._at(key)):
            return self._missing(key)
        return StaleVersionError(self.entity, f"{key} is not at version {version} any more")

    async def _upsert(self, upsert: Upsert, values: Values, changes: Values) -> RecordT:
        """Add a row, or make the changes to the one that has the same values in the unique.

        DuplicateError if that one is deleted, or if another unique is in the way.
        """
        if self.alone is not None and not (self.database.upserts_by_target and self._stands_alone(values)):
            return await self._together(Repository._upsert, upsert, values, changes)
        await self._expect(self._insertion.parents, [values])
        if self.database.upserts_by_target:
            rows = await self._write(upsert.statement(self.database, changes), values)
            found = (await self._records(rows))[0] if rows else None
        else:
            found = await self._change_or_insert(upsert, values, changes)
        if found is None:
            raise DuplicateError(self.entity, "a deleted row has these values", upsert.fields)
        return found

    async def _change_or_insert(self, upsert: Upsert, values: Values, changes: Values) -> RecordT | None:
        """Look for the row before writing, where an insert cannot be told which unique to go by.

        A row that is not there is looked for without a lock: two that locked the gap would wait for each other.
        """
        replaced = {name: values[name] for name in upsert.replaced(changes)}
        if not await self._read(upsert.find(self.database, values, locking=False), values):
            added = await self._insert_or_meet(upsert, values)
            if added is not None:
                return added
        for key in await self._read(upsert.find(self.database, values), values):
            return await self._changed(upsert.change, tuple(key), replaced)
        return None

    async def _insert_or_meet(self, upsert: Upsert, values: Values) -> RecordT | None:
        """Add the row; None if somebody has added one meanwhile, which is kept from then on.

        One at a time: an insert that fails shares the lock of the row that it met, and two who share it could not both
        write.
        """
        name = upsert.name(values)
        await self.session.execute(self.database.hold(name))
        try:
            return (await self._records(await self._write(self._insertion.plain, values)))[0]
        except DuplicateError:
            if not await self._read(upsert.find(self.database, values), values):
                raise
            return None
        finally:
            await self.session.execute(self.database.release(name))

    @whole
    async def _link(self, links: Links[OtherT], keys: Mapping[KeyT, Iterable[object]], *, anew: bool = False) -> None:
        """Link each row to others; with `anew`, to no others than these. ReferenceMissingError if one is not there."""
        rows = [
            dict(zip((*links.own, *links.other), (*_parts(key), *_parts(other)), strict=True)) | links.placed(position)
            for key, others in keys.items()
            for position, other in enumerate(others)
        ]
        if links.tenant is not None:
            rows = [{**row, links.tenant: self.tenant_id} for row in rows]
        await self._expect(links.parents, rows)
        if anew:
            for part in chunks([_parts(key) for key in keys], self.database.parameter_limit // (2 * len(links.own))):
                await self._count(links.clear, {**self._bound, KEYS.key: part})
        if rows:
            await self._count(links.add, rows, field=links.name)

    @whole
    async def _link_more(self, links: Links[OtherT], key: KeyT, others: Iterable[object]) -> None:
        """Link a row to others too; to those that it is linked to already it stays so.

        NotFoundError if the row is not there, ReferenceMissingError if one of the others is not.
        """
        others = list(dict.fromkeys(others))
        if not all(map(_is_known, others)):
            raise ReferenceMissingError(self.entity, "refers to a row that is not there", (links.name,))
        await self.get(key, for_update=True)
        own = dict(zip(links.own, _parts(key), strict=True)) | (
            {} if links.tenant is None else self._owner(links.tenant)
        )
        first = 0
        if links.position is not None:
            ((last,),) = await self._read(links.last, {**self._bound, KEYS.key: [_parts(key)]})
            first = last + 1 if isinstance(last, int) else 0
        rows = [
            {**own, **dict(zip(links.other, _parts(other), strict=True)), **links.placed(first + number)}
            for number, other in enumerate(others)
        ]
        await self._expect(links.parents, rows)
        if rows:
            await self._count(self.database.insert_missing(links.table), rows, field=links.name)

    @whole
    async def _unlink(self, links: Links[OtherT], key: KeyT, others: Iterable[object]) -> None:
        """Unlink a row from others; NotFoundError if the row is not there."""
        await self.get(key, for_update=True)
        wanted = [_parts(other) for other in others if _is_known(other)]
        for part in chunks(wanted, self.database.parameter_limit // (2 * len(links.other))):
            await self._count(links.remove, {**self._bound, KEYS.key: [_parts(key)], OTHERS.key: part})

    def _owner(self, tenant: str) -> Values:
        return {tenant: self.tenant_id}

    async def _linked(self, links: Links[OtherT], keys: Iterable[KeyT]) -> dict[KeyT, list[OtherT]]:
        """Give the rows that each is linked to; a row without any has an empty list."""
        found: dict[KeyT, list[OtherT]] = {key: [] for key in keys}
        by_parts = {_parts(key): others for key, others in found.items() if _is_known(key)}
        make, width = maker(links.record), len(links.own)
        for part in chunks(list(by_parts), self.database.parameter_limit // (2 * width)):
            for row in await self._read(links.among, {**self._bound, KEYS.key: part}):
                by_parts[tuple(row[:width])].append(make(row[width:]))
        return found

    def _stands_alone(self, values: Values) -> bool:
        """Tell whether no parent has to be kept while these values are written."""
        given = {name for name, value in values.items() if value is not None}
        return not any(given.intersection(parent.columns) for parent in self._insertion.parents)

    @whole
    async def _together(self, method: Callable[..., Awaitable[ResultT]], *arguments: object) -> ResultT:
        """Run a method in one transaction."""
        return await method(self, *arguments)

    async def _expect_whole(self, key: KeyT, values: Values) -> None:
        """Keep the parents that a row is given by `values`, of which it may hold a part of the key already."""
        parents = [parent for parent in self._insertion.parents if not values.keys().isdisjoint(parent.columns)]
        rest = sorted({name for parent in parents for name in parent.columns} - values.keys())
        if rest:
            kept: Query = select(*(self._rows.table.c[name] for name in rest)).where(self._rows.this).with_for_update()
            for row in await self._read(kept, self._at(key)):
                values = {**dict(zip(rest, row, strict=True)), **values}
        await self._expect(parents, [values])


def _parts(key: object) -> tuple[object, ...]:
    return key if isinstance(key, tuple) else (key,)


def _is_known(key: object) -> bool:
    """Tell whether a row may have that key: none has one that no database holds."""
    return all(map(is_storable, _parts(key)))
