"""`gen diff`: what the next build would do, in words and as SQL."""

import click

from generator.cli.console import Progress, fail
from generator.cli.options import ProjectCommand, findings, given_arguments, project, settings_of, volume
from generator.config import Settings
from generator.pipeline.freshness import judge
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch

_ALL = "all"


@click.command(cls=ProjectCommand)
@project
@findings
@volume
@click.option(
    "--sql",
    is_flag=False,
    flag_value=_ALL,
    metavar="[DATABASE]",
    help="Show the SQL too: of one database, or of all. It needs Alembic; no database is connected to.",
)
@click.pass_context
def command(ctx: click.Context, /, style: str, verbose: int, *, quiet: bool, sql: str | None, **values: object) -> None:
    """Tell what the next `gen build` of SPECS would do: to the database, entity by entity, and to files.

    Nothing is written. Exit code 0: that is all there is to say. 1: the build would stop, for the findings shown first.
    """
    settings = settings_of(values)
    wanted = _databases(sql, settings)
    verdict = judge(settings)
    if not verdict.reason and style == "text":
        fail(verdict.advice, style, -1 if quiet else verbose)
        click.echo("Nothing: the specs are built and migrated.")
        return
    from generator.cli.difference import show_difference, show_json
    from generator.pipeline.difference import difference

    progress = Progress(shown=not quiet)
    try:
        found = difference(
            settings, Request(only_looks=True, arguments=given_arguments(ctx)), verdict, Watch(progress), wanted
        )
    finally:
        progress.close()
    if style == "json":
        show_json(found, settings)
    else:
        fail(found.findings, style, -1 if quiet else verbose)
        if style == "text" and not quiet:
            show_difference(found, settings, whole=bool(verbose))
    if found.refused:
        raise click.exceptions.Exit(1)


def _databases(given: str | None, settings: Settings) -> tuple[str, ...]:
    """Give the databases whose SQL is wanted."""
    if given is None:
        return ()
    if given == _ALL:
        return settings.databases
    if given not in settings.databases:
        message = f"--sql: {given!r} is none of {', '.join(settings.databases)}; to see all, put `--sql` last"
        raise click.UsageError(message)
    return (given,)
