"""CONTRIBUTING.md's exercises, done as the page says in a copy of the house: the files it names, and no others, are enough."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
HOUSE = ("generator", "templates", "tests", "docs", "specs", "pyproject.toml", "CONTRIBUTING.md")
SPEC = "entity: Note\nfields:\n  title: string(80)\n"

TYPE_ROW = """\
    Row(
        name="phone",
        kind=Kind.TEXT,
        annotation=builtin("str"),
        column=lambda _: code(Symbol("sqlalchemy", "String"), "(16)"),
        revision=lambda _: _sized(16),
        read=_read_string,
        literal=_literal,
        samples=lambda _: ("+441632960001", "+49"),
        operators=TEXTUAL,
        ordered=True,
        constraints=lambda _: {"max_length": 16},
        size=lambda _: 64,
    ),
)
"""
RULE = '''\
"""Entities that say nothing about themselves."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, rule
from generator.ir import Project
from generator.resolve.draft import Work

SILENT_ENTITY = rule(
    "L399",
    "silent-entity",
    """
An entity without a description.

Not so:     entity: Note
But so:     entity: Note
            description: What somebody wrote down.
""",
    Severity.WARNING,
)


def silent_entities(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find entities without a description."""
    del work
    for entity in project.entities.values():
        if not entity.description:
            yield SILENT_ENTITY.at(entity.span, f"{entity.name} has no description", "say what a row is")
'''
BUILDER = '''\
"""The labels module: what people call the fields of a domain's entities."""

from generator.code import Symbol, docstring, literal
from generator.ir import Entity
from generator.render.unit import Context, Unit


def build(unit: Unit) -> dict[str, object]:
    """Give what `labels.py.j2` is filled with."""
    scope = unit.scope([])
    rows = [
        {"name": scope.text(literal(f"{entity.name}.{field.name}")), "label": scope.text(literal(field.description))}
        for entity in unit.entities
        for field in entity.fields
    ]
    return {"docstring": docstring("What people call fields."), "rows": rows}


def exports(entity: Entity, context: Context) -> tuple[Symbol, ...]:
    """Give nothing: labels are imported from their module."""
    del entity, context
    return ()
'''
TEMPLATE = """\
{{ docstring }}

LABELS = {
{% for row in rows %}
    {{ row.name }}: {{ row.label }},
{% endfor %}
}
"""


class House:
    """A copy of what a contributor has, and what was changed in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changed: set[str] = set()
        for name in HOUSE:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, folder / name)
        self.project = folder / "project"
        (self.project / "specs").mkdir(parents=True)
        (self.project / "pyproject.toml").write_text('[tool.gen]\noutput = "app"\n')
        self.spec(SPEC)

    def spec(self, text: str) -> None:
        (self.project / "specs/notes.yaml").write_text(text)

    def write(self, path: str, text: str) -> None:
        self.changed.add(path)
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """Put `new` in the place of the last `old`."""
        before, found, after = (self.folder / path).read_text("utf-8").rpartition(old)
        assert found, f"{path} holds no {old!r}"
        self.write(path, before + new + after)

    def gen(self, *arguments: str) -> str:
        return self._run(self.project, "generator", *arguments)

    def test(self, *arguments: str) -> str:
        return self._run(self.folder, "pytest", "-q", "-p", "no:cacheprovider", "--no-header", *arguments)

    def _run(self, folder: Path, module: str, *arguments: str) -> str:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SPECWRIGHT"))
        }
        environment["PYTHONPATH"] = str(self.folder)
        command = [sys.executable, "-P", "-m", module, *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def named(self, section: str) -> set[str]:
        """Give those of the changed files that the section names, or whose folder it names."""
        text = PAGE.partition(f"## {section}\n")[2].partition("\n## ")[0]
        places = set(re.findall(r"`((?:generator|templates|docs|tests|specs)/[\w./]*)`", text))
        return {
            path
            for path in self.changed
            if any(path == place or path.startswith(place.rstrip("/") + "/") for place in places)
        }


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_field_type_is_a_row_and_a_line_of_the_page(house: House) -> None:
    house.edit("generator/fieldtypes/text.py", ")\n", TYPE_ROW)
    house.edit(
        "docs/language.md",
        "| `email` `url` `ip` |",
        "| `phone` | `str` | VARCHAR | VARCHAR | VARCHAR |\n| `email` `url` `ip` |",
    )
    assert house.named("Add a field type") == house.changed
    assert len(house.changed) == 2
    house.spec(SPEC + '  call: {type: "phone?", default: "+49"}\n')
    house.gen("build", "-q")
    house.gen("check", "-q")
    assert "String(16)" in (house.project / "app/notes/models.py").read_text()
    assert "max_length=16" in (house.project / "app/notes/schemas.py").read_text()
    said = house.test("tests/unit/fieldtypes", "tests/unit/spec/test_language_page.py", "-k", "phone")
    assert int(re.findall(r"(\d+) passed", said)[0]) >= 5


def test_a_rule_is_a_file_and_a_line_and_a_case(house: House) -> None:
    folder = "generator/resolve/review"
    house.write(f"{folder}/silent_entity.py", RULE)
    registry = f"{folder}/__init__.py"
    house.edit(registry, ")\n", "    silent_entities,\n)\n")
    house.edit(
        registry, "\nReview = ", "from generator.resolve.review.silent_entity import silent_entities\n\nReview = "
    )
    house.write("tests/golden/diagnostics/silent_entity/spec.yaml", SPEC)
    assert house.named("Add a rule") == house.changed
    assert len(house.changed) == 3
    assert "warning[L399]: Note has no description" in house.gen("build")
    assert "L399 silent-entity" in house.gen("explain", "L399")
    house.test("tests/golden/test_diagnostics.py", "-k", "silent_entity", "--update")
    assert "warning[L399]" in (house.folder / "tests/golden/diagnostics/silent_entity/expected.txt").read_text()
    house.test("tests/golden/test_diagnostics.py", "-k", "silent_entity or every_finding")


@pytest.mark.parametrize("layout", ["domain", "layered"])
def test_an_artifact_is_two_lines_a_builder_and_a_template(house: House, layout: str) -> None:
    house.write("generator/render/labels.py", BUILDER)
    house.write("templates/labels.py.j2", TEMPLATE)
    table = "generator/render/artifacts.py"
    house.edit(
        table,
        ")\n\n\ndef chosen",
        '    Artifact("labels", "labels.py.j2", labels.build, labels.exports),\n)\n\n\ndef chosen',
    )
    house.edit(table, "import models", "import labels, models")
    house.edit("generator/config/options.py", '"repository": "repos"}', '"repository": "repos", "labels": "labels"}')
    assert house.named("Add an artifact") == house.changed
    assert len(house.changed) == 4
    house.gen("build", "-q", "--layout", layout)
    house.gen("check", "-q", "--layout", layout)
    place = "notes/labels.py" if layout == "domain" else "labels/notes.py"
    assert "Note.title" in ast.unparse(ast.parse((house.project / "app" / place).read_text()))
    house.gen("build", "-q", "--layout", layout, "--file", "labels={domain}_words.py")
    house.test("tests/architecture/test_templates.py")
