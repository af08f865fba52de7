"""A script of SQL taken apart into its statements, as drivers want them: one at a time."""

import re
from collections.abc import Iterator
from typing import Final

_PIECE: Final = re.compile(
    r"""
      (?P<comment> --[^\n]* | /\*.*?\*/ )
    | (?P<text> '(?:[^'\\]|''|\\.)*' | "(?:[^"]|"")*" | `[^`]*` | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ )
    | (?P<word> \w+ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_DOLLAR: Final = re.compile(r"\$\w*\$")
_HEADS: Final = ("TRIGGER", "PROCEDURE", "FUNCTION", "EVENT")
"""What is created with a block of statements: its BEGIN opens one, elsewhere it begins a transaction."""


def statements(script: str) -> Iterator[str]:
    """Give the statements of a script without the semicolons between them; those inside of texts and blocks are kept."""
    written: list[str] = []
    words: list[str] = []
    depth = 0
    for match in _PIECE.finditer(script):
        word = (match["word"] or "").upper()
        if word:
            block = word == "BEGIN" and any(head in words for head in _HEADS)
            opens = block or (depth > 0 and word in {"CASE", "BEGIN"} and words[-1:] != ["END"])
            closes = depth > 0 and word == "END"
            depth += opens - closes
            # END IF, END LOOP and the like end what did not count as a block.
            if words[-1:] == ["END"] and word in {"IF", "LOOP", "WHILE", "REPEAT", "FOR"}:
                depth += 1
            words.append(word)
        if match[0] == ";" and depth == 0:
            yield from _whole(written)
            written, words = [], []
        else:
            written.append(match[0])
    yield from _whole(written)


def unclosed(script: str) -> str | None:
    """Give the quote, comment or dollar quote that a script opens and does not close; None if it is whole."""
    for match in _PIECE.finditer(script):
        if match["other"] in {"'", '"', "`"}:
            return match[0]
        if match["other"] == "/" and script.startswith("/*", match.start()):
            return "/*"
        if match["other"] == "$":
            opened = _DOLLAR.match(script, match.start())
            if opened is not None:
                return opened[0]
    return None


def _whole(pieces: list[str]) -> Iterator[str]:
    text = "".join(pieces).strip()
    bare = re.sub(r"--[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL).strip()
    if bare:
        yield text
