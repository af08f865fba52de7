"""Names and types as regular expressions, for the models and for the JSON Schema that editors read."""

from typing import Final

from generator.fieldtypes import ROWS, Row

ENTITY_NAME: Final = r"^[A-Z][A-Za-z0-9]*$"
QUALIFIED_NAME: Final = r"^([a-z][a-z0-9_]*\.)?[A-Z][A-Za-z0-9]*$"
FIELD_NAME: Final = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*_?$"
"""An underscore may end it, as in `from_`, which no Python keyword does."""
DOMAIN_NAME: Final = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
IMPORT_PATH: Final = r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*:[A-Za-z_][A-Za-z0-9_]*$"
IDENTIFIER: Final = r"^[^\x00-\x1f\x7f]+$"
WHOLE: Final = r"^[+-]?(0|[1-9][0-9]*)$"
KEY_TYPE: Final = r"^\s*(uuid7|uuid|int|bigint|smallint|string\s*\(\s*[0-9]+\s*\))\s*$"

_NAME: Final = r"(?:[a-z][A-Za-z0-9_]*\.)*[A-Z][A-Za-z0-9_]*"
_NESTING: Final = 5
"""How deep a type may be nested as editors see it; the loader knows no such limit below sixteen."""


def type_pattern() -> str:
    """Give the regular expression of a type: a built-in one, a name, a list or a map, each perhaps with its ?."""
    plain = f"(?:{'|'.join(map(_scalar, sorted(ROWS.values(), key=lambda row: row.name)))}|{_NAME})"
    nested = plain
    for _ in range(_NESTING):
        opening = rf"(?:list\s*\[|map\s*\[\s*(?:string|{_NAME})\s*\??\s*,)"
        nested = rf"(?:{plain}|{opening}\s*{nested}\s*\??\s*\])"
    return rf"^\s*{nested}\s*\??\s*$"


def _scalar(row: Row) -> str:
    if not row.parameters:
        return row.name
    numbers = r"\s*,\s*".join("[0-9]+" for _ in row.parameters)
    return rf"{row.name}(?:\s*\(\s*{numbers}\s*\))?"
