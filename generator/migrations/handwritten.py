"""The beginning of a revision that a person writes: what changes rows, or SQL that no operation says."""

from collections.abc import Iterable, Mapping, Sequence

from generator.code import Symbol, call, docstring, literal
from generator.migrations.bodies.module import SUPPORT, Module
from generator.migrations.bodies.statements import Statement, lines
from generator.migrations.delta import Head
from generator.migrations.revision import module_text

_RUN = Symbol(f"{SUPPORT}.database", "run")
_EFFECT = """# What this does to the schema, as operations of a delta: nothing, for it changes rows only.
SCHEMA_EFFECT = ()"""
_ROWS = '''def upgrade() -> None:
    """Change rows by op.execute(); `gen migrate verify` tells if the schema is changed too."""


def downgrade() -> None:
    """Take it back, as far as rows can be."""
'''

Scripts = Mapping[tuple[str, ...], Iterable[str]]
"""Statements, by the databases that run them."""


def rows_text(head: Head, package: str) -> str:
    """Give a body that changes nothing yet; its schema effect is stated, so that the recorded state is known."""
    module = Module(package)
    module.text(call(Symbol("alembic", "op")))
    return module_text(head, [_ROWS.strip()], module, _EFFECT)


def sql_text(head: Head, upgrade: Scripts, downgrade: Scripts | None, package: str, *, states_effect: bool) -> str:
    """Give a body that runs statements; without a way back, going back stops with words."""
    module = Module(package)
    up = _function("upgrade", f"{head.message[:1].upper()}{head.message[1:]}", upgrade, head.databases, module)
    if downgrade is None:
        module.text(call(Symbol("alembic.util", "CommandError")))
        message = module.text(literal(f"{head.revision} cannot be taken back."))
        down = f'def downgrade() -> None:\n    """Stop."""\n    message = {message}\n    raise CommandError(message)'
    else:
        down = _function("downgrade", "Take it back", downgrade, head.databases, module)
    return module_text(head, [up, down], module, "" if states_effect else _EFFECT)


def _function(name: str, told: str, scripts: Scripts, databases: Sequence[str], module: Module) -> str:
    statements = [
        Statement(owners, call(_RUN, literal(text)), breaks=True) for owners, texts in scripts.items() for text in texts
    ]
    body = "\n".join(lines(statements, databases, module))
    return f"def {name}() -> None:\n    {docstring(told, '    ')}\n{body}"
