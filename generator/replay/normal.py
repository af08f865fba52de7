"""The normal form of DDL: what two databases with the same schema have in common, whatever made them.

Whitespace, comments, quotes that a name does not need, and the order of statements and of a table's columns and
constraints say nothing about a schema (a column added later stands last); everything else is kept.
"""

import re
from collections.abc import Iterator, Sequence

_TEXT = r"'(?:[^']|'')*'"
_TEXT_WITH_BACKSLASHES = r"'(?:[^'\\]|''|\\.)*'"
_PIECE = r"""
      (?P<blank> \s+ | --[^\n]* | /\*(?!M?!).*?\*/ )
    | (?P<text> {text} )
    | (?P<body> \$(?P<tag>\w*)\$ .*? \$(?P=tag)\$ )
    | (?P<quoted> "(?:[^"]|"")*" | `(?:[^`]|``)*` {brackets} )
    | (?P<word> [\w$]+ )
    | (?P<operator> [-+*/<>=!|~:&@%?^\#]+ )
    | (?P<mark> . )
"""
_FLAGS = re.VERBOSE | re.DOTALL
_PIECES = {
    False: re.compile(_PIECE.format(text=_TEXT, brackets=""), _FLAGS),
    True: re.compile(_PIECE.format(text=_TEXT_WITH_BACKSLASHES, brackets=""), _FLAGS),
}
_SQLITE_PIECES = re.compile(_PIECE.format(text=_TEXT, brackets=r"| \[[^\]]*\]"), _FLAGS)
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def normal_form(ddl: str, *, backslashes: bool = False) -> str:
    """Give the statements of `ddl`, sorted, a line each, and below a table's line the sorted parts of its parentheses.

    `backslashes`: a backslash escapes inside of text, as MariaDB writes it.
    """
    statements = (_statement(pieces) for pieces in _statements(ddl, _PIECES[backslashes]))
    return "\n".join(sorted(filter(None, statements)))


def pieces_of(statement: str) -> list[str]:
    """Give the pieces of one statement of SQLite, which takes names in brackets too."""
    return next(_statements(statement, _SQLITE_PIECES), [])


def _statements(ddl: str, pattern: re.Pattern[str]) -> Iterator[list[str]]:
    """Give the pieces of each statement."""
    pieces: list[str] = []
    depth = 0  # of BEGIN ... END in a trigger
    for match in pattern.finditer(ddl):
        word = (match["word"] or "").upper()
        depth += (word in {"BEGIN", "CASE"}) - (word == "END" and depth > 0)
        if match[0] == ";" and depth == 0:
            yield pieces
            pieces = []
        elif not match["blank"]:
            pieces.append(_name(match["quoted"]) if match["quoted"] else match[0])
    yield pieces


def _name(quoted: str) -> str:
    name = quoted[1:-1]
    return name if _PLAIN_NAME.fullmatch(name) else f'"{name}"'


def _statement(pieces: list[str]) -> str:
    if [piece.upper() for piece in pieces[:2]] != ["CREATE", "TABLE"] or "(" not in pieces:
        return line_of(pieces)
    head, parts, options = parts_of(pieces)
    return "\n    ".join([line_of([*head, *options]), *sorted(map(line_of, parts))])


def parts_of(pieces: Sequence[str]) -> tuple[list[str], list[list[str]], list[str]]:
    """Give what stands before the first parentheses, in them between commas, and after them."""
    opening = pieces.index("(")
    parts: list[list[str]] = [[]]
    depth = 1
    for index, piece in enumerate(pieces[opening + 1 :], opening + 1):
        depth += (piece == "(") - (piece == ")")
        if depth == 0:
            return list(pieces[:opening]), parts, list(pieces[index + 1 :])
        if piece == "," and depth == 1:
            parts.append([])
        else:
            parts[-1].append(piece)
    return list(pieces[:opening]), parts, []


def line_of(pieces: Sequence[str]) -> str:
    """Give pieces as one line, with blanks where they say nothing otherwise."""
    line = ""
    for piece in pieces:
        glued = piece in {",", ")", "(", ".", "[", "]", ";"} or line.endswith(("(", ".", "[")) or not line
        line += piece if glued else f" {piece}"
    return line
