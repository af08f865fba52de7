"""Every place of the published JSON Schema that lets an author write quotes and braces, found by walking it."""

import re
from collections.abc import Iterator, Mapping

from generator.spec.jsonschema import schema

PROBES = ("a'", 'a"', "a\\", "a{{", "a%", "a;")
"""What no name needs: a place that takes one of these takes text."""
KNOWN = frozenset(
    {"$comment", "$ref", "additionalProperties", "anyOf", "const", "default", "description", "enum", "items"}
    | {"maxLength", "maximum", "minItems", "minProperties", "minimum", "oneOf", "pattern", "patternProperties"}
    | {"properties", "propertyNames", "required", "type", "uniqueItems"}
)
"""The keywords of JSON Schema that the walk understands."""
CHOICES = frozenset({"anyOf", "oneOf", "$ref", "const", "enum"})


def places() -> set[str]:
    """Give the places of text, such as `FieldDocument.pattern`; `[]` is an item, `<key>` a key that the author names."""
    definitions = schema()["$defs"]
    assert isinstance(definitions, dict)
    return {place for name, body in definitions.items() for place in texts(body, name)}


def texts(node: Mapping[str, object], place: str) -> Iterator[str]:
    """Give the places of text in a part of a schema that stands at `place`."""
    assert node.keys() <= KNOWN, f"{place}: the walk knows nothing of {node.keys() - KNOWN}"
    if "type" not in node and node.keys().isdisjoint(CHOICES):  # any value: text, and text in lists and mappings
        yield from (place, f"{place}.*", f"{place}.<key>")
    elif "string" in _types(node) and node.keys().isdisjoint(CHOICES) and _admits(node):
        yield place
    for name, part in _parts(node):
        yield from texts(part, f"{place}{name}")
    if "object" in _types(node):
        keys = _parts_of(node, "patternProperties") or {str(_mapping(node, "propertyNames").get("pattern", "")): {}}
        named = "enum" in _mapping(node, "propertyNames")
        if not named and (node.get("additionalProperties") is not False or "patternProperties" in node):
            yield from (f"{place}.<key>" for pattern in keys if _admits({"pattern": pattern}))


def _parts(node: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    for word in ("anyOf", "oneOf"):
        choices = node.get(word, [])
        assert isinstance(choices, list)
        yield from (("", choice) for choice in choices)
    yield from ((f".{name}", part) for name, part in _parts_of(node, "properties").items())
    yield from ((".*", part) for part in _parts_of(node, "patternProperties").values())
    if node.get("additionalProperties", {}) is not False and "object" in _types(node):
        yield ".*", _mapping(node, "additionalProperties")
    if "items" in node:
        yield "[]", _mapping(node, "items")


def _parts_of(node: Mapping[str, object], key: str) -> Mapping[str, Mapping[str, object]]:
    found = node.get(key, {})
    assert isinstance(found, dict)
    return found


def _mapping(node: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = node.get(key, {})
    assert isinstance(found, dict), f"{key} of {node} is no schema"
    return found


def _types(node: Mapping[str, object]) -> list[str]:
    named = node.get("type", [])
    return named if isinstance(named, list) else [str(named)]


def _admits(node: Mapping[str, object]) -> bool:
    return any(re.search(str(node.get("pattern", "")), probe) for probe in PROBES)
