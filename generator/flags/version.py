"""`version`: each change counts up, and a change that was made from an older row is refused."""

from generator.config import Settings
from generator.flags.effect import AddedColumn, Effect, Flag, Options, text
from generator.ir import Literal, Role, Source, Stamp, Write


def _effect(options: Options, _settings: Settings) -> Effect:
    column = AddedColumn(
        role=Role.VERSION,
        column=text(options, "column", "version"),
        type="int",
        default=Literal(1),
        description="Counts the changes of the row",
    )
    writes = frozenset({Write.CREATE, Write.UPDATE, Write.DELETE})
    return Effect(columns=(column,), stamps=(Stamp(Role.VERSION, Source.COUNT, writes),))


FLAG = Flag("version", _effect, ("column",))
