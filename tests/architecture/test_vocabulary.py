"""What a module may be called, and what it may not speak of."""

import ast
import re
from collections import Counter
from pathlib import Path

from tests.architecture.sources import Module, modules, own_modules

VAGUE = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
DATABASES = {"mariadb", "mysql", "postgres", "postgresql", "sqlite"}
CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "uuid1", "uuid4"}
CLOCK_OWNERS = {"date", "datetime", "time", "uuid"}


def test_a_name_says_what_a_module_owns():
    wrong = [
        module.path for module in modules() if VAGUE & {part.removesuffix(".py") for part in Path(module.path).parts}
    ]
    assert wrong == []


def test_a_database_is_told_apart_in_its_own_module_only():
    wrong = [
        module.place(node)
        for module in modules()
        if module.package != "dialects" and not module.path.startswith("generator/runtime/databases/")
        for node in ast.walk(module.tree)
        if _tells_apart(node)
    ]
    assert wrong == []


def test_only_the_command_line_prints_or_exits():
    wrong = [
        module.place(node)
        for module in modules()
        if module.package not in {"cli", "__main__"}
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "exit", "quit", "sys.exit", "os._exit"}
    ]
    assert wrong == []


def test_output_depends_on_no_clock_and_no_chance():
    wrong = [module.place(node) for module in own_modules() for node in ast.walk(module.tree) if _reads_a_clock(node)]
    wrong += [module.path for module in own_modules() if _imports_random(module)]
    assert wrong == []


def _tells_apart(node: ast.AST) -> bool:
    """Whether a node compares with a database's name or looks one up by its name."""
    match node:
        case ast.Compare():
            return any(map(_names_a_database, (node.left, *node.comparators)))
        case ast.MatchValue(value=value):
            return _names_a_database(value)
        case ast.Subscript(value=ast.Name(id="Literal")):
            return False
        case ast.Subscript(slice=value):
            return _names_a_database(value)
        case ast.Call(func=ast.Attribute(attr="get" | "startswith" | "endswith"), args=[first, *_]):
            return _names_a_database(first)
    return False


def _names_a_database(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=str(value)):
            return value in DATABASES
        case ast.Tuple(elts=items) | ast.Set(elts=items) | ast.List(elts=items):
            return any(map(_names_a_database, items))
    return False


def _reads_a_clock(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)):
            return owner in CLOCK_OWNERS and name in CLOCKS
    return False


def _imports_random(module: Module) -> bool:
    return any(
        alias.name in {"random", "secrets"}
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    )


def test_every_rule_has_a_code_and_a_name_of_its_own():
    """Rules are declared beside what finds them; two of one code would only meet when all modules are loaded."""
    declared = re.compile(r'\brule\(\s*"([A-Z]\d+)",\s*"([a-z0-9-]+)"')
    found = [match for module in own_modules() for match in declared.findall(module.text)]
    assert len(found) > 150
    for names in zip(*found, strict=True):
        assert [name for name, count in Counter(names).items() if count > 1] == []
