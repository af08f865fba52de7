"""`gen check`: the gate that tells whether everything generated is current."""

import click

from generator.cli.console import Progress, count, fail
from generator.cli.options import ProjectCommand, findings, given_arguments, project, settings_of, volume
from generator.config import Settings
from generator.diagnostics import Severity
from generator.pipeline.freshness import Verdict, judge
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch


@click.command(cls=ProjectCommand)
@project
@findings
@volume
@click.option("--diff/--no-diff", default=True, help="Show how files differ from what they should be.  [default: on]")
@click.option("--full", is_flag=True, help="Generate everything anew, whatever is remembered: what CI wants.")
@click.pass_context
def command(ctx: click.Context, /, style: str, verbose: int, *, quiet: bool, **values: object) -> None:
    """Tell whether what was generated from SPECS is current; nothing is written.

    Exit code 0: it is. 1: it is not; each finding names the command that mends it. 2: the specs or settings are wrong.
    """
    settings = settings_of(values)
    request = Request(full=bool(values["full"]), diff=bool(values["diff"]), arguments=given_arguments(ctx))
    verdict = Verdict("everything is wanted anew") if request.full else judge(settings)
    if not request.full:
        if not verdict.reason:
            fail(verdict.advice, style, -1 if quiet else verbose)
            _all_well(settings, verdict.files, style, quiet=quiet)
            return
        if verbose and style == "text":
            click.echo(f"Checking everything: {verdict.reason}.", err=True)
    _check(settings, request, verdict, style, -1 if quiet else verbose)


def _all_well(settings: Settings, files: int, style: str, *, quiet: bool) -> None:
    if style == "text" and not quiet:
        click.echo(f"All {count(files, 'file')} of {settings.output.name} are current.")


def _check(settings: Settings, request: Request, verdict: Verdict, style: str, volume: int) -> None:
    from generator.cli.summary import show_difference
    from generator.pipeline.check import check

    progress = Progress(shown=volume >= 0)
    watch = Watch(progress)
    try:
        outcome = check(settings, request, verdict, watch)
    finally:
        progress.close()
    if style == "text" and request.diff and volume >= 0:
        show_difference(outcome.changes, settings, whole=volume > 0)
    fail(outcome.found, style, volume)
    if volume > 1:
        for phase, seconds in watch.spent.items():
            click.echo(f"phase {phase:<10} {seconds:8.3f} CPU s")
    if any(item.severity is Severity.ERROR for item in outcome.found):
        raise click.exceptions.Exit(1)
    _all_well(settings, outcome.files, style, quiet=volume < 0)
