"""The databases that this project runs on, by the name that SQLAlchemy gives their dialect."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Dialect

from .database import Database
from .mariadb import MariaDB
from .postgresql import PostgreSQL
from .sqlite import SQLite

DATABASES: Final[Mapping[str, Database]] = {
    "sqlite": SQLite(),
    "postgresql": PostgreSQL(),
    "mariadb": MariaDB(),
}
_ANY: Final = Database()


def database_of(dialect: Dialect) -> Database:
    """Give the database that speaks `dialect`; for printing a statement without one, what most databases share."""
    return DATABASES.get(dialect.name, _ANY)
