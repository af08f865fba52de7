"""Edits of tables and columns."""

import re

from tests.proof.histories.edits import (
    CASTS,
    NARROWER,
    NUMBERS,
    TYPES,
    WIDER,
    Choose,
    Site,
    columns,
    edit,
    entities,
    everywhere,
)
from tests.proof.histories.model import base, is_nullable
from tests.proof.histories.objects import move

FEW, MANY = 2, 5


def _is_free(site: Site) -> bool:
    """Tell whether a field can go: nothing names it."""
    return not site.model.named_in(site.entity, site.name)


@edit("add table", everywhere)
def add_table(site: Site, choose: Choose) -> None:
    name = site.model.fresh("New")
    kind = choose.one(sorted(TYPES))
    site.model.entities[name] = {
        "key": choose.one(["int", "bigint", "uuid", "string(20)"]),
        "fields": {"first": {"type": kind}, "other": {"type": f"{site.entity}?", "on_delete": "set_null"}},
    }
    if "tenant" in site.body:
        site.model.entities[name]["tenant"] = dict(site.body["tenant"])


@edit(
    "drop table",
    entities(
        lambda site: (
            len(site.model.entities) > FEW
            and not list(site.model.referring(site.entity))
            and not site.model.standing_on(site.entity)
        )
    ),
)
def drop_table(site: Site, _choose: Choose) -> None:
    del site.model.entities[site.entity]


@edit("rename table", everywhere)
def rename_table(site: Site, _choose: Choose) -> None:
    name = site.model.fresh("Other")
    model = site.model
    for entity, label in list(model.referring(site.entity)):
        item = model.fields(entity)[label]
        item["type"] = str(item["type"]).replace(site.entity, name)
    model.entities = {(name if entity == site.entity else entity): body for entity, body in model.entities.items()}
    model.entities[name]["renamed_from"] = site.entity
    for label in model.standing_on(site.entity):
        move(model.objects[label], site.entity, name)


@edit("rename table below sql", entities(lambda site: bool(site.model.standing_on(site.entity))))
def rename_below(site: Site, choose: Choose) -> None:
    rename_table(site, choose)


@edit("table comment", everywhere)
def table_comment(site: Site, choose: Choose) -> None:
    site.body["description"] = choose.one(["it's 100% :x", "Another text.", 'Say "it" \\ once'])


@edit("add column", entities(lambda site: len(site.fields) < MANY))
def add_column(site: Site, choose: Choose) -> None:
    site.fields[site.model.fresh("f")] = {"type": choose.one(sorted(TYPES)) + "?"}


@edit("add required column", entities(lambda site: len(site.fields) < MANY))
def add_required(site: Site, choose: Choose) -> None:
    kind = choose.one(sorted(TYPES))
    site.fields[site.model.fresh("f")] = {"type": kind, "default": choose.one(TYPES[kind])}


@edit("add stamp", entities(lambda site: len(site.fields) < MANY))
def add_stamp(site: Site, choose: Choose) -> None:
    kind, default = choose.one(
        [("datetime", "now()"), ("date", "today()"), ("uuid", "uuid()"), ("local_datetime", "now()")]
    )
    site.fields[site.model.fresh("f")] = {"type": kind, "default": default}


@edit("drop column", columns(lambda site: site.plain and _is_free(site) and len(site.fields) > 1))
def drop_column(site: Site, _choose: Choose) -> None:
    del site.fields[site.name]


@edit("rename column", columns(lambda site: site.plain and _is_free(site)))
def rename_column(site: Site, _choose: Choose) -> None:
    name = site.model.fresh("r")
    fields = {(name if label == site.name else label): item for label, item in site.fields.items()}
    fields[name]["renamed_from"] = site.name
    site.body["fields"] = fields


@edit("rename column in use", columns(lambda site: site.plain and not _is_free(site)))
def rename_used(site: Site, choose: Choose) -> None:
    rename_column(site, choose)
    new = next(name for name, item in site.fields.items() if item.get("renamed_from") == site.name)
    for key in ("indexes", "unique", "checks"):
        if key in site.body:
            site.body[key] = _renamed(site.body[key], site.name, new)
    for item in site.fields.values():
        if "computed" in item:
            item["computed"] = str(item["computed"]).replace(site.name, new)


def _renamed(value: object, old: str, new: str) -> object:
    match value:
        case dict():
            return {key: _renamed(item, old, new) for key, item in value.items()}
        case list():
            return [_renamed(item, old, new) for item in value]
        case str():
            return re.sub(rf"\b{old}\b", new, value)
        case _:
            return value


def _retype(kinds: dict[str, tuple[str, ...]]):
    def change(site: Site, choose: Choose) -> None:
        end = "?" if is_nullable(site.item) else ""
        site.item["type"] = choose.one(kinds[base(site.item)]) + end
        site.item.pop("default", None)

    return change


def _fits(site: Site) -> bool:
    return all(value is None or len(str(value)) < 8 or base(site.item) != "string(40)" for value in site.values())


edit("widen column", columns(lambda site: site.plain and base(site.item) in WIDER))(_retype(WIDER))
edit("narrow column", columns(lambda site: site.plain and base(site.item) in NARROWER and _fits(site)))(
    _retype(NARROWER)
)
edit("cast column", columns(lambda site: site.plain and base(site.item) in CASTS and _is_free(site)))(_retype(CASTS))


@edit("null no more", columns(lambda site: site.plain and is_nullable(site.item) and None not in site.values()))
def required(site: Site, _choose: Choose) -> None:
    site.item["type"] = base(site.item)


@edit("null again", columns(lambda site: site.plain and not is_nullable(site.item)))
def optional(site: Site, _choose: Choose) -> None:
    site.item["type"] += "?"


@edit("set default", columns(lambda site: site.plain and "default" not in site.item))
def set_default(site: Site, choose: Choose) -> None:
    site.item["default"] = choose.one(TYPES[base(site.item)])


@edit("change default", columns(lambda site: site.plain and "default" in site.item and len(TYPES[base(site.item)]) > 1))
def change_default(site: Site, _choose: Choose) -> None:
    options = TYPES[base(site.item)]
    site.item["default"] = options[0] if site.item["default"] == options[1] else options[1]


@edit("drop default", columns(lambda site: site.plain and "default" in site.item))
def drop_default(site: Site, _choose: Choose) -> None:
    del site.item["default"]


@edit("column comment", columns(lambda _: True))
def column_comment(site: Site, choose: Choose) -> None:
    site.item["description"] = choose.one(["it's 100% :x", "Another text.", 'Say "it" \\ once'])


@edit("add computed", columns(lambda site: site.plain and base(site.item) in NUMBERS and len(site.fields) < MANY))
def add_computed(site: Site, choose: Choose) -> None:
    site.fields[site.model.fresh("c")] = {"type": "bigint?", "computed": f"{site.name} + {choose.one([1, 2])}"}


@edit("change computed", columns(lambda site: "computed" in site.item))
def change_computed(site: Site, _choose: Choose) -> None:
    site.item["computed"] = str(site.item["computed"]) + " + 1"


@edit("drop computed", columns(lambda site: "computed" in site.item and _is_free(site)))
def drop_computed(site: Site, _choose: Choose) -> None:
    del site.fields[site.name]


@edit("computed to plain", columns(lambda site: "computed" in site.item))
def computed_to_plain(site: Site, _choose: Choose) -> None:
    del site.item["computed"]


def _counted(site: Site) -> list[str]:
    """Give the ordinary fields beside this one that are whole numbers."""
    beside = [Site(site.model, site.rows, site.entity, name) for name in site.fields if name != site.name]
    return [item.name for item in beside if item.plain and base(item.item) in NUMBERS]


def _can_be_computed(site: Site) -> bool:
    plain = site.plain and base(site.item) == "bigint" and is_nullable(site.item)
    return plain and _is_free(site) and bool(_counted(site))


@edit("plain to computed", columns(_can_be_computed))
def plain_to_computed(site: Site, choose: Choose) -> None:
    site.item.pop("default", None)
    site.item["computed"] = f"{choose.one(_counted(site))} + 1"


@edit("reorder columns", entities(lambda site: len(site.fields) > 1))
def reorder(site: Site, _choose: Choose) -> None:
    site.body["fields"] = dict(reversed(site.fields.items()))


@edit("widen key", entities(lambda site: site.body["key"] == "int"))
def widen_key(site: Site, _choose: Choose) -> None:
    site.body["key"] = "bigint"
