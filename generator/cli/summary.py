"""What a build tells when it is done: files by what happened to them, and what the migration does."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from generator.cli.console import count
from generator.config import Settings
from generator.output.plan import Change, State
from generator.output.records import is_record
from generator.pipeline.amendment import copy_place
from generator.pipeline.findings import difference, shown_path
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch

if TYPE_CHECKING:
    from generator.migrations.history import Recorded
    from generator.pipeline.build import Outcome

DONE: Final = {
    State.CREATE: "new",
    State.MISSING: "restored",
    State.UPDATE: "changed",
    State.MERGED: "mended after a merge",
    State.MERGE: "merged",
    State.REPLACED: "overwritten",
    State.ORPHAN: "removed",
}
"""What a build did to a file, in a word."""
_COLOURS: Final = {"+": "green", "-": "red", "@": "cyan"}
_LINES: Final = 200
"""Lines of a diff that are shown without `-v`."""


def show_build(outcome: "Outcome", settings: Settings, request: Request, watch: Watch, volume: int) -> None:
    """Say what a build did, or would do."""
    if volume < 0:
        return
    changes = [change for change in outcome.plan.changes if not is_record(change.path)]
    if volume >= 1:
        for change in changes:
            click.echo(f"{DONE[change.state]:>20}  {shown_path(settings, change.path)}")
    click.echo(_files(changes, outcome, settings, request))
    _show_migration(outcome, settings, request)
    if volume > 1:
        for phase, seconds in watch.spent.items():
            click.echo(f"phase {phase:<10} {seconds:8.3f} CPU s")


def _show_migration(outcome: "Outcome", settings: Settings, request: Request) -> None:
    if outcome.migration:
        click.echo(f"Migration {outcome.migration.name}:")
        for line in outcome.migration.effects:
            click.echo(f"  {line}")
        if not request.dry_run:
            click.echo(f"Apply it with: alembic -c {shown_path(settings, 'alembic.ini')} upgrade head")
    elif request.only or request.no_migration:
        flag = "--only" if request.only else "--no-migration"
        click.echo(f"No migration is written with {flag}; `gen build` writes it.")
    if outcome.amended:
        _show_amendment(outcome.amended, outcome, settings)


def _show_amendment(old: "Recorded", outcome: "Outcome", settings: Settings) -> None:
    """Say what became of the revision whose place was taken, and how a database that has it is brought along."""
    if outcome.migration and outcome.migration.name.startswith(f"{old.revision}:"):
        return
    new = (
        f"{outcome.migration.name.partition(':')[0]} takes its place"
        if outcome.migration
        else "nothing takes its place"
    )
    click.echo(f"Amended: {old.revision} is gone, {new}. To bring along a database that has it, go back first:")
    click.echo(f"  alembic -c {copy_place(old)}/alembic.ini downgrade {old.parents[0] if old.parents else 'base'}")
    click.echo(f"  alembic -c {shown_path(settings, 'alembic.ini')} upgrade head")


def _files(changes: list[Change], outcome: "Outcome", settings: Settings, request: Request) -> str:
    totals: dict[str, int] = {}
    for change in changes:
        totals[DONE[change.state]] = totals.get(DONE[change.state], 0) + 1
    folder = shown_path(settings, "")
    if not changes:
        return f"Nothing to write: {count(outcome.plan.unchanged, 'file')} in {folder} are current."
    verb = "Would write" if request.dry_run else "Wrote"
    parts = ", ".join(f"{number:,} {word}" for word, number in totals.items())
    return f"{verb} {folder}: {parts}, {outcome.plan.unchanged:,} unchanged."


def show_edits(changes: Iterable[Change], settings: Settings, *, whole: bool) -> None:
    """Print what people edited."""
    show_difference([change for change in changes if change.state is State.EDITED], settings, whole=whole)


def show_difference(changes: Iterable[Change], settings: Settings, *, whole: bool) -> None:
    """Print a unified diff; only its beginning unless `whole`."""
    shown = (_turned(change) for change in changes if not is_record(change.path))
    for number, line in enumerate(difference(shown, settings)):
        if number == _LINES and not whole:
            click.echo("... more differs; -v shows all of it")
            return
        _show_line(line)


def _turned(change: Change) -> Change:
    """Show what a person edited from what is generated to what is there, all else the other way round."""
    return replace(change, wanted=change.found, found=change.wanted) if change.state is State.EDITED else change


def show_lines(lines: Iterable[str]) -> None:
    """Print the lines of a unified diff."""
    for line in lines:
        _show_line(line)


def _show_line(line: str) -> None:
    click.echo(click.style(line, fg=_COLOURS.get(line[:1])))
