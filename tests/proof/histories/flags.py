"""Edits of enums and flags."""

from collections.abc import Callable

from tests.proof.histories.edits import Choose, Site, columns, edit, entities
from tests.proof.histories.model import base

OFTEN = 2
LABELS = ("sad", "ok", "fine", "it's", "ecstatic")


def _labels(site: Site) -> list[str]:
    return list(site.model.enums[_kind(site)]["values"])


def _kind(site: Site) -> str:
    """Give the enum of a field, be it in a list."""
    return base(site.item).removeprefix("list[").removesuffix("]")


def _is_enum(site: Site) -> bool:
    return base(site.item) in site.model.enums


def _is_list(site: Site) -> bool:
    return not _is_enum(site) and _kind(site) in site.model.enums


def _used(site: Site) -> set[object]:
    """Give what any row holds in a column of the same enum."""
    found: set[object] = set()
    for entity in site.model.entities:
        for name, item in site.model.fields(entity).items():
            place = Site(site.model, site.rows, entity, name)
            if _kind(place) == _kind(site):
                for value in place.values():
                    found.update(value if isinstance(value, list) else [value])
                found.add(item.get("default"))
    return found


@edit("add enum", entities(lambda site: len(site.model.enums) < 2))
def add_enum(site: Site, choose: Choose) -> None:
    name = site.model.fresh("Mood")
    storage = choose.one(["check", "native", "plain"])
    site.model.enums[name] = {"storage": storage, "values": dict.fromkeys(LABELS[: choose.one([2, 3])], "")}
    site.fields[site.model.fresh("e")] = {"type": f"{name}?"}


@edit("add list of enum", entities(lambda site: bool(site.model.enums) and not any(map(_is_list, _places(site)))))
def add_list(site: Site, choose: Choose) -> None:
    kind = choose.one(sorted(site.model.enums))
    site.fields[site.model.fresh("l")] = {"type": f"list[{kind}]?"}


@edit("drop list of enum", columns(lambda site: _is_list(site) and len(site.fields) > 1))
def drop_list(site: Site, _choose: Choose) -> None:
    del site.fields[site.name]


def _places(site: Site) -> list[Site]:
    return [Site(site.model, site.rows, site.entity, name) for name in site.fields]


def _add_value(site: Site, choose: Choose) -> None:
    values = site.model.enums[_kind(site)]["values"]
    values[choose.one([label for label in LABELS if label not in values])] = ""


def _remove_value(site: Site, choose: Choose) -> None:
    values = site.model.enums[_kind(site)]["values"]
    del values[choose.one(sorted(set(values) - _used(site)))]


def _replace_value(site: Site, choose: Choose) -> None:
    """Let a label go, and rows get one that comes: two that become one would be lost to the eye of the proof."""
    enum = site.model.enums[_kind(site)]
    gone, come = choose.one(sorted(enum["values"])), site.model.fresh("label")
    del enum["values"][gone]
    enum["values"][come] = ""
    enum["removed"] = {gone: come}


def _rename_value(site: Site, choose: Choose) -> None:
    enum = site.model.enums[_kind(site)]
    old, new = choose.one(sorted(enum["values"])), site.model.fresh("label")
    enum["values"] = {
        (new if label == old else label): ({"renamed_from": old} if label == old else value)
        for label, value in enum["values"].items()
    }


def _reorder_values(site: Site, _choose: Choose) -> None:
    enum = site.model.enums[_kind(site)]
    enum["values"] = dict(reversed(enum["values"].items()))


def _has_room(site: Site) -> bool:
    return len(_labels(site)) < len(LABELS) and any(label not in _labels(site) for label in LABELS)


def _has_unused(site: Site) -> bool:
    return len(set(_labels(site)) - _used(site)) > 0 and len(_labels(site)) > 1


def _is_any(holds: Callable[[Site], bool]) -> Callable[[Site], bool]:
    """Tell whether no field of the same enum has a default, which would have to change too, and something holds."""

    def found(site: Site) -> bool:
        kinds = {
            _kind(place): place
            for entity in site.model.entities
            for place in _places(Site(site.model, site.rows, entity))
            if "default" in place.item
        }
        return _kind(site) not in kinds and holds(site)

    return found


for _what, _make, _holds in (
    ("add value", _add_value, _has_room),
    ("remove value", _remove_value, _has_unused),
    ("replace value", _replace_value, _is_any(lambda site: len(_labels(site)) > OFTEN)),
    ("rename value", _rename_value, _is_any(lambda _: True)),
    ("reorder", _reorder_values, lambda site: len(_labels(site)) > 1),
):
    for _storage in ("check", "native", "plain"):

        def _fits(site: Site, storage: str = _storage, holds: Callable[[Site], bool] = _holds) -> bool:
            return _is_enum(site) and site.model.enums[_kind(site)]["storage"] == storage and holds(site)

        edit(f"enum ({_storage}): {_what}", columns(_fits))(_make)

    def _fits_list(site: Site, holds: Callable[[Site], bool] = _holds) -> bool:
        return _is_list(site) and holds(site)

    edit(f"enum in a list: {_what}", columns(_fits_list))(_make)


@edit("enum: storage", columns(_is_enum))
def storage(site: Site, choose: Choose) -> None:
    enum = site.model.enums[base(site.item)]
    enum["storage"] = choose.one(sorted({"check", "native", "plain"} - {enum["storage"]}))


@edit("drop enum column", columns(lambda site: _is_enum(site) and len(site.fields) > 1))
def drop_enum_column(site: Site, _choose: Choose) -> None:
    del site.fields[site.name]


def _flag(name: str, value: object = True) -> None:  # noqa: FBT002  # the flag's own value
    @edit(f"{name} on", entities(lambda site: name not in site.body and _takes(name, site)))
    def switch_on(site: Site, _choose: Choose) -> None:
        site.body[name] = value

    @edit(f"{name} off", entities(lambda site: name in site.body))
    def switch_off(site: Site, _choose: Choose) -> None:
        del site.body[name]


NEVER_CHANGED = frozenset({"soft_delete", "version", "timestamps", "audit"})
"""What an append-only entity cannot have."""


def _takes(name: str, site: Site) -> bool:
    if name == "append_only":
        kept = all(item.get("on_delete", "restrict") in {"restrict", "no_action"} for item in site.fields.values())
        return kept and not NEVER_CHANGED & site.body.keys()
    return name not in NEVER_CHANGED or "append_only" not in site.body


_flag("soft_delete")
_flag("version")
_flag("timestamps")
_flag("append_only")
_flag("audit", {"type": "string(20)?"})


@edit("tenant on", entities(lambda site: not any("tenant" in body for body in site.model.entities.values())))
def tenant_on(site: Site, _choose: Choose) -> None:
    for body in site.model.entities.values():
        body["tenant"] = {"type": "string(20)", "backfill": "acme"}


@edit("tenant off", entities(lambda site: "tenant" in site.body))
def tenant_off(site: Site, _choose: Choose) -> None:
    for body in site.model.entities.values():
        body.pop("tenant", None)
