"""Statements that some of a project's databases run, and the branches that this takes."""

from collections.abc import Iterable, Sequence
from typing import Final

from generator.code import Code, Piece, Symbol, call, code, join, literal
from generator.dialects import dialect
from generator.frozen import value
from generator.migrations.bodies.module import Module, support
from generator.migrations.draft import TableName, name_of
from generator.schema.state import Table

_INDENT: Final = "    "
_OP: Final = Symbol("alembic", "op")


@value(frozen=True, slots=True)
class Statement:
    """A statement, and the databases that run it."""

    databases: tuple[str, ...]
    code: Code
    breaks: bool = False
    """Whether a blank line goes before it."""
    turn: int = 0
    """In which of the revision's steps it comes."""
    first: bool = False
    """Whether it comes before all that changes something."""


def op(name: str, *arguments: Piece, **options: Piece) -> Code:
    """Give the call of a directive of Alembic."""
    return call(code(_OP, f".{name}"), *arguments, **options)


def schema_option(table: TableName, databases: Sequence[str]) -> dict[str, Code]:
    """Give the option that names a table's schema, where it has one and a database knows schemas."""
    having = [name for name in databases if dialect(name).schemas]
    if table.schema is None or not having:
        return {}
    if len(having) == len(databases):
        return {"schema": literal(table.schema)}
    return {"schema": call(support("schema"), literal(table.schema))}


def row_options(table: Table, databases: Sequence[str]) -> dict[str, Code]:
    """Give the options of what looks at rows: a table's schema, and that a policy would hide some of them."""
    guarded = table.policy is not None and any(dialect(name).row_level_security for name in databases)
    tenants = {"tenants": literal(True)} if guarded else {}  # the value itself
    return tenants | schema_option(name_of(table), databases)


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
