"""References to one row of an entity: their columns, what happens when that row goes, and what cannot be referred to."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from generator.diagnostics import Severity, rule
from generator.ir import NO_BOUNDS, Access, Field, OnDelete, Reference, Role, Write
from generator.resolve.bounds import BOUNDS
from generator.resolve.columns import read_access, read_backfill, read_default, refuse_options
from generator.resolve.draft import Draft, Work, Written

WRONG_COLUMNS = rule(
    "R241",
    "wrong-columns",
    """
`columns` names one column for each field of the referenced key, of the same type where the entity has it already.

Not so:     rate: {type: ExchangeRate, columns: [base]}         whose key is [base, quote]
But so:     rate: {type: ExchangeRate, columns: [base, quote]}
""",
)
SET_NULL_ON_REQUIRED = rule(
    "R242",
    "set-null-on-required",
    """
`set_null` empties the reference when the referenced row goes, so the reference must allow null.

Not so:     plan: {type: Plan, on_delete: set_null}
But so:     plan: {type: Plan?, on_delete: set_null}
""",
)
SET_DEFAULT_WITHOUT = rule(
    "R243",
    "set-default-without-default",
    """
`set_default` needs a default that refers to a row.

Not so:     currency: {type: Currency, on_delete: set_default}
But so:     currency: {type: Currency, on_delete: set_default, default: EUR}
""",
)
SET_DEFAULT_IGNORED = rule(
    "R248",
    "set-default-ignored",
    """
One of the project's databases accepts `set_default` as an action and then does nothing when the referenced row goes.

Not so:     currency: {type: Currency, default: EUR, on_delete: set_default}        with MariaDB among the databases
But so:     currency: {type: Currency, default: EUR, on_delete: restrict}
""",
)
TENANT_FROM_GLOBAL = rule(
    "R240",
    "tenant-from-global",
    """
A row without a tenant belongs to all of them, and a row that it refers to belongs to one: the others would be shown what
is not theirs. Give the referring entity `tenant`, or take it from the referenced one.

Not so:     {entity: Rate, fields: {account: Account}}          where Account has `tenant: true`
But so:     {entity: Rate, tenant: true, fields: {account: Account}}
""",
)
SHARED_TARGET = rule(
    "L321",
    "shared-target",
    """
A reference between entities with a tenant holds within one tenant. Rows that are shared by all (`shared: true`) have
none, so a tenant's rows cannot refer to them.

Not so:     template: Template                                  where Template has `tenant: {shared: true}`
But so:     template: {type: Template, constraint: false}
""",
    Severity.WARNING,
)

_DATA_OPTIONS: Final = BOUNDS | {"computed", "identity", "db_type", "storage", "collation"}
_STRUCTURAL: Final = frozenset(
    {"type", "nullable", "on_delete", "on_update", "inverse", "constraint", "deferrable", "index", "unique"}
)
"""The options that say nothing of a reference's columns."""
_IMPLIED: Final = {
    OnDelete.CASCADE: Write.DELETE,
    OnDelete.SET_NULL: Write.UPDATE,
    OnDelete.SET_DEFAULT: Write.UPDATE,
}


Pairs = tuple[tuple[Field, Field], ...]
"""The fields of a reference, each with the one that it refers to."""


def reference_fields(
    written: Written, parts: tuple[Field, ...], present: Mapping[str, Field], *, nullable: bool, work: Work
) -> tuple[Field, ...]:
    """Give the columns that hold a reference, one for each part of the referenced key; none where a finding says why.

    `present` holds the entity's other fields by column, which `columns` may name to share them.
    """
    document = written.document
    refuse_options(
        written, _DATA_OPTIONS, f"`{written.name}` is a reference: its columns are as the referenced key's", work
    )
    chosen = document.columns or ((document.column,) if document.column else ())
    if chosen and len(chosen) != len(parts):
        wanted = ", ".join(part.name for part in parts)
        work.report(
            WRONG_COLUMNS,
            written.spot.span("columns" if document.columns else "column"),
            f"`{written.name}` has one column for each of ({wanted}), and {len(chosen)} of {len(parts)} are named",
            f"write `columns: [{', '.join(f'{written.name}_{part.name}' for part in parts)}]`",
        )
        chosen = ()
    access, plain = read_access(written, work), written.given <= _STRUCTURAL
    made: list[Field] = []
    for place, part in enumerate(parts):
        name = f"{written.name}_{part.name}"
        column = chosen[place] if chosen else name
        shared = present.get(column) if document.columns else None
        if shared is not None:
            _demand_same(written, shared, part, work)
            made.append(shared)
        elif plain:
            made.append(work.one((id(part), name, nullable), partial(_plain, part, name, nullable=nullable)))
        else:
            made.append(
                _field(written, part, name, column, access, nullable=nullable, alone=len(parts) == 1, work=work)
            )
    return tuple(made)


def _plain(part: Field, name: str, *, nullable: bool) -> Field:
    return Field(
        name,
        name,
        part.type,
        nullable,
        Role.REFERENCE,
        db_type=part.db_type,
        collation=part.collation,
    )


def _field(  # noqa: PLR0913  # what a column of a reference is made of
    written: Written, part: Field, name: str, column: str, access: Access, *, nullable: bool, alone: bool, work: Work
) -> Field:
    document = written.document
    former = document.renamed_from
    return Field(
        name=name,
        column=column,
        type=part.type,
        nullable=nullable,
        role=Role.REFERENCE,
        description=document.description,
        default=read_default(written, part.type, NO_BOUNDS, nullable=nullable, work=work) if alone else None,
        server_default=document.server_default,
        access=access,
        db_type=part.db_type,
        collation=part.collation,
        deprecated=document.deprecated,
        renamed_from=f"{former}_{part.name}" if former else None,
        backfill=read_backfill(written, part.type, NO_BOUNDS, work) if alone else None,
    )


def _demand_same(written: Written, shared: Field, part: Field, work: Work) -> None:
    if shared.type != part.type:
        work.report(
            WRONG_COLUMNS,
            written.spot.span("columns"),
            f"`{shared.name}` is {shared.type}, and the referenced `{part.name}` is {part.type}",
            f"make `{shared.name}` a {part.type}",
        )


def build_reference(draft: Draft, written: Written, target: Draft, pairs: Pairs, work: Work) -> Reference:
    """Give the reference that pairs of own and referenced fields hold; actions that cannot work are reported."""
    document = written.document
    fields, parts = tuple(own for own, _ in pairs), tuple(part for _, part in pairs)
    nullable = any(field.nullable for field in fields)
    on_delete = OnDelete(document.on_delete or "restrict")
    on_update = OnDelete(document.on_update or "no_action")
    _refuse_actions(draft, written, fields, work)
    if target.tenant and not draft.tenant and target.document.managed and draft.document.managed:
        work.report(
            TENANT_FROM_GLOBAL,
            written.spot.span("type"),
            f"`{written.name}` refers to {target.name.name}, whose rows belong to a tenant; those of {draft.name.name} do not",
            f"add `tenant: true` to {draft.name.name}",
        )
    if target.shared and draft.tenant:
        work.report(
            SHARED_TARGET,
            written.spot.span("type"),
            f"`{written.name}` cannot refer to the rows of {target.name.name} that are shared by all tenants",
            "leave the foreign key out with `constraint: false` if it has to",
        )
    return Reference(
        name=written.name,
        fields=tuple(field.name for field in fields),
        target=target.name,
        target_fields=tuple(part.name for part in parts),
        nullable=nullable,
        on_delete=on_delete,
        on_update=on_update,
        composite_tenant=draft.tenant is not None and target.tenant is not None,
        one_to_one=False,
        inverse=document.inverse,
        constraint=document.constraint,
        deferrable=_deferrable(document.deferrable),
        description=document.description,
        span=written.span,
    )


def flag_reference(name: str, field: Field, draft: Draft, target: Draft, part: Field) -> Reference:
    """Give the reference of a flag's column that is of an entity's type."""
    return Reference(
        name=name,
        fields=(field.name,),
        target=target.name,
        target_fields=(part.name,),
        nullable=field.nullable,
        on_delete=OnDelete.RESTRICT,
        on_update=OnDelete.NO_ACTION,
        composite_tenant=field.role is not Role.TENANT and draft.tenant is not None and target.tenant is not None,
        one_to_one=False,
        inverse=None,
        span=draft.span,
    )


def _deferrable(value: object) -> str | None:
    if value is None:
        return None
    return "deferred" if value == "deferred" else "immediate"


def _refuse_actions(draft: Draft, written: Written, fields: tuple[Field, ...], work: Work) -> None:
    document = written.document
    for option in ("on_delete", "on_update"):
        chosen = getattr(document, option)
        if chosen is None:
            continue
        action = OnDelete(chosen)
        required = [field.name for field in fields if not field.nullable]
        if action is OnDelete.SET_NULL and required:
            work.report(
                SET_NULL_ON_REQUIRED,
                written.spot.span(option),
                f"`{option}: set_null` on `{written.name}`, which may not be null",
                f"write `type: {document.type}?`, or another action",
            )
        if action is OnDelete.SET_DEFAULT:
            _judge_default(written, option, fields, work)
        implied = _IMPLIED.get(action)
        if option == "on_update" and action is OnDelete.CASCADE:
            implied = Write.UPDATE
        for effect in draft.effects:
            if implied is not None and implied in effect.refused_writes and effect.refusal is not None:
                work.report(
                    effect.refusal,
                    written.spot.span(option),
                    f"`{option}: {chosen}` would {implied.value} rows of {draft.name.name}, which refuses that",
                    f"write `{option}: restrict`",
                )


def _judge_default(written: Written, option: str, fields: tuple[Field, ...], work: Work) -> None:
    span = written.spot.span(option)
    if not all(_has_default(field) for field in fields):
        message = f"`{option}: set_default` on `{written.name}`, which has no default"
        work.report(SET_DEFAULT_WITHOUT, span, message, "give it a `default` or `server_default`")
    lacking = work.lacking(lambda item: item.set_default_actions)
    if lacking:
        message = f"{lacking[0].label} takes `{option}: set_default` and does nothing about it"
        work.report(SET_DEFAULT_IGNORED, span, message, "write another action, or set the default in the application")


def _has_default(field: Field) -> bool:
    return field.default is not None or field.server_default is not None or field.nullable
