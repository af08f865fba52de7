"""What somebody meets who has only the help: each mistake is named with what to do next, and changes nothing."""

from pathlib import Path

import pytest

from tests.cli.conftest import Done, Project, start

MODELS = "app/notes/models.py"


def tell(done: Done, code: int, *expected: str) -> None:
    assert done.code == code, done.said
    assert [words for words in expected if words not in done.err] == []


@pytest.mark.parametrize(
    ("command", "code", "expected"),
    [
        ("build", 2, "`gen init` starts a project"),
        ("check", 2, "`gen init` starts a project"),
        ("customize Note model", 2, "`gen init` starts a project"),
        ("adopt app.py", 1, "below generated/"),
        ("discard generated/app.py", 1, "`gen build -v` names what it generates"),
        ("eject", 1, "run `gen build`"),
    ],
)
def test_in_a_folder_without_a_project(tmp_path: Path, command: str, code: int, expected: str) -> None:
    tell(Project(tmp_path).gen(*command.split()), code, expected)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "code", "expected"),
    [
        ("bild", 2, "Did you mean `gen build`?"),
        ("migrate verfy", 2, "Did you mean `gen migrate verify`?"),
        ("build nowhere", 2, "there is no folder nowhere"),
        ("build specs/notes.yaml", 2, "name the folder: specs"),
        ("build --overwrite pyproject.toml", 2, "is not in the output folder"),
        ("adopt app/notes", 1, "name one file of it"),
        ("adopt app/note/models.py", 1, "did you mean app/notes/models.py?"),
        ("adopt --undo app/notes/models.py", 1, "no file is"),
        ("patch app/notes/models.py", 1, "there is nothing to save or to throw away"),
        ("patch app/db/base.py -o nowhere/x.patch", 1, "there is no folder"),
        ("schema -o nowhere/schema.json", 1, "make its folder first"),
        ("explain F999", 2, "`gen explain` lists them"),
        ("init pyproject.toml", 1, "move it away"),
    ],
)
def test_in_a_project(project: Project, command: str, code: int, expected: str) -> None:
    project.built()
    if "base.py" in command:
        project.write("app/db/base.py", project.read("app/db/base.py") + "# mine\n")
    before = project.output()
    tell(project.gen(*command.split()), code, expected)
    assert project.output() == before


@pytest.fixture
def far(tmp_path: Path) -> Project:
    """Give a built project in a folder with a blank and letters of other alphabets, with an edited file."""
    moved = start(tmp_path / "sp äce" / "プロ").built()
    moved.write(MODELS, moved.read(MODELS) + "# mine\n")
    return moved


def test_commands_that_a_finding_names_work_from_every_folder(far: Project) -> None:
    inside = far.folder / "specs"
    assert f"`gen patch {MODELS}`" in far.gen("build", cwd=inside).err
    done = far.gen("patch", MODELS, cwd=inside)
    assert done.code == 0, done.said
    assert "in ..: git apply specs/models.py.patch" in done.out
    assert "# mine" not in far.read(MODELS)
    far.git("apply", "specs/models.py.patch")
    assert far.gen("adopt", f"../{MODELS}", cwd=inside).code == 0
    assert far.gen("adopt", "--undo", "--yes", str(far.folder / MODELS)).code == 0
    assert far.gen("check", cwd=inside).code == 0


def test_names_that_a_shell_takes_apart_are_quoted(project: Project) -> None:
    project.write("pyproject.toml", '[tool.gen]\noutput = "my folder/app"\n')
    assert project.gen("build").code == 0
    file = "my folder/app/notes/models.py"
    project.write(file, project.read(file) + "# mine\n")
    done = project.gen("build")
    assert f"`gen adopt '{file}'`" in done.err
    assert project.gen("patch", file, "specs").code == 0
    project.git("apply", "models.py.patch")
    assert "# mine" in project.read(file)


def test_an_output_that_cannot_be_imported_is_refused(project: Project) -> None:
    project.write("pyproject.toml", '[tool.gen]\noutput = "my-app"\n')
    tell(project.gen("build"), 2, "C605", "call it my_app")


def test_a_patch_of_an_output_beside_the_project_is_applied_there(project: Project, tmp_path: Path) -> None:
    project.write("inner/pyproject.toml", '[tool.gen]\noutput = "../app"\nspecs = "../specs"\n')
    inner = tmp_path / "inner"
    assert project.gen("build", cwd=inner).code == 0
    project.write(MODELS, project.read(MODELS) + "# mine\n")
    done = project.gen("patch", f"../{MODELS}", cwd=inner)
    assert "in ..: git apply inner/models.py.patch" in done.out
    project.git("apply", "inner/models.py.patch")
    assert "# mine" in project.read(MODELS)


def test_init_adds_nothing_to_a_project_that_it_cannot_read(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("pyproject.toml", "[tool.gen\n")
    tell(project.gen("init"), 2, "C600", "mend it, and run this again")
    assert project.read("pyproject.toml") == "[tool.gen\n"


def test_init_finds_a_name_in_any_folder_and_quotes_it(tmp_path: Path) -> None:
    done = Project(tmp_path).gen("init", "Mein Büdget")
    assert "Next: cd 'Mein Büdget' && gen build" in done.out
    assert 'name = "mein-budget"' in Project(tmp_path).read("Mein Büdget/pyproject.toml")


@pytest.mark.parametrize(
    "command", ["adopt app/db/base.py", "discard app/db/base.py", "customize Note model", "customize session"]
)
def test_in_a_read_only_project_nothing_is_half_done(project: Project, bounded: tuple[str, ...], command: str) -> None:
    project.built()
    project.write("app/db/base.py", project.read("app/db/base.py") + "# mine\n")
    before = project.output(), project.read("specs/notes.yaml"), project.read("pyproject.toml")
    folders = [project.folder, *(folder for folder in project.folder.rglob("*") if folder.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    done = project.gen(*command.split(), prefix=bounded)
    for folder in folders:
        folder.chmod(0o700)
    tell(done, 1, "F522", "check the permissions of the folder")
    assert before == (project.output(), project.read("specs/notes.yaml"), project.read("pyproject.toml"))
