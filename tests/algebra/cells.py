"""Every combination of flags, reference, unique and action on delete, and which of them a spec may ask for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from tests.algebra.kinds import FLAGS, Kind, Ref

REFERENCES = ("many", "one", "self", "links")
UNIQUES = ("plain", "partial", "global")
ACTIONS = ("cascade", "restrict", "set_null")
TARGETS = ((), ("tenant",), ("soft_delete",), ("tenant", "soft_delete"))


@dataclass(frozen=True)
class Cell:
    """One combination: an entity, and another one that it refers to."""

    number: int
    flags: frozenset[str]
    reference: str
    target: frozenset[str]
    unique: str
    action: str | None
    """None: none is asked for, as it has to be where the reference is a list."""

    @property
    def parent(self) -> Kind:
        """What is referred to."""
        return self.child if self.reference == "self" else Kind(f"P{self.number}", self.target)

    @property
    def child(self) -> Kind:
        """What refers."""
        name = f"E{self.number}"
        if self.reference == "links":
            return Kind(name, self.flags, self.unique, links={"items": f"P{self.number}"}, action=self.action)
        target = name if self.reference == "self" else f"P{self.number}"
        refs = {"up": Ref(target, self.action or "restrict", one=self.reference == "one")}
        return Kind(name, self.flags, self.unique, refs)

    @property
    def kinds(self) -> dict[str, Kind]:
        """Both, by their names."""
        return {kind.name: kind for kind in (self.parent, self.child)}

    def codes(self) -> set[str]:
        """Give the codes of the errors that a spec of it is refused with."""
        final, tenant = "append_only" in self.flags, "tenant" in self.flags
        found = set()
        if final and self.flags & {"soft_delete", "version"}:
            found.add("R260")
        if self.reference == "links":
            found |= {"R229"} if self.action is not None else set()
        elif final and self.action != "restrict":
            found.add("R261")
        if self.reference != "self":
            if "tenant" in self.target and not tenant:
                found.add("R240")
            if self.target == {"soft_delete"} and tenant and self.action in {"cascade", "restrict"}:
                found |= {"R280"} if self.reference != "links" else set()
        return found

    @property
    def traits(self) -> tuple[object, ...]:
        """What is combined with what."""
        flags = (flag in self.flags for flag in FLAGS)
        return (*flags, self.reference, self.target, self.unique, self.action)


def all_cells() -> Iterator[Cell]:
    """Give every combination, whether it can be or not."""
    shapes = [
        *product(("many", "one"), TARGETS, ACTIONS),
        *product(("self",), ((),), ACTIONS),
        *product(("links",), TARGETS, (None, *ACTIONS)),
    ]
    every = product(_subsets(FLAGS), UNIQUES, shapes)
    for number, (flags, unique, (reference, target, action)) in enumerate(every):
        yield Cell(number, frozenset(flags), reference, frozenset(target), unique, action)


def _subsets(items: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (chosen for size in range(len(items) + 1) for chosen in combinations(items, size))


def covering(cells: Iterable[Cell], together: int) -> list[Cell]:
    """Choose cells so that so many traits that occur together at all do so in a chosen one."""
    groups = {cell: set(combinations(enumerate(cell.traits), together)) for cell in cells}
    open_, chosen = set().union(*groups.values()), []
    while open_:
        best = max(groups, key=lambda cell: len(groups[cell] & open_))
        open_ -= groups.pop(best)
        chosen.append(best)
    return chosen
