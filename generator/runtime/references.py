"""Which reference was broken, asked of the data itself where the database does not tell."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from sqlalchemy import ColumnElement, Executable, Table, and_, exists, select

from .statements import Values, chunks

Read: TypeAlias = Callable[[Executable, Values], Awaitable[Sequence[Sequence[object]]]]

_QUESTIONS: int = 100
"""How many rows are asked for in one query."""
_REFUSING = frozenset({None, "RESTRICT", "NO ACTION"})


async def find_missing(read: Read, table: Table, rows: Iterable[Values]) -> str | None:
    """Name the foreign key of `table` by which one of `rows` refers to nothing."""
    asked = list(_questions(table, rows))
    for part in chunks(asked, _QUESTIONS):
        (answers,) = await read(select(*(question for _, question in part)), {})
        for (name, _), answer in zip(part, answers, strict=True):
            if not answer:
                return name
    return None


async def find_referring(read: Read, table: Table, removed: ColumnElement[bool], parameters: Values) -> str | None:
    """Name the foreign key by which another row refers to one for which `removed` holds in `table`."""
    for other in table.metadata.tables.values():
        for key in other.foreign_key_constraints:
            if key.referred_table is table and key.ondelete in _REFUSING:
                source = other.alias()
                pairs = [source.c[element.parent.name] == element.column for element in key.elements]
                refers = select(exists().select_from(source, table).where(removed, *pairs))
                ((is_there,),) = await read(refers, parameters)
                if is_there:
                    return str(key.name)
    return None


def unreferred(table: Table) -> ColumnElement[bool] | None:
    """Hold for the rows of `table` that no other row refers to by a key that restricts; None if no key does."""
    other = table.alias()
    itself = and_(*(other.c[column.name] == column for column in table.primary_key.columns))
    keys = [key for key in table.foreign_key_constraints if key.referred_table is table and key.ondelete in _REFUSING]
    refers = [and_(*(other.c[item.parent.name] == item.column for item in key.elements)) for key in keys]
    return and_(*(~exists().where(pairs, ~itself) for pairs in refers)) if refers else None


def _questions(table: Table, rows: Iterable[Values]) -> Iterator[tuple[str, ColumnElement[bool]]]:
    # Of two keys over one reference, the one that carries the tenant asks about this tenant's rows only.
    keys = table.foreign_key_constraints
    referring = {key: {(item.parent, item.column) for item in key.elements} for key in keys}
    whole = [key for key, pairs in referring.items() if not any(pairs < others for others in referring.values())]
    for row in rows:
        for key in whole:
            pairs = [(element.column, row.get(element.parent.name)) for element in key.elements]
            if all(value is not None for _, value in pairs):
                yield str(key.name), exists().where(*(column == value for column, value in pairs))
