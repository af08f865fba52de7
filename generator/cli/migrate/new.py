"""`gen migrate new`: begins a revision that a person writes."""

from pathlib import Path

import click

from generator.cli.options import ProjectCommand, findings, history, settings_of
from generator.config import Settings


@click.command(cls=ProjectCommand)
@click.option("-m", "--message", required=True, help="What it is for.")
@click.option("--data", is_flag=True, help="Begin a body in Python that changes rows: a backfill, a correction.")
@click.option(
    "--sql", multiple=True, metavar="[DATABASE=]FILE", help="Run the SQL of this file, on one database or all."
)
@click.option("--down", multiple=True, metavar="[DATABASE=]FILE", help="The SQL that takes it back.")
@click.option(
    "--pending", is_flag=True, help="The SQL does what the specs have and the history lacks, instead of a build."
)
@history
@findings
def command(
    message: str,
    sql: tuple[str, ...],
    down: tuple[str, ...],
    style: str,
    **values: object,
) -> None:
    """Write a revision of your own after the newest: of rows (--data), or of SQL (--sql FILE).

    It states its effect on the schema, so that the recorded state stays known: none, or with --pending all that the specs have
    and no revision does.
    """
    pending = bool(values["pending"])
    if bool(values["data"]) == bool(sql):
        text = "say --data, for a body in Python that changes rows, or --sql FILE"
        raise click.UsageError(text)
    if (down or pending) and not sql:
        text = "--down and --pending go with --sql"
        raise click.UsageError(text)
    from generator.pipeline.beginning import begin, begin_pending
    from generator.pipeline.findings import shown_path
    from generator.pipeline.past import recorded

    settings = settings_of(values)
    write = begin_pending if pending else begin
    path = write(
        settings, recorded(settings), " ".join(message.split()), _scripts(sql, settings), _scripts(down, settings)
    )
    if style == "text":
        click.echo(f"Wrote {shown_path(settings, path)}.")


def _scripts(given: tuple[str, ...], settings: Settings) -> dict[str, str]:
    """Read files of SQL; each may be of one database."""
    found: dict[str, str] = {}
    for item in given:
        name, equals, file = item.partition("=")
        database, path = (name, Path(file)) if equals and name in settings.databases else ("", Path(item))
        try:
            found[database] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            text = f"{path} cannot be read: {error}"
            raise click.UsageError(text) from None
    return found
