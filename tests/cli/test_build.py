from pathlib import Path

import pytest

from tests.cli.conftest import NOTES, TAGS, Project


def test_a_build_writes_and_tells(project: Project) -> None:
    done = project.gen("build")
    assert done.code == 0, done.said
    assert "Wrote app/" in done.out
    assert "app/notes/models.py" not in done.out
    assert (project.folder / "app/notes/models.py").is_file()


def test_a_second_build_writes_nothing(project: Project) -> None:
    before = project.built().output()
    times = {path: (project.folder / "app" / path).stat().st_mtime_ns for path in before}
    done = project.gen("build")
    assert done.code == 0
    assert "Nothing to do" in done.out
    done = project.gen("build", "--full")
    assert "Nothing to write" in done.out
    assert project.output() == before
    assert times == {path: (project.folder / "app" / path).stat().st_mtime_ns for path in before}


def test_only_what_changed_is_written(project: Project) -> None:
    project.built()
    project.edit("specs/notes.yaml", "string(80)", "string(90)")
    done = project.gen("build", "-v")
    assert done.code == 0, done.said
    assert "app/notes/models.py" in done.out
    assert "app/tags/" not in done.out
    assert "app/db/" not in done.out


def test_quiet_is_quiet(project: Project) -> None:
    assert project.gen("build", "-q").said == ""
    assert project.gen("build", "-q").said == ""


def test_verbose_names_files_and_twice_times_phases(project: Project) -> None:
    done = project.gen("build", "-vv")
    assert "app/notes/models.py" in done.out
    assert "phase render" in done.out
    done = project.gen("build", "-v", "--full")
    assert done.code == 0


def test_verbose_says_why_it_builds(project: Project) -> None:
    project.built()
    project.edit("specs/notes.yaml", "worth", "well worth")
    assert "specs: notes.yaml" in project.gen("build", "-v").err


def test_a_dry_run_writes_nothing_and_tells_what_it_would(project: Project) -> None:
    done = project.gen("build", "--dry-run", "--diff")
    assert done.code == 0, done.said
    assert "Would write app/" in done.out
    assert "+++ b/app/notes/models.py" in done.out
    assert not (project.folder / "app").exists()


def test_only_writes_the_named_domain(project: Project) -> None:
    project.built()
    project.edit("specs/notes.yaml", "string(80)", "string(90)")
    project.edit("specs/tags.yaml", "string(40)", "string(50)")
    before = project.output()
    done = project.gen("build", "--only", "tags")
    assert done.code == 0, done.said
    changed = {path for path, content in project.output().items() if before.get(path) != content}
    assert changed
    assert all(path.startswith(("tags/", ".gen/domains/tags")) for path in changed)
    assert project.gen("check", "-q").code == 1


def test_only_knows_the_domains(project: Project) -> None:
    done = project.gen("build", "--only", "nots")
    assert done.code == 2
    assert "C610" in done.err
    assert "notes" in done.err


def test_a_domain_that_goes_takes_its_files_along(project: Project) -> None:
    project.built()
    (project.folder / "specs/tags.yaml").unlink()
    before = project.output()
    done = project.gen("build")
    assert done.code == 1
    assert "M410" in done.err
    assert project.output() == before
    done = project.gen("build", "--allow", "M410")
    assert done.code == 0, done.said
    assert "removed" in done.out
    assert not (project.folder / "app/tags").exists()
    assert project.gen("check", "--full").code == 0


def test_an_edited_file_stops_the_run_before_anything_is_written(project: Project) -> None:
    project.built()
    models = project.folder / "app/notes/models.py"
    models.write_text(models.read_text() + "# mine\n")
    project.edit("specs/tags.yaml", "string(40)", "string(50)")
    before = project.output()
    done = project.gen("build")
    assert done.code == 1
    assert "F501" in done.err
    assert "gen discard app/notes/models.py" in done.err
    assert project.output() == before
    done = project.gen("build", "--overwrite", "app/notes/models.py")
    assert done.code == 0, done.said
    assert "overwritten" in done.out
    assert "# mine" not in models.read_text()
    assert project.gen("check", "--full").code == 0


def test_every_file_in_the_way_is_named(project: Project) -> None:
    project.built()
    project.edit("app/notes/models.py", "\n", "\n# mine\n")
    project.edit("app/tags/schemas.py", "\n", "\n# mine\n")
    project.edit("app/tags/models.py", "\n", "\n# mine\n")
    (project.folder / "specs/tags.yaml").unlink()
    done = project.gen("build")
    assert done.code == 1
    assert [path in done.err for path in ("app/notes/models.py", "app/tags/schemas.py", "app/tags/models.py")] == [
        True
    ] * 3
    assert project.gen("build", "--overwrite", "app", "--allow", "M410").code == 0


def test_a_file_of_somebody_else_is_not_replaced(project: Project) -> None:
    project.write("app/notes/models.py", "print('mine')\n")
    done = project.gen("build")
    assert done.code == 1
    assert "F502" in done.err
    assert list(project.output()) == ["notes/models.py"]


def test_files_of_the_user_beside_ours_are_left_alone(project: Project) -> None:
    project.built()
    project.write("app/notes/extra.py", "mine = True\n")
    project.write("app/data/big.json", "{}")
    assert project.gen("build").code == 0
    assert project.gen("check", "--full").code == 0
    assert project.read("app/notes/extra.py") == "mine = True\n"


def test_nothing_is_written_through_a_link(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project.folder / "app").mkdir()
    (project.folder / "app/notes").symlink_to(elsewhere)
    done = project.gen("build")
    assert done.code == 1
    assert "F520" in done.err
    assert not list(elsewhere.iterdir())


def test_an_output_folder_that_is_itself_a_link_is_the_user_s_choice(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project.folder / "app").symlink_to(elsewhere)
    assert project.gen("build").code == 0
    assert (elsewhere / "notes/models.py").is_file()


def test_a_path_pattern_cannot_lead_out(project: Project) -> None:
    done = project.gen("build", "--file", "models=../../{domain}")
    assert done.code in {1, 2}
    assert not (project.folder / "app").exists() or not project.output()


def test_a_file_in_the_place_of_the_output_is_named(project: Project) -> None:
    project.write("app", "not a folder")
    done = project.gen("build")
    assert done.code == 1
    assert "F522" in done.err


def test_the_specs_may_lie_elsewhere(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    there = tmp_path_factory.mktemp("there")
    done = project.gen("build", str(project.folder / "specs"), cwd=there)
    assert done.code == 0, done.said
    assert (project.folder / "app/notes/models.py").is_file()


def test_settings_are_flags_too(project: Project) -> None:
    done = project.gen("build", "specs", "--output", "other", "--layout", "layered", "--database", "sqlite")
    assert done.code == 0, done.said
    assert (project.folder / "other/db/models/notes.py").is_file()
    assert not (project.folder / "other/db/databases/mariadb.py").exists()
    assert project.gen("check", "--output", "other", "--layout", "layered", "--database", "sqlite").code == 0
    assert project.gen("check", "-q", "--output", "other").code == 1


def test_black_formats_too(project: Project) -> None:
    done = project.gen("build", "--formatter", "black")
    assert done.code == 0, done.said
    assert project.gen("check", "--formatter", "black").code == 0


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("specs/notes.yaml", "entity: [", 2),
        ("specs/notes.yaml", NOTES.replace("string(80)", "strng(80)"), 2),
        ("pyproject.toml", "[tool.gen]\noutptu = 'app'\n", 2),
        ("pyproject.toml", "[tool.gen", 2),
    ],
)
def test_what_is_wrong_with_the_input_is_shown_and_nothing_written(
    project: Project, path: str, text: str, code: int
) -> None:
    project.write(path, text)
    done = project.gen("build")
    assert done.code == code
    assert "error[" in done.err
    assert not (project.folder / "app").exists()


def test_every_finding_is_shown_at_once(project: Project) -> None:
    project.write("specs/notes.yaml", NOTES.replace("string(80)", "strng(80)"))
    project.write("specs/tags.yaml", TAGS.replace("string(40)", "sting(40)"))
    done = project.gen("build")
    assert "specs/notes.yaml:4" in done.err
    assert "specs/tags.yaml:4" in done.err


def test_no_specs_at_all(tmp_path: Path) -> None:
    done = Project(tmp_path).gen("build")
    assert done.code == 2
    assert "specs" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["--nonsense"], ["--layout", "round"], ["a", "b"], ["--line-length", "x"]])
def test_wrong_usage_is_2(project: Project, arguments: list[str]) -> None:
    done = project.gen("build", *arguments)
    assert done.code == 2
    assert "Usage" in done.err
