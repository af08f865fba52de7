"""Whatever tenants do to their rows, in whatever order, it is what a plain model in memory says."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.algebra.machine import Histories

HISTORIES = int(os.environ.get("SPECWRIGHT_HISTORIES", "12"))
"""How many histories each database has to live through; a long run asks for more."""


def test_repositories_do_what_a_plain_model_says(subject, runner):
    machine = type("HistoriesHere", (Histories,), {"subject": subject, "runner": runner})
    asked = settings(
        max_examples=HISTORIES,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),  # shrinking takes minutes; the history that failed is short as it is
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(machine, settings=asked)
