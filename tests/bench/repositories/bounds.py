"""What the ratios are held to, and which of it a run met."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.repositories.contender import Ground

Seconds = Mapping[str, Mapping[str, Sequence[float]]]
"""By operation and contender, what a call took in each round."""

OURS, ALONE, CORE, LIBRARY = "generated", "generated, standalone", "SQLAlchemy Core", "advanced-alchemy"
DRIVER, FLOOR = "driver", "driver + Pydantic"
FIRST, DEEP, ITERATE = "first page", "keyset page at 90,000", "iterate over 20,000"
BULK = ("create_many of 10,000", "load of 10,000")
_READS = {"get": 1.3, FIRST: 1.3}
_WRITES = {"create": 2.0, "update": 2.0, "delete": 2.0}
_DRIVERS = {DRIVER, FLOOR, OURS, ALONE}


@dataclass(frozen=True)
class Clocks:
    """What calls took: seconds of the application's process, and seconds on the wall, the server's work in them."""

    cpu: Seconds
    wall: Seconds


@dataclass(frozen=True)
class Bound:
    """One ratio by both clocks, and what it has to be by the one that `is_served` chooses."""

    text: str
    limit: float
    cpu: float
    wall: float
    at_most: bool = False
    is_served: bool = False
    """Whether it is about what the server does: then by the wall, else by the process."""

    @property
    def is_met(self) -> bool:
        measured = self.wall if self.is_served else self.cpu
        return measured <= self.limit if self.at_most else measured >= self.limit

    def line(self) -> str:
        sign = "≤" if self.at_most else "≥"
        cpu, wall = (
            (f"{self.cpu:.2f}", f"**{self.wall:.2f}**")
            if self.is_served
            else (f"**{self.cpu:.2f}**", f"{self.wall:.2f}")
        )
        return f"| {self.text} | {sign} {self.limit} | {cpu} | {wall} | {'yes' if self.is_met else '**no**'} |"


@dataclass(frozen=True)
class _Beside:
    """Two contenders' seconds of an operation, or of two, by both clocks."""

    clocks: Clocks

    def bound(
        self,
        text: str,
        limit: float,
        its: tuple[str, str],
        ours: tuple[str, str],
        *,
        at_most: bool = False,
        is_served: bool = False,
    ) -> Bound:
        """Give the bound of how many times as long `its` took as `ours`: an operation and a contender each."""
        cpu, wall = (
            ratio(clock[its[0]][its[1]], clock[ours[0]][ours[1]]) for clock in (self.clocks.cpu, self.clocks.wall)
        )
        return Bound(text, limit, cpu, wall, at_most, is_served)


def bounds(ground: Ground, clocks: Clocks) -> Iterator[Bound]:
    """Give the bounds of a table that were measured."""
    return _ahead(clocks) if ground.database == "sqlite" else _judged(clocks)


def _ahead(clocks: Clocks) -> Iterator[Bound]:
    """Hold each row to what every library takes there."""
    beside = _Beside(clocks)
    for operation, by in clocks.cpu.items():
        for name in by:
            if name not in _DRIVERS:
                yield beside.bound(f"{operation}: {name}", 1.0, (operation, name), (operation, OURS))


def _judged(clocks: Clocks) -> Iterator[Bound]:
    beside, seconds = _Beside(clocks), clocks.cpu
    for operation, factor in {**_READS, **_WRITES}.items():
        if operation in seconds:
            ours, floor = (operation, OURS), f"{operation}: standalone, of {FLOOR}"
            yield beside.bound(f"{operation}: {CORE}", 1.0, (operation, CORE), ours)
            yield beside.bound(f"{operation}: {LIBRARY}", factor, (operation, LIBRARY), ours)
            yield beside.bound(floor, 3.0, (operation, ALONE), (operation, FLOOR), at_most=True)
    for operation in BULK:
        if operation in seconds:
            text = f"{operation}: executemany of the driver"
            yield beside.bound(text, 1.5, (operation, DRIVER), (operation, OURS), is_served=True)
    if ITERATE in seconds:
        yield beside.bound(f"{ITERATE}: {CORE}", 1.0, (ITERATE, CORE), (ITERATE, OURS))
    if {FIRST, DEEP} <= seconds.keys():
        text = f"{DEEP}, of the first page"
        yield beside.bound(text, 1.2, (DEEP, OURS), (FIRST, OURS), at_most=True, is_served=True)


def ratio(its: Sequence[float], ours: Sequence[float]) -> float:
    """Give the median of how many times as long it took, round by round."""
    return median(one / other for one, other in zip(its, ours, strict=True))
