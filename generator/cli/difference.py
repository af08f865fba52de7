"""A difference as people read it, in colour on a terminal, and as machines do."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import Final

import click

from generator.cli.console import count
from generator.cli.report import JSON_VERSION, row
from generator.cli.summary import DONE
from generator.config import Settings
from generator.dialects import dialect
from generator.dialects.effects import LOCKS, READERS_WAIT, WRITERS_WAIT, Effect
from generator.migrations.delta import to_json
from generator.migrations.operations import Operation
from generator.output.records import is_record
from generator.pipeline.difference import Difference, Step, Subject

_MARKS: Final = {"+": "green", "-": "red", "~": "yellow"}
_NONE_AND_ONE: Final = 2
_TAKES: Final = ("drop_", "allow_")
_GIVES: Final = ("add_", "create_", "forbid_")


def show_difference(found: Difference, settings: Settings, *, whole: bool) -> None:
    """Print what happens to each entity, then SQL, then how many files change."""
    if not found.revision:
        click.echo("No migration: the recorded revisions have all that the specs say.")
    else:
        after = f", after {' and '.join(found.since)}" if found.since else ""
        click.echo(f"Migration {styled(found.revision, bold=True)}{after}:")
    for subject in found.subjects:
        click.echo(f"\n  {styled(_title(subject), bold=True)}")
        for step in subject.steps:
            _show_step(step)
    for name, answer in found.sql.items():
        click.echo(f"\n{styled(f'-- {dialect(name).label}', fg='cyan')}")
        if answer.error:
            click.echo(f"-- not known without a database: {answer.error}")
        for text in answer.statements:
            click.echo(text)
    changes = [change for change in found.files if not is_record(change.path)]
    totals = Counter(DONE.get(change.state, change.state.value) for change in changes)
    if changes:
        parts = ", ".join(f"{number:,} {word}" for word, number in totals.items())
        click.echo(f"\n{count(len(changes), 'file')} of {settings.output.name}: {parts}.")
    if whole:
        for change in changes:
            click.echo(f"{DONE.get(change.state, change.state.value):>20}  {change.path}")


def _show_step(step: Step) -> None:
    mark = _mark(step.operation)
    told = "; ".join(step.details)
    words = f"{mark} {step.operation.describe()}" + (f": {told}" if told else "")
    click.echo(f"    {styled(words, fg=_MARKS[mark])}")
    for line in _costs(step):
        click.echo(f"        {styled(line, fg='magenta')}")


def show_json(found: Difference, settings: Settings) -> None:
    """Print the same for machines; `findings` are as every command gives them."""
    document = {
        "version": JSON_VERSION,
        "since": found.since,
        "revision": found.revision or None,
        "refused": found.refused,
        "entities": [
            {
                "entity": subject.entity or None,
                "table": subject.table or None,
                "operations": [_step(step) for step in subject.steps],
            }
            for subject in found.subjects
        ],
        "findings": [row(item) for item in found.findings],
        "sql": {
            name: {"statements": answer.statements, "error": answer.error or None} for name, answer in found.sql.items()
        },
        "files": [
            {"path": f"{settings.output.name}/{change.path}", "state": change.state.value}
            for change in found.files
            if not is_record(change.path)
        ],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _step(step: Step) -> dict[str, object]:
    return {
        "words": step.operation.describe(),
        "details": step.details,
        "costs": {
            name: {"lock": cost.lock or None, "rewrites": cost.rewrites, "waiting": _waiting(cost) or None}
            for name, cost in step.costs.items()
        },
        "risk": step.risk or None,
        **to_json(step.operation),
    }


def _costs(step: Step) -> Iterator[str]:
    """Give what is worth knowing before: who waits for long, and what data is at risk."""
    for name, cost in step.costs.items():
        # A database with one lock takes it for every change.
        if cost.rewrites or (_waiting(cost) and len(LOCKS[name]) > _NONE_AND_ONE):
            rows = ", rows written anew" if cost.rewrites else ""
            yield f"{dialect(name).label}: {cost.lock}, {_waiting(cost) or 'nobody waits'}{rows}"
    if step.risk:
        yield f"data: {step.risk}"


def _waiting(cost: Effect) -> str:
    if cost.lock in READERS_WAIT:
        return "readers and writers wait"
    return "writers wait" if cost.lock in WRITERS_WAIT else ""


def styled(text: str, *, fg: str | None = None, bold: bool | None = None) -> str:
    """Give the text in a colour, unless NO_COLOR is set; click leaves colours out where no terminal is."""
    return text if os.environ.get("NO_COLOR") else click.style(text, fg=fg, bold=bold)


def _title(subject: Subject) -> str:
    if not subject.table:
        return "beside tables"
    return f"{subject.entity} (table {subject.table})" if subject.entity else f"table {subject.table}"


def _mark(operation: Operation) -> str:
    word = operation.word
    return "-" if word.startswith(_TAKES) else "+" if word.startswith(_GIVES) else "~"
