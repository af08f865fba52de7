"""`tenant`: rows belong to one tenant; its column leads keys, uniques, indexes and references, and a policy guards it."""

from generator.config import Settings
from generator.flags.effect import AddedColumn, Effect, Flag, Options, Place, text
from generator.ir import Access, Role, Source, Stamp, Write


def _effect(options: Options, settings: Settings) -> Effect:
    shared = options.get("shared") is True
    column = AddedColumn(
        role=Role.TENANT,
        column=text(options, "column", settings.tenant_column),
        type=text(options, "type", settings.tenant_type),
        nullable=shared,
        place=Place.AFTER_KEY,
        backfill=text(options, "backfill", ""),
        access=Access(hidden=True, immutable=True),
        description="The tenant that the row belongs to",
    )
    return Effect(
        columns=(column,),
        leads=Role.TENANT,
        shared=shared,
        stamps=(Stamp(Role.TENANT, Source.TENANT, frozenset({Write.CREATE})),),
    )


FLAG = Flag("tenant", _effect, ("column", "type", "shared", "backfill"))
