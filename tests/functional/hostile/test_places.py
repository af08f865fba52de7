"""Hostile text in every place of the published schema: refused where it stands, or it arrives as what it is."""

from pathlib import Path

import pytest

from generator.config import Settings
from generator.diagnostics import Bag
from generator.resolve import resolve
from generator.spec.loading import load
from tests.functional.hostile.cases import Case, cases
from tests.functional.hostile.places import places, texts
from tests.unit.render.test_hostile import TEXTS

CASES = list(cases())
WORDS = {**TEXTS, "nul": "a\0b", "half a pair": "a\ud83d"}
CLOSED = {"additionalProperties": False}


def test_every_place_of_the_schema_has_a_case():
    assert {case.place for case in CASES} == places()


@pytest.mark.parametrize(
    ("node", "found"),
    [
        ({"type": "object", "properties": {"motto": {"type": ["string"]}}, **CLOSED}, {"Case.motto"}),
        ({"items": {"anyOf": [{"type": "null"}, {"type": "string"}]}, "type": "array"}, {"Case[]"}),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {"Case.<key>"}),
        ({"type": "object", "patternProperties": {"^[a-z]+$": {"type": "string"}}, **CLOSED}, {"Case.*"}),
        ({"type": "string", "pattern": "^[a-z]+$"}, set()),
        ({"description": "anything"}, {"Case", "Case.*", "Case.<key>"}),
    ],
)
def test_a_place_that_comes_to_the_schema_is_found(node: dict[str, object], found: set[str]):
    assert set(texts(node, "Case")) == found


def name(case: Case) -> str:
    return f"{case.place}{' in SQL' if case.sql else ''}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_text_is_taken_or_refused_where_it_stands(case: Case, tmp_path: Path):
    specs = tmp_path / "specs"
    specs.mkdir()
    for number, words in enumerate(WORDS.values()):
        (specs / f"d{number}.yaml").write_text(case.written(number, words), encoding="utf-8")
    bag = Bag()
    settings = Settings(root=tmp_path, specs=specs, output=tmp_path / "app", databases=case.databases)
    resolve(load(specs, tmp_path, bag), settings, bag)
    errors = [item for item in bag if item.severity.value == "error"]
    assert [item for item in errors if item.span is None or item.span.line not in case.lines()] == []
    refused = {item.span.file for item in errors if item.span}
    taken = len(WORDS) - len(refused)
    assert taken > len(WORDS) / 2 if case.kept else taken < len(WORDS)
