"""Enum types of the database whose labels cannot be changed in place."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.dialects import dialect
from generator.migrations import rules
from generator.migrations.draft import Draft, TableName
from generator.migrations.lint.change import Change
from generator.migrations.operations import AlterEnumType


def check(change: Change) -> Iterator[Diagnostic]:
    """Find types that are made anew: a label goes, or the order is another one."""
    draft = Draft(change.before)
    native = any(dialect(name).native_enums for name in change.databases)
    for operation in change.operations:
        if native and isinstance(operation, AlterEnumType):
            enum = operation.enum
            known = draft.enums[TableName(enum.name, enum.schema)]
            called = {was: now for was, now in operation.values if now not in known.labels}
            before = [called.get(label, label) for label in known.labels]
            if [label for label in enum.labels if label in before] != before:
                having = [str(name) for name, table in draft.tables.items() if any(map(operation.has, table.columns))]
                yield rules.ENUM_REPLACED.at(
                    None,
                    f"enum type {enum.name} is made anew, and with it {', '.join(having) or 'no table'}: PostgreSQL takes"
                    " ACCESS EXCLUSIVE and writes every row anew",
                    "keep a label that goes until no row has it, and add new ones at the end; `storage: check` has no such cost",
                )
        operation.apply(draft)
