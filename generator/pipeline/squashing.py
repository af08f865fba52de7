"""`gen migrate squash` without its command line: one baseline in the place of many revisions, under the id of the last."""

from generator.config import Settings
from generator.diagnostics import Span
from generator.errors import HistoryError
from generator.migrations import delta, migrations_package, records
from generator.migrations.diff import diff
from generator.migrations.history import History
from generator.migrations.revision import body_text, revision_stem
from generator.output.write import locked
from generator.pipeline.build import PATIENCE
from generator.pipeline.findings import shown_path
from generator.pipeline.rewriting import rewrite
from generator.pipeline.verification import bodies_of
from generator.schema.state import Schema


def squash(settings: Settings, history: History, point: str) -> list[str]:
    """Put a baseline in the place of `point` and all before it, and give the ids that are gone.

    It has the id of `point`: databases there stay valid. HistoryError: rows that a person's revisions change would be missed.
    """
    line = history.ancestors([point])
    if len(line) <= 1:
        return []
    _refuse_data(settings, history, point)
    state = history.subset(item.revision for item in line).state()
    operations = diff(Schema(), state)
    raw = [delta.to_json(operation) for operation in operations]
    databases = history.revisions[point].databases or settings.databases
    head = delta.Head(point, (), f"baseline of {len(line)} revisions", databases, delta.digest(raw))
    stem = revision_stem(settings, point, head.message)
    body = body_text(head, operations, Schema(), migrations_package(settings))
    with locked(settings.output, PATIENCE, lambda: None):
        rewrite(settings, {f"{stem}.py": body, f"{stem}.json": delta.dumps(head, raw)}, line, lose=True)
    return [item.revision for item in line if item.revision != point]


def _refuse_data(settings: Settings, history: History, point: str) -> None:
    pristine = bodies_of(settings).pristine
    found = [
        records.SQUASHED_DATA.at(
            Span(shown_path(settings, path)),
            f"{item.revision} was {'written' if item.by_hand else 'edited'} by a person: what it does to rows would be missed",
            "see that new databases do not need it, then run again with `--allow M473`",
        )
        for item in history.ancestors([point])
        if (path := item.path.relative_to(settings.output).as_posix()) not in pristine
    ]
    if found and records.SQUASHED_DATA.code not in settings.allow:
        raise HistoryError(found)
