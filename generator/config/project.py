"""Finding a project's pyproject.toml and reading the settings from it and from the flags, which win."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from generator.config.options import BY_NAME, OPTIONS, Kind, Option
from generator.config.settings import Settings
from generator.config.values import Value, absolute, are_words, is_table, read
from generator.diagnostics import Bag, Span, rule
from generator.errors import ConfigError
from generator.naming import is_reserved

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

NO_PACKAGE = rule(
    "C605",
    "output-is-no-package",
    """
The output folder is a Python package: modules in it are imported by its name, which has to be a name in Python.

Not so:     output = "my-app"
But so:     output = "my_app"
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
            nearest = nearest or file
            with suppress(OSError):
                if b"tool.gen" in file.read_bytes():
                    return file
    return nearest


def load(folder: Path, flags: Mapping[str, object]) -> Settings:
    """Give the settings of the project around `folder` (absolute), overridden by `flags` (by option name, the given ones).

    A folder among the flags is relative to `folder`; one in pyproject.toml to that file. Raises ConfigError with
    every finding at once.
    """
    given = flags.get("specs")
    start = absolute(folder, given) if isinstance(given, str) else folder
    file = find_project(start if start.is_dir() else start.parent)
    root = file.parent if file else (start.parent if given else folder)
    bag = Bag()
    values = _Reader(file, os.path.relpath(file, folder), bag).values() if file else {}
    for name, raw in flags.items():
        values[name] = _flag(BY_NAME[name], raw, folder, values.get(name), bag)
    for option in OPTIONS:
        if option.default:
            values.setdefault(option.name, root / option.default)
    if bag.has_errors:
        raise ConfigError(bag)
    settings = Settings(root=root, **values)  # type: ignore[arg-type]  # the table holds one type a row, checked above
    _check_folders(settings)
    return settings


def _flag(option: Option, raw: object, folder: Path, known: Value, bag: Bag) -> Value:
    """Give the value of a flag; empty text takes a setting back, the items of a table add to what is known."""
    if raw == "" and option.preset is None:
        return None
    if option.kind is Kind.TABLE and are_words(raw):
        raw = {**(known if isinstance(known, dict) else {}), **dict(_pairs(option, raw, bag))}
    value, refusals = read(option, raw, folder)
    bag.extend(BAD_VALUE.at(None, f"{option.switch}: {item.message}", item.help) for item in refusals)
    return value


def _pairs(option: Option, items: Iterable[str], bag: Bag) -> Iterator[tuple[str, str]]:
    for item in items:
        key, equals, value = item.partition("=")
        if equals:
            yield key, value
        else:
            bag.add(BAD_VALUE.at(None, f"{option.switch}: {item!r} is not KEY=VALUE"))


@dataclass(slots=True)
class _Reader:
    """Reads `[tool.gen]` of one file; what is wrong goes into the bag at its line."""

    file: Path
    shown: str
    bag: Bag
    text: str = ""

    def values(self) -> dict[str, Value]:
        """Give the values by option name."""
        found: dict[str, Value] = {}
        for key, raw in self._table().items():
            option = BY_NAME.get(key.replace("-", "_"))
            if option is None:
                self._unknown(key)
            elif option.name in found:
                self.bag.add(UNKNOWN_OPTION.at(self._span(key), f"{option.key} is set twice"))
            else:
                found[option.name] = self._value(option, key, raw)
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
        tool: object = document.get("tool")
        table = tool.get("gen") if is_table(tool) else None
        if table is None:
            return {}
        if not is_table(table):
            raise ConfigError(UNREADABLE.at(self._span("gen"), "tool.gen is not a table", "write [tool.gen] above it"))
        return table

    def _value(self, option: Option, key: str, raw: object) -> Value:
        value, refusals = read(option, raw, self.file.parent)
        for item in refusals:
            kind = WRONG_TYPE if item.wrong_type else BAD_VALUE
            self.bag.add(kind.at(self._span(item.inner or key), f"{key}: {item.message}", item.help))
        return value

    def _unknown(self, key: str) -> None:
        near = get_close_matches(key.replace("_", "-"), [option.key for option in OPTIONS], 1)
        hint = f"did you mean {near[0]!r}?" if near else "`gen build --help` lists the options"
        self.bag.add(UNKNOWN_OPTION.at(self._span(key), f"there is no option {key!r}", hint))

    def _span(self, key: str) -> Span:
        """Find the line that sets `key` below `[tool.gen]`, or names a table so."""
        table = ""
        for number, line in enumerate(self.text.splitlines(), 1):
            header, entry = _HEADER.match(line), _KEY.match(line)
            if header:
                table = name = header[1]
            else:
                name = f"{table}.{entry[1]}" if entry else ""
            parts = [part.strip().strip("\"'") for part in name.split(".")]
            if (parts[:2] == ["tool", "gen"] and key in parts[2:]) or parts == ["tool", key]:
                return self._at(number, line.find(key) + 1, len(key))
        return self._at(1, 1, 1)

    def _at(self, line: int, column: int, width: int) -> Span:
        return Span(self.shown, line, column, line, column + width)


def _check_folders(settings: Settings) -> None:
    """Refuse an output folder that holds more than output."""
    output = settings.output
    clashes = {settings.root: "the project's own folder", settings.specs: "the specs"}
    for folder, what in clashes.items():
        if folder.is_relative_to(output):
            found = FOLDERS_OVERLAP.at(None, f"the output folder {output} holds {what}", "give it a folder of its own")
            raise ConfigError(found)
    if output.is_relative_to(settings.specs):
        message = f"the output folder {output} is inside the specs {settings.specs}"
        raise ConfigError(FOLDERS_OVERLAP.at(None, message, "give it a folder of its own"))
    if not output.name.isidentifier() or is_reserved(output.name):
        message = f"the output folder is a package, and {output.name!r} is no name in Python"
        better = re.sub(r"\W+", "_", output.name).strip("_")
        hint = f"call it {better}" if better.isidentifier() and not is_reserved(better) else "give it another name"
        raise ConfigError(NO_PACKAGE.at(None, message, hint))
