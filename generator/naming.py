"""Case, plurals, reserved words and the names of constraints; frozen rules: a name once given never moves."""

import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from keyword import iskeyword, issoftkeyword
from typing import Final

IDENTIFIER_LIMIT: Final = 63
"""Characters of a constraint's name: PostgreSQL's NAMEDATALEN - 1, below MariaDB's 64; the same for every project, so
that adding a database renames nothing."""

_WORDS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+|[0-9]+")
_IRREGULAR: Final = {"person": "people", "child": "children", "man": "men", "woman": "women", "datum": "data"}
_UNCOUNTED: Final = frozenset({"news", "series", "species", "equipment", "information", "money", "data", "metadata"})


@cache
def snake(name: str) -> str:
    """Turn `BudgetLine`, `HTTPRoute` or `budgetLine` into `budget_line`, `http_route`, `budget_line`."""
    return "_".join(word.lower() for word in _WORDS.findall(name))


@cache
def pascal(name: str) -> str:
    """Turn `budget_line` into `BudgetLine`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


@cache
def plural(word: str) -> str:
    """Give the English plural of a snake_case noun: its last word is inflected."""
    head, _, last = word.rpartition("_")
    prefix = f"{head}_" if head else ""
    if last in _UNCOUNTED:
        return word
    if last in _IRREGULAR:
        return prefix + _IRREGULAR[last]
    if last.endswith("is") and len(last) > 3:  # noqa: PLR2004  # analysis, basis
        return f"{prefix}{last[:-2]}es"
    if re.search(r"[^aeiou]y$", last):
        return f"{prefix}{last[:-1]}ies"
    return prefix + last + ("es" if re.search(r"(?:s|x|z|ch|sh)$", last) else "s")


def member(label: str) -> str:
    """Give the enum member of a stored label: upper case, other characters `_`; it may still need a name by hand."""
    name = re.sub(r"\W", "_", label.upper(), flags=re.ASCII)
    return f"_{name}" if name[:1].isdigit() or not name else name


def is_reserved(name: str) -> bool:
    """Tell whether Python keeps this name for itself."""
    return iskeyword(name) or issoftkeyword(name) or name in {"None", "True", "False"}


def capped(name: str, limit: int = IDENTIFIER_LIMIT) -> str:
    """Shorten a name beyond `limit` characters: its beginning, then eight hexadecimal digits of its whole."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - 9]}_{sha256(name.encode()).hexdigest()[:8]}"


def constraint(kind: str, table: str, parts: Sequence[str] = ()) -> str:
    """Name a constraint or index: `kind` is pk, uq, ix, fk or ck; `parts` are its columns, or a check's short name."""
    return capped("_".join((kind, table, *parts)))
