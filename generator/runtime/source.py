"""What a repository is bound to, a session or none and a tenant, and how rows become records there."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import ClassVar, Generic, Self, TypeVar

from sqlalchemy import Executable, Table, tuple_
from sqlalchemy.orm import DeclarativeBase

from .errors import ActorRequiredError, NotFoundError, ReferenceMissingError, TenantRequiredError
from .paging import Orders
from .relations import Included, Joined, Key, Known, Other, included
from .schemas import Record, is_storable, maker
from .session import Identity, ScopedSession, Standalone
from .statements import KEYS, TENANT, Deleted, Query, Rows, Values, chunks, keyed, table_of

KeyT = TypeVar("KeyT")
RecordT = TypeVar("RecordT", bound=Record)
SortT = TypeVar("SortT", bound=str)


class Source(Generic[KeyT, RecordT, SortT]):
    """Rows of one entity as seen by one tenant, read in a session or without."""

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
    _relations: ClassVar[Mapping[str, Joined]] = {}
    _known: ClassVar[dict[Table, Known]] = {}
    """What can be included, by table."""

    def __init_subclass__(cls) -> None:
        """Be found by those whose rows are read together with these."""
        super().__init_subclass__()
        if "model" in vars(cls):
            Source._known[table_of(cls.model)] = Known(cls, cls.record, cls._relations)

    def __init__(self, session: ScopedSession | Standalone) -> None:
        """Work inside `session`, for its tenant and its actor; TenantRequiredError or ActorRequiredError without.

        With a Standalone in its place each call is a transaction of its own.
        """
        self._enter(session)
        kind = self.actor_kind if self.actor_required or self.actor is not None else None
        if kind is not None and not _is_one(self.actor, kind):
            raise ActorRequiredError(self.entity)

    def _enter(self, session: ScopedSession | Standalone) -> None:
        scope = session.scope
        if self.tenant is not None and not _is_one(scope.tenant_id, self.tenant):
            raise TenantRequiredError(self.entity)
        self.alone = session if isinstance(session, Standalone) else None
        self._session = session if isinstance(session, ScopedSession) else None
        if self._session is not None:
            self._session.serve(self.model)
        self.database = session.database
        self.tenant_id = scope.tenant_id
        self.actor = scope.actor
        self._bound: Values = {} if self.tenant is None else {TENANT.key: scope.tenant_id}
        self._deleted = Deleted.EXCLUDE
        self._included: tuple[Included, ...] = ()

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

    async def _read(self, statement: Executable, parameters: Values) -> Sequence[Sequence[object]]:
        if self.alone is not None:
            return (await self.alone.run(statement, parameters, writes=False, guarded=self._guarded)).rows
        return (await self.session.execute(statement, parameters)).all()

    @property
    def _guarded(self) -> bool:
        """Whether a policy may show a tenant only its rows."""
        return self.tenant is not None

    async def _records(self, rows: Iterable[Sequence[object]]) -> Sequence[RecordT]:
        make = maker(self.record)
        return [make(row) for row in (await self._joined(list(rows)) if self._included else rows)]

    async def _joined(self, rows: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
        """Give the rows with what is included, in the order of the schema's fields."""
        own = type(self).record
        records = list(map(maker(own), rows))
        values = [dict(zip(own.model_fields, row, strict=True)) for row in rows]
        for item in self._included if rows else ():
            other, names = self._other(item), item.relation.by or self._rows.key
            keys: list[Key] = [tuple(getattr(record, name) for name in names) for record in records]
            found = await item.relation.find(list(dict.fromkeys(keys)), other)
            try:
                for value, key in zip(values, keys, strict=True):
                    value[item.name] = item.value(found.get(key, ()))
            except LookupError as error:
                raise ReferenceMissingError(self.entity, "refers to a row that is not there", (item.name,)) from error
        return [[value[name] for name in self.record.model_fields] for value in values]

    def _other(self, item: Included) -> Other:
        """Give the repository of what is included, in the same session and for the same tenant."""
        kind = self._known[item.relation.target].repository
        if not issubclass(kind, Source):
            raise TypeError(kind)
        other = object.__new__(kind)
        Source._enter(other, self.alone or self.session)
        if self._deleted is not Deleted.EXCLUDE:
            other = Source._seeing(other, Deleted.INCLUDE)
        other.__dict__.update(Source._shaped(other, item.record))

        async def having(names: tuple[str, ...], keys: Sequence[Key]) -> Sequence[Record]:
            return await Source._having(other, names, keys)

        async def records(rows: Sequence[Sequence[object]]) -> Sequence[Record]:
            return await Source._records(other, rows)

        async def read(statement: Executable, parameters: Values) -> Sequence[Sequence[object]]:
            return await self._read(statement, {**self._bound, **parameters})

        return Other(having, read, records, self.database.parameter_limit)

    async def _having(self, names: tuple[str, ...], keys: Sequence[Key]) -> Sequence[RecordT]:
        """Give the rows that have in these fields the values of one of the keys, in the default order."""
        found: list[RecordT] = []
        columns, order = tuple(self._rows.columns[name] for name in names), self._orders.named(None)
        deleted = self._deleted if self._deleted in self._rows.many else Deleted.EXCLUDE
        alone = len(columns) == 1

        def build() -> Query:
            wanted = self.database.among(columns[0], KEYS.key, longer=False) if alone else tuple_(*columns).in_(KEYS)
            return self._rows.many[deleted].where(wanted).order_by(*order.by(self.database))

        query = self._rows.built((self.database.name, "having", deleted, names), build)
        for part in chunks(keys, self.database.longest_list // len(names)):
            rows = await self._read(query, {**self._bound, KEYS.key: [key[0] for key in part] if alone else part})
            found += await self._records(rows)
        return found

    def _at(self, key: object, more: Values | None = None) -> Values:
        """Give the parameters that address one row of this tenant; NotFoundError for a key that no row can have."""
        parts: tuple[object, ...] = key if isinstance(key, tuple) else (key,)
        if not all(map(is_storable, parts)):
            raise NotFoundError(self.entity, "no row has such a key")
        address = {keyed(column.name).key: part for column, part in zip(self._rows.key_columns, parts, strict=True)}
        return {**address, **self._bound, **(more or {})}

    def _shaped(self, shape: type[Record]) -> dict[str, object]:
        """Give what makes a view of this that reads each row together with what `shape` adds to the record."""
        return {"record": shape, "_included": included(shape, self._rows.table, self._known)}

    def _missing(self, key: object) -> NotFoundError:
        return NotFoundError(self.entity, f"no row {key}")

    def _seeing(self, deleted: Deleted) -> Self:
        view = copy(self)
        view.__dict__["_deleted"] = deleted
        return view


def _is_one(value: Identity | None, kind: type[Identity]) -> bool:
    """Tell whether `value` names somebody: nothing and blanks name nobody."""
    return isinstance(value, kind) and not isinstance(value, bool) and bool(str(value).strip())
