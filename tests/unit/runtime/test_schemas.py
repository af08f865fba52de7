"""What every schema of the output refuses, whatever its fields are."""

import json
from typing import Annotated

import pytest
from pydantic import MISSING, Field, JsonValue, ValidationError

from generator.runtime.schemas import Input, Value


class Place(Value):
    city: str


class NoteUpdate(Input):
    title: Annotated[str, Field(max_length=80)] | MISSING = MISSING
    body: str | MISSING | None = MISSING
    tags: list[str] | MISSING = MISSING
    words: frozenset[str] | MISSING = MISSING
    extra: JsonValue | MISSING = MISSING
    place: Place | MISSING | None = MISSING


@pytest.mark.parametrize("wrong", ["\0", "a\0b", "\ud800", "é\udfff"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "{}"),
        ("body", "{}"),
        ("tags", ["fine", "{}"]),
        ("words", {"{}"}),
        ("extra", {"a": [1, None, {"b": "{}"}]}),
        ("extra", {"a{}": 1}),
        ("place", {"city": "{}"}),
    ],
)
def test_text_that_a_database_cannot_hold_is_refused_at_its_field(field: str, value: object, wrong: str) -> None:
    filled = eval(repr(value).replace("{}", repr(wrong)[1:-1]))  # noqa: S307  # our own value
    with pytest.raises(ValidationError) as refused:
        NoteUpdate.model_validate({field: filled})
    assert [error["loc"] for error in refused.value.errors()] == [(field,)]


def test_any_other_text_is_taken_as_it_is() -> None:
    words = "'\"\\ %s :x {{ }} \x01\x7f \u202e 😀 \n"
    note = NoteUpdate.model_validate_json(
        json.dumps({"title": words, "extra": {words: [words]}, "place": {"city": words}})
    )
    assert (note.title, note.extra, note.place) == (words, {words: [words]}, Place(city=words))
