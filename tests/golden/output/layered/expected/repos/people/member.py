"""Queries and writes of the people domain."""

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
from ...schemas.people.member import MemberCreate, MemberFilter, MemberRead, MemberSort, MemberUpdate


class MemberRepository(Repository[UUID, MemberRead, MemberFilter, MemberSort]):
    """The members of everybody."""

    model = Member
    record = MemberRead

    _members = table_of(Member)
    _rows = Rows(_members, MemberRead, ("id",))
    _orders = Orders[MemberSort](_rows, "id")
    _filters = Filters(team_id=_members.c.team_id)
    _insertion = Insertion(_rows)
    _change = Change(_rows, update(_members).where(_rows.this))
    _removal = delete(_members).where(_rows.this)
    _relations = related(team=Relation(Team, {"team_id": "id"}), leads=Relation(Team, {"id": "lead_id"}, many=True))

    async def create(self, data: MemberCreate) -> MemberRead:
        """Add a member, and give it as it is kept."""
        return await self._insert(self._new(data))

    async def create_many(self, data: Sequence[MemberCreate]) -> Sequence[MemberRead]:
        """Add members, and give them in the same order."""
        return await self._insert_many([self._new(item) for item in data])

    async def load(self, data: Sequence[MemberCreate]) -> int:
        """Add members without reading them back, the fastest way that the database has; give how many."""
        return await self._load(self._new(item) for item in data)

    async def update(self, key: UUID, data: MemberUpdate) -> MemberRead:
        """Change a member: what is not given stays as it is."""
        return await self._update(self._change, key, given(data) | self._touched())

    async def delete(self, key: UUID) -> None:
        """Remove a member, or raise NotFoundError; StillReferencedError while other rows refer to it."""
        await self._delete(self._removal, key)

    async def update_where(self, where: MemberFilter, data: MemberUpdate) -> int:
        """Change every one of the members that the filter lets through; give how many."""
        return await self._update_where(where, given(data) | self._touched())

    async def delete_where(self, where: MemberFilter) -> int:
        """Delete every one of the members that the filter lets through; give how many."""
        return await self._delete_where(where)

    def _new(self, data: MemberCreate) -> Values:
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
