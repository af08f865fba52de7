"""Generated files that a person edits in place: beside each is kept what it was generated as, so that builds can merge.

`.gen/adopted/PATH.txt` is that text, committed with the file. `.gen/adopted/PATH.merged` stands there only while a merge is
put in place: what came of it, by its digest, and what the file is then generated as; a run that was killed in between has
left it, and the next one knows by it whether the file was merged already.
"""

from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Final

from generator.output.merges import sides
from generator.output.ownership import digest, text_of
from generator.output.records import FOLDER

_TOP: Final = f"{FOLDER}/adopted/"
_PRISTINE: Final = ".txt"
_JOURNAL: Final = ".merged"


def pristine_path(path: str) -> str:
    """Give where it is kept what an adopted file was generated as."""
    return f"{_TOP}{path}{_PRISTINE}"


def journal_path(path: str) -> str:
    """Give where a merge is noted while it is put in place."""
    return f"{_TOP}{path}{_JOURNAL}"


def is_pristine(path: str) -> bool:
    """Tell whether a path of the output keeps the text of an adopted file."""
    return path.startswith(_TOP) and path.endswith(_PRISTINE)


def is_journal(path: str) -> bool:
    """Tell whether a path of the output notes a merge."""
    return path.startswith(_TOP) and path.endswith(_JOURNAL)


def journal(merged: str, pristine: str) -> str:
    """Give the note of a merge: what came of it, and what the file is generated as from then on."""
    return f"{digest(merged)}\n{pristine}"


def read_adopted(output: Path, files: Iterable[str], without: Container[str] = ()) -> Mapping[str, tuple[str, ...]]:
    """Give what each adopted file was generated as: several texts where git left the sides of a merge.

    Files `without` are given back: they count as adopted no more.
    """
    found: dict[str, tuple[str, ...]] = {}
    for file in filter(is_pristine, files):
        path = file.removeprefix(_TOP).removesuffix(_PRISTINE)
        if path not in without:
            found[path] = _noted(output, path) or sides(_read(output, file) or "")
    return found


def _noted(output: Path, path: str) -> tuple[str, ...]:
    """Give the text that a killed run merged into the file, if it came that far."""
    note = _read(output, journal_path(path))
    if note is None:
        return ()
    merged, _, pristine = note.partition("\n")
    found = _read(output, path)
    return (pristine,) if found is not None and digest(found) == merged else ()


def _read(output: Path, path: str) -> str | None:
    try:
        return text_of((output / path).read_bytes())
    except OSError:
        return None
