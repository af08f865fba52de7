"""Two branches that were both regenerated, merged by git: the next build mends what git made of the output."""

import pytest

from tests.cli.conftest import NOTES, TAGS, Project


@pytest.fixture
def shared(project: Project) -> Project:
    project.write(".gitignore", ".gen-cache/\n__pycache__/\n")
    project.built()
    project.git("init", "-q", "-b", "main")
    commit(project, "start")
    return project


def commit(project: Project, message: str) -> None:
    project.git("add", "-A")
    project.git("commit", "-q", "-m", message)


def branch(project: Project, name: str, files: dict[str, str]) -> None:
    """Change specs on a branch of their own, build, commit, and come back."""
    project.git("checkout", "-q", "-b", name, "main")
    for path, text in files.items():
        project.write(path, text)
    project.built()
    commit(project, name)
    project.git("checkout", "-q", "main")


def is_mended(project: Project) -> None:
    done = project.gen("build")
    assert done.code == 0, done.said
    assert not [path for path, content in project.output().items() if b"<<<<<<<" in content]
    done = project.gen("check", "--full")
    assert done.code == 0, done.said


ONE = NOTES + "  color: string(16)?\n"
OTHER = NOTES.replace("fields:\n", "fields:\n  author: string(60)?\n")
BOTH = OTHER + "  color: string(16)?\n"


def test_different_domains_merge_without_a_conflict(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": ONE})
    branch(shared, "other", {"specs/tags.yaml": TAGS + "  color: string(16)?\n"})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "other")
    is_mended(shared)


def test_new_domains_on_both_sides_merge_without_a_conflict(shared: Project) -> None:
    branch(shared, "one", {"specs/books.yaml": NOTES.replace("Note", "Book")})
    branch(shared, "other", {"specs/films.yaml": NOTES.replace("Note", "Film")})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "other", fails=True)
    is_mended(shared)


def test_one_domain_on_both_sides_is_mended_while_the_merge_is_open(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": ONE})
    branch(shared, "other", {"specs/notes.yaml": OTHER})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "other", fails=True)
    assert "<<<<<<<" in shared.read("app/notes/models.py")
    assert "<<<<<<<" in shared.read("app/.gen/domains/notes.json")
    shared.write("specs/notes.yaml", BOTH)
    is_mended(shared)


def test_a_conflict_is_told_by_check_with_the_command_that_mends_it(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": ONE})
    branch(shared, "other", {"specs/notes.yaml": OTHER})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "other", fails=True)
    shared.write("specs/notes.yaml", BOTH)
    done = shared.gen("check")
    assert done.code == 1
    assert "F508" in done.err
    assert "F501" not in done.err


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_merge_that_took_one_side_is_mended(shared: Project, side: str) -> None:
    branch(shared, "one", {"specs/notes.yaml": ONE})
    branch(shared, "other", {"specs/notes.yaml": OTHER})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "-X", side, "other")
    shared.write("specs/notes.yaml", BOTH)
    is_mended(shared)


def test_markers_that_were_committed_are_mended(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": ONE})
    branch(shared, "other", {"specs/notes.yaml": OTHER})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "other", fails=True)
    shared.write("specs/notes.yaml", BOTH)
    commit(shared, "merge")
    is_mended(shared)


def test_a_person_s_line_in_a_conflict_is_never_lost(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": ONE})
    branch(shared, "other", {"specs/notes.yaml": OTHER})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "other", fails=True)
    shared.write("specs/notes.yaml", BOTH)
    shared.write("app/notes/models.py", shared.read("app/notes/models.py") + "# a thought of mine\n")
    before = shared.output()
    done = shared.gen("build")
    assert done.code == 1
    assert "F503" in done.err
    assert shared.output() == before


def test_an_edit_that_one_branch_committed_is_never_lost(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": ONE})
    shared.git("checkout", "-q", "one")
    shared.write("app/notes/models.py", shared.read("app/notes/models.py") + "# a thought of mine\n")
    commit(shared, "edit")
    shared.git("checkout", "-q", "main")
    branch(shared, "other", {"specs/notes.yaml": OTHER})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "other", fails=True)
    shared.write("specs/notes.yaml", BOTH)
    assert shared.gen("build").code == 1
    assert "# a thought of mine" in shared.read("app/notes/models.py")


def test_without_git_a_conflict_of_generated_lines_is_mended(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": ONE})
    branch(shared, "other", {"specs/notes.yaml": OTHER})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "other", fails=True)
    shared.write("specs/notes.yaml", BOTH)
    (shared.folder / ".git").rename(shared.folder / "not-git")
    is_mended(shared)


def test_migrations_of_both_branches_are_joined(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": ONE})
    branch(shared, "other", {"specs/tags.yaml": TAGS + "  color: string(16)?\n"})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "other")
    done = shared.gen("check")
    assert done.code == 1
    assert "F511" in done.err
    done = shared.gen("build")
    assert "join 0002_" in done.out
    shared.git("add", "-A")
    assert shared.gen("check", "--full").code == 0
    assert len(list((shared.folder / "app/migrations/versions").glob("0004_*.json"))) == 1


def test_migrations_that_change_the_same_are_refused_by_name(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": ONE})
    branch(shared, "other", {"specs/notes.yaml": ONE.replace("string(16)", "string(20)")})
    shared.git("merge", "-q", "one")
    shared.git("merge", "-q", "--no-edit", "other", fails=True)
    shared.write("specs/notes.yaml", ONE)
    for command in ("build", "check"):
        done = shared.gen(command)
        assert done.code == 1
        assert "M401" in done.err
