"""`gen build`: specs in, code and the next migration out."""

from pathlib import Path

import click

from generator.cli.console import Progress, count, fail
from generator.cli.options import ProjectCommand, findings, given_arguments, project, settings_of, volume
from generator.config import Settings
from generator.config.values import are_words
from generator.output.merging import Side
from generator.pipeline.freshness import Verdict, judge
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch


@click.command(cls=ProjectCommand)
@project
@findings
@volume
@click.option("--dry-run", is_flag=True, help="Say what would be written, write nothing.")
@click.option("--diff", is_flag=True, help="Show what changes as a unified diff.")
@click.option("--only", multiple=True, metavar="DOMAIN", help="Write the files of this domain only, and no migration.")
@click.option("--amend", is_flag=True, help="Write the newest revision anew, if it is not published, not one after it.")
@click.option("--no-migration", is_flag=True, help="Write code only, while trying things out.")
@click.option("-m", "--message", help="What the migration is for; a name is made from its operations otherwise.")
@click.option(
    "--overwrite", multiple=True, metavar="PATH", help="Replace this file, or all of this folder, even if edited."
)
@click.option(
    "--conflict",
    type=click.Choice([side.value for side in Side]),
    help="Settle conflicts in adopted files: both between markers, your lines, or the generated ones.",
)
@click.option("--full", is_flag=True, help="Use no cache.")
@click.pass_context
def command(ctx: click.Context, /, style: str, verbose: int, *, quiet: bool, **values: object) -> None:
    """Generate code and the next migration from SPECS, the folder of the specs.

    Everything is rendered before anything is written; a file that was edited by hand stops the run.
    """
    settings = settings_of(values)
    request = _request(values, settings, given_arguments(ctx))
    if request.amend and (request.no_migration or request.only):
        message = "--amend writes a migration; --no-migration and --only write none"
        raise click.UsageError(message)
    verdict = Verdict("everything is wanted anew") if request.full else judge(settings)
    if not request.full:
        if not verdict.reason:
            fail(verdict.advice, style, -1 if quiet else verbose)
            if not quiet and style == "text":
                click.echo(f"Nothing to do: {count(verdict.files, 'file')} of {settings.output.name} are current.")
            return
        if verbose and style == "text":
            click.echo(f"Building: {verdict.reason}.", err=True)
    _build(settings, request, verdict, style, -1 if quiet else verbose)


def _build(settings: Settings, request: Request, verdict: Verdict, style: str, volume: int) -> None:
    from generator.cli.summary import show_build, show_difference, show_edits
    from generator.pipeline.build import BlockedError, build

    progress = Progress(shown=volume >= 0)
    watch = Watch(progress)
    try:
        outcome = build(settings, request, verdict, watch)
    except BlockedError as error:
        if style == "text":
            show_edits(error.changes, settings, whole=volume > 0)
        raise
    finally:
        progress.close()
    fail(outcome.advice, style, volume)
    if style == "text":
        if request.diff:
            show_difference(outcome.plan.changes, settings, whole=True)
        show_build(outcome, settings, request, watch, volume)


def _overwritten(given: object, settings: Settings) -> tuple[Path, ...]:
    """Give the places that may be replaced; UsageError for one that is not in the output."""
    from generator.pipeline.findings import place_of

    places = tuple(place_of(settings, Path.cwd(), path) for path in given) if are_words(given) else ()
    for place in places:
        if not place.is_relative_to(settings.output):
            message = f"--overwrite: {place} is not in the output folder {settings.output}"
            raise click.UsageError(message)
    return places


def _request(values: dict[str, object], settings: Settings, arguments: str) -> Request:
    message, only, overwrite = values["message"], values["only"], values["overwrite"]
    return Request(
        only=tuple(only) if are_words(only) else (),
        overwrite=_overwritten(overwrite, settings) if overwrite else (),
        conflict=Side(values["conflict"]) if values["conflict"] else None,
        message=str(message) if message else "",
        dry_run=bool(values["dry_run"]),
        diff=bool(values["diff"]),
        amend=bool(values["amend"]),
        no_migration=bool(values["no_migration"]),
        full=bool(values["full"]),
        arguments=arguments,
    )
