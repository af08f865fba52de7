"""`soft_delete`: deleting marks a row, restoring takes back exactly the cascade that its deletion began."""

from generator.config import Settings
from generator.flags.effect import AddedColumn, Effect, Flag, Options, text
from generator.ir import Access, Role, Source, Stamp, Write


def _effect(options: Options, _settings: Settings) -> Effect:
    deleted = frozenset({Write.DELETE})
    marked = AddedColumn(
        role=Role.DELETED_AT,
        column=text(options, "column", "deleted_at"),
        type="datetime",
        nullable=True,
        description="When the row was deleted; null while it lives",
    )
    together = AddedColumn(
        role=Role.DELETION_ID,
        column="deletion_id",
        type="uuid",
        nullable=True,
        access=Access(hidden=True),
        description="What was deleted together, and is restored together",
    )
    return Effect(
        columns=(marked, together),
        live_when_null=Role.DELETED_AT,
        stamps=(Stamp(Role.DELETED_AT, Source.CLOCK, deleted), Stamp(Role.DELETION_ID, Source.DELETION, deleted)),
    )


FLAG = Flag("soft_delete", _effect, ("column",))
