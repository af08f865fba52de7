"""Equivalent input for every tool: N entities of 12 fields with an enum, a reference, a unique and two indexes."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

_SPEC = """\
entity: Item{n}
description: The synthetic entity number {n}.
fields:
  name:     {{type: string(120), min_length: 1, description: Shown in lists}}
  code:     {{type: string(20), unique: true}}
  status:   {{type: Status{n}, default: open}}
  amount:   {{type: "decimal(18, 2)", min: 0}}
  quantity: {{type: int, default: 1}}
  ratio:    float?
  active:   {{type: bool, default: true}}
  due_on:   date?
  seen_at:  datetime
  notes:    text?
  settings: {{type: "map[string, string(40)]", default: {{}}}}
  parent:   {parent}
indexes:
  - [status, due_on]
  - [name]
filter: [status, due_on]
sort: [name]
order: [name]
---
enum: Status{n}
values: [open, paid, closed]
"""

_MODEL = """

class Status{n}(StrEnum):
    open = "open"
    paid = "paid"
    closed = "closed"


class Item{n}(Base):
    __tablename__ = "items_{n}"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    status: Mapped[Status{n}] = mapped_column(Enum(Status{n}, native_enum=False))
    amount: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    quantity: Mapped[int] = mapped_column(default=1)
    ratio: Mapped[float | None]
    active: Mapped[bool] = mapped_column(default=True)
    due_on: Mapped[date | None]
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    notes: Mapped[str | None] = mapped_column(Text)
    settings: Mapped[dict[str, str]] = mapped_column(JSON)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("items_{parent}.id"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    __table_args__ = (Index(None, "status", "due_on"), Index(None, "name"))
"""

_MODELS_HEAD = """\
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, DateTime, Enum, ForeignKey, Index, MetaData, Numeric, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s"})
"""

_ENV = """\
from alembic import context
from models import Base
from sqlalchemy import create_engine

with create_engine("sqlite:///bench.db").connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
"""

_MAKO = '''\
"""${message}"""
${imports if imports else ""}
from alembic import op
import sqlalchemy as sa

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
'''


_ALLOWED = [f"M4{number}" for number in range(10, 40)]
"""Edits that drop things are meant."""
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_STATUS: dict[str, object] = {"type": "string", "enum": ["open", "paid", "closed"]}


COMMON = """\
mixin: Noted
fields:
  note: string(200)?
---
value: Place
fields:
  city: string(80)?
---
entity: Hub
fields:
  name: string(40)
"""
"""What all entities share in a project of `write_common`."""

COMMON_EDITS: dict[str, tuple[str, str]] = {
    "a field added to a mixin that all entities have": ("note: string(200)?\n", "note: string(200)?\n  mark: int?\n"),
    "a field added to a value object that all entities hold": (
        "city: string(80)?\n",
        "city: string(80)?\n  lot: int?\n",
    ),
    "a field added to an entity that all others refer to": ("name: string(40)\n", "name: string(40)\n  rank: int?\n"),
}
"""What is put in the place of what, by the kind of edit."""

EDITS: dict[str, Callable[[str], str]] = {
    "a description": lambda text: text.replace("The synthetic entity", "A synthetic entity"),
    "a field added": lambda text: text.replace("notes:    text?", "notes:    text?\n  remarks:  string(80)?"),
    "a field dropped": lambda text: text.replace("  ratio:    float?\n", ""),
    "a reference added": lambda text: text.replace(
        "  parent: ", "  other: {type: Item7?, inverse: others}\n  parent: "
    ),
    "a reference dropped": lambda text: re.sub(r"  parent: .*\n", "", text),
    "another key": lambda text: text.replace("fields:\n", "key: string(36)\nfields:\n", 1),
    "a flag switched on": lambda text: text.replace("fields:\n", "soft_delete: true\nfields:\n", 1),
    "an enum's member added": lambda text: text.replace("[open, paid, closed]", "[open, paid, closed, lost]"),
    "an index added": lambda text: text.replace("  - [name]\n", "  - [name]\n  - [seen_at]\n"),
    "an entity added": lambda text: f"{text}---\nentity: Newcomer\nfields:\n  name: string(40)\n",
}
"""The kinds of edit that the time of a build after one is told for."""


def write_specs(folder: Path, count: int) -> None:
    """Write a project of `count` entities, each a domain of its own, into `folder`."""
    specs = folder / "specs"
    specs.mkdir(parents=True)
    allowed = ", ".join(f'"{code}"' for code in _ALLOWED)
    (folder / "pyproject.toml").write_text(f'[tool.gen]\nspecs = "specs"\noutput = "app"\nallow = [{allowed}]\n')
    for n in range(count):
        (specs / f"item{n}.yaml").write_text(
            _SPEC.format(n=n, parent=f"{{type: Item{_parent(n)}?, on_delete: set_null}}")
        )


def write_common(folder: Path, count: int) -> Path:
    """Write a project whose entities all have a mixin, hold a value object and refer to one more; give the file of these."""
    write_specs(folder, count)
    for spec in (folder / "specs").iterdir():
        text = spec.read_text().replace("fields:\n", "mixins: [Noted]\nfields:\n", 1)
        spec.write_text(text.replace("  parent: ", "  place: Place?\n  hub: Hub?\n  parent: "))
    common = folder / "specs" / "common.yaml"
    common.write_text(COMMON)
    return common


def write_models(folder: Path, count: int) -> None:
    """Write the same entities as SQLAlchemy models with an Alembic environment over an empty SQLite file."""
    versions = folder / "alembic" / "versions"
    versions.mkdir(parents=True)
    body = "".join(_MODEL.format(n=n, parent=_parent(n)) for n in range(count))
    (folder / "models.py").write_text(_MODELS_HEAD + body)
    (folder / "alembic" / "env.py").write_text(_ENV)
    (folder / "alembic" / "script.py.mako").write_text(_MAKO)
    (folder / "alembic.ini").write_text(
        "[alembic]\nscript_location = alembic\nprepend_sys_path = .\npath_separator = os\n"
    )


def write_json_schema(folder: Path, count: int) -> Path:
    """Write the same entities as one JSON Schema, datamodel-codegen's input; give the file."""
    folder.mkdir(parents=True)
    definitions: dict[str, object] = {}
    for n in range(count):
        definitions[f"Status{n}"] = _STATUS
        definitions[f"Item{n}"] = _definition(n, f"#/$defs/Status{n}", f"#/$defs/Item{_parent(n)}")
    path = folder / "schema.json"
    path.write_text(json.dumps({"$schema": _DRAFT, "$defs": definitions}))
    return path


def write_three_schemas(folder: Path, count: int) -> Path:
    """Write one JSON Schema that has for each entity what is accepted on create and on update, and what is read."""
    folder.mkdir(parents=True)
    definitions: dict[str, object] = {}
    for n in range(count):
        definitions[f"Status{n}"] = _STATUS
        definitions |= _three(n, {"$ref": f"#/$defs/Status{n}"})
    path = folder / "schema.json"
    path.write_text(json.dumps({"$schema": _DRAFT, "$defs": definitions}))
    return path


def write_json_schemas(folder: Path, count: int) -> Path:
    """Write the same entities as a folder of JSON Schemas that refer to each other, a file each; give the folder."""
    schemas = folder / "schemas"
    schemas.mkdir(parents=True)
    for n in range(count):
        parent = "#" if _parent(n) == n else f"item{_parent(n)}.json"
        definition = _definition(n, f"#/$defs/Status{n}", parent)
        whole = {"$schema": _DRAFT, "title": f"Item{n}", **definition, "$defs": {f"Status{n}": _STATUS}}
        (schemas / f"item{n}.json").write_text(json.dumps(whole))
    return schemas


def _definition(n: int, status: str, parent: str) -> dict[str, object]:
    number: dict[str, object] = {"type": "number", "minimum": 0, "multipleOf": 0.01}
    properties: dict[str, object] = {
        "name": {"type": "string", "minLength": 1, "maxLength": 120, "description": "Shown in lists"},
        "code": {"type": "string", "maxLength": 20},
        "status": {"$ref": status},
        "amount": number,
        "quantity": {"type": "integer", "default": 1},
        "ratio": {"type": "number"},
        "active": {"type": "boolean", "default": True},
        "due_on": {"type": "string", "format": "date"},
        "seen_at": {"type": "string", "format": "date-time"},
        "notes": {"type": "string"},
        "settings": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 40}},
        "parent": {"$ref": parent},
    }
    required = ["name", "code", "status", "amount", "quantity", "active", "seen_at", "settings"]
    return {
        "type": "object",
        "description": f"The synthetic entity number {n}.",
        "properties": properties,
        "required": required,
    }


def _three(n: int, status: dict[str, object]) -> dict[str, object]:
    """Give the definitions that are equal to the Create, Update and Read that gen writes."""
    limited: dict[str, dict[str, object]] = {
        "name": {"type": "string", "minLength": 1, "maxLength": 120, "description": "Shown in lists"},
        "code": {"type": "string", "maxLength": 20},
        "status": status,
        "amount": {"type": "number", "minimum": 0, "multipleOf": 0.01},
        "quantity": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
        "ratio": {"type": ["number", "null"]},
        "active": {"type": "boolean"},
        "due_on": {"type": ["string", "null"], "format": "date"},
        "seen_at": {"type": "string", "format": "date-time"},
        "notes": {"type": ["string", "null"]},
        "settings": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 40}},
        "parent_id": {"type": ["string", "null"], "format": "uuid"},
    }
    defaults: dict[str, object] = {"status": "open", "quantity": 1, "active": True, "settings": {}}
    given = {name: {**kind, "default": defaults[name]} if name in defaults else kind for name, kind in limited.items()}
    kept: dict[str, object] = {
        "id": {"type": "string", "format": "uuid"},
        **limited,
        "name": {"type": "string", "description": "Shown in lists"},
        "code": {"type": "string"},
        "amount": {"type": "number"},
        "quantity": {"type": "integer"},
        "settings": {"type": "object", "additionalProperties": {"type": "string"}},
        "created_at": {"type": "string", "format": "date-time", "description": "When the row was made"},
        "updated_at": {"type": "string", "format": "date-time", "description": "When the row was last changed"},
    }
    needed = ["name", "code", "amount", "seen_at"]
    return {
        f"Item{n}Create": _object(f"A new item{n}.", given, needed),
        f"Item{n}Update": _object(f"A change to an item{n}: what is not given stays as it is.", limited, []),
        f"Item{n}Read": _object(f"An item{n} as it is kept.", kept, list(kept)),
    }


def _object(description: str, properties: Mapping[str, object], required: list[str]) -> dict[str, object]:
    return {"type": "object", "description": description, "properties": properties, "required": required}


def _parent(n: int) -> int:
    """Give the entity that `n` refers to: a tree, the first one refers to itself."""
    return n // 2
