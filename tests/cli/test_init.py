import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Project


def begun(folder: Path) -> Project:
    project = Project(folder / "shop")
    done = project.gen("init", "shop", cwd=folder)
    assert done.code == 0, done.said
    return project


def test_a_new_project_builds_migrates_and_passes_its_tests(tmp_path: Path) -> None:
    project = begun(tmp_path)
    project.built()
    assert project.gen("check", "--full").code == 0
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=project.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_nothing_that_is_there_is_changed(tmp_path: Path) -> None:
    project = begun(tmp_path)
    project.write("README.md", "mine")
    (project.folder / "specs/tasks.yaml").rename(project.folder / "specs/mine.yaml")
    before = {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()}
    done = project.gen("init")
    assert done.code == 0
    assert {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()} == before


def test_a_project_that_exists_gets_its_settings(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("pyproject.toml", '[project]\nname = "mine"\n')
    done = project.gen("init", ".")
    assert "[tool.gen] was added" in done.out
    assert project.read("pyproject.toml").startswith('[project]\nname = "mine"\n\n[tool.gen]\n')
    assert project.gen("build").code == 0


def test_an_odd_folder_name_makes_a_good_package_name(tmp_path: Path) -> None:
    project = Project(tmp_path / "2nd Shop (new)")
    assert project.gen("init", str(project.folder), cwd=tmp_path).code == 0
    assert 'output = "app_2nd_shop_new_data"' in project.read("pyproject.toml")
    assert project.gen("build").code == 0


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("file", "")
    done = project.gen("init", "file/shop")
    assert done.code == 1
    assert "F522" in done.err
