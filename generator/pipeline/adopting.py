"""`gen migrate baseline` without its command line: a database that holds the tables already is told so."""

from generator.config import Settings
from generator.diagnostics import Diagnostic, Severity
from generator.errors import HistoryError
from generator.migrations import records
from generator.migrations.history import History
from generator.pipeline.live import asked, compare_live, standing


def adopt(settings: Settings, history: History, url: str, revision: str) -> tuple[Diagnostic, ...]:
    """Write into the database that it has `revision`, if it holds what that leads to; give what else is worth knowing.

    No table is made or changed. HistoryError: it says already what it has, or it differs. ConfigError: that cannot be told.
    """
    place = standing(url)
    if place.versions:
        message = f"the database is at {', '.join(place.versions)} already"
        raise HistoryError(records.VERSIONED.at(None, message, "run `alembic upgrade head`"))
    state = history.subset(item.revision for item in history.ancestors([revision])).state()
    found = tuple(compare_live(settings, place.database, url, state))
    wrong = [item for item in found if item.severity is Severity.ERROR and item.code not in settings.allow]
    if wrong:
        raise HistoryError(found)
    asked({"action": "stamp", "url": url, "revision": revision})
    return found
