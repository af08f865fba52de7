"""Queries and writes of the types domain."""

from collections.abc import Sequence
from uuid import uuid4

from pydantic import MISSING

from ..db.filters import Filters
from ..db.keys import utc_now, utc_today
from ..db.paging import Orders
from ..db.repository import Repository
from ..db.statements import Insertion, Rows, Values, given, present, table_of
from .models import Everything
from .schemas import EverythingCreate, EverythingFilter, EverythingRead, EverythingSort


class EverythingRepository(Repository[int, EverythingRead, EverythingFilter, EverythingSort]):
    """The everythings of everybody; they are only ever added."""

    model = Everything
    record = EverythingRead

    _everythings = table_of(Everything)
    _rows = Rows(_everythings, EverythingRead, ("number",), renamed={"number": "id", "local": "Local Time"})
    _orders = Orders[EverythingSort](_rows, "number", "decimal", "-decimal", "date", "-date")
    _filters = Filters(
        string=_everythings.c.string,
        smallint=_everythings.c.smallint,
        bigint=_everythings.c.bigint,
        bool=_everythings.c.bool,
        date=_everythings.c.date,
        label=_everythings.c.label,
    )
    _insertion = Insertion(_rows)

    async def create(self, data: EverythingCreate, *, binary: bytes | MISSING | None = MISSING) -> EverythingRead:
        """Add an everything, and give it as it is kept."""
        return await self._insert(self._new(data, binary=binary))

    async def create_many(
        self, data: Sequence[EverythingCreate], *, binary: bytes | MISSING | None = MISSING
    ) -> Sequence[EverythingRead]:
        """Add everythings, and give them in the same order."""
        return await self._insert_many([self._new(item, binary=binary) for item in data])

    async def load(self, data: Sequence[EverythingCreate], *, binary: bytes | MISSING | None = MISSING) -> int:
        """Add everythings without reading them back, the fastest way that the database has; give how many."""
        return await self._load(self._new(item, binary=binary) for item in data)

    def _new(self, data: EverythingCreate, *, binary: bytes | MISSING | None = MISSING) -> Values:
        now = utc_now()
        return {
            "date": utc_today(),
            "datetime": utc_now(),
            "uuid": uuid4(),
            **given(data, number="id", local="Local Time"),
            **present({"binary": binary}),
            "created_at": now,
        }
