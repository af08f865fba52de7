"""What is measured: how often a turn calls it, and with what."""

import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, insert

from tests.bench.repositories import building
from tests.bench.repositories.contender import SET_TENANT, Ground, Place

BATCH = 10_000
SLICE = frozenset(f"user{number}" for number in range(building.USERS // 5))
_STRIDE = 7919
_numbers = itertools.count(10 * building.ROWS)


@dataclass(frozen=True)
class Turn:
    """Where a turn takes place, and how many calls it has."""

    ground: Ground
    place: Place
    times: int

    @property
    def rows(self) -> list[dict[str, object]]:
        """Rows that are there, from all over the table."""
        return [building.kept(at * _STRIDE % building.ROWS, None) for at in range(self.times)]

    def fresh(self, count: int) -> list[object]:
        """Rows to add."""
        kind = self.ground.schema("Create")
        return [kind.model_validate(building.row(next(_numbers))) for _ in range(count)]

    async def added(self) -> list[UUID]:
        """Add rows that are there to be deleted."""
        rows = [building.kept(next(_numbers), self.ground.tenant) for _ in range(self.times)]
        async with self.ground.engine.begin() as connection:
            if self.ground.has_policy:
                await connection.execute(SET_TENANT, {"tenant": str(self.ground.tenant)})
            await connection.execute(insert(self.ground.table), rows)
        return [row["id"] for row in rows]

    async def clean(self) -> None:
        """Remove what was added."""
        longest = len(f"row {building.ROWS}")
        async with self.ground.engine.begin() as connection:
            if self.ground.has_policy:
                await connection.execute(SET_TENANT, {"tenant": str(self.ground.tenant)})
            table = self.ground.table
            await connection.execute(delete(table).where(func.length(table.c.name) > longest))


Arguments = Callable[[Turn], Awaitable[Sequence[tuple[object, ...]]]]


@dataclass(frozen=True)
class Operation:
    """A method of a contender, and the arguments of each call."""

    title: str
    method: str
    arguments: Arguments
    times: int = 40
    is_long: bool = False
    is_bulk: bool = False
    """Whether what it adds has to be removed again."""


async def _create(turn: Turn) -> Sequence[tuple[object, ...]]:
    return [(data,) for data in turn.fresh(turn.times)]


async def _create_many(turn: Turn) -> Sequence[tuple[object, ...]]:
    return [(turn.fresh(BATCH),)]


async def _by_key(turn: Turn) -> Sequence[tuple[object, ...]]:
    return [(row["id"],) for row in turn.rows]


async def _by_user(turn: Turn) -> Sequence[tuple[object, ...]]:
    return [(row["user_id"],) for row in turn.rows]


async def _from_start(turn: Turn) -> Sequence[tuple[object, ...]]:
    return [()] * turn.times


async def _at_place(turn: Turn) -> Sequence[tuple[object, ...]]:
    return [(turn.place,)] * turn.times


async def _update(turn: Turn) -> Sequence[tuple[object, ...]]:
    kind = turn.ground.schema("Update")
    return [(row["id"], kind(amount=row["amount"] + 1, note="changed")) for row in turn.rows]


async def _upsert(turn: Turn) -> Sequence[tuple[object, ...]]:
    kind = turn.ground.schema("Create")
    given = set(kind.model_fields)
    return [
        (kind.model_validate({name: value for name, value in row.items() if name in given} | {"note": "met"}),)
        for row in turn.rows
    ]


async def _delete(turn: Turn) -> Sequence[tuple[object, ...]]:
    return [(key,) for key in await turn.added()]


async def _iterate(turn: Turn) -> Sequence[tuple[object, ...]]:
    del turn
    return [(SLICE,)]


OPERATIONS = (
    Operation("create", "create", _create),
    Operation("create_many of 10,000", "create_many", _create_many, times=1, is_long=True, is_bulk=True),
    Operation("load of 10,000", "load", _create_many, times=1, is_long=True, is_bulk=True),
    Operation("get", "get", _by_key, times=60),
    Operation("list 20 of 100,000, filtered", "list", _by_user),
    Operation("the same with total", "list_with_total", _by_user),
    Operation("first page", "first_page", _from_start),
    Operation("keyset page at 90,000", "keyset_page", _at_place),
    Operation("offset page at 90,000", "offset_page", _at_place, times=3),
    Operation("update", "update", _update),
    Operation("upsert", "upsert", _upsert),
    Operation("delete", "delete", _delete),
    Operation("iterate over 20,000", "iterate", _iterate, times=1, is_long=True),
)
