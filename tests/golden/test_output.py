"""What is rendered from a few small projects, formatted: output/CASE/ holds specs, settings and the expected tree.

The runtime is left out: it is copied, and tested where it stands.
"""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.config import Settings
from generator.diagnostics import Bag
from generator.output.format import find_formatter, format_files
from generator.render import render
from generator.render.runtime import runtime_files
from generator.resolve import resolve
from generator.schema.lower import lower
from generator.spec.loading import load
from tests.golden.harness import HERE, Golden

FOLDER = HERE / "output"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())


def settings_of(case: Path, chosen: dict[str, object]) -> Settings:
    options = {key: tuple(value) if isinstance(value, list) else value for key, value in chosen.items()}
    return Settings(root=case, specs=case / "specs", output=case / "expected", **options)


def rendered(case: Path) -> dict[str, str]:
    chosen = case / "settings.toml"
    settings = settings_of(case, tomllib.loads(chosen.read_text(encoding="utf-8")) if chosen.exists() else {})
    bag = Bag()
    project = resolve(load(settings.specs, case, bag), settings, bag)
    assert not bag.has_errors, [(item.span, item.message, item.help) for item in bag]
    copied = {path for path, _ in runtime_files(settings.databases)}
    files = render(project, lower(project, settings), settings)
    texts = {file.path: file.text for file in files if file.path not in copied}
    return formatted(texts, settings)


def formatted(texts: dict[str, str], settings: Settings) -> dict[str, str]:
    return format_files(find_formatter(settings.formatter), texts, settings.line_length)


def names(cases: Iterable[Path]) -> list[str]:
    return [case.name for case in cases]


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_the_output_is_as_expected(case: Path, golden: Golden):
    golden.tree(case / "expected", rendered(case))


def test_no_file_is_left_over():
    known = {"specs", "settings.toml", "expected"}
    assert [path for case in CASES for path in case.iterdir() if path.name not in known] == []
