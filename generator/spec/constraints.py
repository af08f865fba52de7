"""Uniques, indexes, checks and search as a spec writes them, in their long form."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from generator.spec import rules
from generator.spec.columns import Columns, Term
from generator.spec.forms import (
    Boolean,
    Database,
    FieldKey,
    FieldNames,
    Identifier,
    Shape,
    Sql,
    Text,
    named,
    refuse,
    wrapped,
    wrapped_sql,
)
from generator.spec.patterns import FIELD_NAME
from generator.spec.verbatim import Parameter, Verbatim

Deferrable = Annotated[
    Literal[True, "deferred"],
    BeforeValidator(lambda value: True if value == "true" else value, json_schema_input_type=Literal[True, "deferred"]),
]


class UniqueOptions(Shape):
    """A unique over one field, written at that field."""

    noun: ClassVar[str] = "unique"

    where: Sql | None = Field(
        default=None, description="Only rows for which this SQL condition over field names holds."
    )
    name: Identifier | None = Field(default=None, description="The name in the database, verbatim.")
    message: Text | None = Field(default=None, description="What a caller is told when the value is taken.")
    include: FieldNames = Field(default=(), description="Further fields kept in the index (PostgreSQL).")
    nulls_not_distinct: Boolean = Field(default=False, description="Two nulls count as equal.")
    deferrable: Deferrable | None = Field(
        default=None, description="Checked at commit: when asked (true) or always (deferred)."
    )
    is_global: Boolean = Field(default=False, alias="global", description="Holds across tenants.")
    include_deleted: Boolean = Field(default=False, description="Holds among soft-deleted rows too.")
    renamed_from: Identifier | None = Field(default=None, description="The name that this unique had before.")


class UniqueDocument(UniqueOptions):
    """A unique of an entity."""

    fields: Columns = Field(description="Fields or SQL expressions that are unique together.")


class IndexOptions(Shape):
    """An index over one field, written at that field."""

    noun: ClassVar[str] = "index"

    where: Sql | None = Field(
        default=None, description="Only rows for which this SQL condition over field names holds."
    )
    name: Identifier | None = Field(default=None, description="The name in the database, verbatim.")
    unique: Boolean = Field(default=False, description="Whether the index is unique; `unique:` says it better.")
    method: Text | None = Field(default=None, description="btree, hash, gin, gist, brin, hnsw, …")
    ops: dict[FieldKey, Verbatim] = Field(default={}, description="Operator class by field (PostgreSQL).")
    include: FieldNames = Field(default=(), description="Further fields kept in the index (PostgreSQL).")
    options: dict[Parameter, Verbatim] = Field(
        default={}, alias="with", description="Storage parameters of the index (PostgreSQL)."
    )
    databases: tuple[Database, ...] = Field(default=(), description="Only on these databases.")
    is_global: Boolean = Field(default=False, alias="global", description="Does not lead with the tenant.")
    include_deleted: Boolean = Field(default=False, description="Holds soft-deleted rows too.")
    renamed_from: Identifier | None = Field(default=None, description="The name that this index had before.")


class IndexDocument(IndexOptions):
    """An index of an entity."""

    fields: Columns = Field(description="Fields or SQL expressions, each with asc or desc and nulls first or last.")


class CheckDocument(Shape):
    """A rule that each row keeps."""

    noun: ClassVar[str] = "check"

    sql: Sql = Field(description="An SQL condition over field names.")
    message: Text | None = Field(default=None, description="What a caller is told when the rule is broken.")
    name: Identifier | None = Field(default=None, description="The name in the database, verbatim.")
    renamed_from: Identifier | None = Field(default=None, description="The short name that this check had before.")


def _search_mode(value: object) -> object:
    if isinstance(value, str) and value in {"fulltext", "trigram"}:
        message = f"`mode: {value}` is reserved: texts are searched by `like`, others will come in a later version"
        raise refuse(rules.RESERVED, message, "leave `mode` out")
    return value


SearchMode = Annotated[Literal["like"], BeforeValidator(_search_mode)]


class SearchDocument(Shape):
    """What `q` looks through."""

    noun: ClassVar[str] = "search"

    fields: FieldNames = Field(description="Text fields.")
    mode: SearchMode = Field(default="like", description="How text is found.")


def _short_name(value: object) -> int | str:
    if isinstance(value, int):
        return value
    if not isinstance(value, str) or not re.fullmatch(FIELD_NAME, value):
        raise refuse(
            rules.BAD_NAME,
            f"`{value}` is no short name",
            "write it in snake_case: it becomes part of a name in the database",
        )
    return str(value)


ShortName = Annotated[int | str, PlainValidator(_short_name, json_schema_input_type=FieldKey)]
"""What stands before an entry: its short name, or its position where the spec has a list."""
_UNIQUE_INPUT = Columns | UniqueDocument
_INDEX_INPUT = Columns | IndexDocument

Uniques = Annotated[
    dict[ShortName, Annotated[UniqueDocument, BeforeValidator(wrapped("fields"))]],
    BeforeValidator(named, json_schema_input_type=list[_UNIQUE_INPUT] | dict[FieldKey, _UNIQUE_INPUT]),
]
"""By short name, or by position where the spec has a list."""
Indexes = Annotated[
    dict[ShortName, Annotated[IndexDocument, BeforeValidator(wrapped("fields"))]],
    BeforeValidator(named, json_schema_input_type=list[_INDEX_INPUT] | dict[FieldKey, _INDEX_INPUT]),
]
"""By short name, or by position where the spec has a list."""
Checks = dict[
    FieldKey, Annotated[CheckDocument, BeforeValidator(wrapped_sql, json_schema_input_type=Sql | CheckDocument)]
]
"""By short name."""
Search = Annotated[
    SearchDocument, BeforeValidator(wrapped("fields"), json_schema_input_type=FieldNames | SearchDocument)
]
Order = tuple[Term, ...]
