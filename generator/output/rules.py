"""The findings about output files."""

from generator.diagnostics import rule

EDITED = rule(
    "F501",
    "edited-by-hand",
    """
A generated file was edited since it was generated. The generator does not write over a person's work: the run stops
before writing anything. Where the change can stand in the spec, a template or a class named under `extend:`, it belongs
there. Otherwise: `gen adopt FILE` keeps it in the file from now on, `gen patch FILE` saves it as a patch and gives the
generated text back, `gen discard FILE` throws it away.
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
UNMERGED = rule(
    "F540",
    "adopted-behind",
    """
An adopted file lacks what the specs give by now. `gen build` merges it in; what was edited stays.
""",
)
COLLISION = rule(
    "F541",
    "adopted-in-conflict",
    """
Lines of an adopted file were edited, and are generated otherwise than before. Nothing is written until somebody decides:
`gen build --conflict markers` writes both between markers, `--conflict ours` keeps the edited lines, `--conflict theirs`
takes the generated ones; only the lines in conflict are concerned.
""",
)
MARKED = rule(
    "F542",
    "adopted-with-markers",
    """
An adopted file holds conflict markers, of `gen build --conflict markers` or of git. Decide in your editor which lines stay
and take the markers out; then `gen build`.
""",
)
LOST = rule(
    "F543",
    "adopted-and-gone",
    """
An adopted file is not there. Bring it back (`git checkout -- FILE`), or have it generated anew without what was edited:
`gen build --overwrite FILE`.
""",
)
NOT_ADOPTABLE = rule(
    "F544",
    "not-adoptable",
    """
`gen adopt`, `gen patch` and `gen discard` are about a generated file: one that the specs call for, and that is no revision
(its body may be edited anyway) and no record. `adopt` needs to know what the file was generated as: if the specs changed
since as well, build first.
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
SAVED_MEANWHILE = rule(
    "F524",
    "saved-meanwhile",
    """
A file was saved by an editor, or by another program, after the run had read it and before it was replaced. What was saved
stays; run the command again, which takes it into account.
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
EJECTION_BROKEN_OFF = rule(
    "F552",
    "ejection-broken-off",
    """
A run of `gen eject` was killed: some of the files are plain already. `gen eject --yes` goes on from there, or git brings back
what was.
""",
)
