"""The published schema says of every document what the loader says."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from generator.spec.forms import Quoted, Tree
from generator.spec.jsonschema import FILE, schema, schema_text
from generator.spec.nodes import read
from generator.spec.parsing import parse_file
from generator.spec.places import SourceFile

ROOT = Path(__file__).parents[3]
FILES = sorted([*(ROOT / "specs").rglob("*.yaml"), *(ROOT / "tests" / "golden").rglob("*.yaml")])
VALIDATOR = Draft202012Validator(schema())
BEYOND = {
    "S112": "numbers in a type's parentheses",
    "S113": "a number with a leading zero is a number to YAML",
    "S115": "keys that contradict each other",
    "S116": "other files",
    "S117": "where SQL ends",
}
"""What takes more than one document's shape."""


def as_editors_see(tree: Tree) -> object:
    """Read scalars as YAML 1.2 does."""
    if isinstance(tree, dict):
        return {key: as_editors_see(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [as_editors_see(item) for item in tree]
    if tree is None or isinstance(tree, Quoted):
        return tree if tree is None else str(tree)
    return _scalar(tree)


def _scalar(text: str) -> object:
    if text in {"true", "false"}:
        return text == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


def verdicts():
    """Give each document of the files with the loader's findings about its shape."""
    for path in FILES:
        file = SourceFile(path.name, path.read_bytes().decode("utf-8-sig", "replace"))
        findings = parse_file(path.name, path.read_bytes(), "spec").findings
        nodes = read(file).nodes
        starts = [file.offset(file.span(*_ends(node.place))) for node in nodes]
        stops = [*starts[1:], len(file.text) + 1] if nodes else []
        for node, start, stop in zip(nodes, starts, stops, strict=True):
            codes = {item.code for item in findings if item.span and start <= file.offset(item.span) < stop}
            name = f"{path.relative_to(ROOT)}:{file.span(start, start).line}"
            yield pytest.param(as_editors_see(node.tree), codes, id=name)


def _ends(place):
    piece = place if isinstance(place, int) else place[0]
    return piece >> 24, piece >> 24


@pytest.mark.parametrize(("document", "codes"), list(verdicts()))
def test_schema_and_loader_agree(document: object, codes: set[str]):
    shape = {code for code in codes if code.startswith("S")} - BEYOND.keys()
    errors = [error.message for error in VALIDATOR.iter_errors(document)]
    if shape:
        assert errors, f"the loader finds {shape}"
    elif not codes:
        assert errors == []


def test_published_schema_is_current():
    assert FILE.read_text(encoding="utf-8") == schema_text(), "run `gen schema > generator/spec/spec.schema.json`"


def test_every_keyword_is_described():
    definitions = json.loads(schema_text())["$defs"]
    silent = [
        f"{name}.{key}"
        for name, body in definitions.items()
        for key, value in body.get("properties", {}).items()
        if "description" not in value
    ]
    assert silent == []
