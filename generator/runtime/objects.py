"""What only SQL says: `create_all` makes it and `drop_all` takes it away, as the migrations do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection, MetaData, Table, event, text

Script = Mapping[str, Sequence[str]]
"""Statements, as `sqlalchemy.text` takes them, by the name of the dialect; "" is every database."""

_OBJECTS: Final = "made_by_sql"


class MadeBySql(NamedTuple):
    """A view, a trigger, a function: nobody looks into it."""

    up: Script
    down: Script
    tables: Sequence[str] = ()
    """The qualified names of those that it stands on."""
    needs: Sequence[str] = ()
    """The names of others that are made first."""

    def is_about(self, tables: Iterable[Table]) -> bool:
        """Tell whether it comes and goes with these tables; what stands on none does with any."""
        names = {table.fullname for table in tables}
        return not names.isdisjoint(self.tables) if self.tables else bool(names)


def made_by_sql(metadata: MetaData, name: str, item: MadeBySql) -> None:
    """Let `create_all` make it, after its tables or, without any, before all; `drop_all` takes it away."""
    known = _known(metadata)
    if not known:
        event.listen(metadata, "before_create", _before_create)
        event.listen(metadata, "after_create", _after_create)
        event.listen(metadata, "before_drop", _before_drop)
        event.listen(metadata, "after_drop", _after_drop)
    known[name] = item


def before_all(metadata: MetaData, script: Script) -> None:
    """Let `create_all` run statements that everything else stands on; what they make stays when the tables go."""

    def run(_metadata: MetaData, connection: Connection, **_options: object) -> None:
        _run(connection, [script])

    event.listen(metadata, "before_create", run, insert=True)


def _known(metadata: MetaData) -> dict[str, MadeBySql]:
    found: dict[str, MadeBySql] = metadata.info.setdefault(_OBJECTS, {})
    return found


def _ordered(metadata: MetaData) -> list[MadeBySql]:
    """Give all, each after those that it needs."""
    known, found = _known(metadata), dict[str, MadeBySql]()

    def take(name: str) -> None:
        if name in known and name not in found:
            for other in known[name].needs:
                take(other)
            found[name] = known[name]

    for name in sorted(known):
        take(name)
    return list(found.values())


def _before_create(metadata: MetaData, connection: Connection, tables: Iterable[Table], **_options: object) -> None:
    _run(connection, (item.up for item in _concerned(_ordered(metadata), tables, standing=False)))


def _after_create(metadata: MetaData, connection: Connection, tables: Iterable[Table], **_options: object) -> None:
    _run(connection, (item.up for item in _concerned(_ordered(metadata), tables, standing=True)))


def _before_drop(metadata: MetaData, connection: Connection, tables: Iterable[Table], **_options: object) -> None:
    _run(connection, (item.down for item in _concerned(_ordered(metadata)[::-1], tables, standing=True)))


def _after_drop(metadata: MetaData, connection: Connection, tables: Iterable[Table], **_options: object) -> None:
    _run(connection, (item.down for item in _concerned(_ordered(metadata)[::-1], tables, standing=False)))


def _concerned(items: Iterable[MadeBySql], tables: Iterable[Table], *, standing: bool) -> Iterator[MadeBySql]:
    given = list(tables)
    return (item for item in items if bool(item.tables) is standing and item.is_about(given))


def _run(connection: Connection, scripts: Iterable[Script]) -> None:
    for script in scripts:
        for statement in script.get(connection.dialect.name, script.get("", ())):
            connection.execute(text(statement))
