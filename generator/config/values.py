"""One option's value: from what TOML or the command line give to what the settings hold, or the reasons why not."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeGuard

from generator.config.options import Kind, Option

Value = str | int | Path | tuple[str, ...] | dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value is none; `inner` is the key inside a table, `help` what to write instead."""

    message: str
    help: str | None = None
    inner: str = ""
    wrong_type: bool = False


def read(option: Option, raw: object, folder: Path) -> tuple[Value, list[Refusal]]:
    """Give the value of an option; a folder is relative to `folder`. The value counts only without refusals."""
    match option.kind, raw:
        case (Kind.TEXT | Kind.CHOICE, str()):
            return raw, _check(option, [raw])
        case (Kind.FOLDER, str()) if raw:
            return absolute(folder, raw), []
        case (Kind.SWITCH | Kind.NUMBER, int()) if isinstance(raw, bool) == (option.kind is Kind.SWITCH):
            return raw, _check_range(option, raw)
        case (Kind.WORDS, _) if are_words(raw) and raw:
            return _ordered(option, raw), _check(option, raw)
        case (Kind.TABLE, _) if is_table(raw) and are_words(list(raw.values())):
            return {key: str(value) for key, value in raw.items()}, _check(option, raw, inside=True)
        case _:
            what = f"{option.kind.value} is wanted, not {_name(raw)}"
            return None, [Refusal(what, _example(option), wrong_type=True)]


def is_table(value: object) -> TypeGuard[dict[str, object]]:
    """Tell whether TOML gave a table; its keys are text."""
    return isinstance(value, dict)


def are_words(value: object) -> TypeGuard[list[str] | tuple[str, ...]]:
    """Tell whether a value is a list of texts."""
    return _is_list(value) and all(isinstance(item, str) for item in value)


def _is_list(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    return isinstance(value, list | tuple)


def absolute(folder: Path, path: str) -> Path:
    """Join and collapse `..`, symbolic links left as they are."""
    return Path(os.path.normpath(folder / path))


def _check(option: Option, words: Iterable[str], *, inside: bool = False) -> list[Refusal]:
    found: list[Refusal] = []
    for word in words:
        reason = option.refusal(word)
        if reason:
            near = get_close_matches(word, option.choices, 1)
            found.append(Refusal(reason, f"did you mean {near[0]!r}?" if near else None, word if inside else ""))
    return found


def _check_range(option: Option, number: int) -> list[Refusal]:
    low, high = option.range
    return [] if low == high or low <= number <= high else [Refusal(f"{number} is not between {low} and {high}")]


def _ordered(option: Option, words: Iterable[str]) -> tuple[str, ...]:
    """Give each word once, in the table's order where it has one: how a list is written shapes no output."""
    once = tuple(dict.fromkeys(words))
    return tuple(sorted(once, key=option.choices.index)) if set(once) <= set(option.choices) else once


def _name(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text" if value else "empty text"
        case dict():
            return "this table"
        case list() | tuple():
            return "this list" if value else "an empty list"
        case _:
            return f"a {type(value).__name__}"


def _example(option: Option) -> str:
    word = option.choices[0] if option.choices else str(option.preset or "name")
    forms = {
        Kind.WORDS: f'["{word}"]',
        Kind.TABLE: f'{{ {word} = "…" }}',
        Kind.SWITCH: "true",
        Kind.NUMBER: str(option.preset),
    }
    return f"write {option.key} = " + forms.get(option.kind, f'"{word}"')
