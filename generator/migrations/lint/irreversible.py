"""What a downgrade does not bring back."""

from collections import Counter
from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft, found
from generator.migrations.lint.change import Change
from generator.migrations.operations import AlterEnumType, ChangeLabels, DropColumn, DropTable


def check(change: Change) -> Iterator[Diagnostic]:
    """Find rows, values and labels that are gone for good."""
    draft, end = Draft(change.before), Draft(change.after)
    for operation in change.operations:
        span = None
        match operation:
            case DropTable(table):
                what = f"the rows of {table}: it comes back empty"
            case DropColumn(table, column) if found(draft.table(table).columns, column, "column").computed is None:
                span = end.tables[table].span if table in end.tables else None
                what = f"the values of `{column}` of {table}: it comes back with null, its DEFAULT, or the type's emptiest value"
            case ChangeLabels(_, _, _, values) | AlterEnumType(_, values) if _merged(values):
                what = f"which rows had {' and which '.join(map(repr, _merged(values)))}: all get the first"
            case _:
                what = ""
        if what:
            yield rules.IRREVERSIBLE.at(
                span, f"a downgrade does not bring back {what}", "keep a copy for as long as it matters"
            )
        operation.apply(draft)


def _merged(values: tuple[tuple[str | int, str | int], ...]) -> list[str | int]:
    """Give the values that one takes the place of together with others."""
    counts = Counter(now for _, now in values)
    return [was for was, now in values if counts[now] > 1]
