"""Edits of enums and flags."""

from tests.proof.histories.edits import Choose, Site, columns, edit, entities
from tests.proof.histories.model import base

LABELS = ("sad", "ok", "fine", "it's", "ecstatic")


def _labels(site: Site) -> list[str]:
    return list(site.model.enums[base(site.item)]["values"])


def _is_enum(site: Site) -> bool:
    return base(site.item) in site.model.enums


def _used(site: Site) -> set[object]:
    """Give what any row holds in a column of the same enum."""
    found: set[object] = set()
    for entity in site.model.entities:
        for name, item in site.model.fields(entity).items():
            if base(item) == base(site.item):
                found.update(Site(site.model, site.rows, entity, name).values())
                found.add(item.get("default"))
    return found


@edit("add enum", entities(lambda site: len(site.model.enums) < 2))
def add_enum(site: Site, choose: Choose) -> None:
    name = site.model.fresh("Mood")
    storage = choose.one(["check", "native", "plain"])
    site.model.enums[name] = {"storage": storage, "values": dict.fromkeys(LABELS[: choose.one([2, 3])], "")}
    site.fields[site.model.fresh("e")] = {"type": f"{name}?"}


@edit("enum: add value", columns(lambda site: _is_enum(site) and len(_labels(site)) < len(LABELS)))
def add_value(site: Site, choose: Choose) -> None:
    values = site.model.enums[base(site.item)]["values"]
    values[choose.one([label for label in LABELS if label not in values])] = ""


@edit(
    "enum: remove value",
    columns(lambda site: _is_enum(site) and len(set(_labels(site)) - _used(site)) > 0 and len(_labels(site)) > 1),
)
def remove_value(site: Site, choose: Choose) -> None:
    values = site.model.enums[base(site.item)]["values"]
    del values[choose.one(sorted(set(values) - _used(site)))]


@edit("enum: rename value", columns(lambda site: _is_enum(site) and "default" not in site.item))
def rename_value(site: Site, choose: Choose) -> None:
    enum = site.model.enums[base(site.item)]
    old, new = choose.one(sorted(enum["values"])), site.model.fresh("label")
    enum["values"] = {
        (new if label == old else label): ({"renamed_from": old} if label == old else value)
        for label, value in enum["values"].items()
    }


@edit("enum: reorder", columns(lambda site: _is_enum(site) and len(_labels(site)) > 1))
def reorder_values(site: Site, _choose: Choose) -> None:
    enum = site.model.enums[base(site.item)]
    enum["values"] = dict(reversed(enum["values"].items()))


@edit("enum: storage", columns(_is_enum))
def storage(site: Site, choose: Choose) -> None:
    enum = site.model.enums[base(site.item)]
    enum["storage"] = choose.one(sorted({"check", "native", "plain"} - {enum["storage"]}))


@edit("drop enum column", columns(lambda site: _is_enum(site) and len(site.fields) > 1))
def drop_enum_column(site: Site, _choose: Choose) -> None:
    kind = base(site.item)
    del site.fields[site.name]
    if not any(base(item) == kind for name in site.model.entities for item in site.model.fields(name).values()):
        del site.model.enums[kind]


def _flag(name: str, value: object = True) -> None:  # noqa: FBT002  # the flag's own value
    @edit(f"{name} on", entities(lambda site: name not in site.body and _takes(name, site)))
    def switch_on(site: Site, _choose: Choose) -> None:
        site.body[name] = value

    @edit(f"{name} off", entities(lambda site: name in site.body))
    def switch_off(site: Site, _choose: Choose) -> None:
        del site.body[name]


def _takes(name: str, site: Site) -> bool:
    return name != "append_only" or not {"soft_delete", "version", "timestamps"} & site.body.keys()


_flag("soft_delete")
_flag("version")
_flag("timestamps")
_flag("append_only")
_flag("audit", {"type": "string(20)?"})
