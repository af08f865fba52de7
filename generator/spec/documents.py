"""The documents of the spec language, validated: what stands between two `---`, every short form in its long form.

A flag is None where the spec is silent, so that the domain's and the project's defaults apply, and False where it says no.
"""

import re
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from generator.dialects import DIALECTS
from generator.spec import rules
from generator.spec.constraints import Checks, Indexes, Order, Search, Uniques
from generator.spec.fields import Fields, Identity
from generator.spec.forms import (
    ANY_TEXT,
    Boolean,
    Database,
    Deprecation,
    EntityName,
    FieldName,
    FieldNames,
    Flag,
    Identifier,
    ImportPath,
    Nothing,
    QualifiedName,
    Shape,
    Sql,
    Text,
    Type,
    Whole,
    refuse,
    refused,
)
from generator.spec.patterns import KEY_TYPE
from generator.spec.typenames import TypeFindingError, read_key_type
from generator.spec.types import TypeExpression
from generator.spec.verbatim import Verbatim, VerbatimByDatabase

_NUMBER: Final = re.compile(r"[+-]?[0-9]+")

Column = Annotated[Identifier | Literal[False], BeforeValidator(lambda value: False if value == "false" else value)]


class TenantOptions(Shape):
    """Whose rows are whose."""

    noun: ClassVar[str] = "tenant"

    column: Identifier | None = Field(default=None, description="The column that holds the tenant.")
    type: Type | None = Field(default=None, description="A scalar type, or the entity that is the tenant.")
    shared: Boolean = Field(default=False, description="Rows of no tenant are seen by all.")
    backfill: Text | None = Field(default=None, description="Whose the rows are that are there already.")


class ColumnOption(Shape):
    """A flag that adds one column."""

    noun: ClassVar[str] = "flag"

    column: Identifier | None = Field(default=None, description="The column's name.")


class TimestampOptions(Shape):
    """When a row was made and last changed."""

    noun: ClassVar[str] = "timestamps"

    created: Column | None = Field(default=None, description="The column's name, or false for none.")
    updated: Column | None = Field(default=None, description="The column's name, or false for none.")


class AuditOptions(Shape):
    """Who made a row and who last changed it."""

    noun: ClassVar[str] = "audit"

    created_by: Column | None = Field(default=None, description="The column's name, or false for none.")
    updated_by: Column | None = Field(default=None, description="The column's name, or false for none.")
    type: Type | None = Field(default=None, description="A scalar type, or the entity that acts.")
    backfill: Text | None = Field(default=None, description="Who made the rows that are there already.")


class NoOptions(Shape):
    """A flag without options."""

    noun: ClassVar[str] = "append_only"


def _key_type(value: object) -> TypeExpression:
    if not isinstance(value, str):
        raise refuse(rules.WRONG_SHAPE, "a type is expected here, such as uuid7 or string(20)")
    try:
        return read_key_type(str(value))
    except TypeFindingError as error:
        raise refused(error) from None


KeyType = Annotated[TypeExpression, PlainValidator(_key_type), WithJsonSchema({"type": "string", "pattern": KEY_TYPE})]


class KeyDocument(Shape):
    """The primary key: one made column, or fields of the entity."""

    noun: ClassVar[str] = "key"

    fields: FieldNames = Field(default=(), description="Fields or references that are the key.")
    name: FieldName | None = Field(default=None, description="The key's field name; id by default.")
    column: Identifier | None = Field(default=None, description="The column's name, if it is not the field's.")
    type: KeyType | None = Field(default=None, description="uuid7, uuid, int, bigint, smallint or string(n).")
    identity: Identity | None = Field(default=None, description="Whether and how the database numbers the rows.")
    server_default: VerbatimByDatabase | None = Field(default=None, description="The column's DEFAULT as SQL.")


class SchemaExtensions(Shape):
    """Classes of the application that the schemas of an entity inherit."""

    noun: ClassVar[str] = "`schemas` mapping"

    create: ImportPath | None = Field(default=None, description="A mixin of the schema of new rows.")
    update: ImportPath | None = Field(default=None, description="A mixin of the schema of changes.")
    read: ImportPath | None = Field(default=None, description="A mixin of the schema of what is read.")
    filter: ImportPath | None = Field(default=None, description="A mixin of the schema of filters.")


class Extensions(Shape):
    """Classes of the application that the generated ones inherit, as `package.module:Name`."""

    noun: ClassVar[str] = "extend"

    model: ImportPath | None = Field(default=None, description="A mixin of the model.")
    repository: ImportPath | None = Field(default=None, description="A mixin of the repository.")
    schemas: SchemaExtensions = Field(default_factory=SchemaExtensions, description="Mixins of the schemas.")


def _key(value: object) -> object:
    if isinstance(value, str):
        return {"type": value}
    return {"fields": value} if isinstance(value, list) else value


Key = Annotated[KeyDocument, BeforeValidator(_key, json_schema_input_type=KeyType | FieldNames | KeyDocument)]


class DomainDefaults(Shape):
    """What the entities of a domain are unless they say otherwise."""

    noun: ClassVar[str] = "defaults"

    key: Key | None = Field(default=None, description="The primary key.")
    key_column: Identifier | None = Field(default=None, description='The key\'s column, such as "{table}_id".')
    table_names: Literal["plural", "singular"] | None = Field(default=None, description="How tables are called.")
    tenant: Flag[TenantOptions] | None = Field(default=None, description="Rows belong to a tenant.")
    soft_delete: Flag[ColumnOption] | None = Field(default=None, description="Deleting marks a row.")
    timestamps: Flag[TimestampOptions] | None = Field(default=None, description="Rows carry created_at and updated_at.")
    audit: Flag[AuditOptions] | None = Field(default=None, description="Rows carry created_by and updated_by.")
    version: Flag[ColumnOption] | None = Field(default=None, description="Rows carry a version for optimistic locking.")
    mixins: tuple[QualifiedName, ...] = Field(default=(), description="Mixins of every entity.")


class DomainDocument(Shape):
    """A domain: what its entities have in common."""

    noun: ClassVar[str] = "domain"

    name: FieldName | Nothing = Field(alias="domain", description="The domain; the file's name says it too.")
    description: Text = Field(default="", description="Documents the generated package.")
    schema_: Identifier | None = Field(default=None, alias="schema", description="The database schema of its tables.")
    extensions: tuple[Identifier, ...] = Field(default=(), description="PostgreSQL extensions that it needs.")
    defaults: DomainDefaults = Field(
        default_factory=DomainDefaults, description="What its entities are unless they say otherwise."
    )


class Body(Shape):
    """What an entity and a mixin have in common."""

    description: Text = Field(default="", description="Documents the generated code.")
    tenant: Flag[TenantOptions] | None = Field(default=None, description="Rows belong to a tenant.")
    soft_delete: Flag[ColumnOption] | None = Field(default=None, description="Deleting marks a row.")
    timestamps: Flag[TimestampOptions] | None = Field(default=None, description="Rows carry created_at and updated_at.")
    audit: Flag[AuditOptions] | None = Field(default=None, description="Rows carry created_by and updated_by.")
    version: Flag[ColumnOption] | None = Field(default=None, description="Rows carry a version for optimistic locking.")
    append_only: Flag[NoOptions] | None = Field(default=None, description="Rows are never changed nor deleted.")
    fields: Fields = Field(default={}, description="Fields by name.")
    unique: Uniques = Field(default={}, description="What no two rows may share.")
    indexes: Indexes = Field(default={}, description="What is looked up fast.")
    checks: Checks = Field(default={}, description="Rules that each row keeps, by short name.")
    search: Search | None = Field(default=None, description="Text fields that `q` looks through.")
    filter: FieldNames = Field(default=(), description="Fields that callers may filter by.")
    sort: FieldNames = Field(default=(), description="Fields that callers may sort by.")
    order: Order = Field(default=(), description="The order when none is asked for.")


class MixinDocument(Body):
    """Fields and rules that entities share."""

    noun: ClassVar[str] = "mixin"

    name: EntityName = Field(alias="mixin", description="The mixin's name.")


def _option_words(words: frozenset[str]) -> dict[str, object]:
    if not words:
        return {"type": "object", "additionalProperties": False}
    return {"type": "object", "propertyNames": {"enum": sorted(words)}, "additionalProperties": ANY_TEXT}


_OPTIONS: Final = {name: _option_words(item.table_options) for name, item in DIALECTS.items()}
TableOptions = Annotated[
    dict[Database, dict[str, Verbatim]],
    WithJsonSchema({"type": "object", "properties": _OPTIONS, "additionalProperties": False}),
]


class EntityDocument(Body):
    """A table, its schemas and its repository."""

    noun: ClassVar[str] = "entity"

    name: EntityName = Field(alias="entity", description="The entity's name.")
    table: Identifier | None = Field(default=None, description="The table's name, verbatim.")
    schema_: Identifier | None = Field(default=None, alias="schema", description="The database schema of the table.")
    managed: Boolean = Field(default=True, description="Whether migrations make and change the table.")
    mixins: tuple[QualifiedName, ...] = Field(default=(), description="Mixins whose fields and rules it takes.")
    renamed_from: EntityName | None = Field(default=None, description="The name that this entity had before.")
    deprecated: Deprecation = Field(default=None, description="Why it should not be used any more.")
    extend: Extensions = Field(default_factory=Extensions, description="Classes of the application that it inherits.")
    repository: Boolean = Field(default=True, description="Whether it gets a repository.")
    file: FieldName | None = Field(default=None, description="What its own modules are called, where it has any.")
    options: TableOptions = Field(default={}, description="Table options by database.")
    key: Key | None = Field(default=None, description="The primary key; uuid7 by default.")


class ValueDocument(Shape):
    """A nested object, kept as JSON."""

    noun: ClassVar[str] = "value object"

    name: EntityName = Field(alias="value", description="The value object's name.")
    description: Text = Field(default="", description="Documents the generated code.")
    fields: Fields = Field(description="Fields by name.")
    checks: Checks = Field(default={}, description="Rules that each object keeps, by short name.")
    renamed_from: EntityName | None = Field(default=None, description="The name that this value object had before.")


class EnumValueDocument(Shape):
    """One value of an enum; its label, the stored text, is its key."""

    noun: ClassVar[str] = "enum value"

    value: Whole | None = Field(default=None, description="The number that is stored, if the enum holds numbers.")
    name: Text | None = Field(default=None, description="The Python member; the label in upper case by default.")
    description: Text = Field(default="", description="Documents the member.")
    deprecated: Boolean = Field(default=False, description="Should not be used any more.")
    renamed_from: Text | None = Field(default=None, description="The label that this value had before.")


def _value(value: object) -> object:
    if value is None:
        return {}
    if type(value) is str and _NUMBER.fullmatch(value):
        return {"value": value}
    return {"description": value} if isinstance(value, str) else value


def _values(value: object) -> object:
    if not isinstance(value, list):
        return value
    if not all(isinstance(label, str | None) for label in value):
        raise refuse(rules.WRONG_SHAPE, "each label is text", "write [label, …], or {label: description}")
    for index, label in enumerate(value):
        if label in value[:index]:
            raise refuse(rules.CONTRADICTION, f"`{label}` is listed twice", "keep one of them")
    # An empty item is found by the parser, as empty values are everywhere.
    return {label: None for label in value if label is not None}


_LABELS = Annotated[list[Text], Field(min_length=1, json_schema_extra={"uniqueItems": True})]
_LABELLED = Annotated[dict[str, Text | int | EnumValueDocument | Nothing], Field(min_length=1)]

Values = Annotated[
    dict[str, Annotated[EnumValueDocument, BeforeValidator(_value)]],
    Field(min_length=1),
    BeforeValidator(_values, json_schema_input_type=_LABELS | _LABELLED),
]


class EnumDocument(Shape):
    """A closed list of values."""

    noun: ClassVar[str] = "enum"

    name: EntityName = Field(alias="enum", description="The enum's name.")
    description: Text = Field(default="", description="Documents the generated class.")
    renamed_from: EntityName | None = Field(default=None, description="The name that this enum had before.")
    type: Literal["string", "smallint", "int"] = Field(default="string", description="What is stored.")
    storage: Literal["native", "check", "plain"] = Field(
        default="check", description="How the database keeps it closed."
    )
    db_type: Identifier | None = Field(default=None, description="The name of the native type.")
    values: Values = Field(description="Values by label.")
    removed: dict[str, Text] = Field(
        default={}, description="Labels that are gone, each with the one that rows get instead."
    )


class SqlDocument(Shape):
    """What only SQL says: a view, a trigger, a function; made and dropped as it stands here."""

    noun: ClassVar[str] = "`sql:` document"

    name: EntityName = Field(alias="sql", description="What findings and revisions call it; nothing in the database.")
    description: Text = Field(default="", description="What it is for.")
    databases: tuple[Database, ...] = Field(default=(), description="Where it is made; everywhere by default.")
    depends: tuple[QualifiedName, ...] = Field(default=(), description="Entities and other documents that it needs.")
    up: Sql = Field(description="The statements that make it.")
    down: Sql = Field(description="The statements that take it away.")


Document = DomainDocument | EntityDocument | MixinDocument | ValueDocument | EnumDocument | SqlDocument
