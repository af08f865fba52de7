"""The recorded revisions as the commands of `gen migrate` ask for them."""

from generator.config import Settings
from generator.diagnostics import rule
from generator.errors import ConfigError, HistoryError
from generator.migrations.history import History, read_history
from generator.pipeline.migration import placed, read_past
from generator.pipeline.publication import versions_folder

NO_SUCH_REVISION = rule(
    "C615",
    "no-such-revision",
    """
A command was given the id of a revision that the project does not have. The beginning of an id is enough, as far as it is
the only one that begins so: `0003`.
""",
)


def heads_recorded(settings: Settings) -> History:
    """Give the project's revisions, be they at odds; HistoryError if their files are not as they were written.

    ConfigError: there is none yet.
    """
    try:
        return _some(read_history(versions_folder(settings)))
    except HistoryError as error:
        raise HistoryError(placed(error.diagnostics, settings.root)) from error


def recorded(settings: Settings, *, some: bool = True) -> History:
    """Give the project's revisions; HistoryError with all that is wrong with them.

    ConfigError: there is none yet, and there have to be `some`.
    """
    past = read_past(settings)
    if past.history is None:
        raise HistoryError(past.problems)
    return _some(past.history) if some else past.history


def _some(history: History) -> History:
    if not history.order:
        raise ConfigError(NO_SUCH_REVISION.at(None, "there is no revision yet", "run `gen build`: it writes the first"))
    return history


def revision_named(history: History, name: str) -> str:
    """Give the id of the revision that is called so, or begins so; ConfigError if there is none, or several."""
    if name in history.revisions:
        return name
    like = [revision for revision in history.revisions if revision.startswith(name)]
    if len(like) == 1:
        return like[0]
    known = ", ".join(sorted(like or history.revisions))
    what = "several revisions begin with" if like else "there is no revision"
    raise ConfigError(NO_SUCH_REVISION.at(None, f"{what} {name!r}", f"known: {known or 'none'}"))


def newest(history: History) -> str:
    """Give the newest of some revisions; ConfigError if there are several."""
    if len(history.heads) == 1:
        return history.heads[0]
    what = f"{' and '.join(history.heads)} both come last"
    raise ConfigError(NO_SUCH_REVISION.at(None, what, "say which one is meant"))
