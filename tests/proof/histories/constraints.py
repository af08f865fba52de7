"""Edits of indexes, uniques, checks and references."""

from tests.proof.histories.edits import DISTINCT, NUMBERS, Choose, Site, columns, edit, entities, items
from tests.proof.histories.model import Document, base, is_nullable

FEW = 3
INDEXED = DISTINCT | {"bool", "datetime", "string(8)"}


def _has(key: str, most: int = FEW):
    return lambda site: site.name in site.fields and len(site.body.get(key, {})) < most


def _is_distinct(site: Site) -> bool:
    values = [value for value in site.values() if value is not None]
    return site.plain and base(site.item) in DISTINCT and len(set(map(str, values))) == len(values)


def _parts_are_distinct(site: Site) -> bool:
    parts = [str(part).split(" ")[0] for part in site.body["indexes"][site.name]["fields"]]
    return all(part == "id" or (part in site.fields and _is_distinct(_at(site, part))) for part in parts)


def _at(site: Site, name: str) -> Site:
    return Site(site.model, site.rows, site.entity, name)


@edit("add index", columns(lambda site: site.plain and base(site.item) in INDEXED and _has("indexes")(site)))
def add_index(site: Site, choose: Choose) -> None:
    key = site.body.get("key")
    more = next((name for name in key if name != site.name), site.name) if isinstance(key, list) else "id"
    shape = choose.one([[site.name], [f"{site.name} desc"], [site.name, more]])
    index = shape | {"fields": [site.name]} if isinstance(shape, dict) else {"fields": shape}
    site.body.setdefault("indexes", {})[site.model.fresh("i")] = index


@edit("add partial index", columns(lambda site: site.plain and base(site.item) in INDEXED and _has("indexes")(site)))
def add_partial_index(site: Site, _choose: Choose) -> None:
    index = {"fields": [site.name], "where": f"{site.name} is not null"}
    site.body.setdefault("indexes", {})[site.model.fresh("i")] = index


@edit(
    "add expression index",
    columns(lambda site: site.plain and base(site.item).startswith("string") and _has("indexes")(site)),
)
def add_expression_index(site: Site, choose: Choose) -> None:
    index = {"fields": [f"{choose.one(['lower', 'upper'])}({site.name})"], "databases": ["postgresql", "sqlite"]}
    site.body.setdefault("indexes", {})[site.model.fresh("i")] = index


@edit("change expression index", items("indexes", lambda site: "(" in str(site.body["indexes"][site.name]["fields"])))
def change_expression_index(site: Site, _choose: Choose) -> None:
    index = site.body["indexes"][site.name]
    index["fields"] = [
        part.replace("lower", "@").replace("upper", "lower").replace("@", "upper") for part in index["fields"]
    ]


@edit("change partial index", items("indexes", lambda site: "where" in site.body["indexes"][site.name]))
def change_partial_index(site: Site, choose: Choose) -> None:
    index = site.body["indexes"][site.name]
    if choose.one([True, False]):
        del index["where"]
    else:
        index["where"] = f"id is not null and {index['where']}"


@edit("drop index", items("indexes"))
def drop_index(site: Site, _choose: Choose) -> None:
    del site.body["indexes"][site.name]
    if not site.body["indexes"]:
        del site.body["indexes"]


def _rename(key: str):
    def change(site: Site, _choose: Choose) -> None:
        name = site.model.fresh("n")
        item = site.body[key].pop(site.name)
        item = item if isinstance(item, dict) else {"sql": item}
        site.body[key][name] = item | {"renamed_from": site.name}

    return change


edit("rename index", items("indexes"))(_rename("indexes"))
edit("rename unique", items("unique"))(_rename("unique"))
edit("rename check", items("checks"))(_rename("checks"))


def _is_simple(index: Document) -> bool:
    return "id" not in index["fields"] and "(" not in str(index["fields"])


@edit("change index", items("indexes", lambda site: _is_simple(site.body["indexes"][site.name])))
def change_index(site: Site, choose: Choose) -> None:
    index = site.body["indexes"][site.name]
    what = choose.one(["columns", "method", "include", "where"])
    if what == "columns":
        index["fields"] = [*index["fields"], "id"]
    elif what == "method":
        index["method"] = "btree" if index.get("method") == "hash" else "hash"
        if " desc" in str(index["fields"]):
            index["method"] = "btree"
    elif what == "include":
        index["include"] = ["id"]
        index.pop("method", None)
    else:
        index["where"] = "id is not null"


@edit("index made unique", items("indexes", _parts_are_distinct))
def unique_index(site: Site, _choose: Choose) -> None:
    index = site.body["indexes"][site.name]
    index["unique"] = True
    index.pop("method", None)


@edit("add unique", columns(lambda site: _has("unique")(site) and _is_distinct(site)))
def add_unique(site: Site, choose: Choose) -> None:
    unique = choose.one([{}, {}, {"where": f"{site.name} is not null"}])
    site.body.setdefault("unique", {})[site.model.fresh("u")] = {"fields": [site.name], **unique}


@edit("drop unique", items("unique"))
def drop_unique(site: Site, _choose: Choose) -> None:
    del site.body["unique"][site.name]
    if not site.body["unique"]:
        del site.body["unique"]


@edit("change unique", items("unique", lambda site: "id" not in site.body["unique"][site.name]["fields"]))
def change_unique(site: Site, _choose: Choose) -> None:
    site.body["unique"][site.name]["fields"].append("id")


@edit("add check", columns(lambda site: site.plain and base(site.item) in NUMBERS and _has("checks")(site)))
def add_check(site: Site, choose: Choose) -> None:
    site.body.setdefault("checks", {})[site.model.fresh("k")] = {"sql": f"{site.name} > {choose.one([-1, -7])}"}


@edit("drop check", items("checks"))
def drop_check(site: Site, _choose: Choose) -> None:
    del site.body["checks"][site.name]
    if not site.body["checks"]:
        del site.body["checks"]


@edit("change check", items("checks"))
def change_check(site: Site, _choose: Choose) -> None:
    site.body["checks"][site.name]["sql"] += "1"


def _is_reference(site: Site) -> bool:
    return base(site.item) in site.model.entities


@edit("add reference", entities(lambda site: sum(base(it) in site.model.entities for it in site.fields.values()) < FEW))
def add_reference(site: Site, choose: Choose) -> None:
    target = choose.one(sorted(site.model.entities))
    action = choose.one(["restrict", "cascade", "set_null", "no_action"])
    site.fields[site.model.fresh("ref")] = {"type": f"{target}?", "on_delete": action}


@edit("drop reference", columns(lambda site: _is_reference(site) and not site.model.named_in(site.entity, site.name)))
def drop_reference(site: Site, _choose: Choose) -> None:
    del site.fields[site.name]


@edit("change on_delete", columns(lambda site: _is_reference(site) and is_nullable(site.item)))
def change_action(site: Site, choose: Choose) -> None:
    actions = {"restrict", "cascade", "set_null", "no_action"} - {site.item.get("on_delete")}
    site.item["on_delete"] = choose.one(sorted(actions))


@edit("constraint of a reference", columns(_is_reference))
def change_constraint(site: Site, _choose: Choose) -> None:
    site.item["constraint"] = not site.item.get("constraint", True)
    site.item.pop("on_delete", None)
    site.item.pop("deferrable", None)


@edit("deferrable reference", columns(lambda site: _is_reference(site) and site.item.get("constraint", True)))
def deferrable(site: Site, _choose: Choose) -> None:
    if not site.item.pop("deferrable", None):
        site.item["deferrable"] = "deferred"


@edit("rename reference", columns(lambda site: _is_reference(site) and not site.model.named_in(site.entity, site.name)))
def rename_reference(site: Site, _choose: Choose) -> None:
    name = site.model.fresh("ref")
    fields = {(name if label == site.name else label): item for label, item in site.fields.items()}
    fields[name]["renamed_from"] = site.name
    site.body["fields"] = fields


@edit("add association", entities(lambda site: not any("list[" in str(it["type"]) for it in site.fields.values())))
def add_association(site: Site, choose: Choose) -> None:
    target = choose.one(sorted(site.model.entities))
    site.fields[site.model.fresh("many")] = {"type": f"list[{target}]"}


@edit("drop association", columns(lambda site: "list[" in str(site.item["type"])))
def drop_association(site: Site, _choose: Choose) -> None:
    del site.fields[site.name]
