"""What weakens the wall between tenants, or makes each of them pay for the rows of all."""

from collections.abc import Iterator
from typing import Final

from generator.diagnostics import Diagnostic, Severity, rule
from generator.ir import Entity, OnDelete, Project
from generator.resolve.draft import Work

GLOBAL_SOFT_DELETE = rule(
    "R280",
    "global-soft-delete",
    """
A soft deletion looks for the rows that refer to the deleted one, to mark or to respect them. Where these belong to tenants
and it belongs to nobody, a session sees those of one tenant only, and the others would be left behind. A real deletion is
the database's own business, whose foreign keys see every row.

Not so:     entity: Currency            with `tenant: false` and `soft_delete: true`
            entity: Account             with `tenant: true`, fields: {currency: Currency}
But so:     entity: Currency            without `soft_delete`, or with `tenant: true`
""",
)
UNLED_TENANT = rule(
    "L324",
    "tenant-not-indexed",
    """
Every query of a tenant's repository asks for the rows of that tenant, and so does the database's own policy. Without an
index that begins with the tenant each of them reads the rows of all. Keys, uniques, indexes and references begin with it
by themselves, unless they are `global`.

Not so:     {entity: Note, tenant: true, fields: {text: text, written: datetime}}
But so:     {entity: Note, tenant: true, fields: {text: text, written: datetime}, indexes: [[written]]}
""",
    Severity.WARNING,
)
CHOSEN_KEY = rule(
    "L325",
    "key-across-tenants",
    """
A key of one column is unique among the rows of all tenants. Where callers choose it, one tenant's key is refused because
another one has it, and so learns that it is there. A list of fields is a key that the tenant leads.

Not so:     {entity: Setting, tenant: true, key: string(20)}
But so:     {entity: Setting, tenant: true, key: [name], fields: {name: string(20)}}
""",
    Severity.WARNING,
)

_FOLLOWED: Final = frozenset({OnDelete.CASCADE, OnDelete.RESTRICT, OnDelete.NO_ACTION})


def unseen_referrers(project: Project, _work: Work) -> Iterator[Diagnostic]:
    """Find references of tenants' rows to rows of nobody that are only marked when they are deleted."""
    for entity in project.entities.values():
        if entity.flags.tenant is None or not entity.managed:
            continue
        for reference in entity.references:
            target = project.entities.get(reference.target)
            if target is None or target.flags.deleted_at is None or target.flags.tenant is not None:
                continue
            if reference.on_delete in _FOLLOWED:
                yield GLOBAL_SOFT_DELETE.at(
                    reference.span,
                    f"deleting a row of {target.name} would mark it, unseen by the {entity.name} rows of other tenants",
                    f"take `soft_delete` from {target.name}, or give it `tenant: true`",
                )


def unled_tenants(project: Project, _work: Work) -> Iterator[Diagnostic]:
    """Find tenants' rows that no index finds by the tenant."""
    for entity in project.entities.values():
        tenant = entity.flags.tenant
        if tenant is None or not entity.managed or _is_led(entity, tenant, project):
            continue
        yield UNLED_TENANT.at(
            entity.span,
            f"no index of {entity.name} begins with its tenant",
            "add an index over what lists are ordered by",
        )


def _is_led(entity: Entity, tenant: str, project: Project) -> bool:
    led = (*(item.terms[0] for item in entity.uniques), *(item.terms[0] for item in entity.indexes))
    return (
        entity.key.fields[0] == tenant
        or any(term.field == tenant for term in led)
        or any(reference.composite_tenant for _, reference in project.referrers.get(entity.qualified, ()))
    )


def chosen_keys(project: Project, _work: Work) -> Iterator[Diagnostic]:
    """Find keys that callers choose and that the tenant does not lead."""
    for entity in project.entities.values():
        if entity.flags.tenant is None or not entity.managed or entity.key.natural:
            continue
        made = entity.by_name[entity.key.fields[0]]
        if not entity.key.generated and not entity.key.identity and made.server_default is None:
            yield CHOSEN_KEY.at(
                entity.place(made.name),
                f"callers choose the key of {entity.name}, which is unique among all tenants",
                "make it a field, and write `key: [name]` with its name",
            )
