"""A migration that is broken off after any of its statements and run again ends where one ends that went through."""

from collections import Counter

import pytest

from tests.databases.fixtures import Databases
from tests.proof.histories.model import Model
from tests.proof.histories.runner import Coverage, Runner

BEFORE = Model(
    entities={
        "Parent": {"key": "int", "fields": {"a": {"type": "int?"}, "s": {"type": "string(8)"}, "m": {"type": "Mood?"}}},
        "Child": {"key": "int", "fields": {"parent": {"type": "Parent", "on_delete": "cascade"}, "n": {"type": "int"}}},
    },
    enums={"Mood": {"values": {"sad": "", "ok": ""}}},
)
CHANGES = {
    "several things of a table": {
        "a": {"type": "bigint?"},
        "s": {"type": "string(40)", "default": "x", "unique": True},
        "m": {"type": "Mood?"},
        "at": {"type": "datetime", "default": "now()"},
        "c": {"type": "bigint?", "computed": "a + 1"},
    },
    "names": {
        "b": {"type": "int?", "renamed_from": "a", "index": True},
        "t": {"type": "string(8)", "renamed_from": "s"},
        "m": {"type": "Mood?"},
    },
    "a reference": {
        "a": {"type": "int?"},
        "s": {"type": "string(8)"},
        "m": {"type": "Mood?"},
        "parent": {"type": "Parent?", "on_delete": "set_null"},
    },
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_migration_that_was_broken_off_is_run_again(databases: Databases, change: str) -> None:
    coverage: Coverage = Counter()
    runner = Runner(databases, coverage, breaks=True)
    try:
        runner.begin(BEFORE)
        after = BEFORE.copy()
        after.entities["Parent"]["fields"] = CHANGES[change]
        if change == "names":
            after.entities["Elder"] = after.entities.pop("Parent") | {"renamed_from": "Parent"}
            after.entities["Child"]["fields"]["parent"]["type"] = "Elder"
        assert runner.step(change, after) == "right"
    finally:
        runner.close()
    assert all(coverage["broken off and run again", name, "right"] for name in runner.names)
