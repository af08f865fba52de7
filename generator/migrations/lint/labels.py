"""Labels of enums that go, and rows that have them."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.dialects import dialect
from generator.migrations import rules
from generator.migrations.bodies.rows import is_deep
from generator.migrations.draft import Draft, found
from generator.migrations.lint.change import Change
from generator.migrations.operations import ChangeLabels


def check(change: Change) -> Iterator[Diagnostic]:
    """Find labels that nothing takes the place of, and those that stand inside of lists of lists, where rows keep them."""
    draft = Draft(change.before)
    for operation in change.operations:
        if isinstance(operation, ChangeLabels):
            table = draft.table(operation.table)
            old = found(table.columns, operation.column, "column").labels
            span = change.place(operation.table, operation.column)
            kept = {*operation.labels.values(), *(was for was, _ in operation.values)}
            gone = [label for label, stored in old.items() if stored not in kept]
            where = f"column `{operation.column}` of {operation.table}"
            if gone:
                yield rules.LABEL_GONE.at(
                    span,
                    f"{where} would lose {', '.join(map(repr, gone))}: rows that have it fit no more",
                    f"say in the enum what they get, `removed: {{{gone[0]}: …}}`, or `renamed_from` at the label's new name",
                )
            again = {was for was, _ in operation.values} & {now for _, now in operation.values}
            committing = [dialect(name).label for name in change.databases if dialect(name).commits_changes]
            if again and committing:
                yield rules.RENUMBERED.at(
                    span,
                    f"{where}: {', '.join(map(repr, sorted(again, key=str)))} would be given up and taken at once; broken off on"
                    f" {' and '.join(committing)} and run again, rows would be changed twice",
                    "give the labels values that none had before; those that you want, in a change after that",
                )
            if is_deep(table, operation.column) and operation.values:
                yield rules.NESTED_LABEL.at(
                    span,
                    f"{where} holds lists of lists, in which {', '.join(repr(was) for was, _ in operation.values)} would stay",
                    "change these rows in a revision of your own, then run again with `--allow M418`; migrating stops where one has it still",
                )
        operation.apply(draft)
