"""`gen migrate retire`: takes out of the specs what migrations needed once."""

import click

from generator.cli.options import ProjectCommand, findings, history, settings_of


@click.command(cls=ProjectCommand)
@history
@findings
def command(style: str, **values: object) -> None:
    """Take `renamed_from`, `removed` and `backfill` out of the specs where no migration needs them any more.

    Each has done its work when the recorded revisions have what it leads to (M480), and may go when those are published (M470): then
    nobody writes them anew. Nothing else in a file changes.
    """
    from generator.pipeline.retiring import retire
    from generator.pipeline.watch import Watch

    settings = settings_of(values)
    done = retire(settings, Watch())
    if style != "text":
        return
    for where in done.gone:
        click.echo(f"{'removed':>8}  {where}")
    for where, why in done.kept:
        click.echo(f"{'kept':>8}  {where}: {why}")
    if not (done.gone or done.kept):
        click.echo("The specs say nothing about the past.")
