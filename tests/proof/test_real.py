"""Schemas from the wild go through a sequence of changes, with rows, on every database; all of them lead back."""

from collections import Counter
from types import ModuleType

import pytest

from tests.databases.fixtures import NAMES, Databases
from tests.proof.histories.runner import Coverage, Runner
from tests.proof.real import chinook, pagila


class Specs:
    """Specs that are text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def text(self) -> str:
        """Give it."""
        return self._text


@pytest.mark.parametrize("schema", [chinook, pagila], ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_schema_from_the_wild_goes_through_changes(databases: Databases, schema: ModuleType) -> None:
    coverage: Coverage = Counter()
    runner = Runner(databases, coverage, taken_back=NAMES)
    text = schema.SPECS
    try:
        runner.begin(Specs(text))
        for old, new in schema.CHANGES:
            for was, becomes in ((old, new), *schema.ALSO.get(old, ())):
                assert was in text
                text = text.replace(was, becomes)
            outcome = runner.step(new, Specs(text))
            assert outcome == "right", (new, outcome)
        runner.finish()
    finally:
        runner.close()
