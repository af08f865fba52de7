"""How each database puts other values in the place of some that stand in lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_HAS: Final = "EXISTS (SELECT 1 FROM {source} WHERE item IN ({gone}))"


@dataclass(frozen=True, slots=True)
class Items:
    """What a list is to SQL."""

    source: str
    """Its items as rows, for FROM: `item`, in the order of `place`; `{own}` is the list."""
    gathered: str
    """The list again, of `{case}` for each item of `{source}`."""
    is_json: bool = False
    """Whether an item is JSON there, and not the value itself."""

    def has(self, own: str, gone: str) -> str:
        """Give the condition that an item of the list `own` is among `gone`."""
        return _HAS.format(source=self.source.format(own=own), gone=gone)

    def replaced(self, own: str, case: str) -> str:
        """Give the list with `case` in the place of each item."""
        return self.gathered.format(source=self.source.format(own=own), case=case)


_GATHERED: Final = "(SELECT json_arrayagg({case} ORDER BY place) FROM {source})"
_SQLITE: Final = Items(
    "(SELECT value AS item FROM json_each({own}) ORDER BY key) AS items",
    "(SELECT json_group_array({case}) FROM {source})",
)
ITEMS: Final[Mapping[tuple[str, str], Items]] = {
    ("sqlite", "text"): _SQLITE,
    ("sqlite", "number"): _SQLITE,
    ("postgresql", "array"): Items(
        "unnest({own}) WITH ORDINALITY AS items (item, place)", "ARRAY(SELECT {case} FROM {source} ORDER BY place)"
    ),
    ("postgresql", "text"): Items(
        "jsonb_array_elements({own}) WITH ORDINALITY AS items (item, place)",
        "(SELECT jsonb_agg({case} ORDER BY place) FROM {source})",
        is_json=True,
    ),
    ("mariadb", "text"): Items(
        # Without its collation, an item would be the same as one in another case.
        "json_table({own}, '$[*]' COLUMNS (place FOR ORDINALITY, item VARCHAR(4000) CHARACTER SET utf8mb4"
        " COLLATE utf8mb4_nopad_bin PATH '$')) AS items",
        _GATHERED,
    ),
    ("mariadb", "number"): Items(
        "json_table({own}, '$[*]' COLUMNS (place FOR ORDINALITY, item BIGINT PATH '$')) AS items", _GATHERED
    ),
}
"""By database and what the items are: text, number, or anything in an array of the database's own."""


def items(database: str, kind: str) -> Items:
    """Give how a database does it; where JSON is a type, it knows numbers by itself."""
    return ITEMS.get((database, kind)) or ITEMS[database, "text"]
