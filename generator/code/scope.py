"""The names of one module while it is written, and its imports in the order that isort gives them."""

import re
import sys
import textwrap
from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

from generator.code.pieces import Code, Symbol

_Name = tuple[str, str, bool]
"""A name in its module, the one that it gets here, and whether it is imported for the sake of it."""
_Order = tuple[int, tuple[str | int, ...]]
_STANDARD, _THIRD_PARTY, _APPLICATION = range(3)
"""isort's sections before the output's own."""
_INDENT: Final = "    "
_DIGITS: Final = re.compile(r"(\d+)")


class Scope:
    """The names of one module while it is written, and the imports that it turns out to need."""

    def __init__(
        self, module: str, taken: Collection[str] = (), width: int = sys.maxsize, application: Collection[str] = ()
    ) -> None:
        """Begin the module `module` (dotted, seen from the output's root) in which the names `taken` mean something else.

        Imports that are wider than `width` columns are broken as formatters break them. `application` are the top packages
        of the application that the output is a part of.
        """
        self.module = module
        self._width = width
        self._application = frozenset(application)
        self._own = f".{module}"
        self._packages = module.split(".")[:-1]
        self._taken = frozenset(taken)
        self._names: dict[Symbol, str] = {}
        """What is called how, imported or not; what type checkers alone want is in `_hidden` until a module uses it."""
        self._hidden: dict[Symbol, str] = {}
        self._imported: dict[Symbol, str] = {}
        self._owners: dict[str, Symbol] = {}
        self._exported: set[Symbol] = set()

    def text(self, piece: Code) -> str:
        """Give the source of `piece`, and import what it names."""
        parts, known, name = piece.parts, self._names.get, self.name
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0]
        return "".join([part if isinstance(part, str) else known(part) or name(part) for part in parts])

    def typing_text(self, piece: Code) -> str:
        """Give the source of `piece`, whose names are wanted by type checkers only."""
        return "".join([part if isinstance(part, str) else self._typing_name(part) for part in piece.parts])

    def export(self, symbol: Symbol) -> None:
        """Import a name for the sake of the import, spelled so that readers and linters see that it is meant."""
        self.name(symbol)
        self._exported.add(symbol)

    def name(self, symbol: Symbol) -> str:
        """Give what `symbol` is called in this module."""
        known = self._names.get(symbol)
        if known is None:
            there = self._is_there(symbol)
            known = self._hidden.pop(symbol, None) or (symbol.name if there else self._new(symbol))
            self._names[symbol] = known
            if not there:
                self._imported[symbol] = known
        return known

    def _typing_name(self, symbol: Symbol) -> str:
        known = self._names.get(symbol) or self._hidden.get(symbol)
        if known is None:
            there = self._is_there(symbol)
            known = symbol.name if there else self._new(symbol)
            (self._names if there else self._hidden)[symbol] = known
        return known

    def _is_there(self, symbol: Symbol) -> bool:
        return symbol.module == self._own or (symbol.module == "builtins" and symbol.name not in self._taken)

    def _new(self, symbol: Symbol) -> str:
        """Give the name that a symbol from elsewhere gets."""
        name = symbol.name
        while name in self._taken or self._owners.get(name, symbol) != symbol:
            name = f"_{name}"
        self._owners[name] = symbol
        return name

    def imports(self) -> str:
        """Give the import statements, sorted as ruff's isort rules sort them; empty if there are none."""
        wanted = self._imported
        if not self._hidden:
            return _broken("\n\n".join(self._blocks(wanted)), self._width)
        wanted = {**wanted, Symbol("typing", "TYPE_CHECKING"): "TYPE_CHECKING"}
        shown = _broken("\n\n".join(self._blocks(wanted)), self._width)
        body = _broken("\n\n".join(self._blocks(self._hidden)), self._width - len(_INDENT))
        return f"{shown}\n\nif TYPE_CHECKING:\n{textwrap.indent(body, _INDENT)}"

    def _blocks(self, names: Mapping[Symbol, str]) -> list[str]:
        """Give the statements in isort's sections: standard library, third party, application, output by distance."""
        own: dict[str, list[_Name]] = {}
        others: list[tuple[str, _Name]] = []
        for symbol, name in names.items():
            module, found = symbol.module, (symbol.name, name, symbol in self._exported)
            if module[0] != ".":
                others.append((module, found))
            elif module in own:
                own[module].append(found)
            else:
                own[module] = [found]
        relative = [(self._relative(module), members) for module, members in own.items()]
        ordered = sorted([(_relative_key(source), _statements(source, tuple(found))) for source, found in relative])
        sections = _absolute(frozenset(others), self._application) if others else ()
        return [*sections, "\n".join([lines for _, lines in ordered])] if ordered else list(sections)

    def _relative(self, wanted: str) -> str:
        """Give a module of the output as it is written here."""
        here, there = self._packages, wanted[1:].split(".")
        shared = 0
        while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
            shared += 1
        return "." * (len(here) - shared + 1) + ".".join(there[shared:])


@cache
def _absolute(names: frozenset[tuple[str, _Name]], application: frozenset[str]) -> tuple[str, ...]:
    """Give the sections of what is not the output's own: modules of one kind import much the same."""
    modules: dict[str, list[_Name]] = {}
    for module, name in sorted(names):
        modules.setdefault(module, []).append(name)
    sections: tuple[list[tuple[_Order, str]], ...] = ([], [], [])
    for module, members in modules.items():
        section = _APPLICATION if module.partition(".")[0] in application else _section(module)
        sections[section].append(((0, natural(module)), _statements(module, tuple(members))))
    return tuple("\n".join([lines for _, lines in sorted(section)]) for section in sections if section)


def _broken(imports: str, width: int) -> str:
    """Give statements with a line for each name where one line for all of them is too wide."""
    lines = imports.split("\n")
    return imports if max(map(len, lines)) <= width else "\n".join([_fitted(line, width) for line in lines])


def _fitted(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    head, _, names = line.partition(" import ")
    each = "".join([f"{_INDENT}{name},\n" for name in names.split(", ")])
    return f"{head} import (\n{each})"


@cache
def _section(module: str) -> int:
    return _STANDARD if module.partition(".")[0] in sys.stdlib_module_names else _THIRD_PARTY


@cache
def _statements(source: str, names: tuple[_Name, ...]) -> str:
    """Give one statement for the names that stay as they are, and one for each that is spelled `name as alias`."""
    if len(names) == 1 and names[0][0] == names[0][1] and not names[0][2]:
        return f"from {source} import {names[0][0]}"
    lines = [
        (member_order(name), f"from {source} import {name} as {alias}")
        for name, alias, is_export in sorted(names)
        if name != alias or is_export
    ]
    kept = sorted([name for name, alias, is_export in names if name == alias and not is_export], key=member_order)
    if kept:
        lines.append((member_order(kept[0]), f"from {source} import {', '.join(kept)}"))
    return "\n".join([line for _, line in sorted(lines)])


@cache
def _relative_key(source: str) -> _Order:
    name = source.lstrip(".")
    return (len(name) - len(source), natural(name))


@cache
def natural(text: str) -> tuple[str | int, ...]:
    """Give the key by which isort orders names: capitals count for little, `a2` comes before `a10`."""
    return (*_numbered(text.lower()), -1, text)


@cache
def member_order(name: str) -> _Order:
    """Give the key by which isort orders the names of one import: CONSTANTS, Classes, the rest."""
    return (_kind(name), natural(name))


def export_order(name: str) -> _Order:
    """Give the key by which `__all__` is ordered: as imports are, but capitals come first."""
    return (_kind(name), _numbered(name))


def _kind(name: str) -> int:
    return 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2


def _numbered(text: str) -> tuple[str | int, ...]:
    """Split off the numbers: texts are at even places, numbers at odd ones."""
    if text.isalpha():
        return (text,)
    return tuple(int(piece) if place % 2 else piece for place, piece in enumerate(_DIGITS.split(text)))
