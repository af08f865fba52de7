"""The runtime as the project gets it: real modules, copied, without the databases that it does not run on."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from generator.render.layout import RUNTIME

SOURCE: Final = Path(__file__).parent.parent / "runtime"
_DATABASES: Final = "databases/"
_ALWAYS: Final = frozenset({"__init__", "database"})
_IMPORT: Final = re.compile(r"from \.(\w+) import (\w+)\n")


def runtime_files(databases: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give path and text of every module of the runtime that a project on `databases` needs."""
    for path, text in _sources():
        stem = path.removeprefix(_DATABASES).removesuffix(".py")
        if not path.startswith(_DATABASES) or stem in _ALWAYS or stem in databases:
            chosen = _chosen(text, databases) if path == f"{_DATABASES}__init__.py" else text
            yield f"{RUNTIME}/{path}", chosen


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
