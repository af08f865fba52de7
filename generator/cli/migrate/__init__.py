"""`gen migrate`: looks after the recorded revisions; one file a command."""

from typing import Final

import click

from generator.cli.groups import Commands

SECTIONS: Final = {
    "To be sure": {
        "verify": "Hold bodies against their deltas, or a live database against the state.",
        "accept": "Record that the body of a revision was edited on purpose.",
        "release": "Mark revisions as published: they are never rewritten from then on.",
    },
    "To tidy up": {"retire": "Take what migrations needed once out of the specs."},
    "To write revisions otherwise than by a build": {
        "new": "Begin a revision that a person writes: rows, or SQL.",
        "merge": "Write the revision that joins two lines, as after a git merge.",
        "rebase": "Put one of two lines of revisions after the other.",
        "squash": "Put one baseline in the place of many revisions.",
        "baseline": "Adopt a database that holds the tables already.",
    },
}


class _Commands(Commands):
    package = "generator.cli.migrate"
    sections = SECTIONS


@click.group(cls=_Commands)
def command() -> None:
    """Look after the recorded revisions. Production needs none of this: plain Alembic applies what was generated."""
