"""The example's specs use the whole language: each keyword and each type at least once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.config import Settings
from generator.diagnostics import Bag
from generator.fieldtypes import ROWS
from generator.resolve import resolve
from generator.spec.forms import Tree
from generator.spec.jsonschema import schema
from generator.spec.loading import load
from generator.spec.nodes import read
from generator.spec.places import SourceFile
from tests.unit.spec.test_language_page import keywords

SPECS = sorted((Path(__file__).parents[2] / "specs").rglob("*.yaml"))

REFUSED = {"schema": ("R278", "entity: Note\nschema: notes\nfields: {title: text}\n")}
"""What projects that SQLite belongs to cannot ask for, the finding that says so, and a spec that asks."""


def parts(tree: Tree) -> Iterator[tuple[str, str]]:
    """Give every key of a document, and every word of its texts."""
    if isinstance(tree, str):
        yield from (("word", word) for word in re.findall(r"\w+", tree))
    for item in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from parts(item)
    for key in tree if isinstance(tree, dict) else ():
        yield "key", str(key)


NODES = [node for path in SPECS for node in read(SourceFile(path.name, path.read_text("utf-8"))).nodes]
USED = {part for node in NODES for part in parts(node.tree)}


@pytest.mark.parametrize("word", sorted(keywords(schema()) - REFUSED.keys()))
def test_the_example_uses_every_keyword(word: str) -> None:
    assert ("key", word) in USED


@pytest.mark.parametrize("name", sorted(ROWS))
def test_the_example_uses_every_type(name: str) -> None:
    assert ("word", name) in USED


@pytest.mark.parametrize("word", sorted(REFUSED))
def test_what_the_example_leaves_out_is_refused_on_its_databases(word: str, tmp_path: Path) -> None:
    code, spec = REFUSED[word]
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/notes.yaml").write_text(spec)
    settings, bag = Settings(root=tmp_path, specs=tmp_path / "specs", output=tmp_path / "app"), Bag()
    resolve(load(settings.specs, tmp_path, bag), settings, bag)
    assert [item.code for item in bag] == [code]
