"""What a change would cost: one module a kind of loss, each giving findings that the user may allow by their code."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from generator.diagnostics import Diagnostic
from generator.migrations.lint import (
    drops,
    guards,
    labels,
    narrowing,
    nulls,
    options,
    references,
    renames,
    renaming,
    required,
    rewrites,
    uniques,
)
from generator.migrations.operations import Operation
from generator.schema.state import Schema

Check = Callable[[Sequence[Operation], Schema, Schema], Iterator[Diagnostic]]

CHECKS: Final[tuple[Check, ...]] = (
    renames.check,
    drops.check,
    narrowing.check,
    labels.check,
    guards.check,
    required.check,
    nulls.check,
    options.check,
    uniques.check,
    references.check,
    rewrites.check,
    renaming.check,
)
"""Each gives what is wrong with operations that lead from one schema to another."""


def lint(operations: Sequence[Operation], before: Schema, after: Schema) -> list[Diagnostic]:
    """Give all findings about operations that lead from `before` to `after`."""
    return [finding for check in CHECKS for finding in check(operations, before, after)]
