import json
import re

from tests.cli.conftest import NOTES, Project


def codes(said: str) -> list[str]:
    return re.findall(r"^(?:error|warning|note)\[(\w+)\]", said, re.MULTILINE)


def mend(project: Project, said: str) -> None:
    """Run the command that a finding names."""
    found = re.search(r"`gen (build[^`]*|discard [^ `]*)( specs)?`", said)
    assert found, said
    done = project.gen(*found[1].split())
    assert done.code == 0, done.said
    shared = [] if found[1].startswith("discard") else found[1].partition("--overwrite")[0].split()[1:]
    assert project.gen("check", "--full", *shared).code == 0


def test_what_was_just_built_is_current(project: Project) -> None:
    project.built()
    for arguments in (["check"], ["check", "--full"], ["check", "specs"]):
        done = project.gen(*arguments)
        assert (done.code, done.err) == (0, "")
        assert "are current" in done.out


def test_a_clone_is_current_without_any_cache(project: Project) -> None:
    project.built()
    for file in (project.folder / ".gen-cache").iterdir():
        file.unlink()
    assert project.gen("check").code == 0


def test_nothing_built_yet_is_missing(project: Project) -> None:
    done = project.gen("check", "--no-diff")
    assert done.code == 1
    assert set(codes(done.err)) <= {"F506", "F511"}
    assert "is not generated yet" in done.err
    mend(project, done.err)


def test_an_edited_spec_makes_files_stale(project: Project) -> None:
    project.built()
    project.edit("specs/notes.yaml", "string(80)", "string(90)")
    done = project.gen("check")
    assert done.code == 1
    assert "F505" in codes(done.err)
    assert "--- a/app/notes/models.py" in done.out
    assert "+" in done.out
    mend(project, done.err)


def test_an_edited_file_is_told_from_a_stale_one(project: Project) -> None:
    project.built()
    project.edit("app/notes/models.py", "Something worth keeping", "Something mine")
    done = project.gen("check")
    assert done.code == 1
    assert codes(done.err) == ["F501"]
    assert "-" in done.out
    assert re.search(r"app/notes/models\.py:\d+", done.err)
    mend(project, done.err)


def test_a_missing_file_is_named(project: Project) -> None:
    project.built()
    (project.folder / "app/notes/schemas.py").unlink()
    done = project.gen("check")
    assert codes(done.err) == ["F506"]
    assert "app/notes/schemas.py was generated and is gone" in done.err
    mend(project, done.err)


def test_an_orphan_is_named(project: Project) -> None:
    project.built()
    project.write("app/old/models.py", project.read("app/notes/models.py"))
    done = project.gen("check")
    assert codes(done.err) == ["F507"]
    mend(project, done.err)
    assert not (project.folder / "app/old").exists()


def test_a_file_of_somebody_else_in_the_way_is_named(project: Project) -> None:
    project.built()
    project.write("app/notes/models.py", "mine\n")
    done = project.gen("check")
    assert codes(done.err) == ["F501"]
    mend(project, done.err)


def test_another_version_of_the_generator_is_named(project: Project) -> None:
    project.built()
    project.edit("app/.gen/project.json", '"generator": "', '"generator": "0.0.')
    done = project.gen("check")
    assert done.code == 1
    assert "F510" in codes(done.err)
    mend(project, done.err)


def test_another_version_of_the_formatter_is_named(project: Project) -> None:
    project.built()
    project.edit("app/.gen/project.json", '"formatter": "ruff ', '"formatter": "ruff 0.0.')
    done = project.gen("check")
    assert "F510" in codes(done.err)
    mend(project, done.err)


def test_a_record_that_is_no_json_is_mended(project: Project) -> None:
    project.built()
    project.write("app/.gen/domains/notes.json", "nonsense")
    done = project.gen("check")
    assert done.code == 1
    mend(project, done.err)


def test_a_changed_setting_makes_files_stale_and_the_command_repeats_the_flags(project: Project) -> None:
    project.built()
    done = project.gen("check", "specs", "--line-length", "79")
    assert done.code == 1
    assert "gen build specs --line-length 79" in done.err
    mend(project, done.err)


def test_exit_codes(project: Project) -> None:
    assert project.gen("check", "-q").code == 1
    project.built()
    assert project.gen("check", "-q").code == 0
    project.write("specs/notes.yaml", NOTES.replace("string(80)", "strng"))
    assert project.gen("check", "-q").code == 2
    assert project.gen("check", "--nonsense").code == 2


def test_check_writes_nothing_but_its_cache(project: Project) -> None:
    project.built()
    project.edit("specs/notes.yaml", "string(80)", "string(90)")
    before = project.output()
    project.gen("check")
    assert project.output() == before


def test_a_long_diff_is_cut_unless_asked_for(project: Project) -> None:
    short, long = project.gen("check"), project.gen("check", "-v")
    assert "-v shows all" in short.out
    assert len(long.out) > len(short.out)
    assert "+++" not in project.gen("check", "--no-diff").out


def test_findings_for_machines(project: Project) -> None:
    project.built()
    (project.folder / "app/notes/schemas.py").unlink()
    done = project.gen("check", "--format", "json")
    assert done.code == 1
    assert [item["code"] for item in json.loads(done.out)["findings"]] == ["F506"]
    done = project.gen("check", "--format", "sarif")
    assert json.loads(done.out)["runs"][0]["results"][0]["ruleId"] == "F506"
    assert project.gen("check", "--format", "github").out.startswith("::error")
    project.built()
    done = project.gen("check", "--format", "json")
    assert (done.code, json.loads(done.out)["findings"]) == (0, [])
    project.write("specs/notes.yaml", NOTES.replace("string(80)", "strng"))
    done = project.gen("check", "--format", "json")
    assert (done.code, done.err) == (2, "")
    assert json.loads(done.out)["findings"][0]["code"]
