"""Modules and functions stay small enough to be read at once."""

import ast
from statistics import median

from tests.architecture.sources import modules

FILE_MEDIAN, FILE_MAX = 120, 350
FUNCTION_MEDIAN, FUNCTION_MAX = 10, 60


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines from `def` on, without its docstring."""
    first = node.body[0]
    documented = ast.get_docstring(node) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_files_are_short():
    sizes = {module.path: module.text.count("\n") for module in modules()}
    assert {path: size for path, size in sizes.items() if size > FILE_MAX} == {}
    assert median(sizes.values()) <= FILE_MEDIAN


def test_functions_are_short():
    sizes = {
        f"{module.place(function)} {function.name}": lines(function)
        for module in modules()
        for function in module.functions()
    }
    assert {name: size for name, size in sizes.items() if size > FUNCTION_MAX} == {}
    assert median(sizes.values()) <= FUNCTION_MEDIAN
