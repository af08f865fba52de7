"""What can be wrong with recorded migrations, and which changes are not made without being asked for by name."""

from typing import Final

from generator.diagnostics import Severity, rule

UNREADABLE_DELTA = rule(
    "M400",
    "unreadable-delta",
    """
    Beside each revision stands a JSON file with what it does to the schema; the recorded state is made of those. One of
    them is missing, is not JSON, or holds an operation that this version does not know. Restore it from version control.
    """,
)
SEVERAL_HEADS = rule(
    "M401",
    "several-heads",
    """
    Two revisions follow the same one, as after merging two branches that both migrated, and the order of what they do
    matters: a database that got the one first would not be what one is that got the other first. Both may write the same
    column, one may index what the other drops, or one makes a table anew on SQLite, with the columns that it knew. (Where
    they change different things, `gen build` and `gen migrate merge` write the revision that joins them.)
    `gen migrate rebase REVISION` puts the one that fewer databases have after the other.
    """,
)
MISSING_PARENT = rule(
    "M402",
    "missing-parent",
    "A revision follows one that is not there, or revisions follow each other in a circle.",
)
EDITED_DELTA = rule(
    "M403",
    "edited-delta",
    """
    The JSON file beside a revision was changed after it was written. The recorded state would be one that no database
    has. A body may be edited; what it does to the schema may not.
    """,
)
UNKNOWN_REVISION = rule(
    "M404",
    "unknown-revision",
    """
    A revision was written by hand and does not say what it does to the schema, so the recorded state cannot be known.
    `SCHEMA_EFFECT = ()` in it says that it changes rows only.
    """,
)
INAPPLICABLE_DELTA = rule(
    "M405",
    "inapplicable-delta",
    "A revision changes what the revisions before it did not make: they contradict each other.",
)
DROPPED_TABLE = rule(
    "M410",
    "dropped-table",
    """
    An entity is gone from the specs: its table would be dropped, with every row. If it has another name now, say so by
    `renamed_from`. To drop it, allow this finding: `--allow M410`, or `allow = ["M410"]` in `[tool.gen]`; the revision
    records that it was allowed.
    """,
)
DROPPED_COLUMN = rule(
    "M411",
    "dropped-column",
    """
    A field is gone from the specs: its column would be dropped, with every value. If it has another name now, say so by
    `renamed_from`. To drop it, allow this finding: `--allow M411`.
    """,
)
NARROWED_COLUMN = rule(
    "M412",
    "narrowed-column",
    """
    A column's new type does not hold every value of the old one. The revision looks at all rows before it converts any,
    and stops, with nothing converted, where a value would not be the same: a text that is no number, a fraction, too many
    characters. Change such rows first; then allow this finding: `--allow M412`. Where values are meant to become others,
    change them by a revision of your own (`gen migrate new --data`).
    """,
)
REQUIRED_COLUMN = rule(
    "M413",
    "required-column",
    """
    A new column takes no null and has no default, so rows that are there already have no value for it. Give the field a
    `default`, or let it be null (`?`); where the table is known to be empty, allow this finding: `--allow M413`.
    """,
)
PROBABLE_RENAME = rule(
    "M414",
    "probable-rename",
    """
    A field or an entity is gone and a like one has come. If it is the same under another name, its values are kept by
    `renamed_from`; if it is not, allow this finding: `--allow M414`.
    """,
)
REQUIRED_NOW = rule(
    "M415",
    "null-no-more",
    """
    A column that could be null no longer can: migrating fails on a table that holds a null there. Fill those rows first.
    """,
    Severity.WARNING,
)
CHANGED_OPTIONS = rule(
    "M416",
    "changed-table-options",
    """
    Options of a table, such as its engine, are given when it is created. What another one means for a table with rows is for a
    person to say: write the SQL and run `gen migrate new --pending --sql FILE --allow M416`; `gen build` does not make it up.
    """,
)
LABEL_GONE = rule(
    "M417",
    "label-gone",
    """
    An enum loses a label. Rows that have it break the new rule, so migrating fails, or cannot be read afterwards. Say what
    takes its place: `renamed_from` at a label that is the same, or `removed: {old: new}` in the enum. Where no row has it,
    allow this finding: `--allow M417`.
    """,
)
NESTED_LABEL = rule(
    "M418",
    "nested-label",
    """
    A label goes or gets another name, and columns hold it inside of lists of lists, where a revision does not look. Change these
    rows in a revision written by hand, then allow this finding: `--allow M418`.
    """,
)
NESTED_MEMBER = rule(
    "M419",
    "nested-member",
    """
    JSON in rows is made of something else from now on: a member of a value object goes, gets another type, or has to be there; a
    label of an enum inside of one goes. What is not read is gone with the next change of its row, and what cannot be read stops
    the reader. Change these rows in a revision of your own, then allow this finding: `--allow M419`.
    """,
)
DELETED_LIVE = rule(
    "M420",
    "deleted-rows-live",
    """
    `soft_delete` goes from an entity. What told its deleted rows from those that live goes with it: they would all live.
    Purge the deleted ones first, then allow this finding: `--allow M420`.
    """,
)
POLICY_GONE = rule(
    "M421",
    "policy-gone",
    """
    `tenant` goes from an entity, and with it the policy that kept its tenants apart: each would see the rows of all. If
    that is meant, allow this finding: `--allow M421`.
    """,
)
CHANGEABLE_NOW = rule(
    "M422",
    "changeable-now",
    "`append_only` goes from an entity: its rows can be changed and removed from then on.",
    Severity.WARNING,
)
UNIQUE_ON_ROWS = rule(
    "M424",
    "unique-on-rows",
    """
    A unique comes to a table that may hold rows which break it; migrating fails then, and nothing is lost. PostgreSQL builds the
    index while others read and write (CONCURRENTLY, SHARE UPDATE EXCLUSIVE), then makes it a constraint (ACCESS EXCLUSIVE for a
    moment); MariaDB builds it in place (LOCK=NONE), a unique among some rows by a copy (LOCK=SHARED: writers wait).
    """,
    Severity.WARNING,
)
KEY_ON_ROWS = rule(
    "M426",
    "foreign-key-on-rows",
    """
    A foreign key comes to columns that hold values already. Migrating fails where one of them leads nowhere, and nothing
    is lost. PostgreSQL gets it for new rows first (SHARE ROW EXCLUSIVE on both tables for a moment) and looks the others up while
    everybody reads and writes; MariaDB copies the table (ALGORITHM=COPY, LOCK=SHARED: writers wait).
    """,
    Severity.WARNING,
)
KEY_CHANGED = rule(
    "M427",
    "primary-key-changed",
    "A table gets another primary key: its index, and on some databases all its rows, are written anew under a full lock.",
    Severity.WARNING,
)
RENAMED = rule(
    "M428",
    "renamed-while-running",
    """
    A table or a column gets another name. Its values stay, but an application of the version before asks for the old name
    and fails until it is replaced.
    """,
    Severity.WARNING,
)
REWRITTEN = rule(
    "M429",
    "table-rewritten",
    """
    A change for which databases write every row anew while nobody reads or writes the table: another type that is not
    stored alike, or a value that is made for each row.
    """,
    Severity.WARNING,
)
OBJECT_UNBOUND = rule(
    "M450",
    "object-without-depends",
    """
    The SQL of a `sql:` document names a table and the document does not say that it stands on it. It would be made before
    the table, and where the table changes, it would stand in the way or be lost with the table that is made anew (on SQLite,
    triggers are). Name the entity: what stands on a changed table is dropped before and made again afterwards.
    """,
)
OBJECT_TAKES_ROWS = rule(
    "M451",
    "object-takes-rows",
    """
    A `sql:` document changes or goes, and what takes its object away drops or empties a table: rows go with it. If they may,
    allow this finding: `--allow M451`.
    """,
)
KEY_GONE = rule(
    "M434",
    "foreign-key-gone",
    "A foreign key goes while its columns stay: rows may refer to what is not there from then on.",
    Severity.WARNING,
)
NO_CONVERSION = rule(
    "M432",
    "no-conversion",
    """
    A field gets a type that its values cannot be converted to, such as a number that becomes a uuid: whatever a database
    made of them would be something else. It cannot be allowed in a generated revision. Give the new field another name, and its rows a value by
    `backfill`; the old one goes in a change after that.
    """,
)
SWAPPED = rule(
    "M433",
    "names-change-hands",
    """
    A field takes the column, or an entity the table, that another one has until now, while its own is called otherwise: two
    names were exchanged, say. The values of the one would be read as the other's. `gen build` does not do that; it is done in two
    changes, by way of a name that is free.
    """,
)
RENUMBERED = rule(
    "M435",
    "values-change-hands",
    """
    Labels of an enum get stored values that other labels of it had until now. Where each change of the schema is committed by
    itself, a revision that was broken off runs again from its beginning, and would change such rows a second time. `gen build`
    does not do that; it is done in two changes, by way of values that none of the labels had.
    """,
)
CHECK_ON_ROWS = rule(
    "M423",
    "check-on-rows",
    """
    A check comes to a table that may hold rows which break it; migrating fails then, and nothing is lost. PostgreSQL gets it for
    new rows at once (ACCESS EXCLUSIVE for a moment) and then looks at the others, while everybody reads and writes (SHARE UPDATE
    EXCLUSIVE); MariaDB copies the table (ALGORITHM=COPY, LOCK=SHARED: writers wait); SQLite locks the database.
    """,
    Severity.WARNING,
)
IRREVERSIBLE = rule(
    "M425",
    "irreversible-downgrade",
    """
    The way back restores the schema, and not what rows held: what was dropped is empty again, and of values that became one
    nobody knows which was which.
    """,
    Severity.NOTE,
)
REBUILT_PARENT = rule(
    "M430",
    "rebuild-with-inbound-keys",
    """
    SQLite makes a table anew where others alter it. While rows of other tables refer to it, foreign keys have to be off, or
    ON DELETE CASCADE would take those rows along; the revision switches them off before its transaction and looks up every
    reference before it is committed.
    """,
    Severity.NOTE,
)
ENUM_REPLACED = rule(
    "M431",
    "enum-type-replaced",
    """
    A label goes from an enum type of PostgreSQL, or the order changes, which the database cannot do in place: a new type takes its
    place, and each table with such a column is written anew under ACCESS EXCLUSIVE.
    """,
    Severity.WARNING,
)
FINAL: Final = frozenset({CHANGED_OPTIONS.code, NO_CONVERSION.code, SWAPPED.code, RENUMBERED.code})
"""The codes of findings that no generated body answers: they can be allowed in a revision that a person writes, only."""
