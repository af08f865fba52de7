"""Sessions bound to one tenant and one actor."""

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session, SessionTransaction

from .databases import database_of

Identity: TypeAlias = UUID | str | int


@dataclass(frozen=True, slots=True)
class Scope:
    """On whose behalf a session works; a project without tenants needs neither."""

    tenant_id: Identity | None = None
    actor: Identity | None = None


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
    engine = create_async_engine(url, **{"hide_parameters": True, **options})
    database_of(engine.dialect).prepare(engine)
    return engine
