"""Members of value objects, lists and maps that go or change: rows keep them in JSON, where no revision looks by itself."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic
from generator.fieldtypes import Scalar
from generator.migrations import rules
from generator.migrations.bodies.conversions import is_widening
from generator.migrations.draft import Draft, found
from generator.migrations.lint.change import Change
from generator.migrations.operations import ChangeInside, ChangeLabels
from generator.schema.json import storage
from generator.schema.nesting import REQUIRED


def check(change: Change) -> Iterator[Diagnostic]:
    """Find what of JSON that is there would not be read any more; what was never recorded is not judged."""
    draft = Draft(change.before)
    rewritten = {
        (item.table, item.column): {f"[]={old}" for old, _ in item.values}
        for item in change.operations
        if isinstance(item, ChangeLabels)
    }
    for operation in change.operations:
        if isinstance(operation, ChangeInside):
            old = found(draft.table(operation.table).columns, operation.column, "column").inside
            own = rewritten.get((operation.table, operation.column), ())
            judged = {path: kind for path, kind in old.items() if path not in own}
            told = list(_told(judged, operation.inside)) if old else []
            if told:
                yield rules.NESTED_MEMBER.at(
                    change.place(operation.table, operation.column),
                    f"rows keep JSON in `{operation.column}` of {operation.table}: {'; '.join(told)}",
                    "change these rows in a revision of your own (`gen migrate new --data`), then run again with"
                    " `--allow M419`",
                )
        operation.apply(draft)


def _told(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for path, kind in old.items():
        now = new.get(path)
        if now is None:
            yield f"{_shown(path)} would be read no more"
        elif not _holds(kind, now):
            yield f"{_shown(path)} would be {now.rstrip('?!')}, and is {kind.rstrip('?!')}"
        elif now.endswith(REQUIRED) and not kind.endswith(REQUIRED):
            yield f"{_shown(path)} would have to be there"
    # A label that is new, or a member below one that is, is in no row.
    for path, kind in new.items():
        if path not in old and kind.endswith(REQUIRED):
            yield f"{_shown(path)} would have to be there, and has no default"


def _holds(old: str, new: str) -> bool:
    before, after = old.rstrip("?!"), new.rstrip("?!")
    if before == after:
        return True
    try:
        one, other = storage(before), storage(after)
    except ValueError:
        return False  # names of enums and values
    return isinstance(one, Scalar) and isinstance(other, Scalar) and is_widening(one, other)


def _shown(path: str) -> str:
    return f"`{path.removeprefix('.')}`"
