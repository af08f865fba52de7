"""Which keywords a place of a document takes: found by walking the models along a path."""

from collections.abc import Sequence
from types import UnionType
from typing import Annotated, Final, Union, get_args, get_origin

from pydantic import BaseModel

from generator.spec.documents import EntityDocument
from generator.spec.fields import SIZES, FieldDocument
from generator.spec.forms import Shape
from generator.spec.places import Step

HINTS: Final = {
    "abstract": "share fields by a `mixin:`; there is no table inheritance",
    "attributes": "did you mean `fields`?",
    "choices": "name an `enum:` document as the type",
    "columns": "did you mean `fields`?",
    "comment": "did you mean `description`?",
    "constraints": "write `unique`, `indexes` or `checks`",
    "doc": "did you mean `description`?",
    "enum": "name an `enum:` document as the type",
    "extends": "share fields by `mixins: [Name]`; there is no table inheritance",
    "fk": "name the other entity as the type",
    "foreign_key": "name the other entity as the type",
    "ge": "did you mean `min`?",
    "gt": "did you mean `exclusive_min`?",
    "help": "did you mean `description`?",
    "index": "did you mean `indexes`?",
    "inherits": "share fields by `mixins: [Name]`; there is no table inheritance",
    "le": "did you mean `max`?",
    "lt": "did you mean `exclusive_max`?",
    "max_digits": "write it in the type: decimal(18, 2)",
    "maximum": "did you mean `max`?",
    "minimum": "did you mean `min`?",
    "not_null": "a field is not null unless its type ends in ?",
    "null": "write ? behind the type",
    "optional": "write ? behind the type",
    "ordering": "did you mean `order`?",
    "pk": "the entity's `key` names its key",
    "primary_key": "the entity's `key` names its key",
    "private": "did you mean `hidden`?",
    "properties": "did you mean `fields`?",
    "regex": "did you mean `pattern`?",
    "relation": "name the other entity as the type",
    "required": "a field is required unless its type ends in ? or it has a `default`",
    "secret": "did you mean `sensitive`?",
    "size": "write it in the type: string(64)",
    "table_name": "did you mean `table`?",
    "tablename": "did you mean `table`?",
    "title": "did you mean `description`?",
    "uniques": "did you mean `unique`?",
    "validators": "did you mean `checks`?",
}
"""What authors bring along from other tools, and what it is here."""


def keywords(model: type[BaseModel]) -> tuple[str, ...]:
    """Give the keywords that a spec may write in what `model` describes."""
    own = tuple(field.alias or name for name, field in model.model_fields.items())
    return (*own, *sorted(SIZES)) if model is FieldDocument else own


def model_at(model: type[BaseModel], path: Sequence[Step]) -> type[Shape] | None:
    """Give the model of the mapping at `path`; None if what stands there has no keywords of its own."""
    annotation: object = model
    for step in path:
        annotation = _inner(annotation, step)
    found = _model(annotation)
    return found if found is not None and issubclass(found, Shape) else None


def takes_switch(model: type[BaseModel], key: str) -> bool:
    """Whether `true` can stand behind a keyword."""
    for name, field in model.model_fields.items():
        if key in {name, field.alias}:
            return _has_switch(field.annotation)
    return False


def elsewhere(key: str) -> str | None:
    """Tell where a keyword belongs that is not known where it stands."""
    if key in keywords(FieldDocument):
        return f"`{key}` is a keyword of a field"
    return f"`{key}` is a keyword of an entity" if key in keywords(EntityDocument) else None


def _has_switch(annotation: object) -> bool:
    """Whether an annotation holds a truth value, or `False` beside options."""
    return any(option is bool or False in get_args(option) for option in _options(annotation))


def _inner(annotation: object, step: Step) -> object:
    found = _model(annotation)
    if found is not None:
        for name, field in found.model_fields.items():
            if step in {name, field.alias}:
                return field.annotation
        return None
    for option in _options(annotation):
        if get_origin(option) in {dict, tuple, list}:
            arguments = get_args(option)
            return arguments[1] if get_origin(option) is dict else arguments[0]
    return None


def _model(annotation: object) -> type[BaseModel] | None:
    for option in _options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None


def _options(annotation: object) -> list[object]:
    """Give what an annotation may be, without its wrappings."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _options(get_args(annotation)[0])
    if origin in {UnionType, Union}:
        return [option for item in get_args(annotation) for option in _options(item)]
    return [annotation]
