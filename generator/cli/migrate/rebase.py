"""`gen migrate rebase`: puts one of two lines of revisions after the other."""

import click

from generator.cli.options import ProjectCommand, findings, history_against, settings_of


@click.command(cls=ProjectCommand)
@click.argument("revision", required=False)
@click.option("--drop", is_flag=True, help="Take the line away instead; `gen build` writes what is then missing.")
@history_against
@findings
def command(revision: str | None, commit: str | None, style: str, *, drop: bool, **values: object) -> None:
    """Write the revisions that lead to REVISION, one of two newest, anew after the other one.

    Without REVISION, the line that is not published moves (`gen explain M470` tells what counts as published; with --base, what is in that
    commit). Bodies are
    generated for their new place; one that was edited moves as it is if its new place asks for no other.
    """
    from generator.pipeline.amendment import copy_place
    from generator.pipeline.findings import shown_path
    from generator.pipeline.joining import rebase
    from generator.pipeline.past import heads_recorded, revision_named

    settings = settings_of(values)
    past = heads_recorded(settings)
    moved = rebase(settings, past, revision_named(past, revision) if revision else None, commit, drop=drop)
    if style != "text":
        return
    if not moved:
        click.echo("There is one newest revision already.")
        return
    for item in moved:
        click.echo(
            f"{item.old.revision} is {f'{item.new} now' if item.new else 'gone; `gen build` writes what is missing'}."
        )
    back = moved[0].old.parents[0] if moved[0].old.parents else "base"
    click.echo("To bring along a database that has them, go back first:")
    click.echo(f"  alembic -c {copy_place(moved[-1].old)}/alembic.ini downgrade {back}")
    click.echo(f"  alembic -c {shown_path(settings, 'alembic.ini')} upgrade head")
