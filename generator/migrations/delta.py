"""The operations of a revision as JSON: what stands beside its body, and what the state is folded from."""

import json as json_text
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from hashlib import sha256
from typing import Final

from generator.migrations.draft import TableName
from generator.migrations.operations import OPERATIONS, Operation
from generator.schema import json
from generator.schema.json import Json, Object

FORMAT: Final = 1
_DIGITS: Final = 16


def to_json(operation: Operation) -> dict[str, Json]:
    """Give an operation as an object: its word, then its fields."""
    found: dict[str, Json] = {"op": operation.word}
    for item in fields(operation):
        value = getattr(operation, item.name)
        if item.default is not MISSING and value == item.default:
            continue
        found[item.name] = str(value) if isinstance(value, TableName) and value.schema is None else json.to_json(value)
        if item.name == "labels":
            found[item.name] = json.labels_json(value)
    return found


def from_json(value: Object) -> Operation:
    """Read an operation; ValueError, KeyError or TypeError if it is none."""
    word = value.get("op")
    kind = OPERATIONS.get(word) if isinstance(word, str) else None
    if kind is None:
        message = f"{word!r} is no operation that this version knows"
        raise ValueError(message)
    arguments = {item.name: _reader(kind.word, item.name)(value.get(item.name)) for item in fields(kind)}
    return kind(**arguments)


@dataclass(frozen=True, slots=True)
class Head:
    """What a delta says before its operations."""

    revision: str
    parents: tuple[str, ...]
    """What it follows: none, one, or those that it joins."""
    message: str
    databases: tuple[str, ...]
    digest: str
    """Of the operations."""
    allowed: tuple[str, ...] = ()
    """The codes of findings that would have stopped it."""

    @property
    def parent(self) -> str | tuple[str, ...] | None:
        """What it follows, as Alembic's `down_revision` has it."""
        return self.parents if len(self.parents) > 1 else self.parents[0] if self.parents else None

    def to_json(self) -> dict[str, Json]:
        """Give the head's keys and values."""
        allowed: dict[str, Json] = {"allowed": list(self.allowed)} if self.allowed else {}
        return {
            "format": FORMAT,
            "revision": self.revision,
            "parent": list(self.parents) if len(self.parents) > 1 else self.parents[0] if self.parents else None,
            "message": self.message,
            "databases": list(self.databases),
            "delta": self.digest,
            **allowed,
        }


def dumps(head: Head, operations: Iterable[dict[str, Json]]) -> str:
    """Write a revision's delta: the head's keys, then an operation a line, a table's parts a line each."""
    keys = (f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in head.to_json().items())
    lines = ["{", *keys, '  "operations": [']
    held, known = list(operations), dict[int, str]()
    written = [_operation_lines(operation, known) for operation in held]
    lines.extend(",\n".join(written).split("\n") if written else [])
    return "\n".join([*lines, "  ]", "}", ""])


def digest(operations: Iterable[Object]) -> str:
    """Give the digest of operations as they are recorded: of what they say, not of how it is laid out."""
    text = json_text.dumps(list(operations), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _operation_lines(value: dict[str, Json], known: dict[int, str]) -> str:
    """Give the lines of an operation; `known` are those of columns that came before, which tables share, by identity."""
    table = value["table"] if value["op"] == "create_table" else None
    if not isinstance(table, dict):
        return f"    {json.dumps(value)}"
    lines: list[str] = []
    for key, part in table.items():
        if isinstance(part, list):
            for item in part:
                if id(item) not in known:
                    known[id(item)] = f"        {json.dumps(item)}"
            items = ",\n".join([known[id(item)] for item in part])
            lines.append(f"      {json.dumps(key)}: [\n{items}\n      ]")
        else:
            lines.append(f"      {json.dumps(key)}: {json.dumps(part)}")
    inner = ",\n".join(lines)
    return f'    {{"op": "create_table", "table": {{\n{inner}\n    }}}}'


def _table_name(value: Json) -> TableName:
    if isinstance(value, str):
        return TableName(value)
    match value:
        case [str(name), str(schema)]:
            return TableName(name, schema)
        case _:
            message = f"{value!r} names no table"
            raise TypeError(message)


def _object(read: Callable[[Object], object]) -> Callable[[Json], object]:
    def checked(value: Json) -> object:
        if not isinstance(value, dict):
            message = f"{value!r} is no object"
            raise TypeError(message)
        return read(value)

    return checked


def _name(value: Json) -> str:
    if not isinstance(value, str):
        message = f"{value!r} is no name"
        raise TypeError(message)
    return value


def _optional(value: Json) -> str | None:
    return None if value is None else _name(value)


_READERS: Final[Mapping[str, Callable[[Json], object]]] = {
    "table": _table_name,
    "create_table.table": _object(json.table),
    "rename_table.to": _table_name,
    "rename_table.entity": _optional,
    "rename_column.to": _name,
    "rename_column.known_as": _optional,
    "rename_index.to": _name,
    "rename_constraint.to": _name,
    "add_column.column": _object(json.column),
    "alter_column.column": _object(json.column),
    "column": _name,
    "name": _name,
    "drop_enum_type.name": _table_name,
    "comment": _optional,
    "fill": json.backfill,
    "labels": json.labels,
    "inside": json.texts,
    "values": json.pairs,
    "options": json.table_options,
    "unique": _object(json.unique),
    "check": _object(json.check),
    "index": _object(json.index),
    "key": _object(json.foreign_key),
    "alter_primary_key.key": _object(json.primary_key),
    "policy": _object(json.policy),
    "enum": _object(json.enum),
    "object": _object(json.sql_object),
}


def _reader(word: str, name: str) -> Callable[[Json], object]:
    return _READERS.get(f"{word}.{name}") or _READERS[name]
