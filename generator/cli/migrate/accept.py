"""`gen migrate accept`: a body was edited on purpose."""

import click

from generator.cli.console import count, fail
from generator.cli.options import ProjectCommand, findings, history, settings_of, volume


@click.command(cls=ProjectCommand)
@click.argument("named", nargs=-1, metavar="[REVISION]...")
@history
@findings
@volume
def command(style: str, verbose: int, *, quiet: bool, named: tuple[str, ...], **values: object) -> None:
    """Record that the bodies of revisions were edited on purpose: a backfill, a better lock. Without REVISION, all that were edited.

    Each is run against a recorder first: what it does to the schema must be what its delta says.
    """
    from generator.pipeline.acceptance import accept
    from generator.pipeline.past import recorded, revision_named

    settings = settings_of(values)
    past = recorded(settings)
    accepted, found = accept(settings, past, [revision_named(past, name) for name in named])
    fail(found, style, -1 if quiet else verbose)
    if style == "text" and not quiet:
        words = f": {', '.join(accepted)}" if accepted else ": no body was edited"
        click.echo(f"Accepted {count(len(accepted), 'revision')}{words}.")
