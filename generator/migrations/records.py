"""What can be wrong between a recorded revision, its body, and a database that it was applied to."""

from generator.diagnostics import Severity, rule

BODY_DIFFERS = rule(
    "M460",
    "body-differs",
    """
    The body of a revision changes something of the schema that its delta does not say, or leaves out what its delta says:
    the recorded state is not what databases become. It was found by running the body against a recorder. Put the
    statement back, or take it out and let `gen build` write a revision for it; what a person adds to a body changes rows.
    """,
)
OPAQUE_BODY = rule(
    "M461",
    "opaque-body",
    """
    The body of a revision looks at rows before it goes on, so that without a database nobody can tell what it would do.
    Its delta is believed. `alembic upgrade --sql` cannot print it either.
    """,
    Severity.NOTE,
)
OTHER_BODY = rule(
    "M462",
    "other-body",
    """
    The body of a revision is as it was generated, and this version of the generator would write it otherwise. That is no
    fault: revisions are written once.
    """,
    Severity.NOTE,
)
DRIFT = rule(
    "M463",
    "drift",
    """
    A live database is not what the revisions that it has lead to: somebody changed it by hand, or a revision was edited
    after it was applied. Take the change back in the database, or bring it into the specs, and let a revision carry it.
    A database that is to be adopted is described by the specs as it is; what cannot be described so, `gen migrate
    baseline --sql` writes statements for where that changes no value.
    """,
)
UNRECORDED = rule(
    "M464",
    "unrecorded-object",
    """
    A live database holds something that no revision made. That may be meant: other programs may share the database.
    """,
    Severity.NOTE,
)
BEHIND = rule(
    "M465",
    "database-behind",
    """
    A live database has not got the newest revisions yet. It was compared with the state at the revisions that it has.
    """,
    Severity.NOTE,
)
UNVERSIONED = rule(
    "M466",
    "unversioned-database",
    """
    A database does not say which revisions it has: it has no table alembic_version, or that is empty. If it already holds
    the tables of the specs, `gen migrate baseline` adopts it.
    """,
)
UNKNOWN_AT_DATABASE = rule(
    "M467",
    "unknown-database-revision",
    """
    A database says that it has a revision that the project does not have: it belongs to another branch or another
    project, or the revision was amended, rebased or squashed away after it was applied there.
    """,
)
OTHER_NAME = rule(
    "M468",
    "other-name",
    """
    A constraint of a live database has another name than in the revisions, on a database where no revision asks for it: what
    changes a constraint there makes the table anew, from what is recorded. The error of a broken CHECK, which is told by
    its name, does not say which field it is about until then.
    """,
    Severity.NOTE,
)
CALLED = rule(
    "M477",
    "called-otherwise",
    """
    A key, a constraint or an index of a live database has another name than in the revisions, which change and drop it by
    theirs: a later one would fail in its middle, or leave it where it is. Rename it (`gen migrate baseline --sql` prints the
    statements), or say its name in the specs by `name:`. It cannot be allowed.
    """,
)
OTHER_FORM = rule(
    "M469",
    "other-form",
    """
    Rows of a database hold values in another form than the application keeps them in: a moment without its microseconds, a
    uuid with dashes, money as a float. SQLite takes anything, and compares it as it stands: such rows would be missed by
    filters and sorted wrongly. `gen migrate baseline --sql` writes the statements that bring along what can be.
    """,
)
PUBLISHED = rule(
    "M470",
    "published-revision",
    """
    A revision that others may have applied is not rewritten: their databases would hold what no revision tells of. It counts
    as published when `gen migrate release` marked it or one after it, or when it is on the branch that work is merged
    into: origin's default branch, or without a remote `main` or `master` while another branch is checked out.
    """,
)
UNAMENDABLE = rule(
    "M471",
    "unamendable-revision",
    """
    `gen build --amend` writes the newest revision anew. There must be exactly one newest, it must have been generated, and
    it must not be one that joins others.
    """,
)
SQUASHED_DATA = rule(
    "M473",
    "squashed-data",
    """
    Among the revisions to be squashed are some that a person wrote or edited: what they do to rows is not done on databases
    that begin with the baseline. Where new databases need those rows, put them into a revision after it
    (`gen migrate new --data`). Then allow this finding: `--allow M473`.
    """,
)
VERSIONED = rule(
    "M474",
    "versioned-database",
    """
    `gen migrate baseline` adopts a database that no revision was applied to. This one says that it has revisions already:
    `alembic upgrade head` brings it along, `gen migrate verify --url` tells how it differs.
    """,
)
REWRITTEN = rule(
    "M475",
    "rewritten-revision",
    """
    A revision that is in the commit given by `--base` is gone or says something else now: a database that has it is not what
    the revisions tell. Restore it, and write what is new into a revision after it; allow this finding where the commit's
    revisions are known to be applied nowhere, or were squashed.
    """,
)
NOTHING_PENDING = rule(
    "M476",
    "nothing-pending",
    """
    `gen migrate new --pending` writes a revision by whose SQL databases get what the specs have and the recorded revisions
    lack. There is no such difference.
    """,
)
