"""How far a run is and where its time went: for the line on the terminal, `-vv` and the benchmark."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import process_time


def _cpu() -> float:
    """Give the CPU seconds of this process and of the formatters it ran."""
    used = os.times()
    return process_time() + used.children_user + used.children_system


def _silent(phase: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Watch:
    """Times the phases of a run and tells `report` how far it is: phase, done, total (0: unknown)."""

    report: Callable[[str, int, int], None] = _silent
    spent: dict[str, float] = field(default_factory=dict[str, float])
    """CPU seconds by phase, in the order in which they began."""
    _phase: str = ""

    @contextmanager
    def phase(self, name: str) -> Generator[None]:
        """Time what is done within; a phase that comes again adds up."""
        self._phase = name
        self.report(name, 0, 0)
        begun = _cpu()
        try:
            yield
        finally:
            self.spent[name] = self.spent.get(name, 0.0) + _cpu() - begun

    def step(self, done: int, total: int) -> None:
        """Say how far the phase is; seldom enough to cost nothing."""
        if done % 50 == 0 or done == total:
            self.report(self._phase, done, total)
