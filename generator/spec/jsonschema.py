"""The spec language as a JSON Schema, made from the models, so that editors complete and check a document.

It sees values as YAML 1.2 reads them, and one document at a time. What takes more than that (names of other documents,
numbers in a type's parentheses, two keys that contradict each other) is the loader's.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from generator.spec.documents import Document
from generator.spec.patterns import type_pattern

FILE: Final = Path(__file__).with_name("spec.schema.json")
"""The schema as it is published."""

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPE: Final = type_pattern()


def schema() -> dict[str, object]:
    """Give the JSON Schema (draft 2020-12) of one document of a spec file."""
    made: dict[str, object] = TypeAdapter(Document).json_schema(mode="validation")
    tidy = _tidy(made)
    body = tidy if isinstance(tidy, dict) else {}
    heads = {"oneOf": body.pop("anyOf", [])}
    title = "One document of a spec: what stands between two `---`"
    definitions = {**_mapping(body.pop("$defs", {})), "Type": {"type": "string", "pattern": _TYPE}}
    return {"$schema": _DIALECT, "title": title, **heads, "$defs": definitions, **body}


def _mapping(node: object) -> Mapping[str, object]:
    return node if isinstance(node, dict) else {}


def schema_text() -> str:
    """Give the schema as the file that is published holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _tidy(node: object) -> object:
    """Take out what Pydantic adds for its own sake: titles, nulls of optional keys, defaults that say nothing."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _properties(key, value) for key, value in node.items() if not _is_noise(key, value)}
    options = kept.get("anyOf")
    if isinstance(options, list):
        options = [option for option in options if option != {"type": "null"}]
        kept["anyOf"] = options
        if len(options) == 1:
            del kept["anyOf"]
            kept = {**options[0], **kept}
    if kept.get("pattern") == _TYPE:
        del kept["pattern"], kept["type"]
        kept["$ref"] = "#/$defs/Type"
    if "patternProperties" in kept:
        kept.setdefault("additionalProperties", False)
    return kept


def _properties(key: str, value: object) -> object:
    """Tidy a value; the keys of `properties` are names, not keywords."""
    if key in {"properties", "$defs", "patternProperties"} and isinstance(value, Mapping):
        return {name: _tidy(item) for name, item in value.items()}
    return _tidy(value)


def _is_noise(key: str, value: object) -> bool:
    return (
        (key == "title" and isinstance(value, str))
        or (key == "default" and not isinstance(value, bool) and not value)
        or (key == "default" and isinstance(value, dict))
    )
