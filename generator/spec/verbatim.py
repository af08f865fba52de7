"""SQL that is taken over as it is: it has to end where it stands, and nothing may follow it."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from generator.spec import rules
from generator.spec.forms import TEXT_BY_DATABASE, DatabaseOrAll, Text, by_database_or_all, refuse
from generator.spec.suggestion import shown

_QUOTED: Final = r"""'(?:[^'\0]|'')*'|"(?:[^"\0]|"")*"|`(?:[^`\0]|``)*`"""
_PIECE: Final = re.compile(rf"(?P<fine>{_QUOTED}|(?!--|/\*)[\w \t\r\n.,:()\[\]<>=!+*/%|&^~@?-])|--|/\*|.", re.DOTALL)
_BEFORE_QUOTE: Final = re.compile(r"""\\['"`]""")
_PARAMETER: Final = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?", re.ASCII)
_COLLATION: Final = re.compile(r"[\w.@-]+")
_HELP: Final = "write one expression or name, closed in itself; `gen explain S117` tells what may not stand in it"


def _closed(text: str) -> str:
    """Refuse SQL that would end the statement in which it stands, or hide what follows."""
    quoted = _BEFORE_QUOTE.search(text)
    if quoted:
        raise _refusal(text, quoted.span())
    opened: list[int] = []
    for piece in _PIECE.finditer(text):
        if piece[0] == "(":
            opened.append(piece.start())
        elif piece["fine"] is None or (piece[0] == ")" and not opened):
            raise _refusal(text, piece.span())
        elif piece[0] == ")":
            opened.pop()
    if opened:
        raise _refusal(text, (opened[-1], opened[-1] + 1))
    return text


def _refusal(text: str, place: tuple[int, int]) -> Exception:
    found = text[slice(*place)]
    named = f"`{found}`" if found.isprintable() else f"the character U+{ord(found):04X}"
    return refuse(rules.SQL_RUNS_ON, f"this SQL does not end where it stands: {named}", _HELP, place)


def _parameter(name: str) -> str:
    if not _PARAMETER.fullmatch(name):
        raise refuse(rules.BAD_NAME, f"`{shown(name)}` is no option of an index", "write a name such as fillfactor")
    return name


def _collation(name: str) -> str:
    if not _COLLATION.fullmatch(name):
        raise refuse(rules.BAD_NAME, f"`{shown(name)}` is no name of a collation", "write a name such as C or de_DE")
    return name


Verbatim = Annotated[Text, AfterValidator(_closed)]
"""SQL as the database gets it."""
Parameter = Annotated[str, AfterValidator(_parameter)]
VerbatimByDatabase = Annotated[
    dict[DatabaseOrAll, Verbatim],
    Field(min_length=1),
    BeforeValidator(by_database_or_all),
    WithJsonSchema(TEXT_BY_DATABASE),
]
"""SQL as the database gets it; the key "" is every database."""
CollationByDatabase = Annotated[
    dict[DatabaseOrAll, Annotated[Text, AfterValidator(_collation)]],
    Field(min_length=1),
    BeforeValidator(by_database_or_all),
    WithJsonSchema(TEXT_BY_DATABASE),
]
"""The name of a collation; the key "" is every database."""
