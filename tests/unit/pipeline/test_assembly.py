"""Which files the formatter is given."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.config import Settings
from generator.output.files import File
from generator.output.format import Formatter
from generator.output.plan import Disk
from generator.output.records import Records
from generator.pipeline import assembly
from generator.pipeline.assembly import Assembly, Memory, assemble

RUFF = Formatter("ruff", "1.0", Path("ruff"), ("ruff",))
BLACK = Formatter("black", "1.0", Path("python"), ("python",))
FILES = [File(f"{name}.py", f"{name} = 1\n", template="x.j2") for name in "abc"]
LONG = File("long.py", f"x = {'1 + ' * 40}1\n", template="x.j2")


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the paths that a formatter is given which changes nothing."""
    found: list[str] = []

    def formatted(formatter: object, texts: Mapping[str, str], *options: object) -> dict[str, str]:
        del formatter, options
        found.extend(texts)
        return dict(texts)

    monkeypatch.setattr(assembly, "format_files", formatted)
    return found


def assembled(files: list[File], memory: Memory | None, formatter: Formatter = RUFF) -> Assembly:
    folder = Path("app")
    disk = Disk(folder, (), Records(), lambda _folder, _paths: {})
    return assemble(files, disk, Settings(Path(), Path("specs"), folder), formatter, memory)


def test_one_settled_file_of_each_template_is_formatted_and_all_that_are_not_settled(given: list[str]) -> None:
    other = File("other.py", "d = 1\n", template="y.j2")
    assembled([*FILES, LONG, other], {})
    assert given == ["a.py", "long.py", "other.py"]


def test_without_a_memory_everything_is_formatted(given: list[str]) -> None:
    assembled(FILES, None)
    assert given == ["a.py", "b.py", "c.py"]


def test_another_formatter_than_ruff_formats_everything(given: list[str]) -> None:
    assembled(FILES, {}, BLACK)
    assert given == ["a.py", "b.py", "c.py"]


def test_what_the_formatter_was_spared_is_not_remembered_as_its_work(given: list[str]) -> None:
    del given
    assert assembled(FILES, {}).memory.keys() == {"a.py"}


def test_a_ruff_with_another_style_formats_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    def styled(formatter: object, texts: Mapping[str, str], *options: object) -> dict[str, str]:
        del formatter, options
        return {path: text.replace("=", ":=") for path, text in texts.items()}

    monkeypatch.setattr(assembly, "format_files", styled)
    found = assembled(FILES, {}).texts
    assert [found[file.path].partition("\n")[2] for file in FILES] == ["a := 1\n", "b := 1\n", "c := 1\n"]
