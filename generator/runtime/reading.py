"""What every repository reads, for one tenant: rows by their key, by a filter, in an order, page by page."""

from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Mapping, Sequence
from copy import copy
from typing import ClassVar, Generic, Self, TypeVar

from sqlalchemy import Column, ColumnElement, Executable, literal_column
from sqlalchemy.exc import DataError, StatementError
from sqlalchemy.orm import DeclarativeBase

from .errors import ActorRequiredError, InvalidCursorError, NotFoundError, TenantRequiredError
from .filters import Asked, Filters
from .paging import Cursor, OffsetPage, Order, Orders, Page, at_values
from .schemas import Input, Record, maker
from .session import Identity, ScopedSession, Standalone
from .statements import LIMIT, OFFSET, TENANT, Deleted, Query, Rows, Values, keyed

KeyT = TypeVar("KeyT")
RecordT = TypeVar("RecordT", bound=Record)
FilterT = TypeVar("FilterT", bound=Input)
SortT = TypeVar("SortT", bound=str)


class Reader(Generic[KeyT, RecordT, FilterT, SortT]):
    """Rows of one entity as seen by one tenant."""

    model: ClassVar[type[DeclarativeBase]]
    tenant: ClassVar[type[Identity] | None] = None
    """The type of the tenant, if rows belong to one."""
    actor_kind: ClassVar[type[Identity] | None] = None
    """The type of the actor, if rows are stamped with one."""
    actor_required: ClassVar[bool] = True
    """Whether there has to be one."""
    record: type[RecordT]
    _rows: Rows
    _orders: Orders[SortT]
    _filters: Filters

    def __init__(self, session: ScopedSession | Standalone) -> None:
        """Work inside `session`, for its tenant and its actor; TenantRequiredError or ActorRequiredError without.

        With a Standalone in its place each call is a transaction of its own.
        """
        scope = session.scope
        if self.tenant is not None and not _is_one(scope.tenant_id, self.tenant):
            raise TenantRequiredError(self.entity)
        kind = self.actor_kind if self.actor_required or scope.actor is not None else None
        if kind is not None and not _is_one(scope.actor, kind):
            raise ActorRequiredError(self.entity)
        self.alone = session if isinstance(session, Standalone) else None
        self._session = session if isinstance(session, ScopedSession) else None
        if self._session is not None:
            self._session.serve(self.model)
        self.database = session.database
        self.tenant_id = scope.tenant_id
        self.actor = scope.actor
        self._bound: Values = {} if self.tenant is None else {TENANT.key: scope.tenant_id}
        self._deleted = Deleted.EXCLUDE

    @property
    def entity(self) -> str:
        """What errors call it."""
        return self.model.__name__

    @property
    def session(self) -> ScopedSession:
        """The session worked in; RuntimeError where each call is a transaction of its own."""
        if self._session is None:
            message = f"{type(self).__name__} has no session here: decorate what needs one with `whole`"
            raise RuntimeError(message)
        return self._session

    def inside(self, session: ScopedSession) -> Self:
        """Give the same repository in a session."""
        joined = copy(self)
        joined.__dict__.update(alone=None, _session=session)
        session.serve(self.model)
        return joined

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
            query = self._narrowed(asked).order_by(*order.by())
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
        # One row more than the page holds tells whether another page follows.
        parameters = {**self._bound, **asked.parameters, **at_values(values), LIMIT.key: size + 1}
        backward, known = place is not None and place.backward, [value is not None for value in values]

        def build() -> Query:
            query = self._narrowed(asked).order_by(*order.by(backward=backward)).limit(LIMIT)
            if place is None:
                return query
            return query.where(order.beyond(known=known, backward=backward, by_row=self.database.seeks_by_row))

        query = self._query("page", asked, order.name, backward, tuple(known), build=build)
        try:
            rows = await self._read(query, parameters)
        except (DataError, StatementError) as error:
            if place is None:
                raise
            raise InvalidCursorError(self.entity, "not a cursor of this order") from error
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
            query = self._query("stream", asked, build=lambda: self._narrowed(asked).order_by(*order.by()))
            async for rows in self._stream(query, parameters, batch):
                for record in await self._records(rows):
                    yield record
            return
        known = [True] * len(order.keys)
        first = self._query("first", asked, build=lambda: self._narrowed(asked).order_by(*order.by()).limit(LIMIT))
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
        query = query.order_by(*self._orders.named(sort).by()).limit(limit)
        return await self._records(await self._read(query.offset(offset) if offset else query, self._bound))

    def _query(self, kind: str, asked: Asked, *more: Hashable, build: Callable[[], Query]) -> Query:
        """Give a query, which is built once for all filters that ask the same of other values."""
        return self._rows.built((kind, self.database.name, self._deleted, asked.shape, *more), build)

    def _narrowed(self, asked: Asked) -> Query:
        return self._rows.many[self._deleted].where(*self._filters.conditions(asked, self.database))

    def _place(self, order: Order, cursor: str | None) -> tuple[Cursor | None, Sequence[object]]:
        """Give where `cursor` is and its values; InvalidCursorError if it is none of this order."""
        if cursor is None:
            return None, ()
        try:
            place = Cursor.read(cursor)
            return place, order.at(place)
        except ValueError as error:
            raise InvalidCursorError(self.entity, "not a cursor of this order") from error

    async def _read(self, statement: Executable, parameters: Values) -> Sequence[Sequence[object]]:
        if self.alone is not None:
            return (await self.alone.run(statement, parameters, writes=False, guarded=self._guarded)).rows
        return (await self.session.execute(statement, parameters)).all()

    @property
    def _guarded(self) -> bool:
        """Whether a policy may show a tenant only its rows."""
        return self.tenant is not None

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

    async def _records(self, rows: Iterable[Sequence[object]]) -> Sequence[RecordT]:
        make = maker(self.record)
        return [make(row) for row in rows]

    def _at(self, key: object, more: Values | None = None) -> Values:
        """Give the parameters that address one row of this tenant."""
        parts: tuple[object, ...] = key if isinstance(key, tuple) else (key,)
        address = {keyed(column.name).key: part for column, part in zip(self._rows.key_columns, parts, strict=True)}
        return {**address, **self._bound, **(more or {})}

    def _missing(self, key: object) -> NotFoundError:
        return NotFoundError(self.entity, f"no row {key}")

    def _seeing(self, deleted: Deleted) -> Self:
        view = copy(self)
        view.__dict__["_deleted"] = deleted
        return view


def _is_one(value: Identity | None, kind: type[Identity]) -> bool:
    """Tell whether `value` names somebody: nothing and blanks name nobody."""
    return isinstance(value, kind) and not isinstance(value, bool) and bool(str(value).strip())
