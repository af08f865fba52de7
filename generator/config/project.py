"""Finding a project's pyproject.toml and reading the settings from it and from the flags, which win."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from generator.config.options import BY_NAME, OPTIONS, Kind, Option
from generator.config.settings import Settings
from generator.diagnostics import Bag, Diagnostic, Span, rule
from generator.errors import ConfigError

UNREADABLE = rule(
    "C600",
    "unreadable-project",
    """
pyproject.toml cannot be read: it is no valid TOML, not UTF-8, or its `[tool.gen]` is not a table.
""",
)
UNKNOWN_OPTION = rule(
    "C601",
    "unknown-option",
    """
`[tool.gen]` has a key that the generator does not know. `gen build --help` lists the options: each is a key (words
joined by `-` or `_`) and a flag.
""",
)
WRONG_TYPE = rule(
    "C602",
    "option-of-wrong-type",
    """
An option has a value of another kind than it holds, such as text where true or false is meant.
""",
)
BAD_VALUE = rule(
    "C603",
    "bad-option",
    """
An option has a value that it cannot have: a word that is not offered, a number out of its range, a malformed name.
""",
)
FOLDERS_OVERLAP = rule(
    "C604",
    "folders-overlap",
    """
The output folder must be a folder of its own: not the project itself, not above it, and neither inside the specs nor
around them. Everything in it may be rewritten and removed by the generator.
""",
)

_HEADER: Final = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+")
_KEY: Final = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")


def find_project(start: Path) -> Path | None:
    """Give the nearest pyproject.toml with a `[tool.gen]` at or above `start`, else the nearest one, else None."""
    nearest = None
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            if b"tool.gen" in file.read_bytes():
                return file
            nearest = nearest or file
    return nearest


def load(folder: Path, flags: Mapping[str, object]) -> Settings:
    """Give the settings of the project around `folder` (absolute), overridden by `flags` (by option name, unset ones left out).

    A folder among the flags is relative to `folder`; one in pyproject.toml to that file. Raises ConfigError with
    every finding at once.
    """
    given = flags.get("specs")
    start = _absolute(folder, given) if isinstance(given, str) else folder
    file = find_project(start if start.is_dir() else start.parent)
    root = file.parent if file else (start.parent if given else folder)
    bag = Bag()
    values = _Reader(file, root, bag).values() if file else {}
    for name, value in flags.items():
        values[name] = _flag(BY_NAME[name], value, folder, values.get(name), bag)
    for option in OPTIONS:
        if option.default:
            values.setdefault(option.name, root / option.default)
    if bag.has_errors:
        raise ConfigError(bag)
    settings = Settings(root=root, **values)  # type: ignore[arg-type]  # the table holds one type a row, checked above
    _check_folders(settings)
    return settings


def _absolute(folder: Path, path: str) -> Path:
    """Join and collapse `..`, symbolic links left as they are."""
    return Path(os.path.normpath(folder / path))


def _flag(option: Option, value: object, folder: Path, known: object, bag: Bag) -> object:
    def refuse(reason: str) -> None:
        bag.add(BAD_VALUE.at(None, f"{option.switch}: {reason}"))

    if option.kind is Kind.FOLDER:
        return _absolute(folder, str(value)) if value else None
    if option.kind is Kind.TABLE and isinstance(value, tuple):
        return {**(known if isinstance(known, dict) else {}), **dict(_pairs(option, value, bag))}
    if option.kind is Kind.TEXT and value == "" and option.preset is None:
        return None
    for text in value if isinstance(value, tuple) else (value,):
        reason = option.refusal(text) if isinstance(text, str) else ""
        if reason:
            refuse(reason)
    if option.kind is Kind.NUMBER and not option.range[0] <= int(str(value)) <= option.range[1]:
        refuse(f"{value} is not between {option.range[0]} and {option.range[1]}")
    return _ordered(option, value) if isinstance(value, tuple) else value


def _ordered(option: Option, words: Iterable[str]) -> tuple[str, ...]:
    """Give each word once, in the table's order where it has one: how a list is written shapes no output."""
    once = tuple(dict.fromkeys(words))
    return tuple(sorted(once, key=option.choices.index)) if set(once) <= set(option.choices) else once


def _pairs(option: Option, items: tuple[str, ...], bag: Bag) -> Iterator[tuple[str, str]]:
    for item in items:
        key, equals, value = item.partition("=")
        reason = option.refusal(key) if equals else f"{item!r} is not KEY=VALUE"
        if reason:
            bag.add(BAD_VALUE.at(None, f"{option.switch}: {reason}"))
        yield key, value


@dataclass(slots=True)
class _Reader:
    """Reads `[tool.gen]` of one file; what is wrong goes into the bag at its line."""

    file: Path
    root: Path
    bag: Bag
    text: str = ""

    def values(self) -> dict[str, object]:
        """Give the values by option name."""
        table = self._table()
        found: dict[str, object] = {}
        for key, value in table.items():
            option = BY_NAME.get(key.replace("-", "_"))
            if option is None:
                self._unknown(key)
            elif option.name in found:
                self._report(UNKNOWN_OPTION.at(self._span(key), f"{option.key} is set twice"))
            else:
                found[option.name] = self._value(option, key, value)
        return found

    def _table(self) -> dict[str, object]:
        try:
            self.text = self.file.read_text("utf-8")
            document = tomllib.loads(self.text)
        except (OSError, ValueError) as error:
            line = re.search(r"line (\d+), column (\d+)", str(error))
            place = (int(line[1]), int(line[2])) if line else (1, 1)
            found = UNREADABLE.at(self._at(*place, 1), f"pyproject.toml cannot be read: {error}")
            raise ConfigError(found) from None
        tool = document.get("tool", {})
        table = tool.get("gen", {}) if isinstance(tool, dict) else {}
        if not isinstance(table, dict):
            raise ConfigError(UNREADABLE.at(self._span("gen"), "tool.gen is not a table", "write [tool.gen] above it"))
        return table

    def _value(self, option: Option, key: str, value: object) -> object:
        wanted = _typed(option, value)
        if wanted is None:
            message = f"{key} is {option.kind.value}, not {_toml_name(value)}"
            self._report(WRONG_TYPE.at(self._span(key), message, _example(option)))
            return value
        for text, inner in wanted:
            reason = option.refusal(text)
            if reason:
                near = get_close_matches(text, option.choices, 1)
                help = f"did you mean {near[0]!r}?" if near else None  # noqa: A001  # the finding's own word
                self._report(BAD_VALUE.at(self._span(inner or key), f"{key}: {reason}", help))
        if option.kind is Kind.NUMBER and isinstance(value, int) and not option.range[0] <= value <= option.range[1]:
            reason = f"{key}: {value} is not between {option.range[0]} and {option.range[1]}"
            self._report(BAD_VALUE.at(self._span(key), reason))
        if option.kind is Kind.FOLDER:
            return _absolute(self.root, str(value))
        return _ordered(option, value) if isinstance(value, list) else value

    def _unknown(self, key: str) -> None:
        near = get_close_matches(key.replace("_", "-"), [option.key for option in OPTIONS], 1)
        help = f"did you mean {near[0]!r}?" if near else "`gen build --help` lists the options"  # noqa: A001  # as above
        self._report(UNKNOWN_OPTION.at(self._span(key), f"there is no option {key!r}", help))

    def _report(self, found: Diagnostic) -> None:
        self.bag.add(found)

    def _span(self, key: str) -> Span:
        """Find the line that sets `key` below `[tool.gen]`, or names a table so."""
        table = ""
        for number, line in enumerate(self.text.splitlines(), 1):
            header = _HEADER.match(line)
            if header:
                table = header[1].replace(" ", "")
                name = header[1]
            else:
                match = _KEY.match(line)
                name = f"{table}.{match[1]}" if match else ""
            parts = [part.strip().strip("\"'") for part in name.split(".")]
            if parts[:2] == ["tool", "gen"] and key in parts[1:]:
                return self._at(number, line.index(key) + 1 if key in line else 1, len(key))
        return self._at(1, 1, 1)

    def _at(self, line: int, column: int, width: int) -> Span:
        return Span(str(self.file), line, column, line, column + width)


def _typed(option: Option, value: object) -> list[tuple[str, str]] | None:
    """Give the words to check with the inner key they stand at; None: the value is of another kind."""
    match option.kind, value:
        case (Kind.TEXT | Kind.CHOICE, str()):
            return [(value, "")]
        case (Kind.SWITCH, bool()):
            return []
        case (Kind.FOLDER, str()) | (Kind.NUMBER, int()) if value and not isinstance(value, bool):
            return []
        case (Kind.WORDS, list()) if value and all(isinstance(item, str) for item in value):
            return [(item, "") for item in value]
        case (Kind.TABLE, dict()) if all(isinstance(item, str) for item in value.values()):
            return [(key, key) for key in value]
        case _:
            return None


def _toml_name(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", dict: "a table"}
    if isinstance(value, list):
        return "an empty list" if not value else "a list" if all(isinstance(item, str) for item in value) else "that"
    if value == "":
        return "empty text"
    return names.get(type(value), f"a {type(value).__name__}")


def _example(option: Option) -> str:
    word = option.choices[0] if option.choices else str(option.preset or "name")
    match option.kind:
        case Kind.WORDS:
            return f'write {option.key} = ["{word}"]'
        case Kind.TABLE:
            return f'write {option.key} = {{ {word} = "…" }}'
        case Kind.SWITCH:
            return f"write {option.key} = true"
        case Kind.NUMBER:
            return f"write {option.key} = {option.preset}"
        case _:
            return f'write {option.key} = "{word}"'


def _check_folders(settings: Settings) -> None:
    """Refuse an output folder that holds more than output."""
    output = settings.output
    clashes = {settings.root: "the project's own folder", settings.specs: "the specs"}
    for folder, what in clashes.items():
        if folder.is_relative_to(output):
            found = FOLDERS_OVERLAP.at(None, f"the output folder {output} holds {what}", "give it a folder of its own")
            raise ConfigError(found)
    if output.is_relative_to(settings.specs):
        raise ConfigError(FOLDERS_OVERLAP.at(None, f"the output folder {output} is inside the specs {settings.specs}"))
