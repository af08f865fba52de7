"""The migration of a run: what the history lacks, as files and as words, and the environment that it is applied in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.errors import HistoryError
from generator.migrations import History, Revision, environment_files, migrations_folder, plan_revision, read_history
from generator.output.files import File, Upkeep
from generator.pipeline.request import Request
from generator.schema.state import Schema


@dataclass(frozen=True, slots=True)
class Migration:
    """The revision to be written; without a name there is none."""

    files: tuple[File, ...] = ()
    """The environment's, and the revision's."""
    name: str = ""
    effects: tuple[str, ...] = ()
    """What the revision does, a line an operation."""
    advice: tuple[Diagnostic, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    """Why there can be no revision: the history contradicts itself, or data would be lost."""
    revision: Revision | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What is recorded: the revisions and the schema that they lead to, or what is wrong with them."""

    history: History | None
    schema: Schema | None
    problems: tuple[Diagnostic, ...] = ()


def read_past(settings: Settings) -> Past:
    """Read the recorded revisions; what is wrong with them is told, not raised, so that a check can go on."""
    try:
        history = read_history(settings.output / migrations_folder(settings) / "versions")
        return Past(history, history.state())
    except HistoryError as error:
        return Past(None, None, tuple(placed(error.diagnostics, settings.root)))


def plan_migration(settings: Settings, past: Past, schema: Schema, request: Request) -> Migration:
    """Give what the history lacks; why it cannot be had is told, not raised."""
    environment = tuple(File(path, text) for path, text in environment_files(settings).items())
    if request.no_migration:
        return Migration(environment)
    if past.history is None:
        return Migration(environment, problems=past.problems)
    try:
        revision = plan_revision(past.history, schema, request.message or None, settings, by_hand=request.only_looks)
    except HistoryError as error:
        return Migration(environment, problems=tuple(placed(error.diagnostics, settings.root)))
    if revision is None:
        return Migration(environment)
    written = tuple(File(path, text, upkeep=Upkeep.ONCE) for path, text in revision.files.items())
    advice = tuple(placed(revision.findings, settings.root))
    return Migration(
        (*environment, *written), f"{revision.id}: {revision.message}", revision.summary, advice, (), revision
    )


def placed(found: Iterable[Diagnostic], root: Path) -> Iterator[Diagnostic]:
    """Give findings with paths relative to the project, as all others have them."""
    for item in found:
        file = Path(item.span.file) if item.span else root
        if item.span is not None and file.is_relative_to(root):
            place = replace(item.span, file=file.relative_to(root).as_posix())
            yield replace(item, span=place)
        else:
            yield item
