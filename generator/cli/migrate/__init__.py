"""`gen migrate`: looks after the recorded revisions; one file a command."""

from typing import Final

import click

from generator.cli.groups import Commands

SECTIONS: Final = {
    "Commands": {
        "verify": "Hold bodies against their deltas, or a live database against the recorded state.",
        "accept": "Record that the body of a revision was edited on purpose.",
        "merge": "Write the revision that joins two lines, as after a git merge.",
        "rebase": "Put one of two lines of revisions after the other.",
        "release": "Mark revisions as published: they are never rewritten from then on.",
    },
}


class _Commands(Commands):
    package = "generator.cli.migrate"
    sections = SECTIONS


@click.group(cls=_Commands)
def command() -> None:
    """Look after the recorded revisions. Production needs none of this: plain Alembic applies what was generated."""
