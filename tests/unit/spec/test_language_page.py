"""docs/language.md tells of the whole language, and what it shows compiles."""

import re
from pathlib import Path

import pytest

from generator.config import Settings
from generator.diagnostics import Bag
from generator.fieldtypes import ROWS
from generator.resolve import resolve
from generator.spec.jsonschema import schema
from generator.spec.loading import load

PAGE = (Path(__file__).parents[3] / "docs/language.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TOLD = {
    word
    for part in re.findall(r"`[^`\n]+`|^```yaml\n.*?^```$", PAGE, re.MULTILINE | re.DOTALL)
    for word in re.findall(r"\w+", part)
}


def keywords(node: object) -> set[str]:
    """Give every keyword of the language: the names of properties in its JSON Schema."""
    found = set[str]()
    if isinstance(node, dict):
        properties = node.get("properties")
        found |= set(properties) if isinstance(properties, dict) else set()
        found = found.union(*map(keywords, node.values()))
    elif isinstance(node, list):
        found = found.union(*map(keywords, node))
    return found


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_type_is_told(name):
    assert name in TOLD


@pytest.mark.parametrize("name", sorted(keywords(schema())))
def test_every_keyword_is_told(name):
    assert name in TOLD


@pytest.mark.parametrize("block", [block for block in BLOCKS if re.match(r"(entity|mixin): ", block)])
def test_whole_documents_compile(tmp_path, block):
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/budget.yaml").write_text(block)
    settings, bag = Settings(root=tmp_path, specs=tmp_path / "specs", output=tmp_path / "app"), Bag()
    resolve(load(settings.specs, tmp_path, bag), settings, bag)
    assert not bag.has_errors, [item.message for item in bag]
