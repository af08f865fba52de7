"""Names that generated classes cannot use, with who has them already."""

import builtins
from keyword import iskeyword
from typing import Final

from generator.diagnostics import rule

RESERVED_NAME = rule(
    "R220",
    "reserved-name",
    """
Python, Pydantic or SQLAlchemy keeps this name for itself. Give the field another one; `column` may keep the column's.

Not so:     metadata: json
But so:     meta: {type: json, column: metadata}
""",
)

_PYDANTIC: Final = frozenset(
    [
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "mro",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "register",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
    ]
)
_PYDANTIC_PREFIXES: Final = ("model_dump", "model_validate")
_SQLALCHEMY: Final = frozenset({"metadata", "registry"})
_SUFFIXES: Final = ("Create", "Update", "Read", "Filter", "Sort", "Repository")
_PACKAGES: Final = frozenset({"db", "migrations", "alembic", "schemas", "repos", "shared", "models", "repository"})
_MEMBERS: Final = frozenset({"mro", "name", "value"}) | {name for name in dir(str) if not name.startswith("_")}


def owner_of_attribute(name: str) -> str | None:
    """Tell who keeps an attribute's name for itself; None if an entity may have a field of that name."""
    if iskeyword(name):
        return "a word of Python"
    if name in _SQLALCHEMY:
        return "an attribute of every SQLAlchemy model"
    if name in _PYDANTIC or name.startswith(_PYDANTIC_PREFIXES):
        return "an attribute of every Pydantic model"
    return None


def owner_of_member_name(name: str) -> str | None:
    """Tell who keeps a name for itself that a value object cannot have a field of; None if it may."""
    return None if name in _SQLALCHEMY else owner_of_attribute(name)


def owner_of_class(name: str) -> str | None:
    """Tell who keeps a class name for itself; None if a document may have that name."""
    if iskeyword(name):
        return "a word of Python"
    if hasattr(builtins, name):
        return "built into Python"
    return None


def owner_of_package(name: str) -> str | None:
    """Tell who keeps a package's name for itself; None if a domain may have that name."""
    if iskeyword(name):
        return "a word of Python"
    if name in _PACKAGES:
        return "a folder of the output"
    return None


def owner_of_member(name: str) -> str | None:
    """Tell who keeps the name of an enum's member for itself; None if it may have that name."""
    if iskeyword(name):
        return "a word of Python"
    if name in _MEMBERS:
        return "an attribute of every enum"
    if name.startswith("_"):
        return "private to Python's enums"
    return None


def generated_classes(entity: str) -> tuple[str, ...]:
    """Give the names of the classes that are generated for an entity beside its own."""
    return tuple(entity + suffix for suffix in _SUFFIXES)
