"""`gen migrate verify`: whether revisions do what is recorded of them."""

import os

import click

from generator.cli.console import fail
from generator.cli.options import ProjectCommand, findings, history, settings_of, volume
from generator.diagnostics import Severity


@click.command(cls=ProjectCommand)
@click.option(
    "--url", metavar="URL", help="Hold this database against the recorded state; `-` stands for that of DATABASE_URL."
)
@history
@findings
@volume
def command(style: str, verbose: int, *, quiet: bool, url: str | None, **values: object) -> None:
    """Run the body of every revision against a recorder, and hold what it does against its delta.

    With --url, look at a live database instead, and name how it drifted from what its revisions lead to. Nothing in it
    changes. Exit code 0: they agree. 1: they do not. 2: that cannot be told, for want of Alembic, or of an answer.
    """
    from generator.pipeline.past import recorded
    from generator.pipeline.verification import verify_bodies

    settings = settings_of(values)
    past = recorded(settings)
    if url is not None:
        from generator.pipeline.live import verify_live

        found = verify_live(settings, past, address(url))
        agreed = "The database is what its revisions lead to."
    else:
        verified = verify_bodies(settings, past)
        found, agreed = verified.found, _agreed(verified.revisions)
    fail(found, style, -1 if quiet else verbose)
    if any(item.severity is Severity.ERROR for item in found):
        raise click.exceptions.Exit(1)
    if style == "text" and not quiet:
        click.echo(agreed)


def _agreed(revisions: int) -> str:
    return (
        "1 revision does what its delta says."
        if revisions == 1
        else f"{revisions:,} revisions do what their deltas say."
    )


def address(given: str) -> str:
    """Give the address of a database; UsageError if it stands in DATABASE_URL and that is not set."""
    url = os.environ.get("DATABASE_URL", "") if given == "-" else given
    if "://" not in url:
        message = "--url: an address begins like dialect+driver://user:password@host/name; `-` reads DATABASE_URL"
        raise click.UsageError(message)
    return url
