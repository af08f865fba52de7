"""Classes of the application in generated ones: started by `gen customize`, checked without being imported."""

import os
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT, Project

COMMENTED = """\
# Notes of everybody.
entity: Note     # the only one
description: Something worth keeping.
fields:
  title:   {type: string(80),   min_length: 1}   # shown in lists
  body:    text?
"""
KINDS = ("model", "repository", "create", "update", "read", "filter")
STUBS = {
    "model": "app_extensions.notes.note_model:NoteMethods",
    "repository": "app_extensions.notes.note_repository:NoteQueries",
}


def mix(project: Project, kind: str, text: str) -> None:
    """Mix the class `Mine` of app_rules.py into a class generated for Note."""
    inner = f"{{{kind}: app_rules:Mine}}"
    line = f"extend: {inner if kind in {'model', 'repository'} else f'{{schemas: {inner}}}'}\n"
    project.write("specs/notes.yaml", COMMENTED.replace("fields:", f"{line}fields:"))
    project.write("app_rules.py", text)


def run(project: Project, script: str) -> str:
    path = os.pathsep.join([str(project.folder), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_customize_writes_a_class_and_a_line_and_keeps_the_rest_of_the_spec(project: Project) -> None:
    project.write("specs/notes.yaml", COMMENTED)
    done = project.gen("customize", "Note", "repository")
    assert done.code == 0, done.said
    lines = COMMENTED.splitlines()
    added = ["extend:", f"  repository: {STUBS['repository']}"]
    assert project.read("specs/notes.yaml").splitlines() == [*lines[:3], *added, *lines[3:]]
    assert "class NoteQueries(_Base):" in project.read("app_extensions/notes/note_repository.py")
    project.built()
    assert "class NoteRepository(NoteQueries, Repository[" in project.read("app/notes/repository.py")


def test_customize_of_every_kind_gives_code_that_runs_and_that_both_checkers_accept(project: Project) -> None:
    for kind in KINDS:
        assert project.gen("customize", "notes.Note", kind).code == 0
    assert project.gen("customize", "session").code == 0
    project.built()
    assert "class ScopedSession(SessionMethods, AsyncSession):" in project.read("app/db/session.py")
    script = "import app_extensions.notes.note_repository, app.notes as n; print(n.NoteRepository.with_keys.__doc__)"
    assert "Give the rows" in run(project, script)
    config = project.write("mypy.ini", "[mypy]\nstrict = true\nplugins = pydantic.mypy\n")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", config, "app", "app_extensions"],
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    checked = subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "app_extensions", "app/notes"],
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "120", "--extend-select", "I", "."],
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_customize_never_touches_a_class_again(project: Project) -> None:
    project.gen("customize", "Note", "model")
    stub = project.write("app_extensions/notes/note_model.py", "class NoteMethods:\n    mine = 1\n")
    spec = project.read("specs/notes.yaml")
    done = project.gen("customize", "Note", "model")
    assert done.code == 0
    assert "kept" in done.out
    assert stub.read_text() == "class NoteMethods:\n    mine = 1\n"
    assert project.read("specs/notes.yaml") == spec


def test_customize_leaves_a_class_of_another_place_where_it_is(project: Project) -> None:
    mix(project, "model", "class Mine:\n    pass\n")
    done = project.gen("customize", "Note", "model")
    assert "app_rules.py" in done.out
    assert not (project.folder / "app_extensions").exists()


@pytest.mark.parametrize(
    "extend",
    [
        "extend: {model: app_rules:Mine}\n",
        "extend:\n  model: app_rules:Mine  # mine\n",
        "extend: {schemas: {read: app_rules:Mine}}\n",
    ],
)
def test_customize_adds_to_what_is_extended_already(project: Project, extend: str) -> None:
    project.write("app_rules.py", "from app.db.schemas import Record\n\nclass Mine(Record):\n    pass\n")
    project.write("specs/notes.yaml", COMMENTED.replace("fields:", f"{extend}fields:"))
    for kind in ("repository", "create"):
        done = project.gen("customize", "Note", kind)
        assert done.code == 0, done.said
    project.built()
    assert "Mine" in project.read("app/notes/models.py") + project.read("app/notes/schemas.py")
    assert "NoteQueries" in project.read("app/notes/repository.py")
    assert "NoteCreateRules" in project.read("app/notes/schemas.py")


def test_customize_gives_the_line_where_it_cannot_add_it(project: Project) -> None:
    spec = "{entity: Note, fields: {title: text # }\n}}\n"
    project.write("specs/notes.yaml", spec)
    done = project.gen("customize", "Note", "model")
    assert done.code == 2
    assert project.read("specs/notes.yaml") == spec
    assert f"add this yourself: extend: {{model: {STUBS['model']}}}" in done.err
    assert not (project.folder / "app_extensions").exists()


def test_customize_knows_entities_by_name(project: Project) -> None:
    done = project.gen("customize", "Notes", "model")
    assert done.code == 2
    assert "C660" in done.err
    assert "did you mean Note?" in done.err


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("model", "class Other:\n    pass\n", ["E701", "specs/notes.yaml:4:17", "app_rules.py has no class Mine"]),
        ("model", "class Mine:\n  pass pass\n", ["E701", "app_rules.py:2:", "is no Python"]),
        ("model", "from app_gone import Mine\n", ["E701", "app_rules.py:1:1", "no module app_gone"]),
        (
            "repository",
            "class Mine:\n    async def create(self): ...\n",
            ["E702", "app_rules.py:2:15", "the generated NoteRepository has its own `create`", "specs/notes.yaml:4:22"],
        ),
        ("model", "class Mine:\n    title = 1\n", ["E702", "app_rules.py:2:5"]),
        ("model", "class Mine:\n    extra: Mapped[int]\n", ["E703", "app_rules.py:2:5", "a column of Note"]),
        ("create", "class Mine(Input):\n    extra: int = 1\n", ["E703", "a field of NoteCreate"]),
        ("create", "class Mine:\n    def check(self): ...\n", ["E704", "app_rules.py:1:7", "(Input)"]),
    ],
)
def test_what_is_wrong_with_a_class_is_told_at_its_place(
    project: Project, kind: str, text: str, expected: list[str]
) -> None:
    mix(project, kind, text)
    for command in ("build", "check"):
        done = project.gen(command)
        assert done.code == 2
        assert [words for words in expected if words not in done.err] == []
    assert project.output() == {}


def test_a_module_that_is_not_there_is_told_at_the_line_of_the_spec(project: Project) -> None:
    mix(project, "model", "")
    (project.folder / "app_rules.py").unlink()
    done = project.gen("build")
    assert "E701" in done.err
    assert "there is no module app_rules" in done.err
    assert "specs/notes.yaml:4:17" in done.err


def test_an_append_only_entity_has_no_schema_of_changes_to_extend(project: Project) -> None:
    mix(project, "update", "class Mine(Input): ...\n")
    project.edit("specs/notes.yaml", "fields:", "append_only: true\nfields:")
    done = project.gen("build")
    assert "E705" in done.err


def test_what_type_checkers_alone_see_clashes_with_nothing(project: Project) -> None:
    mix(
        project,
        "model",
        "if TYPE_CHECKING:\n    pass\nclass Mine:\n    if TYPE_CHECKING:\n        title: Mapped[str]\n",
    )
    assert project.gen("build").code == 0


def test_members_of_the_applications_own_bases_count_too(project: Project) -> None:
    mix(project, "model", "from app_more import Base\nclass Mine(Base):\n    pass\n")
    project.write("app_more.py", "class Base:\n    title = 1\n")
    done = project.gen("build")
    assert "E702" in done.err
    assert "app_more.py:2:5" in done.err


def test_no_module_of_the_application_is_run(project: Project) -> None:
    mix(project, "model", "raise SystemExit('run')\nclass Mine:\n    pass\n")
    assert project.gen("build").code == 0


def test_a_class_that_went_is_noticed_on_an_unchanged_project(project: Project) -> None:
    mix(project, "model", "class Mine:\n    pass\n")
    project.built()
    assert project.gen("check").code == 0
    project.write("app_rules.py", "class Yours:\n    pass\n")
    done = project.gen("check")
    assert done.code == 2
    assert "did you mean" not in done.err
    assert "E701" in done.err


def test_a_field_that_comes_to_clash_is_found_when_only_its_spec_was_edited(project: Project) -> None:
    mix(project, "model", "class Mine:\n    def shout(self): ...\n")
    project.built()
    project.edit("specs/notes.yaml", "  body:    text?", "  body:    text?\n  shout:   text?")
    done = project.gen("build")
    assert done.code == 2
    assert "E702" in done.err


SESSION = """\
from sqlalchemy.ext.asyncio import AsyncSession


class Mine(AsyncSession):
    def shout(self) -> str:
        return "mine"
"""


def test_a_class_is_mixed_into_the_session(project: Project) -> None:
    project.write("pyproject.toml", '[tool.gen]\noutput = "app"\nsession = "app_rules:Mine"\n')
    project.write("app_rules.py", SESSION)
    done = project.gen("build")
    assert done.code == 0, done.said
    script = "from app.db.session import ScopedSession as S; print(S.shout(None), [c.__name__ for c in S.__mro__[:3]])"
    assert run(project, script) == "mine ['ScopedSession', 'Mine', 'AsyncSession']\n"
    assert project.gen("check", "--full").code == 0
    project.write("app_rules.py", SESSION.replace("shout", "commit"))
    done = project.gen("check")
    assert done.code == 2
    assert "E702" in done.err
    assert "app_rules.py:5:9" in done.err
    project.write("app_rules.py", SESSION.replace("Mine", "Yours"))
    done = project.gen("build")
    assert "E701" in done.err
    assert "session in [tool.gen]: app_rules.py has no class Mine" in done.err


def test_customize_starts_a_class_for_the_session_and_names_it_in_the_settings(project: Project) -> None:
    settings = '# Ours.\n[tool.gen]   # of gen\noutput = "app"  # here\n\n[tool.other]\noutput = 1\n'
    project.write("pyproject.toml", settings)
    done = project.gen("customize", "session", "specs")
    assert done.code == 0, done.said
    assert "`gen build specs` mixes it in" in done.out
    line = 'session = "app_extensions.db.session:SessionMethods"\n'
    assert project.read("pyproject.toml") == settings.replace("here\n", f"here\n{line}")
    stub = project.write("app_extensions/db/session.py", project.read("app_extensions/db/session.py") + "# mine\n")
    again = project.gen("customize", "session")
    assert again.out.count("kept") == 2
    assert stub.read_text().endswith("# mine\n")


def test_customize_leaves_a_session_of_another_place_where_it_is(project: Project) -> None:
    project.write("pyproject.toml", '[tool.gen]\noutput = "app"\nsession = "app_rules:Mine"\n')
    project.write("app_rules.py", SESSION)
    assert "app_rules.py" in project.gen("customize", "session").out
    assert not (project.folder / "app_extensions").exists()


def test_customize_gives_the_line_for_settings_that_it_cannot_add_to(project: Project) -> None:
    settings = '[tool]\ngen = {output = "app"}\n'
    project.write("pyproject.toml", settings)
    done = project.gen("customize", "session")
    assert done.code == 2
    assert 'add this yourself, below [tool.gen]: session = "app_extensions.db.session:SessionMethods"' in done.err
    assert project.read("pyproject.toml") == settings
    assert not (project.folder / "app_extensions").exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["Note"], "such as `gen customize Budget repository`"),
        (["Note", "modell"], "model, repository, create"),
        (["Note", "session"], "`gen customize session`"),
        (["session", "nowhere"], "there is no folder nowhere"),
    ],
)
def test_customize_says_what_it_takes(project: Project, words: list[str], expected: str) -> None:
    done = project.gen("customize", *words)
    assert done.code == 2
    assert expected in done.err


def test_a_warning_below_the_new_line_does_not_keep_a_class_from_being_named(project: Project) -> None:
    project.write("specs/notes.yaml", COMMENTED + "  old: text #no space\n")
    assert "Y013" in project.gen("check").err
    assert project.gen("customize", "Note", "model").code == 0
    assert "extend:" in project.read("specs/notes.yaml")
