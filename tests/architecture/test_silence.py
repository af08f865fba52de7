"""What is switched off: each place has a reason beside it, and the kinds that hide mistakes are counted."""

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterable

from tests.architecture.sources import ROOT, Module, modules

SILENT = re.compile(r"#\s*(noqa|type:\s*ignore|pyright:\s*ignore|pragma|fmt:\s*(?:off|skip)|mypy:)(.*)")
REASONED = re.compile(r":?\s*[A-Z0-9, \[\]a-z-]+?\s+(?:#|--) \S")

ALLOWED: dict[str, Counter[str]] = {
    "generator/code/literals.py": Counter({"Any": 1}),  # an encoder takes the type that its row is for
    "generator/config/project.py": Counter({"type: ignore": 1}),  # a table row holds the type of its own option
}
"""Places where a checker is contradicted, by file; a style rule's `noqa` needs its reason only."""

CONTRADICTIONS = {"type: ignore", "pyright: ignore"}


def test_every_silenced_rule_has_a_reason_beside_it():
    wrong = [
        f"{module.path}:{number} {comment}"
        for module in modules()
        for number, comment in _comments(module)
        if (found := SILENT.search(comment)) and not REASONED.match(found[2])
    ]
    assert wrong == []


def test_the_type_checkers_are_contradicted_in_known_places_only():
    assert _contradictions(modules()) == ALLOWED


def test_the_example_contradicts_no_checker():
    example = [Module(str(path.relative_to(ROOT))) for path in sorted((ROOT / "generated_example").rglob("*.py"))]
    assert example
    assert _contradictions(example) == {}
    assert [module.path for module in example for _, comment in _comments(module) if SILENT.search(comment)] == []


def _contradictions(sources: Iterable[Module]) -> dict[str, Counter[str]]:
    """Count, by file, what takes a value out of the type checkers' sight."""
    found = {module.path: Counter(_escapes(module)) for module in sources}
    return {path: count for path, count in found.items() if count}


def _escapes(module: Module) -> list[str]:
    nodes = list(ast.walk(module.tree))
    typing = {
        alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module in {"typing", "typing_extensions"}
        for alias in node.names
    }
    names = [node.id for node in nodes if isinstance(node, ast.Name) and node.id in typing & {"Any", "cast"}]
    comments = [match[1] for _, comment in _comments(module) if (match := SILENT.search(comment))]
    return names + [comment for comment in comments if comment in CONTRADICTIONS]


def _comments(module: Module) -> list[tuple[int, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]
