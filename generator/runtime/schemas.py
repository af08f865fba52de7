"""The bases of generated schemas, and the field types they share."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import cache
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, HttpUrl, TypeAdapter, field_validator

RecordT = TypeVar("RecordT", bound="Record")

_VALIDATORS: Final = ("validators", "field_validators", "root_validators", "model_validators")
_HTTP_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)
NO_TEXT: Final = "holds the character NUL or half of a surrogate pair, which is no text"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


BASE64: Final[ConfigDict] = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}
"""What bytes are in JSON, which has none."""


def _to_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


def _without_zone(value: time) -> time:
    if value.tzinfo is not None:
        message = "a time of day here has no zone"
        raise ValueError(message)
    return value


def _check_url(value: str) -> str:
    _HTTP_URL.validate_python(value)
    return value


def is_storable(value: object) -> bool:
    """Tell whether all text within a value is such that every database holds it."""
    if isinstance(value, str):
        return "\0" not in value and (value.isascii() or not _SURROGATE.search(value))
    if isinstance(value, BaseModel):
        return all(map(is_storable, vars(value).values()))
    if isinstance(value, Mapping):
        return all(map(is_storable, value.keys())) and all(map(is_storable, value.values()))
    return not isinstance(value, list | frozenset) or all(map(is_storable, value))


UtcDatetime = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""A point in time; what comes with another zone is turned into UTC."""

LocalTime = Annotated[time, AfterValidator(_without_zone)]
"""A time of day on the wall, without a zone."""

Url = Annotated[str, AfterValidator(_check_url)]
"""An http or https address, kept as it was written."""


class Input(BaseModel):
    """What a caller sends: unknown fields are refused, and text that a database may have no place for."""

    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    @field_validator("*")
    @classmethod
    def _check_text(cls, value: object) -> object:
        if not is_storable(value):
            raise ValueError(NO_TEXT)
        return value


class Value(BaseModel):
    """A nested object, kept as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_bytes="base64", val_json_bytes="base64")


class Record(BaseModel):
    """What the database returned; built from a row or a model instance."""

    model_config = ConfigDict(from_attributes=True, frozen=True, ser_json_bytes="base64", val_json_bytes="base64")


@cache
def maker(record: type[RecordT]) -> Callable[[Sequence[object]], RecordT]:
    """Give what makes a record of a row that has its columns in the order of the fields.

    A database's columns give values of the fields' types, so nothing is validated again, unless `record` has
    validators or private attributes of its own.
    """
    names = tuple(record.model_fields)
    decorators = record.__pydantic_decorators__
    if record.__private_attributes__ or any(getattr(decorators, kind) for kind in _VALIDATORS):
        return lambda row: record.model_validate(dict(zip(names, row, strict=True)))
    # One set for all: whoever sets a field adds a name that it has already.
    fields, new, put = set(names), record.__new__, object.__setattr__

    def make(row: Sequence[object]) -> RecordT:
        made = new(record)
        put(made, "__dict__", dict(zip(names, row, strict=True)))
        put(made, "__pydantic_fields_set__", fields)
        put(made, "__pydantic_extra__", None)
        put(made, "__pydantic_private__", None)
        return made

    return make
