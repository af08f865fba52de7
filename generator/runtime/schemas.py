"""The bases of generated schemas, and the field types they share."""

from datetime import UTC, datetime, time
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, HttpUrl, TypeAdapter

_HTTP_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


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


UtcDatetime = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""A point in time; what comes with another zone is turned into UTC."""

LocalTime = Annotated[time, AfterValidator(_without_zone)]
"""A time of day on the wall, without a zone."""

Url = Annotated[str, AfterValidator(_check_url)]
"""An http or https address, kept as it was written."""


class Input(BaseModel):
    """What a caller sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(BaseModel):
    """A nested object, kept as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Record(BaseModel):
    """What the database returned; built from a row or a model instance."""

    model_config = ConfigDict(from_attributes=True, frozen=True)
