"""Uniques among some rows whose predicate a foreign key changes by itself, which MariaDB cannot keep."""

from collections.abc import Iterator
from typing import Final

from generator.diagnostics import Diagnostic, rule
from generator.expressions.tree import columns
from generator.ir import OnDelete, Project, Reference
from generator.resolve.draft import Work

NULLED_PREDICATE = rule(
    "R284",
    "nulled-predicate",
    """
MariaDB keeps a unique among some rows by a hidden column that is computed from its `where`. Where a foreign key changes a
field of it by itself (`on_delete: set_null`, `on_update: cascade` …) it computes nothing anew, and refuses such a column.

Not so:     fields: {plan: {type: Plan?, on_delete: set_null}}      unique: [{fields: [name], where: plan_id is not null}]
But so:     fields: {plan: {type: Plan?, on_delete: restrict}}      unique: [{fields: [name], where: plan_id is not null}]
""",
)

_CHANGING: Final = frozenset({OnDelete.SET_NULL, OnDelete.SET_DEFAULT})


def nulled_predicates(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find uniques whose predicate names a field that a foreign key changes, where a column has to keep them."""
    keeping = {item.name: item.label for item in work.databases.values() if item.partial_unique_by_column}
    for entity in project.entities.values() if keeping else ():
        changed = {field: item for item in entity.references if _is_changed(item) for field in item.fields}
        for unique in entity.uniques:
            there = keeping.keys() & set(unique.databases or keeping)
            named = {column.name for column in columns(unique.where)} if unique.where is not None else set[str]()
            for field in sorted(named & changed.keys()) if there and entity.managed else ():
                yield NULLED_PREDICATE.at(
                    unique.span,
                    f"{keeping[min(there)]} cannot keep a unique by `{field}`, which the key of "
                    f"`{changed[field].name}` changes",
                    f"write `on_delete: restrict` at `{changed[field].name}`, or another `where`",
                )


def _is_changed(reference: Reference) -> bool:
    updated = reference.on_update in _CHANGING or reference.on_update is OnDelete.CASCADE
    return reference.constraint and (reference.on_delete in _CHANGING or updated)
