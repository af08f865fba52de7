"""`gen migrate release`: from here on, others have it."""

import click

from generator.cli.options import ProjectCommand, findings, history, settings_of


@click.command(cls=ProjectCommand)
@click.argument("revision", required=False)
@history
@findings
def command(revision: str | None, style: str, **values: object) -> None:
    """Mark REVISION, or the newest, and all before it as published: they are never rewritten from then on.

    The mark is a line in released.txt beside the revisions; commit it. Revisions on the branch that work is merged into
    (origin's default branch; without a remote main or master) count as published without it.
    """
    from generator.output.write import refusals
    from generator.pipeline.past import recorded, revision_named
    from generator.pipeline.publication import release

    settings = settings_of(values)
    past = recorded(settings)
    names = [revision_named(past, revision)] if revision else list(past.heads)
    with refusals("the mark"):
        for name in names:
            release(settings, past, name)
    if style == "text":
        click.echo(f"Released: {', '.join(names)}.")
