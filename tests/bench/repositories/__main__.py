"""`make bench-repo`: every contender in one interleaved run on SQLite and PostgreSQL; writes docs/repository-speed.md."""

import argparse
import asyncio
import gc
import importlib
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from types import ModuleType

from tests.bench.repositories import building, report
from tests.bench.repositories.bounds import Clocks
from tests.bench.repositories.contender import Contender, Ground, Place
from tests.bench.repositories.drivers import Aiosqlite, Asyncpg
from tests.bench.repositories.libraries import AdvancedAlchemy, FastCrud
from tests.bench.repositories.operations import OPERATIONS, Operation, Turn
from tests.bench.repositories.sqlalchemy_ways import Alone, Core, Orm, Ours
from tests.databases.fixtures import Databases
from tests.databases.server import close_home, memory_folder, open_home

DOCS = Path(__file__).parents[3] / "docs" / "repository-speed.md"
DRIVERS = {"sqlite": Aiosqlite, "postgresql": Asyncpg}
WAYS = (Ours, Alone, Core, Orm, AdvancedAlchemy, FastCrud)
DEPTH = 90_000


@dataclass
class Run:
    """One table on one database, and the seconds that a call took: of the process, and on the wall."""

    ground: Ground
    rounds: int
    operations: list[Operation]
    cpu: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    wall: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    @property
    def clocks(self) -> Clocks:
        return Clocks(self.cpu, self.wall)

    async def place(self) -> Place:
        """Give the row at the depth, in the order of time, and the cursor behind it."""
        ground = self.ground
        repository = getattr(ground.bench, f"{ground.name}Repository")
        async with ground.sessions.ScopedSession(ground.engine, ground.sessions.Scope(ground.tenant)) as session:
            row = (await repository(session).list(limit=1, offset=DEPTH - 1))[0]
            page = await repository(session).page(size=1)
            cursor = repository._orders.named("placed_at").cursor(row, backward=False)
        assert page.next
        return Place(cursor, row.placed_at, row.id, DEPTH)

    async def turn(self, operation: Operation, contender: Contender, place: Place) -> tuple[float, float] | None:
        """Give what one call took by each clock, on the average of a turn; None if the contender does not offer it."""
        if getattr(type(contender), operation.method) is getattr(Contender, operation.method):
            return None
        turn = Turn(self.ground, place, operation.times)
        arguments = await operation.arguments(turn)
        call = getattr(contender, operation.method)
        gc.collect()
        gc.disable()
        wall, cpu = perf_counter(), process_time()
        for item in arguments:
            await call(*item)
        took = (process_time() - cpu) / len(arguments), (perf_counter() - wall) / len(arguments)
        gc.enable()
        if operation.is_bulk:
            await turn.clean()
        return took

    async def measure(self) -> None:
        """Let the contenders take turns, another one first in each round; the first round warms up."""
        driver = DRIVERS[self.ground.database]
        validating = type(f"{driver.__name__}Schemas", (driver,), {"validates": True})
        contenders: list[Contender] = [way(self.ground) for way in (*WAYS, driver, validating)]
        place = await self.place()
        for contender in contenders:
            await contender.open()
        gc.freeze()  # what is imported is not looked through again before every turn
        for number in range(-1, self.rounds):
            shift = number % len(contenders)
            for operation in self.operations:
                if operation.is_long and number >= report.long_rounds(self.rounds):
                    continue
                for contender in contenders[shift:] + contenders[:shift]:
                    took = await self.turn(operation, contender, place)
                    if took is not None and number >= 0:
                        for seconds, item in zip((self.cpu, self.wall), took, strict=True):
                            seconds.setdefault(operation.title, {}).setdefault(contender.name, []).append(item)
        for contender in contenders:
            await contender.close()


async def _bench(databases: Databases, bench: ModuleType, options: argparse.Namespace) -> list[Run]:
    sessions = importlib.import_module(f"{building.PACKAGE}.db.session")
    wanted = [item for item in OPERATIONS if not options.only or item.method in options.only]
    runs = []
    for kind in options.databases:
        made = databases.create(kind)
        owner = sessions.connect(made.url)
        await building.fill(owner, bench)
        await owner.dispose()
        engine = sessions.connect(made.app_url, pool_size=1, max_overflow=0)
        for name, tenant in (("Entry", None), ("Posting", building.TENANT)):
            run = Run(Ground(kind, engine, bench, sessions, name, tenant), options.rounds, wanted)
            await run.measure()
            sys.stdout.write(report.table(run.ground, run.clocks) + "\n")
            sys.stdout.flush()
            runs.append(run)
        await engine.dispose()
    return runs


def main() -> None:
    """Bench, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--only", nargs="+", help="methods to measure, instead of all")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    options = parser.parse_args()
    home = open_home()
    databases = Databases(home, "bench")
    try:
        with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
            runs = asyncio.run(_bench(databases, building.build(Path(folder)), options))
    finally:
        databases.close()
        close_home(home)
    if not options.only:
        tables = [report.table(run.ground, run.clocks) for run in runs]
        DOCS.write_text(report.page(tables, options.rounds), "utf-8")


if __name__ == "__main__":
    main()
