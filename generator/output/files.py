"""What a run wants on disk: the files that are rendered, before the formatter and the header."""

from enum import Enum

from generator.frozen import value


class Upkeep(Enum):
    """What a later run does with a file that is there already."""

    OWNED = "owned"
    """Ours, whole: replaced when its text changes, removed when nothing wants it any more."""
    ONCE = "once"
    """Written when it is missing, then the user's: a revision, the first `README.md`."""


@value(frozen=True, slots=True)
class File:
    """A rendered file. `path` is relative to the output folder, with `/`; `text` is neither formatted nor headed."""

    path: str
    text: str
    source: str = ""
    """What it comes from, as its header tells a reader: `specs/budget.yaml`, or empty for the project as a whole."""
    domain: str = ""
    """Whose record lists it; empty: the project's."""
    upkeep: Upkeep = Upkeep.OWNED
    template: str = ""
    """Which of our own templates it was rendered from; empty for a text that was made in any other way."""
