"""The small shapes that documents are made of, and how each short form becomes its long form.

A loaded scalar is text as written: plain `str`, or `Quoted` where it stood in quotes. What the text means is decided by
the keyword, that is, by the types here. `None` is an empty value, `null` or `~`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, ClassVar, Final, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import any_schema

from generator.diagnostics import Rule
from generator.dialects import DIALECTS
from generator.spec import rules
from generator.spec.patterns import (
    ENTITY_NAME,
    FIELD_NAME,
    IDENTIFIER,
    IMPORT_PATH,
    QUALIFIED_NAME,
    WHOLE,
    type_pattern,
)
from generator.spec.suggestion import did_you_mean
from generator.spec.typenames import TypeFindingError, read_type
from generator.spec.types import TypeExpression


class Quoted(str):
    """A scalar that stood in quotes or in a block: text, whatever it looks like."""

    __slots__ = ()


Tree = str | list["Tree"] | dict[str, "Tree"] | None
"""What YAML says, unread: scalars are `str` or `Quoted`, an empty value is None."""


class _Unread:
    """Keeps Pydantic from looking into a value: its field's type tells how to read it."""

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        return any_schema()


Literally = Annotated[Tree, _Unread()]
"""A value whose meaning depends on the type of its field, such as a default."""


class Shape(BaseModel):
    """What every document and part of one has in common."""

    noun: ClassVar[str] = "document"
    """What a finding calls it, behind `a` or `an`."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


_NUMBER: Final = re.compile(r"[+-]?[0-9]+")
_OCTAL: Final = re.compile(r"[+-]?0[0-9]")


def refuse(
    rule: Rule,
    message: str,
    help: str = "",  # the word users read in the output
    place: tuple[int, int] = (-1, -1),
    key: str = "",
) -> PydanticCustomError:
    """Make the error by which a validator reports a finding; `place` is in the text of the scalar.

    `key` names the entry of the value that is to blame, if it is a mapping.
    """
    context = {"code": rule.code, "message": message, "help": help, "start": place[0], "end": place[1], "key": key}
    return PydanticCustomError("finding", "{message}", context)


def _boolean(value: object) -> object:
    if type(value) is str:
        return {"true": True, "false": False}.get(value, value)
    return value


def no_switch(value: object) -> object:
    """Refuse `true` and `false` where a name is asked for: `inverse: true` names nothing."""
    if type(value) is str and value in {"true", "false"}:
        raise refuse(rules.BAD_NAME, f"a name is expected here, not `{value}`", "quote it if it is one")
    return value


def _whole(value: object) -> object:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return value
    if _OCTAL.match(value):
        raise refuse(rules.BAD_NUMBER, f"`{value}` begins with a zero", f"write {int(value[:20])}")
    return int(value[:20])


def refused(error: TypeFindingError) -> PydanticCustomError:
    """Make a validator's error of a type's."""
    return refuse(error.rule, str(error), error.help, error.place)


def _type(value: object) -> TypeExpression:
    if not isinstance(value, str):
        raise refuse(rules.WRONG_SHAPE, "a type is expected here, such as text or decimal(18, 2)")
    try:
        return read_type(str(value))
    except TypeFindingError as error:
        raise refused(error) from None


def by_database_or_all(value: object) -> object:
    """Turn one text for every database into a mapping with the key ""."""
    if isinstance(value, str):
        return {"": value}
    if isinstance(value, dict) and "" in value:
        raise refuse(rules.UNKNOWN_CHOICE, "a database has a name", f"known here: {', '.join(DIALECTS)}")
    return value


def _database(value: str) -> str:
    if value not in DIALECTS:
        raise refuse(rules.UNKNOWN_CHOICE, f"there is no database `{value}`", did_you_mean(value, DIALECTS) or "")
    return value


def _database_or_all(value: str) -> str:
    return _database(value) if value else value


def _deprecation(value: object) -> object:
    return {"true": "Not to be used any more.", "false": None}.get(value, value) if type(value) is str else value


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def flag_like(value: object) -> object:
    """Turn `true` into the long form without options, and `false` into False."""
    if type(value) is str and value in {"true", "false"}:
        return {} if value == "true" else False
    return value


def on_or_off(value: object) -> str:
    """Tell which member of a flag's union a value is."""
    return "<off>" if value is False else "<on>"


def named(value: object) -> object:
    """Turn a list of entries into a mapping by position; a mapping by short name stays one."""
    if not isinstance(value, list):
        return value
    if value and all(isinstance(item, str) for item in value):
        fields = ", ".join(value)
        each = ", ".join(f"[{item}]" for item in value)
        if len(value) == 1:
            raise refuse(rules.LOOSE_FIELDS, "each entry is a list of fields", f"write [[{fields}]]")
        message = "each entry is a list of fields: is this one entry, or one each?"
        raise refuse(rules.LOOSE_FIELDS, message, f"write [[{fields}]] or [{each}]")
    return dict(enumerate(value))


def wrapped(key: str) -> Callable[[object], object]:
    """Give the function that turns the short form, text or a list, into `{key: …}`."""
    return lambda value: {key: value} if isinstance(value, str | list) else value


def wrapped_sql(value: object) -> object:
    """Turn SQL, or a mapping of it by database, into `{sql: …}`."""
    is_short = isinstance(value, str) or (isinstance(value, dict) and value and value.keys() <= DIALECTS.keys())
    return {"sql": value} if is_short else value


Options = TypeVar("Options")
Flag = Annotated[
    Annotated[Options, Tag("<on>")] | Annotated[Literal[False], Tag("<off>"), WithJsonSchema({"type": "boolean"})],
    Discriminator(on_or_off),
    BeforeValidator(flag_like),
]
"""`true`, `false` or options; `true` has become the options without any."""

ANY_TEXT: Final = {"type": ["string", "number", "boolean"]}


def by_database(schema: Mapping[str, object]) -> dict[str, object]:
    """Give the JSON Schema of a mapping by database."""
    return {"type": "object", "properties": dict.fromkeys(DIALECTS, schema), "additionalProperties": False}


Text = Annotated[str, WithJsonSchema(ANY_TEXT)]
Boolean = Annotated[bool, BeforeValidator(_boolean), Field(strict=True), WithJsonSchema({"type": "boolean"})]
Deprecation = Annotated[Text | None, BeforeValidator(_deprecation, json_schema_input_type=Text)]
"""Why something should not be used any more; `true` has become a sentence."""
Whole = Annotated[
    int,
    BeforeValidator(_whole),
    Field(strict=True),
    WithJsonSchema({"type": ["integer", "string"], "pattern": WHOLE}),
]
_MOST: Final = 2**31 - 1
Length = Annotated[
    int,
    Field(strict=True, ge=0, le=_MOST),
    BeforeValidator(_whole),
    WithJsonSchema({"type": ["integer", "string"], "minimum": 0, "maximum": _MOST, "pattern": WHOLE}),
]
EntityName = Annotated[str, Field(pattern=ENTITY_NAME, max_length=63)]
QualifiedName = Annotated[str, Field(pattern=QUALIFIED_NAME, max_length=127)]
FieldKey = Annotated[str, Field(pattern=FIELD_NAME, max_length=63)]
FieldName = Annotated[str, Field(pattern=FIELD_NAME, max_length=63), BeforeValidator(no_switch)]
Identifier = Annotated[
    str,
    Field(pattern=IDENTIFIER, max_length=63),
    BeforeValidator(no_switch),
    WithJsonSchema({"type": ["string", "number"], "pattern": IDENTIFIER, "maxLength": 63}),
]
"""A name in the database, taken as it is."""
Nothing = Annotated[None, WithJsonSchema({"type": "null", "$comment": "an empty value"})]
"""An empty value where the language allows one."""
ImportPath = Annotated[str, Field(pattern=IMPORT_PATH)]
Database = Annotated[str, AfterValidator(_database), WithJsonSchema({"enum": list(DIALECTS)})]
Type = Annotated[TypeExpression, PlainValidator(_type), WithJsonSchema({"type": "string", "pattern": type_pattern()})]
DatabaseOrAll = Annotated[str, AfterValidator(_database_or_all)]
TEXT_BY_DATABASE: Final = {"anyOf": [ANY_TEXT, {**by_database(ANY_TEXT), "minProperties": 1}]}
Sql = Annotated[
    dict[DatabaseOrAll, Text],
    Field(min_length=1),
    BeforeValidator(by_database_or_all),
    WithJsonSchema(TEXT_BY_DATABASE),
]
"""One SQL expression over field names, by database; the key "" is every database."""
FieldNames = Annotated[tuple[FieldName, ...], Field(min_length=1)]
OneOrMoreFields = Annotated[FieldNames, BeforeValidator(_one_or_many, json_schema_input_type=FieldName | FieldNames)]
