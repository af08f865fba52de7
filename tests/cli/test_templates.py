"""Templates of the project's own in the place of the generator's."""

import shutil

import pytest

from tests.cli.conftest import ROOT, Project


@pytest.fixture
def own(project: Project) -> Project:
    """Give a project with a template of its own for models."""
    project.write("pyproject.toml", '[tool.gen]\noutput = "app"\ntemplates = "templates"\n')
    (project.folder / "templates").mkdir()
    shutil.copy(ROOT / "templates/models.py.j2", project.folder / "templates")
    return project


def test_a_template_of_ones_own_replaces_one_and_the_rest_stay(own: Project) -> None:
    own.edit("templates/models.py.j2", "    __tablename__", "    is_mine = True\n    __tablename__")
    assert own.gen("build").code == 0
    assert "is_mine = True" in own.read("app/notes/models.py")
    assert "class NoteRepository" in own.read("app/notes/repository.py")
    assert own.gen("check", "--full").code == 0


def test_a_changed_template_makes_the_output_stale(own: Project) -> None:
    assert own.gen("build").code == 0
    own.edit("templates/models.py.j2", "    __tablename__", "    is_mine = True\n    __tablename__")
    done = own.gen("check")
    assert done.code == 1
    assert "F505" in done.err


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("{{ model.docstring }}", "{{ model.dogstring }}", "C642", 16),
        ("{{ model.docstring }}", "{{ modell.docstring }}", "C642", 16),
        ("{{ model.docstring }}", "{{ model.docstring | shout }}", "C642", 16),
        ("{{ model.docstring }}", "{{ 1 / 0 }}", "C642", 16),
        ("{% for model in models %}", "{% for model in %}", "C642", 12),
        ("{{ model.docstring }}", '{% include "gone.j2" %}', "C642", 16),
    ],
)
def test_what_is_wrong_with_a_template_is_told_at_its_line(
    own: Project, old: str, new: str, code: str, line: int
) -> None:
    own.edit("templates/models.py.j2", old, new)
    done = own.gen("build")
    assert done.code == 2
    assert code in done.err
    assert f"--> templates/models.py.j2:{line}:1" in done.err
    assert own.output() == {}


def test_a_template_that_replaces_nothing_is_named(own: Project) -> None:
    own.write("templates/model.py.j2", "x")
    done = own.gen("build")
    assert done.code == 2
    assert "C643" in done.err
    assert "did you mean models.py.j2?" in done.err


def test_a_template_that_one_of_ones_own_includes_may_be_called_anything(own: Project) -> None:
    own.write("templates/parts/lead.j2", "# led\n")
    own.edit("templates/models.py.j2", "{{ docstring }}", '{% include "parts/lead.j2" %}\n{{ docstring }}')
    assert own.gen("build").code == 0
    assert "# led" in own.read("app/notes/models.py")


def test_a_folder_of_templates_that_is_not_there_is_named(project: Project) -> None:
    project.write("pyproject.toml", '[tool.gen]\noutput = "app"\ntemplates = "templates"\n')
    done = project.gen("build")
    assert done.code == 2
    assert "C644" in done.err


def test_a_template_that_includes_itself_is_named(own: Project) -> None:
    own.edit("templates/models.py.j2", "{{ docstring }}", '{% include "models.py.j2" %}')
    done = own.gen("build")
    assert done.code == 2
    assert "`models.py.j2` includes itself" in done.err


def test_a_template_that_gives_no_python_is_told_from_a_defect_of_the_generator(own: Project) -> None:
    own.edit("templates/models.py.j2", "    __tablename__", "    def :\n    __tablename__")
    done = own.gen("build")
    assert done.code == 2
    assert "C647" in done.err
    assert "notes/models.py:" in done.err
    assert "mend the template of yours" in done.err
    assert own.output() == {}


def test_a_template_that_is_taken_away_gives_the_generator_its_own_back(own: Project) -> None:
    original = own.read("templates/models.py.j2")
    own.write("templates/models.py.j2", original.replace("    __tablename__", "    is_mine = True\n    __tablename__"))
    assert own.gen("build").code == 0
    (own.folder / "templates/models.py.j2").unlink()
    assert "F505" in own.gen("check").err
    assert own.gen("build").code == 0
    assert "is_mine" not in own.read("app/notes/models.py")
    (own.folder / "templates").rmdir()
    assert "C644" in own.gen("check").err
