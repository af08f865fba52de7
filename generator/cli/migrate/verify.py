"""`gen migrate verify`: whether revisions do what is recorded of them."""

import click

from generator.cli.console import count, fail
from generator.cli.options import ProjectCommand, findings, history, settings_of, volume
from generator.diagnostics import Severity


@click.command(cls=ProjectCommand)
@history
@findings
@volume
def command(style: str, verbose: int, *, quiet: bool, **values: object) -> None:
    """Run the body of every revision against a recorder, and hold what it does against its delta.

    Exit code 0: they agree. 1: they do not. 2: that cannot be told, for want of Alembic.
    """
    from generator.pipeline.past import recorded
    from generator.pipeline.verification import verify_bodies

    settings = settings_of(values)
    verified = verify_bodies(settings, recorded(settings))
    fail(verified.found, style, -1 if quiet else verbose)
    if any(item.severity is Severity.ERROR for item in verified.found):
        raise click.exceptions.Exit(1)
    if style == "text" and not quiet:
        click.echo(f"{count(verified.revisions, 'revision')} do what their deltas say.")
