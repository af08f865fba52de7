"""What a change would cost: one module a kind of loss, each giving findings that the user may allow by their code."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from generator.diagnostics import Diagnostic
from generator.dialects import DIALECTS
from generator.migrations.lint import (
    checks,
    drops,
    enums,
    guards,
    inbound,
    irreversible,
    labels,
    narrowing,
    nested,
    nulls,
    objects,
    options,
    references,
    renames,
    renaming,
    required,
    rewrites,
    swaps,
    uniques,
)
from generator.migrations.lint.change import Change
from generator.migrations.operations import Operation
from generator.schema.state import Schema

Check = Callable[[Change], Iterator[Diagnostic]]

CHECKS: Final[tuple[Check, ...]] = (
    swaps.check,
    renames.check,
    drops.check,
    narrowing.check,
    labels.check,
    nested.check,
    guards.check,
    required.check,
    nulls.check,
    options.check,
    uniques.check,
    checks.check,
    enums.check,
    inbound.check,
    irreversible.check,
    references.check,
    rewrites.check,
    renaming.check,
    objects.check,
)
"""Each gives what is wrong with a change."""


def lint(
    operations: Sequence[Operation], before: Schema, after: Schema, databases: Sequence[str] = tuple(DIALECTS)
) -> list[Diagnostic]:
    """Give all findings about operations that lead from `before` to `after` on these databases."""
    change = Change(tuple(operations), before, after, tuple(databases))
    return [finding for check in CHECKS for finding in check(change)]


def lint_names(
    operations: Sequence[Operation], before: Schema, after: Schema, databases: Sequence[str]
) -> list[Diagnostic]:
    """Give the findings that there may be without any operation."""
    return list(swaps.check(Change(tuple(operations), before, after, tuple(databases))))
