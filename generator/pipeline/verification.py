"""`gen migrate verify` without its command line: every body run against a recorder, and held against its delta."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from generator.config import Settings
from generator.diagnostics import Diagnostic, Span
from generator.dialects import dialect
from generator.migrations import delta, migrations_package, records
from generator.migrations.comparison import compare, is_untracked, shown
from generator.migrations.history import History, Recorded
from generator.migrations.revision import body_text
from generator.output.plan import Disk
from generator.output.provenance import merged_versions
from generator.output.records import read_records
from generator.pipeline.findings import shown_path
from generator.pipeline.replay import Replayed, replay_files, replay_texts
from generator.pipeline.revisions import Bodies

_FUNCTIONS: Final = ("upgrade", "downgrade")


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found, and how many revisions were looked at."""

    found: tuple[Diagnostic, ...]
    revisions: int


def verify_bodies(settings: Settings, history: History, only: Collection[str] = ()) -> Verified:
    """Hold bodies against their deltas, on each database of each revision; ConfigError if there is no Alembic."""
    chosen = [item for item in history.order if not only or item.revision in only]
    bodies = bodies_of(settings)
    done = replay_files(settings, [item.path for item in chosen], _FUNCTIONS)
    wanted = replay_texts(settings, [_text(item, history, settings) for item in chosen], settings.databases, _FUNCTIONS)
    found: list[Diagnostic] = []
    for place, item in enumerate(chosen):
        path = item.path.relative_to(settings.output).as_posix()
        span = Span(shown_path(settings, path))
        for name in item.databases or settings.databases:
            if name in done:
                pairs = (
                    (function, wanted[name][place][function], done[name][place][function]) for function in _FUNCTIONS
                )
                found.extend(_judge(item, dialect(name).label, pairs, span, pristine=path in bodies.pristine))
    return Verified(tuple(dict.fromkeys(found)), len(chosen))


def bodies_of(settings: Settings) -> Bodies:
    """Give what is recorded of the project's revisions, held against the disk."""
    return Bodies.read(disk_of(settings))


def disk_of(settings: Settings) -> Disk:
    """Give the output folder as far as its revisions go: they are found by their records."""
    return Disk(settings.output, (), read_records(settings.output), merged_versions)


def _text(item: Recorded, history: History, settings: Settings) -> str:
    """Give the body that this version would write for the recorded delta."""
    databases = item.databases or settings.databases
    head = delta.Head(item.revision, item.parents, item.message or item.revision, databases, "")
    return body_text(head, item.operations, history.before(item.revision), migrations_package(settings))


def _judge(
    item: Recorded, label: str, pairs: Iterable[tuple[str, Replayed, Replayed]], span: Span, *, pristine: bool
) -> Iterator[Diagnostic]:
    for function, wanted, done in pairs:
        if done.error:
            message = f"{function}() of {item.revision} cannot be followed without a database: {done.error}"
            yield records.OPAQUE_BODY.at(span, message, "try it on a copy of a database")
            continue
        if function == "downgrade" and item.by_hand:
            continue  # what a person does not take back is theirs to decide
        missing, extra = compare(wanted.statements, done.statements)
        if pristine and (missing or extra):
            message = f"{item.revision} is as it was generated; this version would write it otherwise"
            yield records.OTHER_BODY.at(span, message)
            continue
        for text in missing:
            message = f"{function}() of {item.revision} leaves out on {label}: {shown(text)}"
            yield records.BODY_DIFFERS.at(span, message, "put it back: the delta says that it happens")
        for text in extra:
            if item.by_hand and is_untracked(text):
                continue
            message = f"{function}() of {item.revision} does on {label} what its delta does not say: {shown(text)}"
            yield records.BODY_DIFFERS.at(span, message, "take it out, change the specs, and let `gen build` write it")
