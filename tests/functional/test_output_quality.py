"""What is generated passes the checkers that a careful project runs: formatted, linted, strictly typed."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.functional.matrix.features import EVERYTHING, FEATURES
from tests.functional.matrix.project import build_project

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "output"

IGNORED = {
    "COM812": "the formatter owns trailing commas",
    "CPY001": "a licence is the project's to choose",
    "D203": "contradicts D211",
    "D213": "contradicts D212",
    "D400": "an author may end a sentence with `?` or `!`, as D415 allows",
    "D404": "an author may begin a sentence with `This`",
    "PLR2004": "numbers in validators are the checks' own",
    "RUF001": "an author's characters",
    "RUF002": "an author's characters",
    "RUF003": "an author's characters",
    "TID252": "relative imports make the package relocatable",
}
"""Every other rule of ruff is on."""


def texts(folder: Path) -> dict[str, str]:
    """Give the specs of a folder by path."""
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))}


EXTEND = re.compile(r"^extend:\n(?:  .*\n)+", re.MULTILINE)
EXAMPLE = {path: EXTEND.sub("", text) for path, text in texts(ROOT / "specs").items()}
"""Without the application's classes, which are written for one package: `mypy` and `pyright` of the repository check them."""
UNBREAKABLE = "long.yaml"
"""Specs with names so long that no line with two of them can be short."""
PROJECTS: dict[str, tuple[Mapping[str, str], dict[str, object]]] = {
    "example": (EXAMPLE, {"tenant_type": "uuid"}),
    "example_layered": (EXAMPLE, {"tenant_type": "uuid", "layout": "layered", "databases": ("postgresql",)}),
    "example_by_entity": (
        EXAMPLE,
        {
            "tenant_type": "uuid",
            "granularity": "entity",
            "databases": ("sqlite",),
            "files": {"models": "{domain}", "schemas": "{domain}_schemas", "repository": "{domain}_repository"},
        },
    ),
    "layered": (texts(GOLDEN / "layered" / "specs"), {"layout": "layered", "granularity": "entity"}),
    "every_type": (texts(GOLDEN / "types" / "specs"), {"databases": ("mariadb",)}),
    "features": ({path: text for path, text in EVERYTHING.items() if path != UNBREAKABLE}, {}),
    "schemas": (FEATURES["schemas"], {"databases": ("postgresql",)}),
}
PYPROJECT = f"""\
[tool.ruff]
line-length = 120
target-version = "py311"
[tool.ruff.lint]
select = ["ALL"]
ignore = {sorted(IGNORED)}
[tool.mypy]
strict = true
python_version = "3.11"
[tool.pyright]
pythonVersion = "3.11"
"""


def write(folder: Path, formatter: str, *names: str) -> Path:
    """Build projects, migrations included, whose packages stand beside each other in `folder`."""
    (folder / "pyproject.toml").write_text(PYPROJECT)
    for name in names:
        specs, options = PROJECTS[name]
        project = folder / "projects" / name
        build_project(project, name, specs, formatter=formatter, **options)
        shutil.move(project / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("output"), "ruff", *PROJECTS)


def run(folder: Path, *command: str) -> None:
    result = subprocess.run(
        [sys.executable, "-P", "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_ruff_has_nothing_to_format(output: Path):
    run(output, "ruff", "format", "--check", "--no-cache", ".")


def test_ruff_finds_nothing(output: Path):
    run(output, "ruff", "check", "--no-cache", "--output-format=concise", ".")


def test_mypy_finds_nothing(output: Path):
    run(output, "mypy", "--no-incremental", *PROJECTS)


def test_pyright_finds_nothing(output: Path):
    run(output, "pyright", "--pythonpath", sys.executable, *PROJECTS)


def test_black_has_nothing_to_format_where_it_is_chosen(tmp_path: Path):
    write(tmp_path, "black", "example", "every_type")
    run(tmp_path, "black", "--check", "--quiet", "--line-length=120", ".")


ESCAPES = re.compile(
    r"from typing import .*\b(?:Any|cast)\b|\btyping\.|#.*(?:type: *ignore|pyright:|mypy:|noqa|pragma|fmt:)"
)


def test_nothing_is_hidden_from_the_checkers(output: Path):
    found = [
        f"{file.relative_to(output)}:{number}: {line.strip()}"
        for name in PROJECTS
        for file in sorted((output / name).rglob("*.py"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if ESCAPES.search(line)
    ]
    assert found == []
