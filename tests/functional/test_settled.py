"""What is taken for settled is what ruff leaves as it is, whatever the specs and however wide a line may be."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import yaml

from generator.config import Settings
from generator.diagnostics import Bag
from generator.output.files import File
from generator.output.format import find_formatter, format_files
from generator.output.settled import is_settled
from generator.render import render
from generator.resolve import resolve
from generator.schema.lower import lower
from generator.spec.loading import load
from tests.algebra.cells import all_cells
from tests.algebra.kinds import spec
from tests.property import projects

ROOT = Path(__file__).parents[2]
SOME_CELLS = 211
"""One cell in so many; no divisor of how the flags and shapes recur."""


def example(specs: Path) -> None:
    shutil.copytree(ROOT / "specs", specs, dirs_exist_ok=True)


def golden(specs: Path) -> None:
    shutil.copytree(ROOT / "tests/golden/output/types/specs", specs, dirs_exist_ok=True)


def flags(specs: Path) -> None:
    for cell in [cell for cell in all_cells() if not cell.codes()][::SOME_CELLS]:
        (specs / f"d{cell.number}.yaml").write_text(spec(cell.kinds.values()))


def random(specs: Path) -> None:
    for domain, documents in projects.make(Random(7)).items():  # noqa: S311  # specs, no secret
        (specs / f"{domain}.yaml").write_text(yaml.safe_dump_all(documents, sort_keys=False))


def files_of(folder: Path, write: Callable[[Path], None], line_length: int) -> list[File]:
    (folder / "specs").mkdir()
    write(folder / "specs")
    settings = Settings(folder, folder / "specs", folder / "shop", line_length=line_length, tenant_type="uuid")
    bag = Bag()
    project = resolve(load(settings.specs, folder, bag), settings, bag)
    assert not bag.has_errors, [(item.span, item.message) for item in bag]
    return [file for file in render(project, lower(project, settings), settings) if file.template]


@pytest.mark.parametrize("line_length", [79, 120])
@pytest.mark.parametrize("write", [example, golden, flags, random])
def test_ruff_leaves_what_is_settled_as_it_is(tmp_path: Path, write: Callable[[Path], None], line_length: int) -> None:
    taken = {
        file.path: file.text for file in files_of(tmp_path, write, line_length) if is_settled(file.text, line_length)
    }
    assert taken
    assert format_files(find_formatter("ruff"), taken, line_length) == taken
