"""An adopted file that two branches of git changed: what people did on both is put into what is generated now.

Each version that git put together (one side, the other, and what both began from) is first brought up to what is generated
now, by its own pristine text; what then still differs is the work of people, and merges as any text does.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from generator.frozen import value
from generator.output.adoption import pristine_path
from generator.output.merges import MARKS, sides
from generator.output.merging import merge
from generator.output.ownership import Claim, adopted, body_of, read_seal

Texts = Mapping[str, str]


@value(frozen=True, slots=True)
class Ancestry:
    """The texts by path that three commits have, of those paths that they have."""

    ours: Texts
    base: Texts
    """What both sides began from."""
    theirs: Texts


Histories = Callable[[Path, Sequence[str]], Ancestry | None]
"""Gives the texts that git put together last at these paths; see `provenance.ancestry`."""

_END: Final = "\n>>>>>>> "


def joined(path: str, found: str, wanted: str, histories: Callable[[Sequence[str]], Ancestry | None]) -> str | None:
    """Give the text of an adopted file that git merged as `found`, where nobody has to decide anything; None otherwise.

    `wanted` is what it is generated as now, under the line of adopted files. Asked of `histories` are the file's versions.
    """
    known = histories((path, pristine_path(path)))
    if known is None or sides(_merged(path, known)) != sides(found):
        return None
    ours, base, theirs = (_renewed(path, texts, wanted) for texts in (known.ours, known.base, known.theirs))
    if ours is None or base is None or theirs is None:
        return None
    tried = merge(ours, base, theirs)
    return None if tried.conflicts else tried.text()


def without_header_conflict(path: str, text: str) -> str:
    """Give a text without the conflict in its first lines, if that is about nothing but our line; or else as it is.

    It is what one branch leaves that adopts a file, and another that has it generated otherwise.
    """
    first, end, rest = text.partition(_END)
    label, _, below = rest.partition("\n")
    bodies = {body_of(path, f"{side}\n") for side in sides(f"{first}{end}{label}")}
    return f"{bodies.pop()}{below}" if text.startswith(MARKS) and len(bodies) == 1 else text


def _merged(path: str, known: Ancestry) -> str:
    """Give what git made of the versions: as long as that is what is there, nobody has worked on it since."""
    ours, base, theirs = (texts.get(path, "") for texts in (known.ours, known.base, known.theirs))
    return merge(ours, base, theirs).text()


def _renewed(path: str, texts: Texts, wanted: str) -> str | None:
    """Give a version with what is generated now in the place of what was then; None if that is not known, or in conflict."""
    text = texts.get(path)
    if text is None or read_seal(text).claim is Claim.INTACT:
        return wanted
    pristine = texts.get(pristine_path(path))
    if pristine is None:
        return None
    tried = merge(adopted(path, body_of(path, text)), pristine, wanted)
    return None if tried.conflicts else tried.text()
