"""Statements that some of a project's databases run, and the branches that this takes."""

from collections.abc import Iterable, Sequence
from typing import Final

from generator.code import Code, Piece, Symbol, call, code, join, literal
from generator.frozen import value
from generator.migrations.bodies.module import Module, support

_INDENT: Final = "    "
_OP: Final = Symbol("alembic", "op")


@value(frozen=True, slots=True)
class Statement:
    """A statement, and the databases that run it."""

    databases: tuple[str, ...]
    code: Code
    breaks: bool = False
    """Whether a blank line goes before it."""
    waits: bool = False
    """Whether it comes when all that does not wait is committed."""


def op(name: str, *arguments: Piece, **options: Piece) -> Code:
    """Give the call of a directive of Alembic."""
    return call(code(_OP, f".{name}"), *arguments, **options)


def lines(statements: Iterable[Statement], databases: Sequence[str], module: Module) -> list[str]:
    """Give the source lines, indented once: what all databases run as it is, the rest under `if database() == …`."""
    written: list[str] = []
    for run in _runs(statements):
        owners = run[0].databases
        alone = set(owners) == set(databases)
        if run[0].breaks and written:
            written.append("")
        if not alone:
            written.append(f"{_INDENT}if {module.text(_condition(owners))}:")
        for position, statement in enumerate(run):
            if statement.breaks and position:
                written.append("")
            written.append(_INDENT * (1 if alone else 2) + module.text(statement.code))
    return written or [f"{_INDENT}pass"]


def _runs(statements: Iterable[Statement]) -> list[list[Statement]]:
    found: list[list[Statement]] = []
    for statement in statements:
        if not statement.databases:
            continue
        if found and set(found[-1][0].databases) == set(statement.databases):
            found[-1].append(statement)
        else:
            found.append([statement])
    return found


def _condition(owners: Sequence[str]) -> Code:
    database = call(support("database"))
    if len(owners) == 1:
        return code(database, " == ", literal(owners[0]))
    return code(database, " in {", join(", ", map(literal, owners)), "}")
