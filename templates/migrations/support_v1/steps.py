"""Revisions in steps: each is committed before the next one begins, and what is done is not done again.

`alembic -x phase=expand upgrade head` stops before what an application of the version before could not live with.
"""

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa
from alembic import op

from .database import ExpandedError, run
from .databases import DATABASES

_STEPS: Final = sa.table("alembic_steps", sa.column("revision"), sa.column("done", sa.Integer()))


def in_steps(revision: str, *steps: Callable[[], None], contract: int | None = None) -> None:
    """Run the steps that are not done yet; those from `contract` on unless no more was asked for than to expand."""
    context = op.get_context()
    database = DATABASES[context.dialect.name]
    if context.as_sql or not database.phases or (contract is None and not database.steps):
        for step in steps:
            step()
        return
    done = _done(revision)
    for number, step in enumerate(steps[done:], done):
        if number == contract and context.config and context.config.attributes.get("expanding"):
            raise ExpandedError(revision)
        step()
        op.get_bind().execute(_STEPS.update().values(done=number + 1))
        with op.get_context().autocommit_block():
            """What is done is committed."""
    if database.steps:
        run("DROP TABLE alembic_steps")
    else:
        # The table is dropped when the revision counts as applied: what is done would be forgotten before.
        op.get_bind().execute(_STEPS.delete())


def _done(revision: str) -> int:
    """Give how many steps are done; where nothing is known of them, begin to keep that."""
    connection = op.get_bind()
    if not sa.inspect(connection).has_table(_STEPS.name):
        run("CREATE TABLE alembic_steps (revision VARCHAR(32) PRIMARY KEY, done INTEGER NOT NULL)")
    known = connection.execute(sa.select(_STEPS.c.done).where(_STEPS.c.revision == revision)).scalar()
    if known is None:
        connection.execute(_STEPS.delete())
        connection.execute(_STEPS.insert().values(revision=revision, done=0))
    return int(known or 0)
