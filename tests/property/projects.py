"""Random spec sets that refer to each other in every way the language has, and random edits of one of their files."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import yaml

Document = dict[str, Any]  # what YAML holds
Specs = dict[str, list[Document]]
"""The documents of each domain."""

DOMAINS = ("base", "north", "south", "east", "west", "upper", "lower", "inner", "outer")
PLAIN: tuple[Document, ...] = (
    {"type": "string(40)"},
    {"type": "string(40)", "min_length": 2, "index": True},
    {"type": "text?"},
    {"type": "int", "default": 3, "min": 0},
    {"type": "decimal(12, 2)", "description": "An amount."},
    {"type": "date?", "immutable": True},
    {"type": "datetime?"},
    {"type": "bool", "default": False},
    {"type": "Kind", "default": "red"},
    {"type": "Kind?"},
    {"type": "Level?"},
    {"type": "list[Kind]", "default": []},
    {"type": "map[string, int]", "default": {}},
    {"type": "Place?"},
    {"type": "Place", "default": {"kind": "red"}},
)
ON_DELETE = ("restrict", "cascade", "set_null")
FLAGS = ("soft_delete", "audit", "version", "append_only")
KEYS: tuple[object, ...] = ("int", "string(8)", "uuid", {"name": "code", "type": "string(12)"})
BASE: list[Document] = [
    {"enum": "Kind", "values": ["red", "green", "blue"]},
    {"enum": "Level", "type": "smallint", "values": {"low": 1, "high": 2}},
    {"value": "Place", "fields": {"street": "text?", "kind": {"type": "Kind", "default": "red"}}},
    {"mixin": "Named", "fields": {"title": {"type": "string(30)", "description": "What it is called."}}},
    {"mixin": "Noted", "fields": {"note": {"type": "text?"}, "mood": {"type": "Kind?"}}},
]


def make(random: Random) -> Specs:
    """Give a spec set; most of what is put together makes sense."""
    specs: Specs = {"base": deepcopy(BASE)}
    for number, domain in enumerate(DOMAINS[1:]):
        specs[domain] = [entity(f"{domain.title()}{item}", random) for item in range(1 + random.randrange(3))]
        if number % 3 == 0:
            specs[domain].append({"enum": f"{domain.title()}Mode", "values": ["on_time", "late"]})
        if number % 4 == 0:
            specs[domain].insert(0, {"domain": domain, "description": f"All that is {domain}."})
    for _ in range(14):
        link(specs, random)
    return specs


def entity(name: str, random: Random) -> Document:
    """Give an entity with some plain fields."""
    made: Document = {"entity": name, "fields": {}}
    for flag in FLAGS[:3]:
        if random.random() < 0.4:
            made[flag] = True
    for number, field in enumerate(random.sample(PLAIN, 3)):
        made["fields"][f"f{number}"] = deepcopy(field)
    if random.random() < 0.3:
        made["mixins"] = [random.choice(("Named", "Noted"))]
    return made


def entities(specs: Specs) -> list[tuple[str, Document]]:
    """Give every entity with its domain."""
    return [(domain, item) for domain, documents in specs.items() for item in documents if "entity" in item]


def link(specs: Specs, random: Random, name: str = "") -> str:
    """Make one entity refer to another; give the domain that was changed."""
    domain, source = random.choice(entities(specs))
    _, target = random.choice(entities(specs))
    name = name or f"to_{target['entity'].lower()}"
    if random.random() < 0.25:
        field: Document = {"type": f"list[{target['entity']}]"}
        name = f"{name}s"
    else:
        field = {"type": f"{target['entity']}?", "on_delete": random.choice(ON_DELETE)}
        if random.random() < 0.2:
            field["unique"] = True
    if random.random() < 0.5:
        field["inverse"] = f"of_{source['entity'].lower()}_{name}"
    source["fields"][name] = field
    return domain


def edit(specs: Specs, random: Random) -> tuple[Specs, str, str]:
    """Give an edited copy, the domain whose file was edited, and the kind of edit."""
    changed = deepcopy(specs)
    kind = random.choice(tuple(EDITS))
    return changed, EDITS[kind](changed, random), kind


def write(specs: Specs, folder: Path) -> None:
    """Write what differs from the files that are there."""
    folder.mkdir(exist_ok=True)
    for domain, documents in specs.items():
        comments = "".join(f"# {item['#']}\n" for item in documents if "#" in item)
        plain = [{key: value for key, value in item.items() if key != "#"} for item in documents]
        text = comments + yaml.safe_dump_all(plain, sort_keys=False)
        file = folder / f"{domain}.yaml"
        if not file.exists() or file.read_text() != text:
            file.write_text(text)


def _fields(specs: Specs, *kinds: str) -> list[tuple[str, Document]]:
    return [
        (domain, item)
        for domain, documents in specs.items()
        for item in documents
        if item.get("fields") and any(kind in item for kind in kinds)
    ]


def _linking(specs: Specs) -> Iterator[tuple[str, Document, str]]:
    for domain, item in entities(specs):
        for name in item["fields"]:
            if name.startswith("to_"):
                yield domain, item, name


def _add_field(specs: Specs, random: Random) -> str:
    domain, item = random.choice(_fields(specs, "entity", "value"))
    field = {"type": "text?"} if "value" in item else deepcopy(random.choice(PLAIN))
    item["fields"][f"n{random.randrange(1000)}"] = field
    return domain


def _drop_field(specs: Specs, random: Random) -> str:
    domain, item = random.choice(_fields(specs, "entity"))
    del item["fields"][random.choice(list(item["fields"]))]
    return domain


def _change_field(specs: Specs, random: Random) -> str:
    domain, item = random.choice(_fields(specs, "entity"))
    name = random.choice([name for name in item["fields"] if not name.startswith("to_")] or ["f0"])
    item["fields"][name] = deepcopy(random.choice(PLAIN))
    return domain


def _describe_field(specs: Specs, random: Random) -> str:
    domain, item = random.choice(_fields(specs, "entity", "value", "mixin"))
    name = random.choice(list(item["fields"]))
    field = item["fields"][name]
    whole: Document = {"type": field} if isinstance(field, str) else field
    item["fields"][name] = {**whole, "description": f"Number {random.randrange(99)}."}
    return domain


def _add_link(specs: Specs, random: Random) -> str:
    return link(specs, random, name=f"to_{random.randrange(1000)}")


def _change_link(specs: Specs, random: Random) -> str:
    found = list(_linking(specs))
    if not found:
        return link(specs, random)
    domain, item, name = random.choice(found)
    field = item["fields"][name]
    match random.randrange(4):
        case 0:
            del item["fields"][name]
        case 1 if "inverse" in field:
            del field["inverse"]
        case 1:
            field["inverse"] = f"back_{random.randrange(1000)}"
        case 2 if "on_delete" in field:
            field["on_delete"] = random.choice(ON_DELETE)
        case _ if "on_delete" in field:
            field["unique"] = not field.get("unique", False)
        case _:
            field["description"] = "Told otherwise."
    return domain


def _switch(specs: Specs, random: Random) -> str:
    domain, item = random.choice(entities(specs))
    flag = random.choice(FLAGS)
    if item.pop(flag, None) is None:
        item[flag] = True
    return domain


def _change_key(specs: Specs, random: Random) -> str:
    domain, item = random.choice(entities(specs))
    if item.pop("key", None) is None or random.random() < 0.5:
        item["key"] = random.choice(KEYS)
    return domain


def _change_enum(specs: Specs, random: Random) -> str:
    domain, item = random.choice([(name, item) for name, items in specs.items() for item in items if "enum" in item])
    values = item["values"]
    if isinstance(values, dict):
        values[f"more_{len(values)}"] = len(values) + 10
    elif len(values) > 3 and random.random() < 0.5:
        values.pop()
    else:
        values.append(f"v{random.randrange(1000)}")
    return domain


def _change_mixin(specs: Specs, random: Random) -> str:
    mixins = [(name, item) for name, items in specs.items() for item in items if "mixin" in item]
    domain, item = random.choice(mixins)
    item["fields"][f"m{random.randrange(1000)}"] = {"type": "string(9)?"}
    return domain


def _mix(specs: Specs, random: Random) -> str:
    domain, item = random.choice(entities(specs))
    if item.pop("mixins", None) is None:
        item["mixins"] = [random.choice(("Named", "Noted"))]
    return domain


def _index(specs: Specs, random: Random) -> str:
    domain, item = random.choice(_fields(specs, "entity"))
    names = [name for name in item["fields"] if not name.endswith("s")]
    chosen = random.sample(names, min(len(names), 2))
    option = random.choice(("indexes", "unique", "sort", "filter"))
    item[option] = chosen if option in {"sort", "filter"} else [chosen]
    return domain


def _check(specs: Specs, random: Random) -> str:
    domain, item = random.choice(_fields(specs, "entity"))
    name = random.choice(list(item["fields"]))
    item["checks"] = {f"c{random.randrange(9)}": f"{name} is not null"}
    return domain


def _describe(specs: Specs, random: Random) -> str:
    domain = random.choice(list(specs))
    item = random.choice([item for item in specs[domain] if "mixin" not in item] or specs[domain])
    item["description"] = f"In other words, {random.randrange(99)}."
    return domain


def _comment(specs: Specs, random: Random) -> str:
    domain = random.choice(list(specs))
    specs[domain][0]["#"] = f"remark {random.randrange(99)}"
    return domain


def _add_entity(specs: Specs, random: Random) -> str:
    domain = random.choice([name for name in specs if name != "base"])
    specs[domain].append(entity(f"Extra{random.randrange(100)}", random))
    return domain


def _drop_entity(specs: Specs, random: Random) -> str:
    domain = random.choice([name for name in specs if name != "base"])
    if len(specs[domain]) > 1:
        specs[domain].pop()
    return domain


def _reorder(specs: Specs, random: Random) -> str:
    domain = random.choice(list(specs))
    specs[domain].reverse()
    return domain


EDITS: dict[str, Callable[[Specs, Random], str]] = {
    "add a field": _add_field,
    "drop a field": _drop_field,
    "change a field": _change_field,
    "describe a field": _describe_field,
    "add a link": _add_link,
    "change a link": _change_link,
    "switch a flag": _switch,
    "change a key": _change_key,
    "change an enum": _change_enum,
    "change a mixin": _change_mixin,
    "mix in": _mix,
    "index": _index,
    "check": _check,
    "describe": _describe,
    "comment": _comment,
    "add an entity": _add_entity,
    "drop an entity": _drop_entity,
    "reorder": _reorder,
}
