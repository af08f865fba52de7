"""Specs of every combination of flags, each with children of every kind."""

from collections.abc import Iterator
from itertools import product

_ON = {
    "tenant": ("", "tenant: true\n", "tenant: {shared: true}\n"),
    "soft_delete": ("", "soft_delete: true\n"),
    "audit": ("", "audit: true\n"),
    "version": ("", "version: true\n"),
}
_TIMESTAMPS = ("timestamps: false\n", "", "timestamps: {created: false, updated: changed_at}\n")


def flag_specs() -> str:
    """Give a domain with an entity for every combination, and a child, a link and a tree for the telling ones."""
    return "---\n".join(_documents())


def _documents() -> Iterator[str]:
    yield "entity: FlagLabel\nfields: {name: string(20)}\n"
    yield "entity: OwnLabel\ntenant: true\nsoft_delete: true\nfields: {name: {type: string(20), unique: true}}\n"
    for number, flags in enumerate(product(*_ON.values())):
        name, head = f"Parent{number}", "".join((*flags, _TIMESTAMPS[number % 3]))
        tenant, soft = flags[0], flags[1]
        labels = "OwnLabel" if tenant == "tenant: true\n" else "FlagLabel"
        yield (
            f"entity: {name}\n{head}fields:\n  name: {{type: string(20), unique: true}}\n  note: text?\n"
            f"  labels: {{type: 'list[{labels}]', inverse: parents{number}}}\n"
            f"  up: {{type: {name}?, on_delete: {'cascade' if soft else 'set_null'}, inverse: down}}\n"
            "sort: [name]\nfilter: [name]\n"
        )
        if number % 3 == 0 and "shared" not in tenant:
            yield (
                f"entity: Child{number}\n{tenant}{soft}fields:\n  name: string(20)\n"
                f"  parent: {{type: {name}, on_delete: cascade, inverse: children}}\n"
                f"  other:  {{type: {name}?, on_delete: set_null}}\n  kept: {{type: {name}?, unique: true}}\n"
            )
    for number, (tenant, audit) in enumerate(product(("", "tenant: true\n"), ("", "audit: {updated_by: false}\n"))):
        yield (
            f"entity: Log{number}\n{tenant}{audit}append_only: true\ntimestamps: {{updated: false}}\n"
            f"fields: {{name: string(20), after: Log{number}?}}\n"
        )
