"""What rows are read together with: what they refer to, and what that refers to, and what they are linked to."""

from typing import Any

from tests.algebra.oracle import Oracle
from tests.algebra.rows import Row


async def look_together(view: Any, rows: list[Row], oracle: Oracle, ours: Any, *, deleted: bool) -> None:
    """Demand that each of `rows` comes with what the model says; with `deleted`, with deleted ones too."""
    found = {item.id: item for item in await view.list(ours)}
    assert found.keys() == {row.key for row in rows}
    for row in rows:
        _compare(found[row.key], row, oracle, deleted=deleted)
    for row in rows[:1]:
        assert await view.get(row.key) == found[row.key]
        assert (await view.page(ours, size=1)).items[0] == next(iter(found.values()))


def _compare(item: Any, row: Row, oracle: Oracle, *, deleted: bool) -> None:
    for name, ref in row.kind.refs.items():
        target = oracle.rows.get(row.values[f"{name}_id"])
        seen = target is not None and target in oracle.of(ref.target, row.tenant, live=None if deleted else True)
        other = getattr(item, name, None)
        if name in type(item).model_fields:
            assert (other and other.id) == (target.key if seen else None), f"{name} of {row.kind.name}"
        if seen and other is not None:
            _compare(other, target, oracle, deleted=deleted)
    for name, link in row.kind.links.items() if not deleted else ():
        if name in type(item).model_fields:
            live = {other.key for other in oracle.of(link, row.tenant)}
            assert {other.id for other in getattr(item, name)} == row.links[name] & live, f"{name} of {row.kind.name}"
