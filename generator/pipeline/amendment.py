"""Writing the newest revision anew instead of another one after it, and the way back for databases that have it."""

import os
import shutil

from generator.config import Settings
from generator.diagnostics import Span
from generator.errors import HistoryError
from generator.migrations import migrations_folder, records
from generator.migrations.history import Recorded
from generator.migrations.revision import title_of
from generator.output.write import replace
from generator.pipeline.findings import shown_path
from generator.pipeline.freshness import CACHE, cache_folder
from generator.pipeline.migration import Past
from generator.pipeline.publication import published
from generator.pipeline.replay import import_root


def without_newest(settings: Settings, past: Past) -> tuple[Past, Recorded | None]:
    """Give what is recorded without the newest revision, and that one; HistoryError if it may not be rewritten."""
    history = past.history
    if history is None or not history.revisions:
        return past, None
    newest, *others = (history.revisions[name] for name in history.heads)
    span = Span(shown_path(settings, newest.path.relative_to(settings.output).as_posix()))
    if others or len(newest.parents) > 1 or newest.by_hand:
        kind = "was written by hand" if newest.by_hand else "joins others" if not others else "is one of several newest"
        help_text = "run `gen build` without --amend: it writes a revision after it"
        raise HistoryError(records.UNAMENDABLE.at(span, f"{newest.revision} {kind}", help_text))
    reason = published(settings, history).get(newest.revision)
    if reason:
        help_text = "run `gen build` without --amend: it writes a revision after it"
        raise HistoryError(records.PUBLISHED.at(span, f"{newest.revision} {reason}", help_text))
    rest = history.without({newest.revision})
    return Past(rest, rest.state()), newest


def kept_message(old: Recorded | None) -> str:
    """Give what a person called the revision; empty if it was named after its operations."""
    usual = title_of(old.operations) if old and old.operations else ""
    return "" if old is None or old.message == usual else old.message


def copy_place(old: Recorded) -> str:
    """Give where the revisions are kept as they were before `old` was rewritten, relative to the project."""
    return f"{CACHE}/amended/{old.revision}"


def keep_copy(settings: Settings, old: Recorded) -> None:
    """Keep the revisions as they are now, so that Alembic finds the way back from `old`; raises OSError."""
    folder = cache_folder(settings).parent / copy_place(old)
    target = folder / "migrations"
    if target.exists():
        return
    source = settings.output / migrations_folder(settings)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    above = os.path.relpath(import_root(settings), folder).replace(os.sep, "/")
    lines = ("[alembic]", "script_location = %(here)s/migrations", f"prepend_sys_path = %(here)s/{above}")
    replace(folder / "alembic.ini", "\n".join((*lines, "path_separator = os", "")))
