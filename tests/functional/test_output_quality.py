"""What is generated passes the checkers that a careful project runs: formatted, linted, strictly typed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.config import Settings
from generator.diagnostics import Bag
from generator.output.format import find_formatter, format_files
from generator.render import render
from generator.resolve import resolve
from generator.schema.lower import lower
from generator.spec.loading import load

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

PROJECTS: dict[str, tuple[Path, dict[str, object]]] = {
    "example": (ROOT / "specs", {"tenant_type": "uuid"}),
    "example_layered": (ROOT / "specs", {"tenant_type": "uuid", "layout": "layered", "databases": ("postgresql",)}),
    "example_by_entity": (
        ROOT / "specs",
        {
            "tenant_type": "uuid",
            "granularity": "entity",
            "databases": ("sqlite",),
            "files": {"models": "{domain}", "schemas": "{domain}_schemas", "repository": "{domain}_repository"},
        },
    ),
    "budget": (GOLDEN / "budget" / "specs", {"tenant_type": "uuid"}),
    "layered": (GOLDEN / "layered" / "specs", {"layout": "layered", "granularity": "entity"}),
    "every_type": (GOLDEN / "types" / "specs", {}),
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


def texts_of(specs: Path, output: Path, formatter: str, options: dict[str, object]) -> dict[str, str]:
    settings = Settings(root=specs.parent, specs=specs, output=output, formatter=formatter, **options)
    bag = Bag()
    project = resolve(load(specs, specs.parent, bag), settings, bag)
    assert not bag.has_errors, [(item.span, item.message, item.help) for item in bag]
    files = render(project, lower(project, settings), settings)
    texts = {file.path: file.text for file in files}
    return format_files(find_formatter(formatter), texts, settings.line_length)


def write(folder: Path, formatter: str, *names: str) -> Path:
    (folder / "pyproject.toml").write_text(PYPROJECT)
    for name in names:
        specs, options = PROJECTS[name]
        for path, text in texts_of(specs, folder / name, formatter, options).items():
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
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


WORDS = re.compile(r"\bAny\b|\bcast\(|type: *ignore|pyright: *ignore|\bnoqa\b|exclude")


def test_nothing_is_hidden_from_the_checkers(output: Path):
    found = [
        f"{file.relative_to(output)}: {line.strip()}"
        for file in sorted(output.rglob("*.py"))
        if not file.relative_to(output).as_posix().split("/", 1)[1].startswith("db/") or "models" in file.parts
        for line in file.read_text(encoding="utf-8").splitlines()
        if WORDS.search(line)
    ]
    assert found == []
