"""Many-to-many: the rows that others are linked to, through a table that holds the keys of both."""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Table, and_, bindparam, delete, insert, select, tuple_

from .schemas import Record
from .statements import TENANT, Parent, Query, Values

OtherT = TypeVar("OtherT", bound=Record)


class Links(Generic[OtherT]):
    """The rows of another entity that each row of one entity is linked to."""

    def __init__(
        self,
        field: str,
        record: type[OtherT],
        columns: Mapping[str, Column[object]],
        *conditions: ColumnElement[bool],
        own: Sequence[Column[object]],
        other: Mapping[Column[object], Column[object]],
        tenant: Column[object] | None = None,
        position: Column[object] | None = None,
        live: Sequence[ColumnElement[bool]] = (),
    ) -> None:
        """Link by the table whose columns `own` hold this side's key, and `other` the key of the one linked to, mapped.

        `columns` are read as `record`, of rows that meet `conditions`; callers give keys under the name `field`. With
        `live`, only rows for which it holds may be linked.
        """
        table: Table = own[0].table
        self.field, self.table, self.record = field, table, record
        self.own = tuple(column.name for column in own)
        self.other = tuple(column.name for column in other)
        self.tenant, self.position = tenant, position
        self.parents = (Parent(field, other, *live),) if live else ()
        ours = () if tenant is None else (tenant == TENANT,)
        wanted = tuple_(*own).in_(bindparam("_keys", expanding=True))
        joined = [mine == target for mine, target in other.items()]
        order = list(other) if position is None else [position]
        self.find: Query = select(*own, *columns.values()).where(*ours, *joined, *conditions, wanted).order_by(*order)
        self.clear = delete(table).where(and_(*ours, wanted))
        self.add = insert(table)

    def placed(self, position: int) -> Values:
        """Give the column that keeps the order in which the keys were given, if there is one."""
        return {} if self.position is None else {self.position.name: position}
