"""What `sql:` documents make without saying what it stands on, or take away with rows in it."""

import re
from collections.abc import Iterator
from typing import Final

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft, name_of
from generator.migrations.lint.change import Change
from generator.migrations.operations import DropObject
from generator.schema.state import Schema

_WORD: Final = re.compile(r"\w+")
_NO_NAME: Final = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_TAKES_ROWS: Final = re.compile(
    r"\b(?:DROP\s+(?:TABLE|COLUMN|SCHEMA|SEQUENCE|DATABASE|OWNED)|TRUNCATE|DELETE\s+FROM)\b", re.IGNORECASE
)


def check(change: Change) -> Iterator[Diagnostic]:
    """Find them."""
    yield from _unbound(change.after)
    start, end = Draft(change.before), Draft(change.after)
    for operation in change.operations:
        if isinstance(operation, DropObject):
            gone = start.object(operation.name)
            if any(map(_TAKES_ROWS.search, gone.down.values())):
                now = end.objects.get(operation.name)
                message = f"what takes {operation.name} away drops or empties a table, with every row in it"
                help_text = "leave it as it is, or run again with `--allow M451`"
                yield rules.OBJECT_TAKES_ROWS.at(now.span if now else None, message, help_text)


def _unbound(schema: Schema) -> Iterator[Diagnostic]:
    if not schema.objects:
        return
    tables = {table.name.lower(): table for table in schema.tables}
    for item in schema.objects:
        text = _NO_NAME.sub(" ", "\n".join(item.up.values()))
        for word in sorted({word.lower() for word in _WORD.findall(text)} & tables.keys()):
            table = tables[word]
            if str(name_of(table)) not in item.tables:
                message = f"the SQL of {item.name} names table {word}, and `depends` does not"
                help_text = f"add `depends: [{table.entity}]`, or run again with `--allow M450`"
                yield rules.OBJECT_UNBOUND.at(item.span, message, help_text)
