"""Random histories of specs on real databases: every property of a migration that can be trusted, at each step."""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases.fixtures import Databases
from tests.proof.histories.machine import Histories

HISTORIES = int(os.environ.get("SPECWRIGHT_HISTORIES", "40"))
STEPS = int(os.environ.get("SPECWRIGHT_STEPS", "3"))


def test_random_histories_hold_on_every_database(databases: Databases, capsys: pytest.CaptureFixture[str]) -> None:
    coverage: Counter[tuple[str, str, str]] = Counter()

    class Machine(Histories):
        pass

    Machine.databases, Machine.coverage, Machine.thorough = databases, coverage, HISTORIES > 100
    phases = [Phase.generate] if os.environ.get("SPECWRIGHT_NO_SHRINK") else [Phase.generate, Phase.shrink]
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=phases,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    with capsys.disabled():
        for (what, name, outcome), times in sorted(coverage.items()):
            print(f"{what:32} {name:12} {outcome:24} {times}")  # noqa: T201  # what a long run is for
