"""Which columns a constraint, an index or an expression is over."""

import re
from collections.abc import Collection
from typing import Final

from generator.schema.state import Check, ForeignKey, Index, Table, Unique

_QUOTED: Final = re.compile(r'"((?:[^"]|"")*)"')
_WORD: Final = re.compile(r"\w+")
_LITERAL: Final = re.compile(r"'(?:[^']|'')*'")


def mentions(expression: str, columns: Collection[str]) -> bool:
    """Tell whether an expression names one of the columns; in doubt, it does."""
    if not columns:
        return False
    text = _LITERAL.sub("", expression)
    quoted = {name.replace('""', '"') for name in _QUOTED.findall(text)}
    return not (quoted | set(_WORD.findall(text))).isdisjoint(columns)


def touches(item: Unique | Index | Check | ForeignKey, columns: Collection[str]) -> bool:
    """Tell whether a constraint or an index is over one of the columns."""
    match item:
        case Unique(columns=own, include=include):
            return not {*own, *include}.isdisjoint(columns)
        case Index(parts=parts, include=include, where=where):
            texts = [part.expression for part in parts if part.expression] + ([where] if where else [])
            over = {*include, *(part.column for part in parts if part.column)}
            return not over.isdisjoint(columns) or any(mentions(text, columns) for text in texts)
        case Check(expression=expression):
            return mentions(expression, columns)
        case ForeignKey(columns=own):
            return not set(own).isdisjoint(columns)


def leads(table: Table, columns: tuple[str, ...], *, without: str = "") -> bool:
    """Tell whether a key or an index other than `without` begins with the columns, so that it serves a foreign key.

    The table is as a database has it that makes indexes for foreign keys by itself: there, a partial one is whole.
    """
    count = len(columns)
    keys = [table.primary_key.columns, *(item.columns for item in table.uniques if item.name != without)]
    keys += [tuple(part.column or "" for part in item.parts) for item in table.indexes if item.name != without]
    return any(key[:count] == columns for key in keys)
