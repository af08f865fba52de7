"""The commands that only tell something, and how all of them behave at their edges."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.main import SECTIONS
from generator.version import VERSION
from tests.cli.conftest import NOTES, ROOT, Project

COMMANDS = [name for commands in SECTIONS.values() for name in commands]


def test_help_lists_every_command(project: Project) -> None:
    done = project.gen("--help")
    assert done.code == 0
    assert all(f"  {name} " in done.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(project: Project, name: str) -> None:
    done = project.gen(name, "-h")
    assert done.code == 0
    assert "Usage: gen" in done.out


def test_an_unknown_command_is_wrong_usage(project: Project) -> None:
    done = project.gen("biuld")
    assert done.code == 2
    assert "biuld" in done.err


def test_version(project: Project) -> None:
    done = project.gen("version")
    assert done.code == 0
    assert done.out.startswith(f"gen {VERSION}\n")
    assert "ruff " in done.out
    assert project.gen("--version").out == f"{VERSION}\n"


def test_explain_tells_of_a_code_or_a_name(project: Project) -> None:
    by_code, by_name = project.gen("explain", "f501"), project.gen("explain", "edited-by-hand")
    assert by_code.code == 0
    assert by_code.out == by_name.out
    assert "edited" in by_code.out


def test_the_page_about_settings_is_what_is_published(project: Project) -> None:
    assert project.gen("explain", "settings").out == (ROOT / "docs/settings.md").read_text()


def test_explain_lists_all(project: Project) -> None:
    out = project.gen("explain").out
    codes = [line.split()[0] for line in out.splitlines()]
    assert codes == sorted(set(codes))
    assert {"F501", "C601", "M401"} <= set(codes)


def test_explain_does_not_know_everything(project: Project) -> None:
    assert project.gen("explain", "Z999").code == 2


def test_schema_is_a_json_schema(project: Project) -> None:
    done = project.gen("schema")
    assert done.code == 0
    assert json.loads(done.out)["$schema"].startswith("https://json-schema.org/")
    assert project.gen("schema", "-o", "spec.json").out == ""
    assert project.read("spec.json") == done.out


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m generator explain | head -1"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_knows_few_characters(project: Project, encoding: str) -> None:
    project.write("specs/notes.yaml", NOTES.replace("title:", "títle✓:"))
    done = project.gen("build", PYTHONIOENCODING=encoding)
    assert done.code == 2
    assert "error[" in done.err


def test_notes_are_shown_on_demand(project: Project) -> None:
    project.write("specs/notes.yaml", NOTES + "sort: [body]\norder: [body]\n")
    done = project.gen("build")
    assert "note[" not in done.err
    if "not shown" in done.err:
        assert "note[" in project.gen("build", "-v").err
        assert "note" not in project.gen("build", "-q").said


def test_a_defect_of_ours_is_told_shortly(project: Project, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "sitecustomize.py").write_text(
        "import generator.pipeline.freshness as it\ndef judge(settings):\n    raise RuntimeError('oh')\nit.judge = judge\n"
    )
    environment = os.environ | {"PYTHONPATH": f"{broken}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "generator", "build"]
    done = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "internal error: RuntimeError: oh" in done.stderr
    assert "Traceback" not in done.stderr
    environment["GEN_TRACEBACK"] = "1"
    done = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "Traceback" in done.stderr
