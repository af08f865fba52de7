"""The generator's own source, parsed once for the tests of this folder."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Module:
    """A Python file, by its path from the repository's root."""

    path: str

    @cached_property
    def text(self) -> str:
        """The source."""
        return (ROOT / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @property
    def package(self) -> str:
        """The name in the table of ranks: the folder or module right under `generator`."""
        return Path(self.path).parts[1].removesuffix(".py")

    @property
    def stands_alone(self) -> bool:
        """Whether it never runs in the generator, and imports nothing of it."""
        return self.package in {"runtime", "replay"}

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Give each function and method."""
        yield from (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def place(self, node: ast.AST) -> str:
        """Give `path:line`."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def modules() -> tuple[Module, ...]:
    """Give every module of the generator."""
    return tuple(Module(str(path.relative_to(ROOT))) for path in sorted((ROOT / "generator").rglob("*.py")))


@cache
def own_modules() -> tuple[Module, ...]:
    """Give the modules that run in the generator: all but the runtime and what is replayed in a process of its own."""
    return tuple(module for module in modules() if not module.stands_alone)


def imported(node: ast.AST) -> list[str]:
    """Give the absolute modules that a node imports; none if it is no import or a relative one."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [node.module]
    return []
