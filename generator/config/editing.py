"""Adding a setting to pyproject.toml as a person would: one line, and not a byte of the rest is touched."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Final

from generator.config.values import is_table

_HEADER: Final = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*gen[ \t]*\][ \t]*(?:#[^\r\n]*)?(?=\r?$)", re.MULTILINE)
_OUTPUT: Final = re.compile(r"^[ \t]*output[ \t]*=[^\r\n]*", re.MULTILINE)


def with_setting(text: str, key: str, value: str) -> str | None:
    """Give the text of a pyproject.toml whose `[tool.gen]` also sets `key`, which it does not yet, to a text.

    None if it is written in a way that a line cannot be added to.
    """
    before = _settings(text)
    for at in _places(text):
        end = "\r\n" if text[at : at + 1] == "\r" else "\n"
        tried = f"{text[:at]}{end}{key} = {json.dumps(value)}{text[at:]}"
        if before is not None and _settings(tried) == {**before, key: value}:
            return tried
    return None


def _places(text: str) -> Iterator[int]:
    """Give the ends of the lines that the new one may stand below: what names the output, or else the table's head."""
    head = _HEADER.search(text)
    if head is not None:
        output = _OUTPUT.search(text, head.end())
        if output is not None:
            yield output.end()
        yield head.end()


def _settings(text: str) -> dict[str, object] | None:
    try:
        document: dict[str, object] = tomllib.loads(text)
    except ValueError:
        return None
    tool = document.get("tool")
    table = tool.get("gen", {}) if is_table(tool) else {}
    return dict(table) if is_table(table) else None
