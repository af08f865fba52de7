"""The next revision of a project: what its specs have and its history lacks, as files and as words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.code import docstring, literal
from generator.config import Settings
from generator.diagnostics import Diagnostic, Severity
from generator.errors import HistoryError
from generator.migrations import delta
from generator.migrations.bodies.body import body
from generator.migrations.bodies.module import Module
from generator.migrations.bodies.statements import Statement, lines
from generator.migrations.diff import diff
from generator.migrations.environment import migrations_folder
from generator.migrations.history import FORMAT, History, delta_digest, revision_id
from generator.migrations.lint import lint
from generator.migrations.operations import CreateTable, Operation, apply, reverse
from generator.schema.json import Json
from generator.schema.state import Schema

_WORDS: Final = re.compile(r"[a-z0-9]+")
_SLUG: Final = 40
_NAMED: Final = 3
_STATEMENTS: Final = 40
"""In one function; more are several functions, as linters want it."""
_BRANCHES: Final = 8


@dataclass(frozen=True)
class Revision:
    """A revision to be written."""

    id: str
    message: str
    files: dict[str, str]
    """The body and the delta, by path relative to the output folder."""
    summary: tuple[str, ...]
    """What it does, a line an operation."""
    findings: tuple[Diagnostic, ...] = ()
    """What is worth knowing before it is applied."""
    allowed: tuple[str, ...] = ()
    """The codes of findings that would have stopped it."""


def plan_revision(history: History, target: Schema, message: str | None, settings: Settings) -> Revision | None:
    """Give the revision that leads from the recorded state to `target`; None if nothing is missing.

    HistoryError: the history contradicts itself, or a change loses data and was not allowed.
    """
    before = history.state()
    operations = diff(before, target)
    if not operations:
        return None
    findings = lint(operations, before, target)
    refused = [item for item in findings if item.severity is Severity.ERROR and item.code not in settings.allow]
    if refused:
        raise HistoryError(refused)
    parents = (history.head,) if history.head else ()
    raw: list[dict[str, Json]] = [delta.to_json(operation) for operation in operations]
    digest = delta_digest(raw)
    identity = revision_id(len(history.order) + 1, parents, digest)
    title = " ".join((message or title_of(operations)).split()) or title_of(operations)
    allowed = tuple(sorted({item.code for item in findings if item.severity is Severity.ERROR}))
    head: dict[str, Json] = {
        "format": FORMAT,
        "revision": identity,
        "parent": parents[0] if parents else None,
        "message": title,
        "databases": list(settings.databases),
        "delta": digest,
    }
    if allowed:
        head["allowed"] = list(allowed)
    stem = f"{migrations_folder(settings)}/versions/{identity}_{_slug(title)}".rstrip("_")
    return Revision(
        id=identity,
        message=title,
        files={
            f"{stem}.py": body_text(identity, parents, title, operations, before, settings.databases),
            f"{stem}.json": delta.dumps(head, operations),
        },
        summary=tuple(operation.describe() for operation in operations),
        findings=tuple(item for item in findings if item.severity is not Severity.ERROR),
        allowed=allowed,
    )


def title_of(operations: Sequence[Operation]) -> str:
    """Give the words for operations that nobody gave a message for."""
    created = [operation.table.name for operation in operations if isinstance(operation, CreateTable)]
    if created:
        more = len(created) - _NAMED
        return f"create {', '.join(created[:_NAMED])}" + (f" and {more} more" if more > 0 else "")
    first = operations[0].describe()
    return first if len(operations) == 1 else f"{first} and {len(operations) - 1} more"


def body_text(
    identity: str,
    parents: Sequence[str],
    title: str,
    operations: Sequence[Operation],
    before: Schema,
    databases: Sequence[str],
) -> str:
    """Give the source of a revision, not formatted."""
    module = Module()
    upgrade = _functions("upgrade", _told(operations), body(operations, before, databases, module), databases, module)
    back = reverse(operations, before)
    after = apply(operations, before)
    downgrade = _functions("downgrade", _told(back), body(back, after, databases, module), databases, module)
    about = docstring(f"{title[:1].upper()}{title[1:]}\n\nRevision ID: {identity}\n\nRevises: {', '.join(parents)}")
    down = literal(parents[0] if len(parents) == 1 else tuple(parents) or None)
    head = (
        f"revision = {module.text(literal(identity))}\n"
        f"down_revision = {module.text(down)}\n"
        "branch_labels = None\n"
        "depends_on = None"
    )
    return "\n\n".join((about, module.head(), head)) + "\n\n\n" + "\n\n\n".join((*upgrade, *downgrade)) + "\n"


def _told(operations: Sequence[Operation]) -> str:
    told = [operation.describe() for operation in operations]
    shown = "; ".join(told[: 2 * _NAMED]) + (f"; and {len(told) - 2 * _NAMED} more" if len(told) > 2 * _NAMED else "")
    return f"{shown[:1].upper()}{shown[1:]}"


def _functions(
    name: str, told: str, statements: Sequence[Statement], databases: Sequence[str], module: Module
) -> list[str]:
    head = f'def {name}() -> None:\n    {docstring(told, "    ")}\n'
    parts = _parts(statements)
    if len(parts) == 1:
        return [head + "\n".join(lines(parts[0], databases, module))]
    steps = [f"_{name}_{number}" for number in range(1, len(parts) + 1)]
    whole = f"{head}    for step in ({', '.join(steps)}):\n        step()"
    return [
        whole,
        *(
            f"def {step}() -> None:\n" + "\n".join(lines(part, databases, module))
            for step, part in zip(steps, parts, strict=True)
        ),
    ]


def _parts(statements: Sequence[Statement]) -> list[list[Statement]]:
    parts: list[list[Statement]] = [[]]
    branches = 0
    for statement in statements:
        last = parts[-1]
        turn = bool(last) and set(last[-1].databases) != set(statement.databases)
        branches += turn
        full = len(last) >= _STATEMENTS or branches >= _BRANCHES
        if last and full:
            parts.append([])
            branches = 0
        parts[-1].append(statement)
    return parts


def _slug(title: str) -> str:
    return "_".join(_WORDS.findall(title.lower()))[:_SLUG].strip("_")
