"""The schema as data: what the database holds, independent of specs, with every name decided.

Models and migrations are both rendered from it, so a constraint has one name and one text. Expressions are kept as the
canonical text of the spec language over *column* names; `expressions` renders them for one database.
"""

from collections.abc import Mapping
from dataclasses import field

from generator.diagnostics import Span
from generator.fieldtypes import Scalar
from generator.frozen import value


@value(frozen=True, slots=True)
class NativeEnum:
    """A PostgreSQL enum type; on other databases its columns are `string(length)` with a CHECK."""

    name: str
    labels: tuple[str, ...]
    schema: str | None = None
    replaced: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Labels that are gone, each with the one that takes its place: a hint to migrations."""


@value(frozen=True, slots=True)
class ArrayOf:
    """An array of a scalar (PostgreSQL); on other databases JSON."""

    item: Scalar


StorageType = Scalar | NativeEnum | ArrayOf
"""What a column holds: enums are lowered to string, smallint or int, values, lists and maps to `json`."""


@value(frozen=True, slots=True)
class Default:
    """A column's DEFAULT: a literal, encoded per type and database, or SQL text by database ("" : every database)."""

    literal: str | int | bool | None = None
    """Decimals, dates, uuids and the like as canonical text; the column's type tells how to read it."""
    sql: Mapping[str, str] = field(default_factory=dict)


@value(frozen=True, slots=True)
class Backfill:
    """What rows that are there already get: a literal, or an expression of the spec language over columns."""

    literal: str | int | bool | None = None
    expression: str | None = None


@value(frozen=True, slots=True)
class Column:
    """A column."""

    name: str
    type: StorageType
    nullable: bool = False
    default: Default | None = None
    computed: str | None = None
    stored: bool = True
    identity: str | None = None
    """always, by_default or serial; on MariaDB AUTO_INCREMENT, on SQLite the rowid."""
    db_type: Mapping[str, str] = field(default_factory=dict)
    collation: Mapping[str, str] = field(default_factory=dict)
    comment: str | None = None
    labels: Mapping[str, str | int] = field(default_factory=dict)
    """What an enum stores for each of its labels."""
    inside: Mapping[str, str] = field(default_factory=dict)
    """What JSON in it is made of: the type of each member, by path."""
    known_as: str = field(default="", compare=False)
    """The field that it holds, where that has another name, or `@` and what a flag's column is usually called; like what follows, a hint
    to migrations and no part of the schema, but this one is recorded: by it a column is known under another name."""
    fill: str | Backfill | None = field(default=None, compare=False)
    """What rows that are there already get when the column is added without a DEFAULT: now, today, uuid, what is said."""
    replaced: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Labels that are gone, each with the one that takes its place."""
    renamed_from: str | None = field(default=None, compare=False)
    """The field's former name."""


@value(frozen=True, slots=True)
class Part:
    """One part of an index or unique: a column or an expression."""

    column: str | None = None
    expression: str | None = None
    descending: bool = False
    nulls: str | None = None


@value(frozen=True, slots=True)
class PrimaryKey:
    """The primary key."""

    name: str
    columns: tuple[str, ...]


@value(frozen=True, slots=True)
class Unique:
    """A unique constraint: whole columns, all rows. Everything else unique is an `Index` with `unique`."""

    name: str
    columns: tuple[str, ...]
    deferrable: str | None = None
    nulls_not_distinct: bool = False
    include: tuple[str, ...] = ()


@value(frozen=True, slots=True)
class Index:
    """An index. A unique one with `where` is, on MariaDB, a virtual column that is 1 or NULL, in the key."""

    name: str
    parts: tuple[Part, ...]
    unique: bool = False
    where: str | None = None
    method: str | None = None
    ops: Mapping[str, str] = field(default_factory=dict)
    include: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    nulls_not_distinct: bool = False
    databases: tuple[str, ...] = ()


@value(frozen=True, slots=True)
class Check:
    """A check constraint."""

    name: str
    expression: str
    enum_column: str | None = None
    """The column whose native enum type says the same: the check is for databases that have no such types."""


@value(frozen=True, slots=True)
class ForeignKey:
    """A foreign key; `table` and `schema` name the referenced table."""

    name: str
    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]
    schema: str | None = None
    on_delete: str = "no_action"
    on_update: str = "no_action"
    set_null_columns: tuple[str, ...] = ()
    """With on_delete set_null: only these (PostgreSQL 15); elsewhere a second key carries the action."""
    deferrable: str | None = None


@value(frozen=True, slots=True)
class Policy:
    """Row-level security by tenant (PostgreSQL): ENABLE, FORCE, USING and WITH CHECK on `column`."""

    column: str
    type: Scalar
    shared: bool = False


@value(frozen=True, slots=True)
class Table:
    """A table with everything on it, by name, in the order in which it is created."""

    name: str
    columns: tuple[Column, ...]
    primary_key: PrimaryKey
    schema: str | None = None
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[Index, ...] = ()
    checks: tuple[Check, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    policy: Policy | None = None
    append_only: bool = False
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    comment: str | None = None
    entity: str = field(default="", compare=False)
    """`domain.Name` of the entity it belongs to (an association: of the one that declares it); like what follows, a hint
    to migrations and no part of the schema, but this one and the next are recorded: by them a table is known under
    another name."""
    link: str = field(default="", compare=False)
    """The field that it is the association of."""
    former: tuple[str, str] | None = field(default=None, compare=False)
    """Entity and link under their former names."""
    renamed_from: str | None = field(default=None, compare=False)
    """What the table was called then, if nobody gave it a name."""
    span: Span | None = field(default=None, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)
    """Where what its columns hold is written; of the others, where the table is."""

    def place(self, column: str) -> Span | None:
        """Give where what a column holds is written."""
        return self.places.get(column, self.span)


@value(frozen=True, slots=True)
class SqlObject:
    """What a `sql:` document makes, opaque: a view, a trigger, a function. Its texts are kept, so that there is a way back."""

    name: str
    """`domain.Name` of the document; nothing in the database is called so."""
    up: Mapping[str, str]
    """By database; the key "" is every database."""
    down: Mapping[str, str]
    databases: tuple[str, ...] = ()
    """Where it is made; none: everywhere."""
    tables: tuple[str, ...] = ()
    """The qualified names of the tables that it, or an object that it needs, stands on."""
    objects: tuple[str, ...] = ()
    """The objects that it needs."""
    span: Span | None = field(default=None, compare=False)

    def text(self, texts: Mapping[str, str], database: str) -> str | None:
        """Give what `up` or `down` says to a database; None if the object is not made there."""
        if self.databases and database not in self.databases:
            return None
        return texts.get(database, texts.get(""))


@value(frozen=True, slots=True)
class Schema:
    """Every table, by qualified name in alphabetical order, and what stands beside tables."""

    tables: tuple[Table, ...] = ()
    enums: tuple[NativeEnum, ...] = ()
    schemas: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    objects: tuple[SqlObject, ...] = ()
