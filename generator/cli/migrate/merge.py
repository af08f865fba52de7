"""`gen migrate merge`: joins lines of revisions between which the order does not matter."""

import click

from generator.cli.options import ProjectCommand, findings, history, settings_of


@click.command(cls=ProjectCommand)
@history
@findings
def command(style: str, **values: object) -> None:
    """Write the revision that joins the newest ones, as after a git merge of two branches that both migrated.

    `gen build` does the same by the way. Where the order of what they do matters, both are named (M401), and nothing is written.
    """
    from generator.pipeline.joining import merge
    from generator.pipeline.past import recorded

    settings = settings_of(values)
    past = recorded(settings)
    written = merge(settings, past)
    if style == "text":
        click.echo(
            f"{written} joins {' and '.join(past.heads)}." if written else "There is one newest revision already."
        )
