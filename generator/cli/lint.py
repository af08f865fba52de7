"""`gen lint`: what the specs would change, judged."""

import click

from generator.cli.console import Progress, count, fail
from generator.cli.options import ProjectCommand, findings, project_against, settings_of, volume
from generator.pipeline.watch import Watch


@click.command(cls=ProjectCommand)
@project_against
@findings
@volume
def command(style: str, verbose: int, *, quiet: bool, commit: str | None, **values: object) -> None:
    """Judge what SPECS would change of the recorded state, before `gen build` writes the migration.

    Each finding has a code, says what is lost or blocked, and the safe way. `--allow CODE` accepts one: `gen build` records
    that in the revision. With --base all since a commit is judged, migrated or not: the recorded state is that of a git commit, read from git's objects; nothing is checked
    out. Exit code 0: nothing stands against it. 1: something does. 2: the specs or settings are wrong.
    """
    from generator.pipeline.judging import judge_changes

    settings = settings_of(values)
    progress = Progress(shown=not quiet)
    try:
        judged = judge_changes(settings, commit, Watch(progress))
    finally:
        progress.close()
    fail(judged.found, style, -1 if quiet else verbose)
    if judged.refused:
        raise click.exceptions.Exit(1)
    if style == "text" and not quiet:
        click.echo(f"{count(judged.operations, 'operation')} judged; nothing stands against them.")
