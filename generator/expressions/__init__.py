"""Conditions and computed values that a spec writes in SQL: read, typed, printed, rendered per database."""

from generator.expressions.assignment import demand_assignable
from generator.expressions.building import (
    arithmetic,
    between,
    both,
    compare,
    constant,
    either,
    is_in,
    is_null,
    is_truth,
    like,
    negate,
    negative,
)
from generator.expressions.errors import ExpressionError, UnknownNameError
from generator.expressions.kinds import type_of
from generator.expressions.parsing import Labels, Types, parse
from generator.expressions.printing import digest, name_text, text
from generator.expressions.python import to_python
from generator.expressions.renaming import rename
from generator.expressions.sql import to_sql
from generator.expressions.tree import Column, Constant, Expression

__all__ = [
    "Column",
    "Constant",
    "Expression",
    "ExpressionError",
    "Labels",
    "Types",
    "UnknownNameError",
    "arithmetic",
    "between",
    "both",
    "compare",
    "constant",
    "demand_assignable",
    "digest",
    "either",
    "is_in",
    "is_null",
    "is_truth",
    "like",
    "name_text",
    "negate",
    "negative",
    "parse",
    "rename",
    "text",
    "to_python",
    "to_sql",
    "type_of",
]
