"""Whether the statements of a body do to the schema what those of its delta do; what they do to rows is a person's to say."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

_NEUTRAL: Final = frozenset({"BEGIN", "COMMIT", "ROLLBACK", "SET", "SELECT", "START", "SAVEPOINT", "RELEASE", "--"})
"""What changes neither the schema nor rows."""
_ROWS: Final = frozenset({"INSERT", "UPDATE", "DELETE", "WITH", "REPLACE", "MERGE", "CALL", "COPY", "LOCK", "ANALYZE"})
_UNTRACKED: Final = re.compile(
    r"(?:CREATE|DROP|ALTER)\s+(?:OR\s+REPLACE\s+)?(?:MATERIALIZED\s+)?"
    r"(?:VIEW|FUNCTION|PROCEDURE|TRIGGER|EVENT|RULE|SEQUENCE|AGGREGATE)\b",
    re.IGNORECASE,
)
"""What no spec says, so that a person's revisions make it and the recorded state does not hold it."""
_OURS: Final = re.compile(r"append_only|refuse_change|_no_(?:update|delete)")
"""Triggers and functions that specs do say."""
_BLANKS: Final = re.compile(r"\s+")
_TEXT: Final = re.compile(r"'(?:[^']|'')*'")
_SHOWN: Final = 90


def compare(expected: Iterable[str], actual: Iterable[str]) -> tuple[list[str], list[str]]:
    """Give what is expected and not done, and what is done to the schema and not expected, in their orders."""
    wanted, done = Counter(_plain(expected)), Counter(_plain(actual))
    missing = list((wanted - done).elements())
    extra = [text for text in (done - wanted).elements() if _word(text) not in _ROWS]
    return missing, extra


def is_untracked(statement: str) -> bool:
    """Tell whether a statement is about an object that the recorded state does not hold: a view, a trigger of a person."""
    return _UNTRACKED.match(statement) is not None and _OURS.search(statement) is None


def shown(statement: str) -> str:
    """Give the beginning of a statement, without the texts in it: they may be somebody's data."""
    text = _TEXT.sub("'…'", statement)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _plain(statements: Iterable[str]) -> Iterable[str]:
    for statement in statements:
        text = _BLANKS.sub(" ", statement).strip(" ;")
        if text and _word(text) not in _NEUTRAL:
            yield text


def _word(statement: str) -> str:
    return statement.partition(" ")[0].upper()
