"""Sessions bound to one tenant and one actor, and calls that need no session."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, TypeAlias
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Executable, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    AsyncSessionTransaction,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.util import greenlet_spawn

from .databases import database_of
from .errors import RepositoryError
from .schemas import NO_TEXT, is_storable
from .violations import translate

Identity: TypeAlias = UUID | str | int


@dataclass(frozen=True, slots=True)
class Scope:
    """On whose behalf a session works; a project without tenants needs neither.

    ValueError for an identity that no database holds.
    """

    tenant_id: Identity | None = None
    actor: Identity | None = None

    def __post_init__(self) -> None:
        """Look through texts once, here."""
        for name, identity in (("tenant_id", self.tenant_id), ("actor", self.actor)):
            if not is_storable(identity):
                message = f"`{name}` {NO_TEXT}"
                raise ValueError(message)


class _ScopedSession(Session):
    """The synchronous side of a scoped session; exists to carry the listener below."""


class ScopedSession(AsyncSession):
    """A session whose every transaction sees one tenant: repositories and row-level security take it from here."""

    sync_session_class = _ScopedSession

    def __init__(self, bind: AsyncEngine | AsyncConnection, scope: Scope) -> None:
        """Open a session on `bind`; nothing is sent before the first statement."""
        super().__init__(bind, expire_on_commit=False, info={"scope": scope})
        self.scope = scope
        self.database = database_of(bind.dialect)
        self._served: dict[type[DeclarativeBase], None] = {}

    def serve(self, model: type[DeclarativeBase]) -> None:
        """Know a model whose rows are written here, to say what `commit` was refused for."""
        self._served[model] = None

    async def commit(self) -> None:
        """Commit; a RepositoryError for what the database checks only now, after which there is nothing to keep."""
        try:
            await super().commit()
        except DBAPIError as error:
            known = self.explain(error)
            if known is None:
                raise
            await self.rollback()
        else:
            return
        raise known

    def begin(self) -> AsyncSessionTransaction:
        """Begin a block that is committed at its end, with the errors of `commit`."""
        return _Block(self)

    def explain(self, error: DBAPIError) -> RepositoryError | None:
        """Give what a commit was refused for in terms of an entity written here; None for anything else."""
        violation = self.database.violation(error)
        if violation is None or not self._served:
            return None
        model = next(iter(self._served))
        return translate(violation, model, model.metadata.tables[str(model.__table__)], removing=False)


class _Block(AsyncSessionTransaction):
    """A transaction as long as a block of code."""

    def __init__(self, session: ScopedSession) -> None:
        """Begin when the block is entered."""
        super().__init__(session)
        self._scoped = session

    async def commit(self) -> None:
        """Commit before the block ends; a RepositoryError for what the database checks only now."""
        await self._typed(super().commit())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, or roll back after an error; a RepositoryError for what the database checks only now."""
        await self._typed(super().__aexit__(kind, error, trace))

    async def _typed(self, end: Awaitable[None]) -> None:
        try:
            await end
        except DBAPIError as error:
            known = self._scoped.explain(error)
            if known is None:
                raise
            await self._scoped.rollback()
        else:
            return
        raise known


Parameters: TypeAlias = Mapping[str, object] | Sequence[Mapping[str, object]]


class Outcome(NamedTuple):
    """What a statement gave back, and how many rows it met."""

    rows: Sequence[Sequence[object]]
    met: int


class Standalone:
    """In the place of a session: every call of a repository is a transaction of its own, committed when it returns.

    It joins no other transaction. A call of one statement takes fewer round trips to the database than in a session.
    """

    def __init__(self, engine: AsyncEngine, scope: Scope) -> None:
        """Take a connection of `engine` for each call."""
        self.scope = scope
        self.database = database_of(engine.dialect)
        self._engine = engine
        self._plain = engine.sync_engine

    def session(self) -> ScopedSession:
        """Open a session for a call of several statements."""
        return ScopedSession(self._engine, self.scope)

    async def run(self, statement: Executable, parameters: Parameters, *, writes: bool, guarded: bool) -> Outcome:
        """Run one statement; `guarded` if it is about rows that a policy shows to their tenant only."""
        guarded = guarded and self.database.has_policies
        return await greenlet_spawn(self._run, statement, parameters, writes=writes, guarded=guarded)

    def _run(self, statement: Executable, parameters: Parameters, *, writes: bool, guarded: bool) -> Outcome:
        if guarded:
            # What tells the policies whose rows to show lasts for a transaction, so there has to be one.
            with self._plain.begin() as connection:
                self.database.enter_tenant(connection, str(self.scope.tenant_id))
                return _outcome(connection, statement, parameters)
        with self._plain.connect() as connection:
            if self.database.autocommits:
                return _outcome(connection.execution_options(isolation_level="AUTOCOMMIT"), statement, parameters)
            outcome = _outcome(connection, statement, parameters)
            if writes:
                connection.commit()
            return outcome


def _outcome(connection: Connection, statement: Executable, parameters: Parameters) -> Outcome:
    result = connection.execute(statement, parameters)
    return Outcome(result.all() if result.returns_rows else (), result.rowcount)


class _CrossTenantSession(Session):
    """The synchronous side of a session across tenants; exists to carry the listener below."""


class CrossTenantSession(AsyncSession):
    """A session for administration, which sees the rows of every tenant; no repository takes it.

    The right to that is the role that `bind` connects as, on PostgreSQL one with BYPASSRLS, and nothing that can be set
    in a session; as any other role the first statement raises PermissionError.
    """

    sync_session_class = _CrossTenantSession

    def __init__(self, bind: AsyncEngine | AsyncConnection) -> None:
        """Open a session on `bind`; nothing is sent before the first statement."""
        super().__init__(bind, expire_on_commit=False)


@event.listens_for(_CrossTenantSession, "after_begin")
def _demand_all_tenants(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    del session
    if not transaction.nested and not database_of(connection.dialect).sees_all_tenants(connection):
        message = "the role of this connection does not see the rows of every tenant"
        raise PermissionError(message)


@event.listens_for(_ScopedSession, "after_begin")
def _enter_tenant(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    tenant = session.info["scope"].tenant_id
    if tenant is not None and not transaction.nested:
        database_of(connection.dialect).enter_tenant(connection, str(tenant))


def connect(url: str, **options: object) -> AsyncEngine:
    """Make the engine; its connections behave as repositories rely on, and its errors show no values.

    `options` are those of `create_async_engine`.
    """
    # Pydantic reads and writes JSON several times as fast as the standard library.
    json = {"json_serializer": _written, "json_deserializer": from_json}
    engine = create_async_engine(url, **{"hide_parameters": True, **json, **options})
    database_of(engine.dialect).prepare(engine)
    return engine


def _written(value: object) -> str:
    return to_json(value).decode()
