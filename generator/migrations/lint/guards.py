"""What guards rows, and would not any more: tenants kept apart, deletions that are marks, rows that are only added."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft, found
from generator.migrations.lint.change import Change
from generator.migrations.operations import AllowChanges, CreatePolicy, DropColumn, DropPolicy, ForbidChanges

_MARK = "deleted_at"


def check(change: Change) -> Iterator[Diagnostic]:
    """Find guards that go from tables that stay."""
    start, end = Draft(change.before), Draft(change.after)
    guarded = {item.table for item in change.operations if isinstance(item, CreatePolicy)}
    refusing = {item.table for item in change.operations if isinstance(item, ForbidChanges)}
    for operation in change.operations:
        match operation:
            case DropPolicy(name) if name not in guarded:
                yield rules.POLICY_GONE.at(
                    end.tables[name].span if name in end.tables else None,
                    f"the tenants of {name} would not be kept apart any more: each would see the rows of all",
                    "keep `tenant`, or run again with `--allow M421`",
                )
            case AllowChanges(name) if name not in refusing:
                yield rules.CHANGEABLE_NOW.at(
                    end.tables[name].span if name in end.tables else None,
                    f"rows of {name}, which were only ever added, could be changed and removed",
                    "keep `append_only` where nobody may rewrite what happened",
                )
            case DropColumn(name, column) if name in start.tables:
                known = found(start.tables[name].columns, column, "column")
                if (known.known_as or known.name).removeprefix("@") == _MARK:
                    yield rules.DELETED_LIVE.at(
                        end.tables[name].span if name in end.tables else None,
                        f"rows of {name} that are marked as deleted would live again",
                        "purge them first, then run again with `--allow M420`",
                    )
            case _:
                pass
