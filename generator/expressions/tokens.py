"""The words, marks and values of an expression's text."""

import re
from typing import Final, NamedTuple

from generator.expressions.errors import ExpressionError

_RESERVED = """
all and any as asc between by case cast collate desc distinct else end escape exists false from group having in is
join like not null on or order select then true union using when where with
"""
RESERVED: Final = frozenset(_RESERVED.split())
"""Words that are no names unless quoted. Frozen: texts that were written once have to stay readable."""


END: Final = "$"


class Token(NamedTuple):
    """A piece of the text between two offsets."""

    kind: str
    """word, quoted, text, number, mark or END; a reserved word is its own kind."""
    value: str
    """What it says: a quoted name or a text without its quotes."""
    start: int
    end: int


_TOKEN: Final = re.compile(
    r"""\s*(?:
    (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.]))
    |(?P<text>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")*")
    |(?P<comment>--|/\*)
    |(?P<mark><=|>=|<>|!=|\|\||::|==|&&|[-+*/%(),<>=])
    |(?P<other>\S)
    )""",
    re.VERBOSE,
)

_REFUSED: Final = {
    ";": ("`;` ends a statement, and this is one expression", "leave it out"),
    ":": ("parameters have no value here", "write the value itself"),
    "?": ("parameters have no value here", "write the value itself"),
    "$": ("parameters have no value here", "write the value itself"),
    "@": ("variables have no value here", "write the value itself"),
    "`": ("a name is quoted with double quotes", 'write "name"'),
    "'": ("this text has no end", "close it with a single quote; a quote inside is written twice"),
    '"': ("this name has no end", "close it with a double quote"),
    "!": ("`!` is no operator here", "write not"),
    ".": ("fields are named alone, without their table, and numbers begin with a digit", None),
}


def tokens(text: str) -> list[Token]:
    """Give the tokens of a text, an END last; ExpressionError for what belongs to no expression."""
    found: list[Token] = []
    position, length = 0, len(text.rstrip())
    while position < length:
        match = _TOKEN.match(text, position)
        if match is None:
            break
        kind = match.lastgroup or "other"
        start, position = match.span(kind)
        value = text[start:position]
        if kind == "word":
            lowered = value.lower()
            found.append(Token(lowered if lowered in RESERVED else kind, value, start, position))
        elif kind in {"text", "quoted"}:
            mark = value[0]
            found.append(Token(kind, value[1:-1].replace(mark * 2, mark), start, position))
        elif kind in {"number", "mark"}:
            found.append(Token(kind, value, start, position))
        else:
            raise _refused(kind, value, start)
    found.append(Token(END, "", length, length))
    return found


def _refused(kind: str, value: str, start: int) -> ExpressionError:
    if kind == "comment":
        return ExpressionError("a comment cannot stand in an expression", "use the description", start, start + 2)
    message, help_line = _REFUSED.get(value, (f"`{value}` means nothing in an expression", None))
    return ExpressionError(message, help_line, start)
