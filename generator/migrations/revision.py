"""The next revision of a project: what its specs have and its history lacks, as files and as words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from generator.code import call, code, docstring, literal
from generator.config import Settings
from generator.diagnostics import Diagnostic, Severity
from generator.errors import HistoryError
from generator.migrations import delta
from generator.migrations.bodies.body import body
from generator.migrations.bodies.module import Module, support
from generator.migrations.bodies.statements import Statement, lines
from generator.migrations.diff import diff
from generator.migrations.environment import migrations_folder, migrations_package
from generator.migrations.history import History, revision_id
from generator.migrations.lint import lint, lint_names
from generator.migrations.operations import CreateTable, Operation, apply, reverse
from generator.migrations.phases import CONTRACT, has_phases, steps
from generator.migrations.rules import FINAL
from generator.schema.state import Schema

_WORDS: Final = re.compile(r"[a-z0-9]+")
_SLUG: Final = 40
_NAMED: Final = 3
_LINE: Final = 80
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
    parents: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    before: Schema = field(default_factory=Schema)
    after: Schema = field(default_factory=Schema)


def plan_revision(
    history: History, target: Schema, message: str | None, settings: Settings, *, by_hand: bool = False
) -> Revision | None:
    """Give the revision that leads from the recorded state to `target`; None if nothing is missing.

    `by_hand`: a person writes its body, and may do what a generated one does not.

    Several heads, as after a git merge, are joined by it. HistoryError: the history contradicts itself, or a change loses data and was not allowed.
    """
    before = history.state()
    operations = diff(before, target)
    parents = history.heads
    # Names may change hands where nothing else changes.
    findings = (lint if operations else lint_names)(operations, before, target, settings.databases)
    refused = [item for item in findings if is_refused(item, settings, by_hand=by_hand and bool(operations))]
    if refused:
        raise HistoryError(refused)
    if not operations and len(parents) <= 1:
        return None
    raw = [delta.to_json(operation) for operation in operations]
    digest = delta.digest(raw)
    identity = revision_id(len(history.order) + 1, parents, digest)
    usual = title_of(operations) if operations else f"merge {' and '.join(parents)}"
    title = " ".join((message or usual).split()) or usual
    allowed = tuple(sorted({item.code for item in findings if item.severity is Severity.ERROR}))
    head = delta.Head(identity, parents, title, settings.databases, digest, allowed)
    stem = revision_stem(settings, identity, title)
    return Revision(
        id=identity,
        message=title,
        files={
            f"{stem}.py": body_text(head, operations, before, migrations_package(settings)),
            f"{stem}.json": delta.dumps(head, raw),
        },
        summary=_joins(parents) + tuple(operation.describe() for operation in operations),
        findings=tuple(item for item in findings if item.severity is not Severity.ERROR),
        allowed=allowed,
        parents=parents,
        operations=operations,
        before=before,
        after=target,
    )


def is_refused(finding: Diagnostic, settings: Settings, *, by_hand: bool = False) -> bool:
    """Tell whether a finding stops the build: an error that is not allowed by its code, or cannot be."""
    allowed = finding.code in settings.allow and (by_hand or finding.code not in FINAL)
    return finding.severity is Severity.ERROR and not allowed


def revision_stem(settings: Settings, identity: str, title: str) -> str:
    """Give the path of a revision's files without their endings, relative to the output folder."""
    return f"{migrations_folder(settings)}/versions/{identity}_{_slug(title)}".rstrip("_")


def _joins(parents: Sequence[str]) -> tuple[str, ...]:
    return (f"join {' and '.join(parents)}",) if len(parents) > 1 else ()


def title_of(operations: Sequence[Operation]) -> str:
    """Give the words for operations that nobody gave a message for."""
    created = [operation.table.name for operation in operations if isinstance(operation, CreateTable)]
    if created:
        more = len(created) - _NAMED
        return f"create {', '.join(created[:_NAMED])}" + (f" and {more} more" if more > 0 else "")
    first = operations[0].describe()
    return first if len(operations) == 1 else f"{first} and {len(operations) - 1} more"


def body_text(head: delta.Head, operations: Sequence[Operation], before: Schema, package: str) -> str:
    """Give the source of a revision that leads on from `before`, not formatted; `package` has the support module."""
    module = Module(package)
    databases = head.databases
    back, after = reverse(operations, before), apply(operations, before)
    phased = has_phases(operations, before, databases)
    planned = steps(operations, before, databases, phased=phased)
    turns = {id(step.operation): step.turn for step in planned}
    statements = body([step.operation for step in planned], before, databases, module, turns)
    upgrade = _upgrade(_told(operations), statements, databases, module, CONTRACT if phased else None)
    downgrade = _functions("downgrade", _told(back), body(back, after, databases, module), databases, module)
    return module_text(head, [*upgrade, *downgrade], module)


def module_text(head: delta.Head, functions: Sequence[str], module: Module, effect: str = "") -> str:
    """Give the source of a revision around its functions; `effect` is what it says of the schema by itself."""
    title = f"{head.message[:1].upper()}{head.message[1:]}"
    about = docstring(f"{title}\n\nRevision ID: {head.revision}\n\nRevises: {', '.join(head.parents) or '(nothing)'}")
    links = (
        f"revision = {module.text(literal(head.revision))}\n"
        f"down_revision = {module.text(literal(head.parent))}\n"
        "branch_labels = None\n"
        "depends_on = None"
    )
    parts = (about, module.head(), links, effect)
    whole = "\n\n\n".join(functions)
    return "\n\n".join(filter(None, parts)) + f"\n\n\n{whole}\n"


_ALONE: Final = "While others read and write, each when it is not done yet"


def _upgrade(
    told: str, statements: Sequence[Statement], databases: Sequence[str], module: Module, contract: int | None
) -> list[str]:
    """Give the function, and those of its steps where some wait until others are committed."""
    turns = sorted({statement.turn for statement in statements})
    first = next((place for place, turn in enumerate(turns) if contract is not None and turn >= contract), None)
    if first is None and len(turns) <= 1:
        return _functions("upgrade", told, statements, databases, module)
    names = [_step(turn, contract) for turn in turns]
    options = {} if first is None else {"contract": literal(first)}
    made = module.text(call(support("in_steps"), code("revision"), *(code(name) for name, _ in names), **options))
    found = [f"def upgrade() -> None:\n    {docstring(told, '    ')}\n    {made}"]
    for turn, (name, words) in zip(turns, names, strict=True):
        found += _functions(name, words, [it for it in statements if it.turn == turn], databases, module)
    return found


def _step(turn: int, contract: int | None) -> tuple[str, str]:
    """Give a step's name and what it is."""
    late = contract is not None and turn >= contract
    number = (turn - contract if late and contract is not None else turn) // 2 + 1
    more = f"_{number}" if number > 1 else ""
    if turn % 2:
        return f"{'_finish' if late else '_complete'}{more}", _ALONE
    if late:
        return f"_contract{more}", "When no application of the version before runs any more, in one transaction"
    return f"_prepare{more}", "In one transaction"


def _told(operations: Sequence[Operation]) -> str:
    """Give one line that names the first operations."""
    told = [operation.describe() for operation in operations] or ["Nothing: it only joins the revisions before it"]
    line = told[0]
    for shown, words in enumerate(told[1:], 1):
        if len(line) + len(words) > _LINE:
            line = f"{line}; and {len(told) - shown} more"
            break
        line = f"{line}; {words}"
    return f"{line[:1].upper()}{line[1:]}"


def _functions(
    name: str, told: str, statements: Sequence[Statement], databases: Sequence[str], module: Module
) -> list[str]:
    head = f"def {name}() -> None:\n    {docstring(told, '    ')}\n"
    parts = _parts(statements)
    if len(parts) == 1:
        return [head + "\n".join(lines(parts[0], databases, module))]
    steps = [f"_{name.strip('_')}_{number}" for number in range(1, len(parts) + 1)]
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
