"""A field as a spec writes it, in its long form."""

import re
from collections.abc import Hashable
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Field, ValidatorFunctionWrapHandler, WrapValidator
from pydantic.config import JsonDict

from generator.fieldtypes import ROWS
from generator.spec import rules
from generator.spec.constraints import Deferrable, IndexOptions, UniqueOptions
from generator.spec.forms import (
    Boolean,
    Deprecation,
    FieldKey,
    FieldName,
    Flag,
    Identifier,
    Length,
    Literally,
    OneOrMoreFields,
    QualifiedName,
    Shape,
    Sql,
    Text,
    Tree,  # noqa: F401  # Pydantic looks the name up here when it reads `Literally`
    Type,
    refuse,
    wrapped_sql,
)
from generator.spec.patterns import WHOLE
from generator.spec.verbatim import CollationByDatabase, VerbatimByDatabase

SIZES: Final = frozenset({"precision", "scale", "length"})

Action = Literal["restrict", "cascade", "set_null", "set_default", "no_action"]


class ComputedDocument(Shape):
    """A column that the database computes."""

    noun: ClassVar[str] = "computed column"

    sql: Sql = Field(description="An SQL expression over field names.")
    stored: Boolean = Field(default=True, description="Kept in the row, not computed when read.")


Computed = Annotated[ComputedDocument, BeforeValidator(wrapped_sql, json_schema_input_type=Sql | ComputedDocument)]


def _identity(value: object) -> object:
    known = {"true": "by_default", "false": False, "always": "always", "serial": "serial"}
    if type(value) is not str or value not in known:
        raise refuse(rules.UNKNOWN_CHOICE, f"`identity` cannot be `{value}`", "write true, always, serial or false")
    return known[value]


Identity = Annotated[
    Literal["by_default", "always", "serial", False],
    BeforeValidator(_identity, json_schema_input_type=Literal[True, False, "always", "serial"]),
]


def _storage(value: object) -> object:
    if value in {"arcs", "discriminator"}:
        message = f"`storage: {value}` is for fields of several types (A | B), which are reserved"
        raise refuse(rules.RESERVED, message, rules.UNION_HELP)
    return value


Storage = Annotated[Literal["array", "json"], BeforeValidator(_storage)]


def _with_sizes(schema: JsonDict) -> None:
    """Add precision, scale and length, which the loader has moved into the type before a model sees them."""
    properties = schema["properties"]
    if isinstance(properties, dict):
        for size in sorted(SIZES):
            whole: JsonDict = {"type": ["integer", "string"], "pattern": WHOLE, "minimum": 0}
            properties[size] = {**whole, "description": f"The {size} of the type, long for the number in parentheses."}


class FieldDocument(Shape):
    """A field of an entity, a mixin or a value object."""

    noun: ClassVar[str] = "field"

    model_config = ConfigDict(json_schema_extra=_with_sizes)

    type: Type = Field(description="What it holds: text, decimal(18, 2), BudgetPeriod, list[Tag], …; `?` allows null.")
    description: Text = Field(default="", description="Documents the generated code.")
    nullable: Boolean | None = Field(
        default=None, description="Whether it may be null; the same as `?` behind the type."
    )
    default: Literally = Field(default=None, description="A literal, or now(), today(), uuid(), uuid7().")
    server_default: VerbatimByDatabase | None = Field(default=None, description="The column's DEFAULT as SQL.")
    column: Identifier | None = Field(default=None, description="The column's name, if it is not the field's.")
    index: Flag[IndexOptions] | None = Field(default=None, description="An index over this field.")
    unique: Flag[UniqueOptions] | None = Field(default=None, description="A unique over this field.")
    min: Text | None = Field(default=None, description="The least value; also a CHECK.")
    max: Text | None = Field(default=None, description="The greatest value; also a CHECK.")
    exclusive_min: Text | None = Field(default=None, description="Values are above this; also a CHECK.")
    exclusive_max: Text | None = Field(default=None, description="Values are below this; also a CHECK.")
    min_length: Length | None = Field(default=None, description="The fewest characters or items.")
    max_length: Length | None = Field(default=None, description="The most characters or items; not the column's size.")
    pattern: Text | None = Field(default=None, description="A regular expression that text must match somewhere.")
    immutable: Boolean = Field(default=False, description="Given on create, never changed.")
    read_only: Boolean = Field(default=False, description="Shown, never given by callers.")
    write_only: Boolean = Field(default=False, description="Given by callers, never shown.")
    hidden: Boolean = Field(default=False, description="Seen by the repository only.")
    sensitive: Boolean = Field(default=False, description="Masked in logs, never filtered or sorted by.")
    computed: Computed | None = Field(default=None, description="Computed by the database from other fields.")
    identity: Identity | None = Field(default=None, description="Numbered by the database.")
    db_type: VerbatimByDatabase | None = Field(default=None, description="The column's type as SQL, verbatim.")
    storage: Storage | None = Field(default=None, description="How a list is kept.")
    collation: CollationByDatabase | None = Field(default=None, description="The column's collation.")
    example: Literally = Field(default=None, description="An example value for the documentation.")
    deprecated: Deprecation = Field(default=None, description="Why it should not be used any more.")
    backfill: Literally = Field(
        default=None, description="What rows that are there already get: a literal, now(), …, or {sql: expression}."
    )
    renamed_from: FieldName | None = Field(default=None, description="The name that this field had before.")
    references: OneOrMoreFields = Field(default=(), description="Fields of the other entity, if not its key.")
    columns: tuple[Identifier, ...] = Field(
        default=(), description="Columns that hold a reference, or own and other of an association."
    )
    on_delete: Action | None = Field(default=None, description="What happens here when the referenced row is deleted.")
    on_update: Action | None = Field(default=None, description="What happens here when the referenced key changes.")
    inverse: FieldName | None = Field(default=None, description="The field of the other entity that leads back.")
    constraint: Boolean = Field(default=True, description="Whether the database holds a foreign key.")
    deferrable: Deferrable | None = Field(
        default=None, description="Checked at commit: when asked (true) or always (deferred)."
    )
    through: QualifiedName | None = Field(default=None, description="The entity that links the two sides.")
    table: Identifier | None = Field(default=None, description="The association table's name.")
    position: Identifier | None = Field(default=None, description="A column of the association that keeps the order.")

    @property
    def has_default(self) -> bool:
        """Whether the spec gives a default; `default: null` is one."""
        return "default" in self.model_fields_set

    @property
    def has_example(self) -> bool:
        """Whether the spec gives an example."""
        return "example" in self.model_fields_set


def _sized(value: dict[str, object]) -> object:
    """Move precision, scale and length into the type's parentheses."""
    word, mark = str(value.get("type", "")), ""
    if word.endswith("?"):
        word, mark = word[:-1], "?"
    row = ROWS.get(word)
    names = [parameter.name for parameter in row.parameters] if row else []
    for key in SIZES & value.keys():
        if "(" in word:
            raise refuse(rules.CONTRADICTION, f"`{word}` has its numbers already", f"leave `{key}` out", key=key)
        if key not in names:
            takes = f"it takes {' and '.join(names)}" if names else ""
            raise refuse(rules.TYPE_NUMBERS, f"`{key}` is not for the type `{word}`", takes, key=key)
        if not re.fullmatch("[0-9]+", str(value[key])):
            raise refuse(rules.BAD_NUMBER, f"`{key}` takes a whole number, not `{value[key]}`", key=key)
    written = ", ".join(str(value[name]) for name in names if name in value)
    return {key: item for key, item in value.items() if key not in SIZES} | {"type": f"{word}({written}){mark}"}


def _long_form(value: object) -> object:
    if isinstance(value, str):
        return {"type": value}
    if isinstance(value, dict) and not SIZES.isdisjoint(value):
        return _sized(value)
    return value


_KNOWN: Final[dict[Hashable, FieldDocument]] = {}
"""The fields that were read, by how they are written."""


def _read(value: object, read: ValidatorFunctionWrapHandler) -> FieldDocument:
    """Read a field, or give the one that is written alike: most are, in a project of many entities."""
    key = _key(value)
    known = _KNOWN.get(key)
    if known is None:
        known = _KNOWN[key] = read(_long_form(value))
    return known


def _key(value: object) -> Hashable:
    """Give what values that are written alike have in common; in quotes, a text may mean something else."""
    if isinstance(value, dict):
        return (dict, *[(name, _key(item)) for name, item in value.items()])
    if isinstance(value, list):
        return (list, *map(_key, value))
    return (type(value), value)


Fields = dict[FieldKey, Annotated[FieldDocument, WrapValidator(_read, json_schema_input_type=Type | FieldDocument)]]
"""By name, in the order of the spec."""
