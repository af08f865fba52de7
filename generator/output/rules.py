"""The findings about output files."""

from generator.diagnostics import rule

EDITED = rule(
    "F501",
    "edited-by-hand",
    """
A generated file was edited since it was generated. The generator does not write over a person's work: the run stops
before writing anything. Move the change into the spec, a template or a class named under `extend:`; then throw the
edit away (`git checkout FILE`, or `gen build --overwrite FILE`).
""",
)
FOREIGN = rule(
    "F502",
    "not-ours",
    """
A file that the generator did not write stands where one of its own belongs. Move it away or rename it, or have it
replaced with `gen build --overwrite FILE`.
""",
)
IN_CONFLICT = rule(
    "F503",
    "unresolved-conflict",
    """
A generated file holds git's conflict markers, and lines that stand in neither of the generated versions. Where all
lines are generated ones, `gen build` resolves the conflict by itself; here it would lose somebody's lines. Save them,
then `gen build --overwrite FILE`.
""",
)
EDITED_ORPHAN = rule(
    "F504",
    "edited-orphan",
    """
A file that was generated once is not generated any more, and was edited since. It is not removed silently: move what
you need, then delete it, or let `gen build --overwrite FILE` delete it.
""",
)
STALE = rule(
    "F505",
    "stale",
    """
A generated file is not what the specs, settings, templates and this version of the generator give. Run `gen build`
and commit what it writes.
""",
)
MISSING = rule(
    "F506",
    "missing",
    """
A file that the specs call for is not there. Run `gen build` and commit what it writes.
""",
)
ORPHAN = rule(
    "F507",
    "orphan",
    """
A generated file is called for by no spec any more. `gen build` removes it, since nobody edited it.
""",
)
MERGED = rule(
    "F508",
    "merged-by-git",
    """
Git merged a generated file of two branches, or a write was cut off. No line in it is a person's, so `gen build`
writes it anew.
""",
)
REVISION_EDITED = rule(
    "F509",
    "revision-edited",
    """
A migration's body was edited since it was generated. That is allowed (a backfill belongs there); `gen migrate accept`
records the edit after trying that the body still does what its delta says, and the commit shows it to reviewers. If you
did not edit it, restore it: `git checkout FILE`.
""",
)
VERSION_SKEW = rule(
    "F510",
    "version-skew",
    """
The output was written by another version of the generator or of the formatter. Install that version, or run
`gen build` with this one and commit what it writes.
""",
)
UNMIGRATED = rule(
    "F511",
    "unmigrated",
    """
The specs describe another schema than the migrations lead to. `gen build` writes the missing migration.
""",
)
UNSAFE_PATH = rule(
    "F520",
    "unsafe-path",
    """
A generated file would lie outside the output folder: its path is absolute, holds `..`, or leads through a symbolic
link. Everything that is written stays inside the output folder.
""",
)
CLASH = rule(
    "F521",
    "paths-clash",
    """
Two generated files would have one path on a file system that ignores case, or one would be a folder of the other.
Rename one of the domains or entities, or change `[tool.gen.files]`.
""",
)
UNWRITABLE = rule(
    "F522",
    "cannot-write",
    """
The operating system refused to read or write a file of the output: permissions, a full disk, a name too long.
""",
)
BUSY = rule(
    "F523",
    "another-build-runs",
    """
Another `gen build` writes the same output folder and did not finish in time. Wait for it, or end it.
""",
)
UNFORMATTABLE = rule(
    "F530",
    "formatter-failed",
    """
The formatter could not be run, or refused what a template gave it. With templates of your own, look there first;
otherwise it is a defect of the generator.
""",
)
