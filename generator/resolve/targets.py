"""What references need of the entities they point at: a unique over the referenced fields, and the same tenant."""

from dataclasses import replace

from generator.diagnostics import rule
from generator.ir import OnDelete, Reference, Term, Unique
from generator.naming import constraint
from generator.resolve.draft import Draft, Work

NOT_UNIQUE = rule(
    "R266",
    "not-unique",
    """
A foreign key points at fields that are unique among all rows of the referenced entity: its key, or a `unique` without a
condition. `soft_delete` limits a unique to rows that live, unless it says `include_deleted: true`.

Not so:     currency: {type: Currency, references: name}
But so:     currency: {type: Currency, references: code}        where Currency has unique: [[code]]
""",
)
TENANT_TYPES = rule(
    "R249",
    "tenant-types",
    """
A reference between two entities with a tenant compares their tenant columns, so both have the same type. The types come
from `tenant: {type: ...}`, else from the project's `tenant_type`.

Not so:     {entity: A, tenant: {type: uuid}, fields: {b: B}}           beside {entity: B, tenant: {type: int}}
But so:     {entity: A, tenant: {type: uuid}, fields: {b: B}}           beside {entity: B, tenant: {type: uuid}}
""",
)


EMPTIED_TENANT = rule(
    "R277",
    "emptied-tenant",
    """
A reference between two entities with a tenant holds the tenant and the key. When the referenced row goes, only the key is
to be emptied: PostgreSQL can, the others need a second foreign key over the key alone, which has to be unique without
the tenant. A default cannot be set that way at all.

Not so:     badge: {type: Badge?, on_delete: set_null}          where Badge has key: [code] and a tenant
But so:     badge: {type: Badge?, on_delete: restrict}
            badge: {type: Badge?, on_delete: set_null}          where Badge has a made key and unique: [[code]]
""",
)


def settle_targets(draft: Draft, work: Work) -> None:
    """Make sure that what a draft refers to is unique; adds uniques to other drafts, and puts fields in their order."""
    for name, reference in draft.references.items():
        target = work.drafts[reference.target]
        if reference.composite_tenant:
            _compare_tenants(draft, reference, target, work)
            _refuse_emptied(draft, reference, target, work)
        if reference.constraint:
            draft.references[name] = _settled(draft, reference, target, work)
    for association in draft.many.values():
        if association.declared and association.through is None and association.tenant:
            for side in (draft, work.drafts[association.target]):
                if side.key is not None and side.tenant is not None and not side.key.natural:
                    _imply(side, side.key.fields)


def _settled(draft: Draft, reference: Reference, target: Draft, work: Work) -> Reference:
    """Give the reference with its fields in the order of the key or unique that it points at."""
    wanted = frozenset(reference.target_fields)
    key = tuple(name for name in target.key.fields if name != target.tenant) if target.key else ()
    if frozenset(key) == wanted:
        if reference.composite_tenant and target.key is not None and not target.key.natural:
            _imply(target, key)
        return _ordered(reference, key)
    for unique in target.uniques:
        if (
            unique.where is None
            and frozenset(unique.declared_fields) == wanted
            and len(unique.declared_fields) == len(wanted)
        ):
            order = tuple(name for name in unique.declared_fields)
            if reference.composite_tenant and unique.is_global:
                _imply(target, order)
            return _ordered(reference, order)
    if target.document.managed and target.complete() and not draft.broken & {reference.name}:
        _report(draft, reference, target, wanted, work)
    return reference


def _ordered(reference: Reference, order: tuple[str, ...]) -> Reference:
    if order == reference.target_fields:
        return reference
    by_target = dict(zip(reference.target_fields, reference.fields, strict=True))
    return replace(reference, fields=tuple(by_target[name] for name in order), target_fields=order)


def _imply(target: Draft, fields: tuple[str, ...]) -> None:
    """Add the unique over tenant and fields, unless the entity has it."""
    if target.tenant is None:
        return
    names = (target.tenant, *fields)
    if any(unique.where is None and tuple(term.field for term in unique.terms) == names for unique in target.uniques):
        return
    columns = [target.fields[name].column for name in names]
    terms = tuple(Term(name) for name in names)
    made = Unique(constraint("uq", target.table, columns), terms, implied=True, span=target.span)
    target.uniques.insert(0, made)


def _report(draft: Draft, reference: Reference, target: Draft, wanted: frozenset[str], work: Work) -> None:
    partial = any(unique.where is not None and frozenset(unique.declared_fields) == wanted for unique in target.uniques)
    listed = ", ".join(reference.target_fields)
    if partial and target.live:
        why = f"({listed}) is unique among the live rows of {target.name.name} only"
        help_ = f"add `include_deleted: true` to that unique of {target.name.name}"
    else:
        why = f"({listed}) is not unique in {target.name.name}"
        help_ = f"add `unique: [[{listed}]]` to {target.name.name}, or refer to its key"
    written = draft.written.get(reference.name)
    step = "references" if written and written.document.references else "type"
    span = written.spot.span(step) if written else reference.span
    work.report(NOT_UNIQUE, span, f"`{reference.name}` cannot refer to it: {why}", help_)


def _refuse_emptied(draft: Draft, reference: Reference, target: Draft, work: Work) -> None:
    """Report actions that would empty the tenant along with the reference."""
    written = draft.written.get(reference.name)
    if written is None or not reference.constraint:
        return
    alone = frozenset(reference.target_fields)
    by_key = target.key is not None and frozenset(target.key.fields) == alone
    unique = by_key or any(item.is_global and frozenset(item.declared_fields) == alone for item in target.uniques)
    lacking = () if unique else work.lacking(lambda item: item.set_null_columns)
    for option, action in (("on_delete", reference.on_delete), ("on_update", reference.on_update)):
        if action is OnDelete.SET_DEFAULT or (action is OnDelete.SET_NULL and (lacking or option == "on_update")):
            why = f" on {lacking[0].label}" if lacking else ""
            message = f"`{option}: {action.value}` on `{reference.name}` would empty the tenant too{why}"
            help_ = f"write `{option}: restrict`, or give {target.name.name} a made key"
            work.report(EMPTIED_TENANT, written.spot.span(option), message, help_)


def _compare_tenants(draft: Draft, reference: Reference, target: Draft, work: Work) -> None:
    if draft.tenant is None or target.tenant is None:
        return
    own, other = draft.fields[draft.tenant].type, target.fields[target.tenant].type
    if own != other:
        work.report(
            TENANT_TYPES,
            reference.span,
            f"the tenant of {draft.name.name} is {own}, that of {target.name.name}, which `{reference.name}` refers to, {other}",
            "give both the same `tenant: {type: ...}`, or set `tenant_type` for the project",
        )
