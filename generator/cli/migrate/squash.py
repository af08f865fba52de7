"""`gen migrate squash`: one baseline in the place of many revisions."""

import click

from generator.cli.console import count
from generator.cli.options import ProjectCommand, findings, history, settings_of


@click.command(cls=ProjectCommand)
@click.argument("revision", required=False)
@history
@findings
def command(revision: str | None, style: str, **values: object) -> None:
    """Put one baseline in the place of REVISION (without: the newest) and all before it.

    It makes all tables at once and keeps the id of REVISION, so that databases there go on as before. One that is older fails
    loudly: bring it to REVISION first, by the files as git has them.
    """
    from generator.pipeline.past import newest, recorded, revision_named
    from generator.pipeline.squashing import squash

    settings = settings_of(values)
    past = recorded(settings)
    point = revision_named(past, revision) if revision else newest(past)
    gone = squash(settings, past, point)
    if style == "text":
        told = (
            f"{count(len(gone) + 1, 'revision')} are one now: {point}, a baseline."
            if gone
            else "There is nothing to squash."
        )
        click.echo(told)
        if gone:
            click.echo(f"A database older than {point} must be brought to it first, by the files as git has them.")
