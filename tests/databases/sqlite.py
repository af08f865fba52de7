"""SQLite: a file per database, in memory."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from generator.replay.normal import normal_form
from tests.databases.database import Database


class SQLite:
    """The SQLite of Python's standard library; it needs no server."""

    name = "sqlite"

    def __init__(self, home: Path) -> None:
        """Keep the files in the run's folder `home`."""
        self.folder = home / "sqlite"

    def create(self, place: str) -> Database:
        """Make an empty database called `place`."""
        self.folder.mkdir(exist_ok=True)
        file = self.folder / f"{place}.db"
        url = f"sqlite+aiosqlite:///{file}"
        return Database(self.name, url=url, sync_url=f"sqlite:///{file}", app_url=url, place=str(file))

    def clone(self, source: Database, place: str) -> Database:
        """Make a copy of `source`, to which nobody may be connected, called `place`."""
        made = self.create(place)
        if Path(source.place).exists():
            shutil.copyfile(source.place, made.place)
        return made

    def drop(self, database: Database) -> None:
        """Remove the file, and what an open connection has put beside it."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(database.place + suffix).unlink(missing_ok=True)

    def dump(self, database: Database, ignore: Sequence[str]) -> str:
        """Give the schema of the database as sqlite_master holds it, normalised, without the tables of `ignore`."""
        with closing(sqlite3.connect(database.place)) as connection:
            rows = connection.execute("SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        return normal_form(";\n".join(sql for table, sql in rows if table not in ignore and table != "sqlite_sequence"))

    def close(self) -> None:
        """Do nothing: no connection is kept."""
