"""The runtime as the project gets it: real modules, copied, without the databases that it does not run on."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from generator.render.layout import RUNTIME

SOURCE: Final = Path(__file__).parent.parent / "runtime"
SESSION: Final = f"{RUNTIME}/session.py"
_CLASS: Final = "class ScopedSession(AsyncSession):"
_FIRST: Final = "from .databases import database_of\n"
_OBJECTS: Final = "objects.py"
_DATABASES: Final = "databases/"
_ALWAYS: Final = frozenset({"__init__", "database"})
_REPOSITORIES: Final = frozenset(
    f"{stem}.py"
    for stem in (
        "adding",
        "deletion",
        "filters",
        "links",
        "paging",
        "reading",
        "references",
        "relations",
        "repository",
        "source",
        "standalone",
        "statements",
        "upserts",
    )
)
"""What nothing but repositories imports."""
_IMPORT: Final = re.compile(r"from \.(\w+) import (\w+)\n")


def runtime_files(
    databases: Collection[str], session: str | None = None, *, repositories: bool = True, objects: bool = False
) -> Iterator[tuple[str, str]]:
    """Give path and text of every module of the runtime that a project on `databases` needs.

    `session` is a class of the application's that the session inherits, `package.module:Name`; `objects` tells whether
    there is what only SQL says.
    """
    for path, text in _sources():
        if (path in _REPOSITORIES and not repositories) or (path == _OBJECTS and not objects):
            continue
        stem = path.removeprefix(_DATABASES).removesuffix(".py")
        if not path.startswith(_DATABASES) or stem in _ALWAYS or stem in databases:
            chosen = _chosen(text, databases) if path == f"{_DATABASES}__init__.py" else text
            if session is not None and f"{RUNTIME}/{path}" == SESSION:
                chosen = _extended(chosen, session)
            yield f"{RUNTIME}/{path}", chosen


def _extended(text: str, path: str) -> str:
    """Let the session inherit a class of the application's; the formatter puts the import in its place."""
    module, _, name = path.partition(":")
    for old, new in (
        (_CLASS, f"class ScopedSession({name}, AsyncSession):"),
        (_FIRST, f"from {module} import {name}\n{_FIRST}"),
    ):
        if text.count(old) != 1:
            message = f"the runtime's session has no {old!r}"
            raise AssertionError(message)
        text = text.replace(old, new)
    return text


@cache
def _sources() -> tuple[tuple[str, str], ...]:
    files = sorted(SOURCE.rglob("*.py"))
    return tuple((file.relative_to(SOURCE).as_posix(), file.read_text("utf-8")) for file in files)


def _chosen(text: str, databases: Collection[str]) -> str:
    """Leave out the imports of other databases' modules, and the lines that make use of what they import."""
    dropped = [found for found in _IMPORT.finditer(text) if found[1] not in {*databases, *_ALWAYS}]
    for found in dropped:
        text = text.replace(found[0], "")
        text = re.sub(rf'^ +"\w+": {found[2]}\(\),\n', "", text, flags=re.MULTILINE)
    return text
