"""The state machine: random edits of random specs, on all databases at once."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.databases.fixtures import NAMES, Databases
from tests.proof.histories import constraints, flags, objects, structure
from tests.proof.histories.edits import EDITS, TYPES, Choose
from tests.proof.histories.model import Model
from tests.proof.histories.runner import Coverage, Runner

MODULES = (structure, constraints, flags, objects)
"""Where the edits are registered."""
DEFECTS: frozenset[str] = frozenset()
"""Classes that are known to go wrong still."""
CLASSES = tuple(sorted(EDITS.keys() - DEFECTS))
MOST = 12
BEGINNINGS = (
    (),
    ("soft_delete on", "add index", "add check"),
    ("version on", "audit on", "add enum", "add list of enum"),
    ("timestamps on", "add unique", "add partial index"),
    ("append_only on", "sql: add view"),
    ("tenant on", "add enum"),
    ("add enum", "add list of enum", "sql: add trigger"),
    ("add expression index", "add computed", "add association"),
)
"""What specs have at first, beside tables."""


def first_model(choose: Choose) -> Model:
    """Give specs of three entities that refer to each other, and some of what can go or change from the first step on."""
    kinds = sorted(TYPES)
    some = [choose.one(kinds) for _ in range(4)]
    model = Model(
        entities={
            "Parent": {
                "key": choose.one(["int", "bigint"]),
                "fields": {"a": {"type": some[0]}, "b": {"type": f"{some[1]}?"}},
            },
            "Child": {
                "key": "int",
                "fields": {
                    "parent": {"type": "Parent", "on_delete": "cascade"},
                    "c": {"type": f"{some[2]}?"},
                    "n": {"type": "int"},
                },
            },
            "Grandchild": {
                "key": choose.one(["int", "uuid"]),
                "fields": {
                    "child": {"type": "Child?", "on_delete": "set_null"},
                    "d": {"type": some[3]},
                    "s": {"type": "string(40)"},
                },
            },
        }
    )
    if choose.one([False, False, True]):
        # A key of two references, to which others may refer in turn.
        model.entities["Pair"] = {
            "key": ["parent", "child"],
            "fields": {"parent": {"type": "Parent"}, "child": {"type": "Child"}, "w": {"type": "int?"}},
        }
    for name in choose.one(BEGINNINGS):
        EDITS[name].make(choose.one(list(EDITS[name].where(model, {}))), choose)
    return model


class Histories(RuleBasedStateMachine):
    """One history."""

    databases: Databases
    coverage: Coverage
    thorough: bool = True
    """Whether each history is taken back on every database and held against its models; else in turns: it takes long."""
    number: int = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).number += 1
        turn = NAMES if self.thorough else (NAMES[self.number % len(NAMES)],)
        self.runner = Runner(self.databases, self.coverage, taken_back=turn)
        self.told: list[str] = []
        self.is_wrong = False

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.runner.begin(first_model(_choose(data)))

    @precondition(lambda self: len(self.told) < MOST)
    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        """Make one edit where it can be made."""
        choose = _choose(data)
        base = self.runner.model.copy()
        base.retire()
        rows = self.runner.rows()
        sites = {name: list(EDITS[name].where(base, rows)) for name in CLASSES}
        name = choose.one([name for name in CLASSES if sites[name]])
        EDITS[name].make(choose.one(sites[name]), choose)
        try:
            self.told.append(f"{name}: {self.runner.step(name, base)}")
        except Exception as error:
            self.is_wrong = True
            error.add_note(f"{self.told}\nthen {name}\n{self.runner.model.text()}\n=====\n{base.text()}")
            raise

    def teardown(self) -> None:
        """Look at the whole of it."""
        try:
            if self.runner.now and not self.is_wrong:
                try:
                    self.runner.finish(models=self.thorough or self.number % 8 == 0)
                except Exception as error:
                    error.add_note(f"{self.told}\n{self.runner.model.text()}")
                    raise
        finally:
            self.runner.close()


def _choose(data: st.DataObject) -> Choose:
    def draw(items: Any) -> Any:  # whatever is chosen from
        return data.draw(st.sampled_from(list(items)))

    return Choose(draw)
