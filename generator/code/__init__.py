"""The only way from a value to Python source: literals are encoded here, and every name knows its import.

A `Code` is text in which imported names stand as `Symbol`s. Only a `Scope`, the names of one module, turns it into text:
it decides what a symbol is called there (`date`, or `_date` where the module has a field of that name) and keeps the
imports that it handed out.
"""

from generator.code.literals import lines as text_lines
from generator.code.literals import literal
from generator.code.pieces import Code, Piece, Symbol, block, call, code, is_name, join
from generator.code.scope import Scope, export_order, member_order
from generator.code.words import comment, docstring

__all__ = [
    "Code",
    "Piece",
    "Scope",
    "Symbol",
    "block",
    "call",
    "code",
    "comment",
    "docstring",
    "export_order",
    "is_name",
    "join",
    "literal",
    "member_order",
    "text_lines",
]
