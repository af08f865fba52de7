"""PostgreSQL: row-level security by tenant, native types, errors that name the constraint."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import ClassVar, Final, Protocol

from pydantic import JsonValue
from sqlalchemy import (
    ARRAY,
    CHAR,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    String,
    Table,
    any_,
    bindparam,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateSchema
from sqlalchemy.types import Text, TypeDecorator, TypeEngine, UserDefinedType
from sqlalchemy.util import await_only

from .database import Broken, Conflict, Database, Guards, Violation

_ENTER_TENANT: Final = text("SELECT set_config('app.current_tenant', :tenant, true)")
_ANYTHING: Final = text("SELECT 1")
"""Begins the transaction: what the driver is asked by itself does not, and would outlive a rollback."""
_MADE_AT_ONCE: Final = 500
_BYPASSES: Final = text("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
_KINDS: Final = {
    "23505": Broken.UNIQUE,
    "23503": Broken.REFERENCE,
    "23001": Broken.REFERENCE,
    "23514": Broken.CHECK,
    "23502": Broken.REQUIRED,
}


class PostgreSQL(Database):
    """PostgreSQL."""

    name: ClassVar[str] = "postgresql"
    aware_datetimes: ClassVar[bool] = True
    arrays: ClassVar[bool] = True
    native_enums: ClassVar[bool] = True
    nulls_are_high: ClassVar[bool] = True
    orders_within_null: ClassVar[bool] = False
    has_policies: ClassVar[bool] = True
    inserts_arrays: ClassVar[bool] = True
    autocommits: ClassVar[bool] = True

    def enter_tenant(self, connection: Connection, tenant: str) -> None:
        """Tell the policies whose rows to show, until the transaction ends."""
        connection.execute(_ENTER_TENANT, {"tenant": tenant})

    def sees_all_tenants(self, connection: Connection) -> bool:
        """Ask for the role's right to go around policies."""
        return bool(connection.scalar(_BYPASSES))

    def create_schemas(self, connection: Connection, names: Iterable[str]) -> None:
        """Make those that are not there."""
        for name in names:
            connection.execute(CreateSchema(name, if_not_exists=True))

    def guard(self, table: Table, guards: Guards, dialect: Dialect) -> Iterator[str]:
        """Give row-level security by tenant, and the triggers that refuse changes to rows which are only ever added."""
        name = dialect.identifier_preparer.format_table(table)
        if guards.tenant is not None:
            column = dialect.identifier_preparer.quote(guards.tenant)
            rule = f"{column} = (SELECT {_current_tenant(table.c[guards.tenant].type, dialect)})"
            seen = f"{rule} OR {column} IS NULL" if guards.shared else rule
            yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
            yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
            yield f"CREATE POLICY tenant_isolation ON {name} USING ({seen}) WITH CHECK ({rule})"
        if guards.append_only:
            yield (
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RAISE EXCEPTION 'rows of this table are only ever added'; END$$"
            )
            yield (
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )

    def violation(self, error: DBAPIError) -> Violation | None:
        """Read the fields of the driver's error: asyncpg carries them itself, psycopg in `diag`."""
        origin = error.orig
        for source in (getattr(origin, "__cause__", None), getattr(origin, "diag", None), origin):
            kind = _KINDS.get(getattr(source, "sqlstate", None) or "")
            if kind is not None:
                column = getattr(source, "column_name", None)
                return Violation(kind, getattr(source, "constraint_name", None), (column,) if column else ())
        return None

    def among(self, column: Column[object], name: str, *, longer: bool) -> ColumnElement[bool]:
        """Give `= ANY (array)`: one parameter and one prepared statement, however many values."""
        del longer
        return column == any_(bindparam(name, type_=self.array(column.type)))

    def array(self, kind: TypeEngine[object]) -> ARRAY[object]:
        """Give an array whose items are not cut to a column's length."""
        return ARRAY(_Item(kind), dimensions=1)  # an item that is a list is JSON, not a row of the array

    def copy(
        self, connection: Connection, columns: Sequence[Column[object]], rows: Iterable[Mapping[str, object]]
    ) -> bool:
        """Add rows by COPY, which asyncpg has; DBAPIError for what the database refuses."""
        connection.execute(_ANYTHING)
        copy = getattr(connection.connection.driver_connection, "copy_records_to_table", None)
        if copy is None:
            return False
        table, records = columns[0].table, _records(columns, rows, connection.dialect)
        names = [column.name for column in columns]
        try:
            await_only(copy(table.name, records=records, columns=names, schema_name=table.schema))
        except Exception as error:
            if getattr(error, "sqlstate", None) is None:
                raise
            statement = "COPY"
            raise DBAPIError(statement, None, error) from error
        return True

    def insert_missing(self, table: Table) -> Insert:
        """Give INSERT … ON CONFLICT DO NOTHING."""
        return insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table, conflict: Conflict) -> Insert:
        """Give INSERT … ON CONFLICT DO UPDATE."""
        statement = insert(table)
        replaced = {name: statement.excluded[name] for name in conflict.replaced}
        return statement.on_conflict_do_update(
            index_elements=conflict.columns,
            index_where=conflict.where,
            set_={**replaced, **conflict.assigned},
            where=conflict.only,
        )

    def json(self) -> TypeEngine[JsonValue]:
        """Give JSONB."""
        return JSONB(none_as_null=True)


def _records(
    columns: Sequence[Column[object]], rows: Iterable[Mapping[str, object]], dialect: Dialect
) -> Iterator[Sequence[object]]:
    """Give rows as the driver takes them, so many at a time: the server works on some while others are made."""
    binds = [(column.name, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in columns]
    waiting = iter(rows)
    while part := list(islice(waiting, _MADE_AT_ONCE)):
        values = (
            [row[name] for row in part] if bind is None else [bind(row[name]) for row in part] for name, bind in binds
        )
        yield from zip(*values, strict=True)


class _AnyLength(UserDefinedType[str]):
    """CHAR without a length, which stands for any."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        """Give what a cast names."""
        return "BPCHAR"


class _Bind(Protocol):
    """What makes of a value the one that a driver is given."""

    def __call__(self, value: object | None) -> object: ...


class _Item(TypeDecorator[object]):
    """An item of an array: what its column takes, but of any length, because a cast would cut a longer one silently."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: TypeEngine[object]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[object] | TypeEngine[str]:
        """Give what the column is in the end."""
        kind = self.kind
        while isinstance(kind, TypeDecorator):
            kind = kind.load_dialect_impl(dialect)
        kind = kind.dialect_impl(dialect)
        if isinstance(kind, CHAR):
            return _AnyLength()
        return Text() if isinstance(kind, String) and not getattr(kind, "native_enum", False) else kind

    def bind_processor(self, dialect: Dialect) -> _Bind | None:
        """Take what the column takes."""
        return self.kind.dialect_impl(dialect).bind_processor(dialect)


def _current_tenant(kind: TypeEngine[object], dialect: Dialect) -> str:
    # An ended transaction leaves '' behind, hence NULLIF; the subquery runs once a statement, not once a row. A text is
    # not cast: CAST to varchar(n) would cut a longer setting down to another tenant's name.
    setting = "NULLIF(current_setting('app.current_tenant', true), '')"
    return setting if isinstance(kind, String) else f"CAST({setting} AS {kind.compile(dialect).lower()})"
