"""`append_only`: rows are added and read, never changed or removed; the database refuses it."""

from generator.config import Settings
from generator.diagnostics import rule
from generator.flags.effect import Conflict, Effect, Flag, Options
from generator.ir import Role, Write

APPEND_ONLY_CONFLICT = rule(
    "R260",
    "append-only-conflict",
    """
An `append_only` entity refuses every UPDATE and DELETE, so it cannot have what works by changing rows: `soft_delete` marks
them, `version` counts their changes, `timestamps: updated` and `audit: updated_by` are stamped by changes. Flags that
come from a domain's or the project's defaults give way by themselves.

Not so:     append_only: true
            version: true
But so:     append_only: true
            timestamps: {updated: false}
""",
)
APPEND_ONLY_ACTION = rule(
    "R261",
    "append-only-action",
    """
A reference of an `append_only` entity cannot ask the database to delete or change its rows when the referenced row goes:
`on_delete` is `restrict` or `no_action`, and so is `on_update`. Its many-to-many links are kept in the same way by
themselves.

Not so:     append_only: true
            fields: {account: {type: Account, on_delete: cascade}}
But so:     append_only: true
            fields: {account: {type: Account, on_delete: restrict}}
""",
)


def _conflict(what: str, help_: str, *roles: Role) -> Conflict:
    return Conflict(frozenset(roles), APPEND_ONLY_CONFLICT, f"an append-only entity cannot have {what}", help_)


_CONFLICTS = (
    _conflict(
        "`soft_delete`: marking a row as deleted changes it",
        "drop `soft_delete`, or drop `append_only`",
        Role.DELETED_AT,
        Role.DELETION_ID,
    ),
    _conflict(
        "`version`: its rows never change, so there is nothing to count",
        "drop `version`, or drop `append_only`",
        Role.VERSION,
    ),
    _conflict(
        "a stamp of its last change: its rows never change",
        "write `timestamps: {updated: false}`, or leave `timestamps` to the default",
        Role.UPDATED_AT,
    ),
    _conflict(
        "a stamp of who changed it: its rows never change",
        "write `audit: {updated_by: false}`",
        Role.UPDATED_BY,
    ),
)


def _effect(_options: Options, _settings: Settings) -> Effect:
    return Effect(
        refused_writes=frozenset({Write.UPDATE, Write.DELETE, Write.TRUNCATE}),
        refusal=APPEND_ONLY_ACTION,
        conflicts=_CONFLICTS,
    )


FLAG = Flag("append_only", _effect)
