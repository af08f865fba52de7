"""Finding a class of the application as Python would find it, by looking at files only."""

import ast
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from generator.application.classes import UserClass, is_for_checkers, members, name_span, span, statements
from generator.diagnostics import Span

_HOPS: Final = 8
"""Modules that a name may be passed on through."""


def own_packages(root: Path, modules: Iterable[str]) -> tuple[str, ...]:
    """Give the top packages of those modules that the project itself holds, in its folder or in `src/`, as linters ask."""
    tops = sorted({module.partition(".")[0] for module in modules})
    return tuple(
        top
        for top in tops
        if any((root / place / top).is_dir() or (root / place / f"{top}.py").is_file() for place in ("", "src"))
    )


class NotFoundError(Exception):
    """Why a class cannot be had: what is missing, a fix, and the place in the application where it is wrong, if any."""

    def __init__(self, message: str, help_text: str, span: Span | None = None) -> None:
        """Say what is missing."""
        super().__init__(message)
        self.help = help_text
        self.span = span


@dataclass(slots=True)
class Module:
    """A module of the application as it was read."""

    name: str
    file: str
    """As users are shown it."""
    tree: ast.Module
    is_package: bool


@dataclass(slots=True)
class Application:
    """The application's modules: looked for in its own folders first, then where the running Python looks."""

    root: Path
    """The project's folder: files in it are shown relative to it."""
    output: Path
    """The generated package: its classes are known otherwise."""
    files: set[str] = field(default_factory=set[str])
    """Every file that was read, relative to `root`."""
    _modules: dict[str, Module] = field(default_factory=dict[str, Module])

    def class_named(self, module: str, name: str) -> UserClass:
        """Give a class; NotFoundError if it, or its module, is not there or cannot be read."""
        return self._class(self._module(module), name, _HOPS)

    def _class(self, module: Module, name: str, hops: int) -> UserClass:
        found = _definition(module.tree, name)
        match found:
            case ast.ClassDef():
                inherited = [member for base in self._bases(module, found, hops) for member in base.members]
                own = tuple(members(found, module.file))
                return UserClass(name, name_span(found, name, module.file), (*own, *inherited), bool(found.bases))
            case ast.ImportFrom() if hops:
                source = next(alias.name for alias in found.names if (alias.asname or alias.name) == name)
                return self._class(self._module(_absolute(module, found), span(found, module.file)), source, hops - 1)
            case ast.stmt():
                return UserClass(name, None)
            case None:
                message = f"{module.file} has no class {name}"
                raise NotFoundError(message, _nearest(module, name))

    def _bases(self, module: Module, node: ast.ClassDef, hops: int) -> Iterator[UserClass]:
        """Give those of a class's bases that are the application's own."""
        for base in node.bases:
            name = base.value if isinstance(base, ast.Subscript) else base
            if not isinstance(name, ast.Name) or not hops:
                continue
            source = _definition(module.tree, name.id)
            if isinstance(source, ast.ImportFrom) and not self._is_own(_absolute(module, source)):
                continue
            try:
                yield self._class(module, name.id, hops - 1)
            except NotFoundError:
                continue

    def _is_own(self, name: str) -> bool:
        """Tell whether a module is the application's: in its folders, and not generated."""
        file = self._find(name)
        return file is not None and file.is_relative_to(self.root) and not file.is_relative_to(self.output)

    def _module(self, name: str, importer: Span | None = None) -> Module:
        known = self._modules.get(name)
        if known is None:
            known = self._modules[name] = self._read(name, importer)
        return known

    def _read(self, name: str, importer: Span | None) -> Module:
        file = self._find(name)
        if file is None:
            message = f"there is no module {name}"
            raise NotFoundError(message, f"write {name.replace('.', '/')}.py, or name another class", importer)
        shown = os.path.relpath(file, self.root)
        self.files.add(shown)
        try:
            tree = ast.parse(file.read_bytes(), shown)
        except SyntaxError as error:
            place = Span(shown, error.lineno or 1, error.offset or 1, error.lineno or 1, (error.offset or 1) + 1)
            message = f"{shown} is no Python: {error.msg}"
            raise NotFoundError(message, "mend it", place) from None
        except (OSError, ValueError) as error:
            message = f"{shown} cannot be read: {error}"
            raise NotFoundError(message, "mend it", Span(shown)) from None
        return Module(name, Path(shown).as_posix(), tree, file.name == "__init__.py")

    def _find(self, name: str) -> Path | None:
        path = name.replace(".", "/")
        for folder in self._folders():
            for file in (folder / path / "__init__.py", folder / f"{path}.py"):
                if file.is_file():
                    return file
        return None

    def _folders(self) -> Iterator[Path]:
        yield self.root
        yield self.root / "src"
        top = self.output.parent
        while top != top.parent and (top / "__init__.py").is_file():
            top = top.parent
        yield top
        yield from (Path(entry) for entry in sys.path if entry)


def _definition(tree: ast.Module, name: str) -> ast.stmt | None:
    """Give the last statement at the top of a module that gives `name` a meaning."""
    found: ast.stmt | None = None
    for node in statements(tree.body):
        match node:
            case ast.ClassDef(name=defined) if defined == name:
                found = node
            case ast.ImportFrom(names=names) if any((alias.asname or alias.name) == name for alias in names):
                found = node
            case ast.ImportFrom(names=[ast.alias(name="*")]) if found is None:
                found = ast.Pass()
            case ast.Assign(targets=targets) if any(isinstance(item, ast.Name) and item.id == name for item in targets):
                found = node
            case _:
                continue
    return found


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    """Give the module that a statement imports from, by its whole name."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    kept = parts[: len(parts) - node.level + module.is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])


def _nearest(module: Module, name: str) -> str:
    classes = [node.name for node in statements(module.tree.body) if isinstance(node, ast.ClassDef)]
    near = get_close_matches(name, classes, 1)
    if near:
        return f"did you mean {near[0]}?"
    hidden = [node for node in module.tree.body if isinstance(node, ast.If) and is_for_checkers(node.test)]
    there = any(isinstance(item, ast.ClassDef) and item.name == name for node in hidden for item in node.body)
    return "it stands under TYPE_CHECKING: it is not there at run time" if there else f"define class {name} in it"
