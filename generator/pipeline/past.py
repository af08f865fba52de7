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
    """Give the project's revisions, be they at odds; HistoryError if their files are not as they were written."""
    try:
        return read_history(versions_folder(settings))
    except HistoryError as error:
        raise HistoryError(placed(error.diagnostics, settings.root)) from error


def recorded(settings: Settings) -> History:
    """Give the project's revisions; HistoryError with all that is wrong with them."""
    past = read_past(settings)
    if past.history is None:
        raise HistoryError(past.problems)
    return past.history


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
    """Give the newest revision; ConfigError if there is none, or several."""
    if len(history.heads) == 1:
        return history.heads[0]
    what = f"{' and '.join(history.heads)} both come last" if history.heads else "there is no revision yet"
    hint = "say which one is meant" if history.heads else "run `gen build`: it writes the first"
    raise ConfigError(NO_SUCH_REVISION.at(None, what, hint))
