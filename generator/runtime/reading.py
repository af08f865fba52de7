"""What every repository reads, for one tenant: rows by their key, by a filter, in an order, page by page."""

from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import Column, ColumnElement, literal_column
from sqlalchemy.exc import DataError, StatementError

from .errors import InvalidCursorError
from .filters import Asked, Filters
from .paging import Cursor, OffsetPage, Order, Page, Part, at_values
from .schemas import Input, Record
from .source import KeyT, RecordT, SortT, Source
from .statements import LIMIT, OFFSET, Query, Values

FilterT = TypeVar("FilterT", bound=Input)
ShapeT = TypeVar("ShapeT", bound=Record)


class Reader(Source[KeyT, RecordT, SortT], Generic[KeyT, RecordT, FilterT, SortT]):
    """What is read of one entity: by key, by filter, in an order, page by page, together with what belongs to it."""

    _filters: Filters

    def with_(self, shape: type[ShapeT]) -> "Reader[KeyT, ShapeT, FilterT, SortT]":
        """Read rows together with others: the relations that `shape`, which extends the record, has as fields.

        Each is one more query, however many rows there are. TypeError for a field that is no relation.
        """
        kind: type = type(self)
        view: Reader[KeyT, ShapeT, FilterT, SortT] = object.__new__(kind)
        view.__dict__.update(self.__dict__, **self._shaped(shape))
        return view

    async def get(self, key: KeyT, *, for_update: bool = False) -> RecordT:
        """Give the row with that key, or raise NotFoundError; `for_update` keeps it until the transaction ends."""
        if for_update:
            await self._begin_locking()
        query = self._rows.one[self._deleted] if not for_update else self._rows.held[self._deleted]
        found = await self._records(await self._read(query, self._at(key)))
        if not found:
            raise self._missing(key)
        return found[0]

    async def find(self, where: FilterT) -> RecordT | None:
        """Give the first row, in the default order, that the filter lets through, or None."""
        found = await self.list(where, limit=1)
        return found[0] if found else None

    async def list(
        self, where: FilterT | None = None, *, sort: SortT | None = None, limit: int | None = None, offset: int = 0
    ) -> Sequence[RecordT]:
        """Give the rows that the filter lets through, from `offset` on, `limit` at most."""
        order, asked = self._orders.named(sort), self._filters.asked(where, self.database)
        parameters = {**self._bound, **asked.parameters}
        if limit is not None:
            parameters[LIMIT.key] = limit
        if offset:
            parameters[OFFSET.key] = offset

        def build() -> Query:
            query = self._narrowed(asked).order_by(*order.by(self.database))
            query = query if limit is None else query.limit(LIMIT)
            return query.offset(OFFSET) if offset else query

        query = self._query("list", asked, order.name, limit is None, bool(offset), build=build)
        return await self._records(await self._read(query, parameters))

    async def page(
        self,
        where: FilterT | None = None,
        *,
        sort: SortT | None = None,
        cursor: str | None = None,
        size: int = 20,
        total: bool = False,
    ) -> Page[RecordT]:
        """Give the rows at `cursor`, however many lie before them; InvalidCursorError if it is none of this order.

        With `total` a second query counts the rows of all pages.
        """
        if size < 1:
            message = f"a page of {size} rows"
            raise ValueError(message)
        order, asked = self._orders.named(sort), self._filters.asked(where, self.database)
        place, values = self._place(order, cursor)
        backward, known = place is not None and place.backward, tuple(value is not None for value in values)
        parameters = {**self._bound, **asked.parameters, **at_values(values)}
        rows: list[Sequence[object]] = []
        for part in order.parts(known, backward=backward):
            build = partial(self._part, asked, order, part, known, backward=backward)
            query = self._query("page", asked, order.name, backward, part, known, build=build)
            # One row more than the page holds tells whether another page follows.
            parameters[LIMIT.key] = size + 1 - len(rows)
            try:
                rows += await self._read(query, parameters)
            except (DataError, StatementError) as error:
                if not known:
                    raise
                raise InvalidCursorError(self.entity, "not a cursor of this order") from error
            if len(rows) > size:
                break
            known = ()  # what is read of the next part begins at its start
        return order.page(await self._records(rows), size, place, await self.count(where) if total else None)

    async def offset_page(
        self, where: FilterT | None = None, *, sort: SortT | None = None, limit: int = 20, offset: int = 0
    ) -> OffsetPage[RecordT]:
        """Give the rows from `offset` on, and how many there are in all; two queries."""
        total = await self.count(where)
        items = await self.list(where, sort=sort, limit=limit, offset=offset) if offset < total else []
        return OffsetPage(items=items, total=total, limit=limit, offset=offset)

    async def count(self, where: FilterT | None = None) -> int:
        """Give how many rows the filter lets through."""
        asked = self._filters.asked(where, self.database)

        def build() -> Query:
            return self._narrowed(asked).with_only_columns(literal_column("count(*)"), maintain_column_froms=True)

        rows = await self._read(self._query("count", asked, build=build), {**self._bound, **asked.parameters})
        (total,) = rows[0]
        return total if isinstance(total, int) else 0

    async def exists(self, where: FilterT | None = None) -> bool:
        """Tell whether the filter lets any row through."""
        asked = self._filters.asked(where, self.database)

        def build() -> Query:
            return self._narrowed(asked).with_only_columns(literal_column("1"), maintain_column_froms=True).limit(1)

        return bool(await self._read(self._query("exists", asked, build=build), {**self._bound, **asked.parameters}))

    async def iterate(self, where: FilterT | None = None, *, batch: int = 1000) -> AsyncIterator[RecordT]:
        """Give the rows that the filter lets through one by one, by their keys, never more than `batch` in memory.

        They come as one query streams them, or, where the database lets no other statement run meanwhile, in batches
        of a query each, of which later ones see what was written in between.
        """
        if self.alone is not None:
            async with self.alone.session() as session:
                async for record in self.inside(session).iterate(where, batch=batch):
                    yield record
            return
        asked = self._filters.asked(where, self.database)
        order, parameters = self._orders.by_key, {**self._bound, **asked.parameters}
        if self.database.streams:
            query = self._query("stream", asked, build=lambda: self._narrowed(asked).order_by(*order.by(self.database)))
            async for rows in self._stream(query, parameters, batch):
                for record in await self._records(rows):
                    yield record
            return
        known = [True] * len(order.keys)
        first = self._query(
            "first", asked, build=lambda: self._narrowed(asked).order_by(*order.by(self.database)).limit(LIMIT)
        )
        further = self._query(
            "further",
            asked,
            build=lambda: first.where(order.beyond(known=known, backward=False, by_row=self.database.seeks_by_row)),
        )
        parameters[LIMIT.key] = batch
        found = await self._records(await self._read(first, parameters))
        while found:
            for record in found:
                yield record
            if len(found) < batch:
                return
            last = at_values([getattr(found[-1], key.field) for key in order.keys])
            found = await self._records(await self._read(further, {**parameters, **last}))

    @property
    def _columns(self) -> Mapping[str, Column[object]]:
        """The columns read, by field: what conditions of one's own are made of."""
        return self._rows.columns

    async def _matching(
        self, *conditions: ColumnElement[bool], sort: SortT | None = None, limit: int | None = None, offset: int = 0
    ) -> Sequence[RecordT]:
        """Give the rows that meet SQL conditions, those of this tenant and not deleted: a query of one's own."""
        query = self._rows.many[self._deleted].where(*conditions)
        query = query.order_by(*self._orders.named(sort).by(self.database)).limit(limit)
        return await self._records(await self._read(query.offset(offset) if offset else query, self._bound))

    def _query(self, kind: str, asked: Asked, *more: Hashable, build: Callable[[], Query]) -> Query:
        """Give a query, which is built once for all filters that ask the same of other values."""
        return self._rows.built((kind, self.database.name, self._deleted, asked.shape, *more), build)

    def _narrowed(self, asked: Asked) -> Query:
        return self._rows.many[self._deleted].where(*self._filters.conditions(asked, self.database))

    def _part(self, asked: Asked, order: Order, part: Part, known: Sequence[bool], *, backward: bool) -> Query:
        query = self._narrowed(asked).limit(LIMIT)
        return order.part(query, part, known, backward=backward, database=self.database)

    def _place(self, order: Order, cursor: str | None) -> tuple[Cursor | None, Sequence[object]]:
        """Give where `cursor` is and its values; InvalidCursorError if it is none of this order."""
        if cursor is None:
            return None, ()
        try:
            place = Cursor.read(cursor)
            return place, order.at(place)
        except ValueError as error:
            raise InvalidCursorError(self.entity, "not a cursor of this order") from error

    async def _stream(
        self, statement: Query, parameters: Values, batch: int
    ) -> AsyncIterator[Sequence[Sequence[object]]]:
        """Give rows in parts as the database sends them."""
        options = {"yield_per": batch}
        found = await self.session.stream(statement, parameters, execution_options=options)
        try:
            async for rows in found.partitions(batch):
                yield rows
        finally:
            await found.close()

    async def _begin_locking(self) -> None:
        """Let what is locked from here on stay as it is, where a row's lock is not enough."""
        connection = await self.session.connection()
        await connection.run_sync(self.database.begin_locking)
