"""The published JSON Schema and the loader agree about documents that nobody thought of."""

import copy
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator.spec.jsonschema import schema
from generator.spec.parsing import parse_file

VALIDATOR = Draft202012Validator(schema())
BEYOND = {"S112", "S113", "S115", "S116"}
"""What takes more than the shape of one document; see tests/unit/spec/test_jsonschema.py."""

DOCUMENTS = (
    {
        "entity": "Budget",
        "description": "A plan",
        "table": "budgets",
        "managed": True,
        "mixins": ["Described", "people.Named"],
        "extend": {"model": "app.rules:Budget", "schemas": {"create": "app.rules:Create"}},
        "options": {"postgresql": {"fillfactor": "70"}},
        "key": {"name": "code", "type": "string(20)", "server_default": "gen()"},
        "tenant": {"column": "org", "type": "uuid", "shared": True},
        "timestamps": {"created": "made_at", "updated": False},
        "audit": True,
        "fields": {
            "name": "string(20)?",
            "price": {"type": "decimal", "precision": 18, "scale": 2, "min": 0, "default": 0.1},
            "owner": {"type": "Member", "on_delete": "cascade", "inverse": "budgets", "deferrable": True},
            "tags": {"type": "list[Tag]", "through": "Link", "columns": ["a", "b"], "index": False},
            "total": {"type": "map[string, decimal(18, 2)]?", "computed": {"sql": "a + b", "stored": False}},
        },
        "unique": [["name", "price"], {"fields": ["owner"], "where": "name <> ''", "global": True}],
        "indexes": {"by_name": ["name desc"], "by_owner": {"fields": ["owner"], "databases": ["sqlite"]}},
        "checks": {"positive": "price > 0", "other": {"sql": {"sqlite": "1", "mariadb": "2"}, "message": "no"}},
        "search": {"fields": ["name"], "mode": "like"},
        "filter": ["name"],
        "order": ["-name"],
    },
    {"enum": "Kind", "type": "string", "values": {"a": "text", "b": {"name": "B", "deprecated": True}, "c": None}},
    {"enum": "Kind", "values": ["a", "b"]},
    {"value": "Address", "fields": {"street": "text"}, "checks": {"filled": "street <> ''"}},
    {"mixin": "Described", "soft_delete": True, "fields": {"notes": {"type": "text", "nullable": True}}},
    {
        "sql": "Totals",
        "databases": ["sqlite"],
        "depends": ["Budget"],
        "up": "create view t",
        "down": {"sqlite": "drop"},
    },
    {"domain": "spec", "schema": "app", "extensions": ["citext"], "defaults": {"key": "int", "tenant": False}},
)

texts = st.sampled_from(
    ["", "x", "Name", "snake_case", "text", "text?", "list[text]", "a b", "cascade", "true", "uuid7", "a:B", "{}", "é"]
)
keys = st.sampled_from(["name", "type", "fields", "x_y", "Bad Key", "description", "where", "sqlite", "create", "sql"])
values = st.one_of(
    texts,
    st.booleans(),
    st.integers(-2, 3),
    st.none(),
    st.lists(texts, max_size=2),
    st.dictionaries(keys, st.one_of(texts, st.booleans()), max_size=2),
)


def containers(node):
    if isinstance(node, dict | list):
        yield node
        for item in node.values() if isinstance(node, dict) else node:
            yield from containers(item)


@st.composite
def documents(draw):
    document = copy.deepcopy(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.sampled_from(list(containers(document))))
        if isinstance(place, list):
            place[draw(st.integers(0, len(place) - 1)) if place else slice(0, 0)] = draw(values) if place else []
        elif place and draw(st.booleans()):
            place[draw(st.sampled_from(list(place)))] = draw(values)
        elif place and draw(st.booleans()):
            del place[draw(st.sampled_from(list(place)))]
        else:
            place[draw(keys)] = draw(values)
    return document


@settings(max_examples=300, deadline=None)
@given(documents())
def test_loader_and_schema_agree(document):
    text = json.dumps(document, ensure_ascii=False)
    findings = parse_file("spec.yaml", text.encode(), "spec").findings
    codes = {item.code for item in findings}
    errors = [f"{list(error.absolute_path)}: {error.message}" for error in VALIDATOR.iter_errors(document)]
    if codes - BEYOND:
        assert errors, (text, [item.message for item in findings])
    elif not codes:
        assert errors == [], text
