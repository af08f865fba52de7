"""`gen migrate verify` and `accept`: bodies are held against their deltas."""

from pathlib import Path

import pytest

from tests.cli.conftest import Project

BACKFILL = "    op.execute(\"UPDATE notes SET color = 'blue'\")\n"


def body(project: Project) -> Path:
    (found,) = (project.folder / "app/migrations/versions").glob("0002_*.py")
    return found


def insert(project: Project, line: str) -> None:
    """Put a line at the beginning of upgrade()."""
    file = body(project)
    head, separator, rest = file.read_text().partition('column color to notes."""\n    op.')
    assert separator, file.read_text()
    file.write_text(f"{head}{separator.removesuffix('    op.')}{line}    op.{rest}")


def test_generated_bodies_do_what_their_deltas_say(two: Project) -> None:
    done = two.gen("migrate", "verify")
    assert done.code == 0, done.said
    assert done.out == "2 revisions do what their deltas say.\n"


def test_a_body_may_change_rows(two: Project) -> None:
    insert(two, BACKFILL)
    assert two.gen("migrate", "verify").code == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('    op.drop_table("tags")\n', "does on SQLite what its delta does not say: DROP TABLE tags"),
        ("    return\n", "leaves out on SQLite: ALTER TABLE notes ADD COLUMN color"),
    ],
)
def test_a_body_that_does_otherwise_is_named_with_what_it_does(two: Project, line: str, told: str) -> None:
    insert(two, line)
    done = two.gen("migrate", "verify")
    assert done.code == 1
    assert "M460" in done.err
    assert told in done.err


def test_texts_in_a_body_are_not_shown(two: Project) -> None:
    insert(two, "    op.execute(\"CREATE VIEW v AS SELECT 'secret' AS a\")\n")
    done = two.gen("migrate", "verify")
    assert "CREATE VIEW v AS SELECT '…' AS a" in done.err
    assert "secret" not in done.said


def test_a_body_that_reads_rows_is_told_from_one_that_is_wrong(two: Project) -> None:
    insert(two, "    assert op.get_bind().scalar(sa.text('SELECT count(*) FROM notes')) < 9\n")
    done = two.gen("migrate", "verify", "-v")
    assert done.code == 0, done.said
    assert "note[M461]" in done.err


def test_an_edited_body_is_told_until_it_is_accepted(two: Project) -> None:
    insert(two, BACKFILL)
    checked = two.gen("check")
    assert checked.code == 1
    assert f"gen migrate accept {body(two).stem[:13]}" in checked.err
    built = two.gen("build")
    assert built.code == 0
    assert "warning[F509]" in built.err
    assert two.gen("check").code == 1
    accepted = two.gen("migrate", "accept", "0002")
    assert accepted.code == 0, accepted.said
    assert accepted.out == f"Accepted 1 revision: {body(two).stem[:13]}.\n"
    assert two.gen("check", "--full").code == 0
    assert two.gen("migrate", "accept").out == "Accepted 0 revisions: no body was edited.\n"


def test_an_edit_after_an_accepted_one_is_told_again(two: Project) -> None:
    insert(two, BACKFILL)
    two.gen("migrate", "accept")
    insert(two, BACKFILL)
    assert two.gen("check").code == 1
    two.gen("migrate", "accept")
    assert two.gen("check", "--full").code == 0


def test_a_body_that_does_otherwise_is_not_accepted(two: Project) -> None:
    insert(two, '    op.drop_table("tags")\n')
    assert two.gen("migrate", "accept").code == 1
    assert two.gen("check").code == 1


def test_an_edited_delta_is_refused(two: Project) -> None:
    file = body(two).with_suffix(".json")
    file.write_text(file.read_text().replace("string(16)", "string(17)"))
    for command in (("migrate", "verify"), ("migrate", "accept"), ("build",), ("check",)):
        done = two.gen(*command)
        assert done.code == 1, command
        assert "M403" in done.err


def test_a_revision_that_is_not_there_is_wrong_usage(two: Project) -> None:
    done = two.gen("migrate", "accept", "0009")
    assert done.code == 2
    assert "C615" in done.err
    assert "known: 0001_" in done.err
