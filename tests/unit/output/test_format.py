from pathlib import Path

import pytest

from generator.errors import FormatterError
from generator.output.format import find_formatter, format_files

MESSY = "import sys, os\nfrom a import b\nx = {  'a':1 }\nprint(os, sys, b)\n"


@pytest.mark.parametrize("name", ["ruff", "black"])
def test_a_batch_is_formatted(name: str) -> None:
    formatter = find_formatter(name)
    done = format_files(formatter, {"a/x.py": MESSY, "b.json": "{ }"}, 120)
    assert 'x = {"a": 1}' in done["a/x.py"]
    assert done["b.json"] == "{ }"
    assert str(formatter).startswith(f"{name} ")
    assert formatter.version[0].isdigit()


def test_ruff_sorts_imports_whatever_the_packages_of_the_batch_are_called() -> None:
    done = format_files(
        find_formatter("ruff"),
        {"typing/__init__.py": "", "pydantic/models.py": "", "a/x.py": MESSY},
        120,
        loose={"a/x.py"},
    )
    assert done["a/x.py"].startswith("import os\nimport sys\n\nfrom a import b\n")


@pytest.mark.parametrize("name", ["ruff", "black"])
def test_nobody_s_configuration_is_obeyed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.ruff]\nline-length = 20\n[tool.black]\nline-length = 20\nskip-string-normalization = true\n"
    )
    (tmp_path / "ruff.toml").write_text("line-length = 20\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RUFF_OUTPUT_FORMAT", "nonsense")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    line = "value = some_function(first_argument, second_argument, third_argument)\n"
    assert format_files(find_formatter(name), {"x.py": line}, 120)["x.py"] == line


@pytest.mark.parametrize("name", ["ruff", "black"])
def test_code_that_does_not_parse_is_named(name: str) -> None:
    with pytest.raises(FormatterError, match=r"x\.py"):
        format_files(find_formatter(name), {"a/x.py": "def :\n"}, 120)


def test_the_line_length_is_the_project_s() -> None:
    line = "value = some_function(first_argument, second_argument, third_argument, fourth_argument)\n"
    assert format_files(find_formatter("ruff"), {"x.py": line}, 79)["x.py"].count("\n") > 1
