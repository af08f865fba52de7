"""What a misspelt word was probably meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_LISTED: Final = 12
"""As many words as a help line holds."""
_LONGEST: Final = 60
"""Characters of a word that a message repeats; longer ones are no misspelt words either."""


def shown(word: object) -> str:
    """Give a word as a message repeats it."""
    text = str(word)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def closest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that `word` is most like, if it is like one at all; case and underscores count little."""
    if len(word) > _LONGEST:
        return None
    by_folded = {candidate.lower().replace("_", ""): candidate for candidate in sorted(known, reverse=True)}
    found = get_close_matches(word.lower().replace("_", ""), sorted(by_folded), n=1, cutoff=0.65)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Give the help line for an unknown word: the one it is like, else all of a few, else nothing."""
    candidates = sorted(set(known))
    found = closest(word, candidates)
    if found is not None:
        return f"did you mean `{found}`?"
    if 0 < len(candidates) <= _LISTED:
        return f"known here: {', '.join(candidates)}"
    return None
