"""The tokens of one text, read from left to right; what does not belong is told in the user's words."""

from collections.abc import Callable
from typing import Final, NoReturn, TypeVar

from generator.expressions.errors import ExpressionError
from generator.expressions.tokens import END, RESERVED, Token, tokens

MadeT = TypeVar("MadeT")

_DEPTH: Final = 40
_TERMS: Final = 200
_FOREIGN: Final = {
    "null": ("null cannot stand here", "ask `is null`, or leave out the else of a case"),
    "::": ("types do not change within an expression", "databases convert differently"),
    "cast": ("types do not change within an expression", "databases convert differently"),
    "==": ("`==` is no operator here", "write ="),
    "&&": ("`&&` is no operator here", "write and"),
    **dict.fromkeys(
        ("select", "with", "exists", "all", "any", "union", "from", "where", "group", "having"),
        ("a query cannot stand in an expression", "an expression sees one row only"),
    ),
}


class Reader:
    """Where the reading of a text has come to; `names` are the fields that it may use."""

    def __init__(self, text: str, names: Callable[[str], bool]) -> None:
        """Begin at the first token; ExpressionError if a part of the text is none."""
        self._tokens = tokens(text)
        self._names = names
        self._position = 0
        self._depth = 0
        self._terms = 0
        self.now = self._tokens[0]

    @property
    def passed(self) -> Token:
        """The token before."""
        return self._tokens[self._position - 1]

    def next(self) -> Token:
        """Step over a token and give it."""
        passed = self.now
        self._position += 1
        self.now = self._tokens[self._position]
        return passed

    def take(self, kind: str, value: str = "") -> bool:
        """Step over the token if it is this one."""
        if self.now.kind != kind or (value and self.now.value != value):
            return False
        self.next()
        return True

    def demand(self, kind: str, value: str = "") -> None:
        """Step over the token, which has to be this one."""
        if not self.take(kind, value):
            self.refuse(f"`{value or kind}`")

    def made(self, start: int, build: Callable[..., MadeT], *parts: object, **options: object) -> MadeT:
        """Build what began at `start`; an error of the building is given that place."""
        try:
            return build(*parts, **options)
        except ExpressionError as error:
            # Its trace would only show how the reader got here.
            raise error.at(start, self.passed.end) from None

    def nested(self, read: Callable[[], MadeT]) -> MadeT:
        """Read something one level deeper."""
        self._depth += 1
        if self._depth > _DEPTH:
            self.fail(f"nested more than {_DEPTH} deep", "make it several checks")
        made = read()
        self._depth -= 1
        return made

    def count(self) -> None:
        """Note another operator."""
        self._terms += 1
        if self._terms > _TERMS:
            self.fail(f"more than {_TERMS} operators", "make it several checks")

    def fail(self, message: str, help_line: str | None = None, token: Token | None = None) -> NoReturn:
        """Raise the error at a token, or where the reader is."""
        place = token or self.now
        raise ExpressionError(message, help_line, place.start, max(place.end, place.start + 1))

    def refuse(self, wanted: str) -> NoReturn:
        """Raise the error for a token that cannot stand where `wanted` does."""
        now = self.now
        if now.kind == END:
            self.fail(f"{wanted} is expected at the end")
        if now.kind in RESERVED and self._names(now.value):
            self.fail_unquoted(now)
        message, help_line = _FOREIGN.get(now.kind) or _FOREIGN.get(now.value) or ("", None)
        self.fail(message or f"{wanted} is expected here, not `{now.value}`", help_line)

    def fail_unquoted(self, token: Token) -> NoReturn:
        """Raise the error for a field whose name is a word of the language."""
        self.fail(f"`{token.value}` is a word of SQL", f'put the field in double quotes: "{token.value}"', token)
