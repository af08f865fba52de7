"""Templates hold text, loops over prepared rows and plain boolean ifs; whatever has to be worked out is Python."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.architecture.sources import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.j2"))
DEEPEST = 2
FORBIDDEN = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.BinExpr,
    nodes.Block,
    nodes.Call,
    nodes.CallBlock,
    nodes.Compare,
    nodes.Concat,
    nodes.CondExpr,
    nodes.Extends,
    nodes.Filter,
    nodes.FilterBlock,
    nodes.Macro,
    nodes.Neg,
    nodes.Test,
)
LOGIC = (nodes.And, nodes.Or)
"""Operators that are fine: plain boolean ifs."""
QUOTED = re.compile(r"""["'`]\s*\{\{|\}\}\s*["'`]""")


def test_there_are_templates():
    assert TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_works_nothing_out(path: Path):
    tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    wrong = [
        f"line {node.lineno}: {type(node).__name__}" for node in tree.find_all(FORBIDDEN) if not isinstance(node, LOGIC)
    ]
    assert wrong == []
    assert [f"line {node.lineno}: too deep" for node in _deeper(tree, 0)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_value_never_stands_between_quotes_of_the_template(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [f"line {number}: {line.strip()}" for number, line in enumerate(lines, 1) if QUOTED.search(line)] == []


def _deeper(node: nodes.Node, depth: int) -> Iterator[nodes.Node]:
    """Give the loops and ifs that stand deeper than allowed; an elif is as deep as its if."""
    for child in node.iter_child_nodes():
        branch = isinstance(node, nodes.If) and child in node.elif_
        nested = isinstance(child, nodes.For | nodes.If) and not branch
        if nested and depth == DEEPEST:
            yield child
        yield from _deeper(child, depth + nested)
