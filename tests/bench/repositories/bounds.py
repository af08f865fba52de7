"""What the ratios are held to, and which of it a run met."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.repositories.contender import Ground

Seconds = Mapping[str, Mapping[str, Sequence[float]]]
"""By operation and contender, what a call took in each round."""

OURS, ALONE, CORE, LIBRARY = "generated", "generated, standalone", "SQLAlchemy Core", "advanced-alchemy"
DRIVER, FLOOR = "driver", "driver + Pydantic"
FIRST, DEEP, LOAD, ITERATE = "first page", "keyset page at 90,000", "load of 10,000", "iterate over 20,000"
_READS = {"get": 1.3, FIRST: 1.3}
_WRITES = {"create": 2.0, "update": 2.0, "delete": 2.0}
_DRIVERS = {DRIVER, FLOOR, OURS, ALONE}


@dataclass(frozen=True)
class Bound:
    """One ratio, and what it has to be."""

    text: str
    measured: float
    limit: float
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        return self.measured <= self.limit if self.at_most else self.measured >= self.limit

    def line(self) -> str:
        sign = "≤" if self.at_most else "≥"
        return f"| {self.text} | {sign} {self.limit} | {self.measured:.2f} | {'yes' if self.is_met else '**no**'} |"


def bounds(ground: Ground, seconds: Seconds) -> Iterator[Bound]:
    """Give the bounds of a table that were measured."""
    if ground.database == "sqlite":
        for operation, by in seconds.items():
            for name in by:
                if name not in _DRIVERS:
                    yield Bound(f"{operation}: {name}", ratio(by[name], by[OURS]), 1.0)
        return
    for operation, factor in {**_READS, **_WRITES}.items():
        by = seconds.get(operation)
        if by is not None:
            yield Bound(f"{operation}: {CORE}", ratio(by[CORE], by[OURS]), 1.0)
            yield Bound(f"{operation}: {LIBRARY}", ratio(by[LIBRARY], by[OURS]), factor)
            yield Bound(f"{operation}: standalone, of {FLOOR}", ratio(by[ALONE], by[FLOOR]), 3.0, at_most=True)
    if LOAD in seconds:
        yield Bound(f"{LOAD}: executemany of the driver", ratio(seconds[LOAD][DRIVER], seconds[LOAD][OURS]), 1.5)
    if ITERATE in seconds:
        yield Bound(f"{ITERATE}: {CORE}", ratio(seconds[ITERATE][CORE], seconds[ITERATE][OURS]), 1.0)
    if {FIRST, DEEP} <= seconds.keys():
        deep = ratio(seconds[DEEP][OURS], seconds[FIRST][OURS])
        yield Bound(f"{DEEP}, of the first page", deep, 1.2, at_most=True)


def ratio(its: Sequence[float], ours: Sequence[float]) -> float:
    """Give the median of how many times as long it took, round by round."""
    return median(one / other for one, other in zip(its, ours, strict=True))
