"""Queries and writes of the work domain."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, update

from ...db.filters import Filters
from ...db.keys import utc_now, uuid7
from ...db.models.people.member import Member
from ...db.models.work.team import Team
from ...db.paging import Orders
from ...db.relations import Relation, related
from ...db.repository import Repository
from ...db.statements import Change, Insertion, Rows, Values, given, table_of
from ...schemas.work.team import TeamCreate, TeamFilter, TeamRead, TeamSort, TeamUpdate


class TeamRepository(Repository[UUID, TeamRead, TeamFilter, TeamSort]):
    """The teams of everybody."""

    model = Team
    record = TeamRead

    _teams = table_of(Team)
    _rows = Rows(_teams, TeamRead, ("id",))
    _orders = Orders[TeamSort](_rows, "id")
    _filters = Filters(lead_id=_teams.c.lead_id)
    _insertion = Insertion(_rows)
    _change = Change(_rows, update(_teams).where(_rows.this))
    _removal = delete(_teams).where(_rows.this)
    _relations = related(
        lead=Relation(Member, {"lead_id": "id"}), members=Relation(Member, {"id": "team_id"}, many=True)
    )

    async def create(self, data: TeamCreate) -> TeamRead:
        """Add a team, and give it as it is kept."""
        return await self._insert(self._new(data))

    async def create_many(self, data: Sequence[TeamCreate]) -> Sequence[TeamRead]:
        """Add teams, and give them in the same order."""
        return await self._insert_many([self._new(item) for item in data])

    async def load(self, data: Sequence[TeamCreate]) -> int:
        """Add teams without reading them back, the fastest way that the database has; give how many."""
        return await self._load(self._new(item) for item in data)

    async def update(self, key: UUID, data: TeamUpdate) -> TeamRead:
        """Change a team: what is not given stays as it is."""
        return await self._update(self._change, key, given(data) | self._touched())

    async def delete(self, key: UUID) -> None:
        """Remove a team, or raise NotFoundError; StillReferencedError while other rows refer to it."""
        await self._delete(self._removal, key)

    async def update_where(self, where: TeamFilter, data: TeamUpdate) -> int:
        """Change every one of the teams that the filter lets through; give how many."""
        return await self._update_where(where, given(data) | self._touched())

    async def delete_where(self, where: TeamFilter) -> int:
        """Delete every one of the teams that the filter lets through; give how many."""
        return await self._delete_where(where)

    def _new(self, data: TeamCreate) -> Values:
        now = utc_now()
        return {
            **given(data),
            "id": uuid7(),
            "created_at": now,
            "updated_at": now,
        }

    def _touched(self) -> Values:
        return {
            "updated_at": utc_now(),
        }
