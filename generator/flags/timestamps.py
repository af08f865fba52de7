"""`timestamps`: when a row was made, and when it was last changed."""

from generator.config import Settings
from generator.flags.effect import AddedColumn, Effect, Flag, Options, column_name
from generator.ir import Role, Source, Stamp, Write

_STAMPS = (
    (Role.CREATED_AT, "created", "created_at", frozenset({Write.CREATE}), "When the row was made"),
    (
        Role.UPDATED_AT,
        "updated",
        "updated_at",
        frozenset({Write.CREATE, Write.UPDATE}),
        "When the row was last changed",
    ),
)


def _effect(options: Options, _settings: Settings) -> Effect:
    columns: list[AddedColumn] = []
    stamps: list[Stamp] = []
    for role, option, default, writes, description in _STAMPS:
        name = column_name(options, option, default)
        if name is not None:
            columns.append(AddedColumn(role=role, column=name, type="datetime", description=description))
            stamps.append(Stamp(role, Source.CLOCK, writes))
    return Effect(columns=tuple(columns), stamps=tuple(stamps))


FLAG = Flag("timestamps", _effect, ("created", "updated"))
