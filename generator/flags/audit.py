"""`audit`: who made a row, and who last changed it."""

from dataclasses import replace

from generator.config import Settings
from generator.flags.effect import AddedColumn, Effect, Flag, Options, column_name, text
from generator.ir import Role, Source, Stamp, Write

_STAMPS = (
    (Role.CREATED_BY, "created_by", frozenset({Write.CREATE}), "Who made the row"),
    (Role.UPDATED_BY, "updated_by", frozenset({Write.CREATE, Write.UPDATE}), "Who last changed the row"),
)


def _effect(options: Options, settings: Settings) -> Effect:
    kind = text(options, "type", settings.actor_type)
    nullable = kind.endswith("?")  # rows may be written by nobody
    columns: list[AddedColumn] = []
    stamps: list[Stamp] = []
    for role, option, writes, description in _STAMPS:
        name = column_name(options, option, option)
        if name is not None:
            made = AddedColumn(role, name, kind.removesuffix("?"), nullable=nullable, description=description)
            columns.append(replace(made, backfill=text(options, "backfill", "")))
            stamps.append(Stamp(role, Source.ACTOR, writes))
    return Effect(columns=tuple(columns), stamps=tuple(stamps))


FLAG = Flag("audit", _effect, ("created_by", "updated_by", "type", "backfill"))
