"""`gen migrate baseline`: adopts a database that holds the tables already."""

import click

from generator.cli.console import fail
from generator.cli.options import ProjectCommand, findings, history, settings_of, volume


@click.command(cls=ProjectCommand)
@click.argument("revision", required=False)
@click.option("--url", required=True, metavar="URL", help="The database; `-` stands for that of DATABASE_URL.")
@click.option("--sql", is_flag=True, help="Print the statements that bring its names and texts along; run nothing.")
@history
@findings
@volume
def command(  # noqa: PLR0913  # click hands over each option
    revision: str | None, url: str, style: str, verbose: int, *, sql: bool, quiet: bool, **values: object
) -> None:
    """Write into a database that it has REVISION (without: the newest), if it holds what that leads to.

    Write specs for the tables that are there, run `gen build`, then this: it names every difference (M463), and adopts the
    database when there is none left, or with `--allow M463` nevertheless. No table is made or changed. Where only names
    differ, or how texts and moments are kept, --sql prints what makes them the same: look through it, and run it.
    """
    from generator.cli.migrate.verify import address
    from generator.pipeline.adopting import adopt, script
    from generator.pipeline.past import newest, recorded, revision_named

    settings = settings_of(values)
    past = recorded(settings)
    point = revision_named(past, revision) if revision else newest(past)
    if sql:
        for statement in script(settings, past, address(url), point):
            click.echo(f"{statement};")
        return
    fail(adopt(settings, past, address(url), point), style, -1 if quiet else verbose)
    if style == "text" and not quiet:
        click.echo(f"The database is at {point} now; `alembic upgrade head` goes on from there.")
