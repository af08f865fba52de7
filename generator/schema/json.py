"""The schema's pieces as JSON values and back; what has its default is left out.

ValueError, KeyError or TypeError on reading: the value is no such piece.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Final, TypeVar

from generator.fieldtypes import Scalar
from generator.schema.state import (
    ArrayOf,
    Backfill,
    Check,
    Column,
    Default,
    ForeignKey,
    Index,
    NativeEnum,
    Part,
    Policy,
    PrimaryKey,
    SqlObject,
    StorageType,
    Table,
    Unique,
)

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Object = Mapping[str, Json]
ItemT = TypeVar("ItemT")

_SCALAR: Final = re.compile(r"([a-z_]+)(?:\((\d+(?:, \d+)*)\))?\Z")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)
_UNRECORDED: Final = frozenset({"fill", "former", "places", "renamed_from", "replaced", "span"})


_RECORDED: Final[dict[type, list[tuple[str, object]]]] = {}


def _recorded(kind: type) -> list[tuple[str, object]]:
    """Give the fields of a class that are written, each with its default."""
    if kind not in _RECORDED:
        written = [item for item in fields(kind) if item.name not in _UNRECORDED]
        defaults = [it.default if it.default_factory is MISSING else it.default_factory() for it in written]
        _RECORDED[kind] = [(item.name, default) for item, default in zip(written, defaults, strict=True)]
    return _RECORDED[kind]


_COLUMNS: Final[dict[int, tuple[Column, dict[str, Json]]]] = {}
"""By identity, which is a column's as long as it is in here: tables share those that are alike."""


def to_json(item: object) -> Json:
    """Give a piece of the schema as a JSON value; that of a column is one object each time, and not to be changed."""
    match item:
        case None | str() | int() | float():
            return item
        case tuple() | list():
            return [to_json(each) for each in item]
        case Part():
            return _part_text(item)
        case Scalar():
            return str(item)
        case Mapping():
            return {str(key): to_json(each) for key, each in item.items()}
        case _:
            return _column_json(item) if isinstance(item, Column) else _fields(item)


def _column_json(item: Column) -> dict[str, Json]:
    known = _COLUMNS.get(id(item))
    if known is None:
        known = _COLUMNS[id(item)] = (item, _fields(item))
    return known[1]


def _fields(item: object) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, default in _recorded(type(item)):
        value = getattr(item, name)
        if value != default or type(value) is not type(default):
            found[name] = labels_json(value) if name == "labels" else to_json(value)
    return found


def labels_json(value: object) -> Json:
    """Give labels as a list where they store themselves; those of an enum type are one already."""
    own = isinstance(value, Mapping) and all(label == stored for label, stored in value.items())
    return to_json(list(value) if own and isinstance(value, Mapping) else value)


def dumps(value: Json) -> str:
    """Write a value on one line, keys as they come."""
    return _ENCODER.encode(value)


def table(value: Object) -> Table:
    """Read a table."""
    return Table(
        name=_text(value["name"]),
        schema=_optional(value, "schema"),
        columns=_items(value, "columns", column),
        primary_key=primary_key(_object(value["primary_key"])),
        uniques=_items(value, "uniques", unique),
        indexes=_items(value, "indexes", index),
        checks=_items(value, "checks", check),
        foreign_keys=_items(value, "foreign_keys", foreign_key),
        policy=policy(_object(value["policy"])) if "policy" in value else None,
        append_only=_flag(value, "append_only"),
        options=table_options(value.get("options", {})),
        comment=_optional(value, "comment"),
        entity=_text(value.get("entity", "")),
        link=_text(value.get("link", "")),
    )


def texts(value: Json) -> dict[str, str]:
    """Read texts by name; none where there is nothing."""
    return _texts({"texts": value}, "texts") if value else {}


def table_options(value: Json) -> dict[str, dict[str, str]]:
    """Read what a table says to single databases."""
    options = _object(value)
    return {name: _texts(options, name) for name in options}


def column(value: Object) -> Column:
    """Read a column."""
    return Column(
        name=_text(value["name"]),
        type=storage(value["type"]),
        nullable=_flag(value, "nullable"),
        default=_default(_object(value["default"])) if "default" in value else None,
        computed=_optional(value, "computed"),
        stored=_flag(value, "stored", default=True),
        identity=_optional(value, "identity"),
        db_type=_texts(value, "db_type"),
        collation=_texts(value, "collation"),
        comment=_optional(value, "comment"),
        labels=labels(value.get("labels", {})),
        inside=_texts(value, "inside"),
        known_as=_text(value.get("known_as", "")),
    )


def storage(value: Json) -> StorageType:
    """Read what a column holds."""
    if isinstance(value, str):
        return _scalar(value)
    kind = _object(value)
    if "item" in kind:
        return ArrayOf(_scalar(_text(kind["item"])))
    return enum(kind)


def enum(value: Object) -> NativeEnum:
    """Read an enum type."""
    return NativeEnum(_text(value["name"]), _names(value, "labels"), _optional(value, "schema"))


def primary_key(value: Object) -> PrimaryKey:
    """Read a primary key."""
    return PrimaryKey(_text(value["name"]), _names(value, "columns"))


def unique(value: Object) -> Unique:
    """Read a unique constraint."""
    return Unique(
        name=_text(value["name"]),
        columns=_names(value, "columns"),
        deferrable=_optional(value, "deferrable"),
        nulls_not_distinct=_flag(value, "nulls_not_distinct"),
        include=_names(value, "include"),
    )


def index(value: Object) -> Index:
    """Read an index."""
    return Index(
        name=_text(value["name"]),
        parts=tuple(_part(part) for part in _list(value["parts"])),
        unique=_flag(value, "unique"),
        where=_optional(value, "where"),
        method=_optional(value, "method"),
        ops=_texts(value, "ops"),
        include=_names(value, "include"),
        options=_texts(value, "options"),
        nulls_not_distinct=_flag(value, "nulls_not_distinct"),
        databases=_names(value, "databases"),
    )


def check(value: Object) -> Check:
    """Read a check."""
    return Check(_text(value["name"]), _text(value["expression"]), _optional(value, "enum_column"))


def foreign_key(value: Object) -> ForeignKey:
    """Read a foreign key."""
    return ForeignKey(
        name=_text(value["name"]),
        columns=_names(value, "columns"),
        table=_text(value["table"]),
        references=_names(value, "references"),
        schema=_optional(value, "schema"),
        on_delete=_text(value.get("on_delete", "no_action")),
        on_update=_text(value.get("on_update", "no_action")),
        set_null_columns=_names(value, "set_null_columns"),
        deferrable=_optional(value, "deferrable"),
    )


def policy(value: Object) -> Policy:
    """Read a policy."""
    return Policy(_text(value["column"]), _scalar(_text(value["type"])), _flag(value, "shared"))


def sql_object(value: Object) -> SqlObject:
    """Read what a `sql:` document makes."""
    return SqlObject(
        name=_text(value["name"]),
        up=_texts(value, "up"),
        down=_texts(value, "down"),
        databases=_names(value, "databases"),
        tables=_names(value, "tables"),
        objects=_names(value, "objects"),
    )


def backfill(value: Json) -> str | Backfill | None:
    """Read what rows get."""
    if value is None or isinstance(value, str):
        return value
    given = _object(value)
    literal = given.get("literal")
    if not (literal is None or isinstance(literal, str | int)):
        message = f"{literal!r} is no literal"
        raise TypeError(message)
    return Backfill(literal, _optional(given, "expression"))


def labels(value: Json) -> dict[str, str | int]:
    """Read what labels store: a list where they store themselves."""
    if isinstance(value, list):
        return {label: label for label in map(_text, value)}
    found = _object(value)
    return {label: stored for label, stored in found.items() if isinstance(stored, str | int)}


def pairs(value: Json) -> tuple[tuple[str | int, str | int], ...]:
    """Read what takes the place of what."""
    found: list[tuple[str | int, str | int]] = []
    for pair in _list(value) if value is not None else ():
        match pair:
            case [str() | int() as old, str() | int() as new]:
                found.append((old, new))
            case _:
                message = f"{pair!r} is no pair"
                raise TypeError(message)
    return tuple(found)


def _default(value: Object) -> Default:
    given = value.get("literal")
    if not (given is None or isinstance(given, str | int)):
        message = f"{given!r} is no literal of a default"
        raise TypeError(message)
    return Default(given, _texts(value, "sql"))


def _part_text(part: Part) -> Json:
    """Give a column as its bare name, everything else as an object."""
    if part == Part(part.column):
        return part.column
    return {name: to_json(getattr(part, name)) for name, default in _recorded(Part) if getattr(part, name) != default}


def _part(value: Json) -> Part:
    if isinstance(value, str):
        return Part(value)
    given = _object(value)
    return Part(
        _optional(given, "column"),
        _optional(given, "expression"),
        _flag(given, "descending"),
        _optional(given, "nulls"),
    )


@cache
def _scalar(text: str) -> Scalar:
    found = _SCALAR.match(text)
    if found is None:
        message = f"{text!r} is no type"
        raise ValueError(message)
    return Scalar(found[1], tuple(map(int, found[2].split(", "))) if found[2] else ())


def _items(value: Object, key: str, read: Callable[[Object], ItemT]) -> tuple[ItemT, ...]:
    return tuple(read(_object(item)) for item in _list(value.get(key, [])))


def _names(value: Object, key: str) -> tuple[str, ...]:
    given = value.get(key)
    return tuple(map(_text, _list(given))) if given is not None else ()


def _texts(value: Object, key: str) -> dict[str, str]:
    given = value.get(key)
    return {name: _text(item) for name, item in _object(given).items()} if given is not None else {}


def _flag(value: Object, key: str, *, default: bool = False) -> bool:
    given = value.get(key, default)
    if not isinstance(given, bool):
        message = f"{key} is true or false, not {given!r}"
        raise TypeError(message)
    return given


def _optional(value: Object, key: str) -> str | None:
    given = value.get(key)
    return None if given is None else _text(given)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        message = f"{value!r} is no text"
        raise TypeError(message)
    return value


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        message = f"{value!r} is no list"
        raise TypeError(message)
    return value


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        message = f"{value!r} is no object"
        raise TypeError(message)
    return value
