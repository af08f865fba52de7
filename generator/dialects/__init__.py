"""The databases that output is made for: what each can do, and how its SQL is quoted."""

from collections.abc import Mapping
from typing import Final

from generator.dialects.dialect import Dialect, Syntax, text_clause
from generator.dialects.mariadb import MARIADB
from generator.dialects.postgresql import POSTGRESQL
from generator.dialects.sqlite import SQLITE

__all__ = ["DIALECTS", "Dialect", "Syntax", "dialect", "text_clause"]

DIALECTS: Final[Mapping[str, Dialect]] = {item.name: item for item in (SQLITE, POSTGRESQL, MARIADB)}


def dialect(name: str) -> Dialect:
    """Give the database of that name; KeyError if there is none."""
    return DIALECTS[name]
