"""When one index makes another one needless: a leading prefix of the same terms over at least the same rows."""

from collections.abc import Sequence

from generator.ir import Index, Term


def leads_with(terms: Sequence[Term], prefix: Sequence[Term]) -> bool:
    """Tell whether `terms` begin with `prefix`, directions apart: enough to find rows, not to give them in order."""
    if len(prefix) > len(terms):
        return False
    for known, wanted in zip(terms, prefix, strict=False):
        if known.field != wanted.field or known.expression != wanted.expression:
            return False
    return True


def orders_by(terms: Sequence[Term], order: Sequence[Term]) -> bool:
    """Tell whether an index over `terms` gives rows in `order`, read forwards or backwards."""
    if not leads_with(terms, order):
        return False
    pairs = list(zip(terms, order, strict=False))
    flips = {known.descending != wanted.descending for known, wanted in pairs}
    flipped = True in flips
    return len(flips) < 2 and all(  # noqa: PLR2004  # all the same way
        wanted.nulls is None or _nulls(known, flipped=flipped) == wanted.nulls for known, wanted in pairs
    )


def makes_needless(wider: Index, narrower: Index) -> bool:
    """Tell whether everything that `narrower` is good for, `wider` is too."""
    if narrower.ops or narrower.options or narrower.include or narrower.where != wider.where:
        return False
    if {wider.method, narrower.method} - {None, "btree"} or wider.ops:
        return False
    if wider.databases and not set(narrower.databases or ["*"]) <= set(wider.databases):
        return False
    return orders_by(wider.terms, narrower.terms)


def _nulls(term: Term, *, flipped: bool) -> str | None:
    if term.nulls is None or not flipped:
        return term.nulls
    return "last" if term.nulls == "first" else "first"
