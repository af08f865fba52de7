"""Generated files that are edited: adopted and merged, saved as a patch, thrown away, given back."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from tests.cli.conftest import NOTES, ROOT, Project
from tests.cli.test_interruption import begin

FILE = "app/notes/repository.py"
PRISTINE = "app/.gen/adopted/notes/repository.py.txt"
MINE = "\n    def mine(self) -> int:\n        return 1\n"
MORE = NOTES + "  color: {type: string(16), nullable: true, read_only: true}\n"
"""Gives `create` and `update` of the repository another parameter."""


def edit(project: Project, text: str = MINE) -> None:
    project.write(FILE, project.read(FILE) + text)


@pytest.fixture
def adopted(project: Project) -> Project:
    """Give a project whose repository is adopted and edited."""
    project.built()
    done = project.gen("adopt", FILE)
    assert done.code == 0, done.said
    edit(project)
    return project


def test_an_adopted_file_may_be_edited_and_everything_is_current(adopted: Project) -> None:
    assert adopted.gen("check").code == 0
    assert adopted.gen("check", "--full").code == 0
    assert "Do not edit" not in adopted.read(FILE)
    assert adopted.gen("build").code == 0
    assert MINE in adopted.read(FILE)


def test_a_build_merges_what_is_generated_otherwise_and_keeps_every_line(adopted: Project) -> None:
    adopted.write("specs/notes.yaml", MORE)
    done = adopted.gen("check")
    assert done.code == 1
    assert "F540" in done.err
    assert "`gen build`" in done.err
    done = adopted.gen("build")
    assert done.code == 0, done.said
    assert "1 merged" in done.out
    assert MINE in adopted.read(FILE)
    assert "color: str | MISSING | None" in adopted.read(FILE)
    assert "color: str | MISSING | None" in adopted.read(PRISTINE)
    assert MINE not in adopted.read(PRISTINE)
    assert adopted.gen("check", "--full").code == 0
    assert "Nothing" in adopted.gen("build").out


def test_an_adopted_file_nobody_edited_follows_the_specs(project: Project) -> None:
    project.built()
    project.gen("adopt", FILE)
    project.write("specs/notes.yaml", MORE)
    assert project.gen("build").code == 0
    assert project.read(FILE) == project.read(PRISTINE)


def collide(project: Project) -> None:
    project.edit(FILE, "    async def create(self, data: NoteCreate)", "    async def create(self, data: 'NoteCreate')")
    project.write("specs/notes.yaml", MORE)


def test_a_conflict_stops_before_anything_is_written_and_names_the_lines(adopted: Project) -> None:
    collide(adopted)
    before = adopted.output()
    line = adopted.read(FILE).split("\n").index("    async def create(self, data: 'NoteCreate') -> NoteRead:") + 1
    for command in ("build", "check"):
        done = adopted.gen(command)
        assert done.code == 1
        assert f"error[F541]: {FILE} was edited where it is generated otherwise than before, line {line}" in done.err
        assert f"--> {FILE}:{line}:1" in done.err
        assert "gen build --conflict markers" in done.err
        assert adopted.output() == before


@pytest.mark.parametrize(("side", "kept"), [("ours", "data: 'NoteCreate')"), ("theirs", "data: NoteCreate, *,")])
def test_a_conflict_is_settled_by_a_side(adopted: Project, side: str, kept: str) -> None:
    collide(adopted)
    done = adopted.gen("build", "--conflict", side)
    assert done.code == 0, done.said
    assert kept in adopted.read(FILE)
    assert MINE in adopted.read(FILE)
    assert adopted.gen("check", "--full").code == 0


def test_markers_are_written_on_demand_and_have_to_be_resolved(adopted: Project) -> None:
    collide(adopted)
    assert adopted.gen("build", "--conflict", "markers").code == 0
    text = adopted.read(FILE)
    assert "<<<<<<< yours\n    async def create(self, data: 'NoteCreate') -> NoteRead:\n=======\n" in text
    for command in ("build", "check"):
        done = adopted.gen(command)
        assert done.code == 1
        assert "F542" in done.err
    lines = [line for line in text.split("\n") if not line.startswith(("<<<<<<<", "=======", ">>>>>>>"))]
    adopted.write(FILE, "\n".join(line for line in lines if "data: 'NoteCreate'" not in line))
    assert adopted.gen("build").code == 0
    assert adopted.gen("check", "--full").code == 0


def test_undo_shows_what_would_be_lost_and_then_gives_the_file_back(adopted: Project) -> None:
    before = adopted.output()
    done = adopted.gen("adopt", "--undo", FILE)
    assert done.code == 1
    assert "+    def mine(self) -> int:" in done.out
    assert f"gen adopt --undo --yes {FILE}" in done.out
    assert adopted.output() == before
    assert adopted.gen("adopt", "--undo", "--yes", FILE).code == 0
    assert adopted.gen("check", "--full").code == 0
    assert not (adopted.folder / PRISTINE).exists()
    assert "Do not edit" in adopted.read(FILE)


def test_undo_of_a_file_nobody_edited_needs_no_second_word(project: Project) -> None:
    before = project.built().output()
    project.gen("adopt", FILE)
    assert project.gen("adopt", "--undo", FILE).code == 0
    assert project.output() == before


def test_an_edit_without_adopting_is_shown_with_three_ways_out(project: Project) -> None:
    project.built()
    edit(project)
    for command in ("build", "check"):
        done = project.gen(command)
        assert done.code == 1
        assert "def mine(self)" in done.out
        assert [word for word in ("adopt", "patch", "discard") if f"`gen {word} {FILE}`" not in done.err] == []


def test_an_edit_becomes_an_adoption(project: Project) -> None:
    project.built()
    edit(project)
    assert project.gen("adopt", FILE).code == 0
    assert project.gen("check").code == 0
    assert MINE in project.read(FILE)
    assert MINE not in project.read(PRISTINE)


def test_an_edit_becomes_a_patch_that_git_takes(project: Project) -> None:
    before = project.built().output()
    edit(project)
    done = project.gen("patch", FILE)
    assert done.code == 0, done.said
    assert project.output() == before
    project.git("init", "-q")
    project.git("apply", "repository.py.patch")
    assert MINE in project.read(FILE)
    again = project.gen("patch", FILE)
    assert again.code == 1
    assert "there already" in again.err
    assert project.gen("patch", FILE, "-o", "second.patch").code == 0


def test_an_edit_is_thrown_away_and_shown(project: Project) -> None:
    before = project.built().output()
    edit(project)
    done = project.gen("discard", FILE)
    assert done.code == 0, done.said
    assert "+    def mine(self) -> int:" in done.out
    assert project.output() == before
    assert project.gen("check").code == 0


def test_a_file_that_was_edited_and_is_stale_is_adopted_by_what_git_has(project: Project) -> None:
    project.built()
    project.git("init", "-q")
    project.git("add", "-A")
    project.git("commit", "-q", "-m", "start")
    edit(project)
    project.write("specs/notes.yaml", MORE)
    assert project.gen("adopt", FILE).code == 0
    assert project.gen("build").code == 0
    assert MINE in project.read(FILE)
    assert "color: str | MISSING | None" in project.read(FILE)


def test_a_file_that_was_edited_and_is_stale_is_not_adopted_by_a_guess(project: Project) -> None:
    project.built()
    edit(project)
    project.write("specs/notes.yaml", MORE)
    before = project.output()
    done = project.gen("adopt", FILE)
    assert done.code == 1
    assert "nobody knows what" in done.err
    assert project.output() == before


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("specs/notes.yaml", "is not in the output folder"),
        ("app/nothing.py", "there is no file app/nothing.py"),
        ("app/.gen/project.json", "is a record"),
    ],
)
def test_only_generated_files_are_adopted(project: Project, file: str, reason: str) -> None:
    project.built()
    for command in ("adopt", "discard", "patch"):
        done = project.gen(command, file)
        assert done.code == 1
        assert "F544" in done.err
        assert reason in done.err


def test_a_revision_needs_no_adopting(project: Project) -> None:
    project.built()
    (revision,) = (project.folder / "app/migrations/versions").glob("0001*.py")
    done = project.gen("adopt", str(revision.relative_to(project.folder)))
    assert "a revision, whose body may be edited" in done.err


def test_what_is_adopted_already_is_not_adopted_again(adopted: Project) -> None:
    assert "adopted already" in adopted.gen("adopt", FILE).err
    done = adopted.gen("discard", FILE)
    assert f"`gen adopt --undo {FILE}` gives it back" in done.err
    assert MINE in adopted.read(FILE)


def test_an_adopted_file_that_is_gone_is_not_written_anew_silently(adopted: Project) -> None:
    (adopted.folder / FILE).unlink()
    done = adopted.gen("build")
    assert done.code == 1
    assert "F543" in done.err
    assert adopted.gen("build", "--overwrite", FILE).code == 0
    assert adopted.gen("check", "--full").code == 0


def test_an_adopted_file_that_no_spec_wants_stays_until_it_is_given_up(adopted: Project) -> None:
    (adopted.folder / "specs/notes.yaml").unlink()
    done = adopted.gen("build", "--allow", "M410")
    assert done.code == 1
    assert "F504" in done.err
    assert MINE in adopted.read(FILE)


def test_a_pristine_text_that_is_not_current_is_found(adopted: Project) -> None:
    adopted.edit(PRISTINE, "Queries and writes", "Writes and queries")
    done = adopted.gen("check")
    assert done.code == 1
    assert adopted.gen("build").code == 0
    assert MINE in adopted.read(FILE)


def test_without_the_pristine_text_the_edit_is_found_not_lost(adopted: Project) -> None:
    (adopted.folder / PRISTINE).unlink()
    done = adopted.gen("build")
    assert done.code == 1
    assert "F501" in done.err
    assert MINE in adopted.read(FILE)


def commit(project: Project, message: str) -> None:
    project.git("add", "-A")
    project.git("commit", "-q", "-m", message)


def test_two_branches_that_edited_and_regenerated_an_adopted_file_merge(adopted: Project) -> None:
    adopted.write(".gitignore", ".gen-cache/\n__pycache__/\n")
    adopted.git("init", "-q", "-b", "main")
    commit(adopted, "start")
    adopted.git("checkout", "-q", "-b", "one")
    adopted.write("specs/notes.yaml", MORE)
    adopted.edit(FILE, "        return 1\n", "        return 1\n\n    def one(self) -> int:\n        return 1\n")
    adopted.built()
    commit(adopted, "one")
    adopted.git("checkout", "-q", "main")
    adopted.git("checkout", "-q", "-b", "other")
    adopted.edit("specs/notes.yaml", "entity: Note\n", "entity: Note\nsoft_delete: true\n")
    adopted.edit(FILE, '"""Queries', '# of the other\n"""Queries')
    adopted.built()
    commit(adopted, "other")
    adopted.git("merge", "-q", "--no-edit", "one", fails=True)
    assert "<<<<<<<" not in adopted.read("specs/notes.yaml")
    done = adopted.gen("build")
    assert done.code == 0, done.said
    text = adopted.read(FILE)
    assert [
        line for line in ("def mine(", "def one(", "# of the other", "color: str", "restore(") if line not in text
    ] == []
    adopted.git("add", "-A")
    assert adopted.gen("check", "--full").code == 0


def test_merging_needs_no_git(adopted: Project) -> None:
    adopted.write("specs/notes.yaml", MORE)
    empty = adopted.folder / "empty"
    empty.mkdir()
    done = adopted.gen("build", PATH=str(empty))
    assert done.code == 0, done.said
    assert MINE in adopted.read(FILE)
    assert "color: str | MISSING | None" in adopted.read(FILE)


@pytest.mark.parametrize("calls", range(1, 10, 2))
def test_a_merging_build_killed_at_any_rename_is_healed_and_loses_no_line(adopted: Project, calls: int) -> None:
    """Every file gets to its place by a rename, so a run is killed before each of those that matter to a merge."""
    adopted.write("specs/notes.yaml", MORE)
    whole = adopted.folder.parent / f"{adopted.folder.name}_whole"
    shutil.copytree(adopted.folder, whole)
    assert Project(whole).gen("build").code == 0
    script = adopted.write(
        "killed.py",
        "import os, signal, sys\n"
        f"left = {calls}\n"
        "rename = os.replace\n"
        "def replace(source, target):\n"
        "    global left\n"
        "    if 'app' in str(target).split(os.sep) and left == 0:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    left -= 'app' in str(target).split(os.sep)\n"
        "    rename(source, target)\n"
        "os.replace = replace\n"
        "from generator.cli import main\n"
        "main(['build', '-q'])\n",
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], cwd=adopted.folder, env=environment, check=False)
    assert done.returncode in {-signal.SIGKILL, 0}
    assert MINE in adopted.read(FILE)
    script.unlink()
    healed = adopted.gen("build")
    assert healed.code == 0, healed.said
    assert adopted.output() == Project(whole).output()
    assert adopted.gen("check", "--full").code == 0


def test_a_merging_build_that_is_killed_at_random_leaves_the_old_tree_or_the_new_one_or_is_healed(
    adopted: Project,
) -> None:
    spec = NOTES
    for number in range(3):
        spec += f"  color{number}: {{type: string(16), nullable: true, read_only: true}}\n"
        adopted.write("specs/notes.yaml", spec)
        run = begin(adopted, "build", "-q")
        try:
            run.wait(0.3 + number * 0.2)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
        run.communicate()
        assert MINE in adopted.read(FILE)
        healed = adopted.gen("build")
        assert healed.code == 0, healed.said
        assert MINE in adopted.read(FILE)
        assert f"color{number}: str | MISSING | None" in adopted.read(FILE)
        assert adopted.gen("check", "--full").code == 0
