"""What a class of the application defines, read from its syntax tree."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Member:
    """A name that a class gives a meaning at run time."""

    name: str
    span: Span
    annotation: str = ""
    """As it is written, of a member that has one and is no function."""
    value: str = ""
    """The name of the function that makes its value, of a member that is assigned a call."""


@dataclass(frozen=True, slots=True)
class UserClass:
    """A class of the application."""

    name: str
    span: Span | None
    """None for something that is no `class` statement: what a function returned, what a star brought along."""
    members: tuple[Member, ...] = ()
    """Its own, then those of its bases that are the application's too; what type checkers alone see is left out."""
    has_bases: bool = True


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Give statements, those of `if` and `try` included; what stands under TYPE_CHECKING is left out."""
    for node in body:
        match node:
            case ast.If(test=test) if is_for_checkers(test):
                yield from statements(node.orelse)
            case ast.If():
                yield from statements((*node.body, *node.orelse))
            case ast.Try() | ast.TryStar():
                handled = [item for handler in node.handlers for item in handler.body]
                yield from statements((*node.body, *handled, *node.orelse, *node.finalbody))
            case _:
                yield node


def is_for_checkers(test: ast.expr) -> bool:
    """Tell whether a condition is TYPE_CHECKING."""
    match test:
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return True
        case _:
            return False


def members(node: ast.ClassDef, file: str) -> Iterator[Member]:
    """Give what a class statement defines itself."""
    for item in statements(node.body):
        match item:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield Member(name, name_span(item, name, file))
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                yield Member(name, span(item.target, file), ast.unparse(annotation), _function(value))
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Name):
                        yield Member(target.id, span(target, file), value=_function(value))
            case _:
                continue


def span(node: ast.expr | ast.stmt, file: str) -> Span:
    """Give the place of a node; columns count characters, which in names of ASCII are bytes."""
    end = node.end_col_offset or node.col_offset
    return Span(file, node.lineno, node.col_offset + 1, node.end_lineno or node.lineno, end + 1)


def name_span(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, name: str, file: str) -> Span:
    """Give the place of the name that a `def` or a `class` defines."""
    lead = {ast.FunctionDef: "def ", ast.AsyncFunctionDef: "async def ", ast.ClassDef: "class "}[type(node)]
    start = node.col_offset + len(lead) + 1
    return Span(file, node.lineno, start, node.lineno, start + len(name))


def _function(value: ast.expr | None) -> str:
    match value:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
        case _:
            return ""
