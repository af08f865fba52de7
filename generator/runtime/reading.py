"""What every repository reads, for one tenant: rows by their key, by a filter, in an order, page by page."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from copy import copy
from typing import ClassVar, Generic, Self, TypeVar

from sqlalchemy import Column, ColumnElement, exists, func, select
from sqlalchemy.exc import DataError, StatementError
from sqlalchemy.orm import DeclarativeBase

from .errors import ActorRequiredError, InvalidCursorError, NotFoundError, TenantRequiredError
from .filters import Filters
from .paging import Cursor, OffsetPage, Orders, Page
from .schemas import Input, Record
from .session import Identity, ScopedSession
from .statements import TENANT, Deleted, Query, Rows, Values, keyed

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

    def __init__(self, session: ScopedSession) -> None:
        """Work inside `session`, for its tenant and its actor; TenantRequiredError or ActorRequiredError without."""
        scope = session.scope
        if self.tenant is not None and not _is_one(scope.tenant_id, self.tenant):
            raise TenantRequiredError(self.entity)
        kind = self.actor_kind if self.actor_required or scope.actor is not None else None
        if kind is not None and not _is_one(scope.actor, kind):
            raise ActorRequiredError(self.entity)
        self.session = session
        self.database = session.database
        self.tenant_id = scope.tenant_id
        self.actor = scope.actor
        self._bound: Values = {} if self.tenant is None else {TENANT.key: scope.tenant_id}
        self._deleted = Deleted.EXCLUDE

    @property
    def entity(self) -> str:
        """What errors call it."""
        return self.model.__name__

    async def get(self, key: KeyT) -> RecordT:
        """Give the row with that key, or raise NotFoundError."""
        found = self._records(await self._read(self._rows.one[self._deleted], self._at(key)))
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
        return await self._matching(*self._filters(where), sort=sort, limit=limit, offset=offset)

    async def page(
        self,
        where: FilterT | None = None,
        *,
        sort: SortT | None = None,
        cursor: str | None = None,
        size: int = 20,
    ) -> Page[RecordT]:
        """Give the rows at `cursor`, however many lie before them; InvalidCursorError if it is none of this order."""
        if size < 1:
            message = f"a page of {size} rows"
            raise ValueError(message)
        order = self._orders.named(sort)
        query = self._narrowed(where)
        place = None
        if cursor is not None:
            try:
                place = Cursor.read(cursor)
                query = query.where(order.beyond(place))
            except ValueError as error:
                raise InvalidCursorError(self.entity, "not a cursor of this order") from error
        query = query.order_by(*order.by(backward=place is not None and place.backward))
        try:
            # One row more than the page holds tells whether another page follows.
            rows = await self._read(query.limit(size + 1), self._bound)
        except (DataError, StatementError) as error:
            if place is None:
                raise
            raise InvalidCursorError(self.entity, "not a cursor of this order") from error
        return order.page(self._records(rows), size, place)

    async def offset_page(
        self, where: FilterT | None = None, *, sort: SortT | None = None, limit: int = 20, offset: int = 0
    ) -> OffsetPage[RecordT]:
        """Give the rows from `offset` on, and how many there are in all; two queries."""
        total = await self.count(where)
        items = await self.list(where, sort=sort, limit=limit, offset=offset) if offset < total else []
        return OffsetPage(items=items, total=total, limit=limit, offset=offset)

    async def count(self, where: FilterT | None = None) -> int:
        """Give how many rows the filter lets through."""
        query = self._narrowed(where).with_only_columns(func.count(), maintain_column_froms=True)
        return await self.session.scalar(query, self._bound) or 0

    async def exists(self, where: FilterT | None = None) -> bool:
        """Tell whether the filter lets any row through."""
        return bool(await self.session.scalar(select(exists(self._narrowed(where))), self._bound))

    async def iterate(self, where: FilterT | None = None, *, batch: int = 1000) -> AsyncIterator[RecordT]:
        """Give the rows that the filter lets through one by one, by their keys, never more than `batch` in memory.

        Each batch is a query of its own, so other statements may run in between; a row added meanwhile may be missed.
        """
        order = self._orders.by_key
        query = self._narrowed(where).order_by(*order.by()).limit(batch)
        found = self._records(await self._read(query, self._bound))
        while found:
            for record in found:
                yield record
            if len(found) < batch:
                return
            found = self._records(await self._read(query.where(order.after(found[-1])), self._bound))

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
        return self._records(await self._read(query.offset(offset) if offset else query, self._bound))

    def _narrowed(self, where: FilterT | None) -> Query:
        return self._rows.many[self._deleted].where(*self._filters(where))

    async def _read(self, statement: Query, parameters: Values) -> Sequence[Sequence[object]]:
        return (await self.session.execute(statement, parameters)).all()

    def _records(self, rows: Iterable[Sequence[object]]) -> Sequence[RecordT]:
        make, names = self.record.model_validate, tuple(self.record.model_fields)
        return [make(dict(zip(names, row, strict=True))) for row in rows]

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
