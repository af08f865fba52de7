"""Rows that depend on two others: restored with the one, they may not come back under the other while that is deleted."""

from collections.abc import Awaitable, Callable
from decimal import Decimal

from tests.algebra.agreement import agree
from tests.algebra.kinds import Kind, Ref
from tests.algebra.oracle import Oracle
from tests.algebra.rows import Operation, Row
from tests.algebra.subject import Subject

_FLAGS = frozenset({"tenant", "soft_delete"})
TWOFOLD = {
    kind.name: kind
    for kind in (
        Kind("Upper", _FLAGS, "none"),
        Kind("Side", _FLAGS, "none"),
        Kind("Both", _FLAGS, "none", {"up": Ref("Upper", "cascade"), "side": Ref("Side", "restrict")}),
        Kind("Leaf", _FLAGS, "none", {"both": Ref("Both", "cascade")}),
        Kind("Scrap", frozenset({"tenant"}), "none", {"both": Ref("Both", "cascade")}),
        Kind("Pin", _FLAGS, "none", {"leaf": Ref("Leaf", "restrict")}),
        Kind("Free", frozenset(), "none"),
        Kind("Grip", frozenset(), "none", {"free": Ref("Free", "restrict")}),
        Kind("Hold", frozenset(), "none", {"free": Ref("Free", "restrict")}),
        Kind("Linked", frozenset({"tenant"}), "none", links={"frees": "Free"}),
        Kind("Ring", _FLAGS, "none", {"next": Ref("Ring", "cascade")}),
    )
}


async def play_twofold(subject: Subject) -> None:
    """Delete and restore on either side; the model judges each step."""
    oracle = Oracle(TWOFOLD, held_by_itself=subject.admin.dialect.name == "mariadb")

    async def do(what: str, row: Row) -> None:
        await agree(subject, oracle, Operation(what, row.kind.name, "north", key=row.key, actor="bob"))

    async def make(kind: str, **refs: Row) -> Row:
        values = {"name": "a", "open": True, "rank": 1, "amount": Decimal(1)}
        values |= {f"{name}_id": refs[name].key if name in refs else None for name in TWOFOLD[kind].refs}
        (made,) = await agree(subject, oracle, Operation("create", kind, "north", values=values))
        return oracle.rows[made.id]

    await _hold_on(make, do)
    upper, side, other = await make("Upper"), await make("Side"), await make("Side")
    both, alone = await make("Both", up=upper, side=side), await make("Both", side=other)
    leaf, loose = await make("Leaf", both=both), await make("Leaf", both=alone)
    await make("Leaf")
    scrap, pin = await make("Scrap", both=both), await make("Pin", leaf=leaf)
    await make("Scrap", both=alone)
    # What holds on to a row further below is asked for too, and what is under another row stays as it is.
    for row in (upper, pin, loose, upper, upper):
        await do("delete", row)
    for row in (upper, pin, loose):
        await do("restore", row)
    assert scrap.key not in oracle.rows
    await do("delete", pin)
    # What was deleted elsewhere, each on its own, is no matter of the deletions that follow.
    for row in (alone, other):
        await do("delete", row)
    for row in (upper, side):
        await do("delete", row)
    for row in (upper, both, side, both, upper, alone, other, alone):
        await do("restore", row)
    for row in (side, both, upper, side):
        await do("delete", row)
    for row in (upper, side, both):
        await do("restore", row)


async def _hold_on(make: Callable[..., Awaitable[Row]], do: Callable[[str, Row], Awaitable[None]]) -> None:
    """Refuse to remove a row because of the one that holds on to it, of two that could."""
    for holder in ("Grip", "Hold"):
        free = await make("Free")
        await make(holder, free=free)
        await do("delete", free)
