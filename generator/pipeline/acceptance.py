"""`gen migrate accept` without its command line: a body was edited on purpose, and still does what its delta says."""

from collections.abc import Sequence

from generator.config import Settings
from generator.diagnostics import Diagnostic, Severity
from generator.errors import HistoryError
from generator.migrations.history import History
from generator.output.write import locked, replace
from generator.pipeline.build import PATIENCE
from generator.pipeline.revisions import Bodies, accepting
from generator.pipeline.verification import disk_of, verify_bodies


def accept(settings: Settings, history: History, named: Sequence[str]) -> tuple[list[str], list[Diagnostic]]:
    """Record the edits of these revisions (none: of all that were edited), and give their ids, and what else was found.

    HistoryError: a body no longer does what its delta says. ConfigError: there is no Alembic to try it with.
    """
    with locked(settings.output, PATIENCE, lambda: None):
        disk = disk_of(settings)
        bodies = Bodies.read(disk)
        edited = {
            item.revision: item.path.relative_to(settings.output).as_posix()
            for item in history.order
            if item.path.relative_to(settings.output).as_posix() in bodies.edited
        }
        chosen = [revision for revision in edited if not named or revision in named]
        if not chosen:
            return [], []
        found = verify_bodies(settings, history, chosen).found
        wrong = [item for item in found if item.severity is Severity.ERROR]
        if wrong:
            raise HistoryError(wrong)
        paths = {edited[revision] for revision in chosen}
        for record, files in disk.records.revisions.items():
            if not paths.isdisjoint(files):
                replace(settings.output / record, accepting(files, disk))
        return chosen, list(found)
