"""Which reference was broken, asked of the data itself where the database does not tell."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Table, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from .statements import Values, chunks

_QUESTIONS: int = 100
"""How many rows are asked for in one query."""
_REFUSING = frozenset({None, "RESTRICT", "NO ACTION"})


async def find_missing(session: AsyncSession, table: Table, rows: Iterable[Values]) -> str | None:
    """Name the foreign key of `table` by which one of `rows` refers to nothing."""
    asked = list(_questions(table, rows))
    for part in chunks(asked, _QUESTIONS):
        answers = (await session.execute(select(*(question for _, question in part)))).one()
        for (name, _), answer in zip(part, answers, strict=True):
            if not answer:
                return name
    return None


async def find_referring(
    session: AsyncSession, table: Table, this: ColumnElement[bool], parameters: Values
) -> str | None:
    """Name the foreign key by which another row refers to the one that `this` addresses in `table`."""
    for other in table.metadata.tables.values():
        for key in other.foreign_key_constraints:
            if key.referred_table is table and key.ondelete in _REFUSING:
                source = other.alias()
                pairs = [source.c[element.parent.name] == element.column for element in key.elements]
                refers = select(exists().select_from(source, table).where(this, *pairs))
                if await session.scalar(refers, parameters):
                    return str(key.name)
    return None


def _questions(table: Table, rows: Iterable[Values]) -> Iterator[tuple[str, ColumnElement[bool]]]:
    for row in rows:
        for key in table.foreign_key_constraints:
            pairs = [(element.column, row.get(element.parent.name)) for element in key.elements]
            if all(value is not None for _, value in pairs):
                yield str(key.name), exists().where(*(column == value for column, value in pairs))
