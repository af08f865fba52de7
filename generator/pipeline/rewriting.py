"""Revisions written and taken away outside of a build: by merging, rebasing, squashing, and by hand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from generator.config import Settings
from generator.errors import OutputError
from generator.migrations.history import Recorded
from generator.output.files import File, Upkeep
from generator.output.format import find_formatter
from generator.output.ownership import digest
from generator.output.plan import BLOCKING, Change, Disk, State, compare
from generator.output.records import revision_record_path
from generator.output.write import check_paths, write
from generator.pipeline.assembly import assemble
from generator.pipeline.findings import Mending, finding
from generator.pipeline.freshness import forget
from generator.pipeline.verification import disk_of


def rewrite(settings: Settings, files: Mapping[str, str], gone: Iterable[Recorded] = (), *, lose: bool = False) -> None:
    """Write revisions (unformatted, by path) and take others away; OutputError if a person's work would go with them.

    `lose`: bodies that were edited may go, because what is in them goes on elsewhere.
    """
    check_paths(files)
    disk = disk_of(settings)
    wanted = [File(path, text, upkeep=Upkeep.ONCE) for path, text in files.items()]
    assembly = assemble(wanted, disk, settings, find_formatter(settings.formatter), {})
    plan = compare(disk, assembly.texts, (), whole=False)
    gone = tuple(gone)
    own = {item.path.relative_to(settings.output).as_posix() for item in gone if lose}
    written = [replace(change, state=State.REPLACED) if change.path in own else change for change in plan.changes]
    removed = [
        change for item in gone for change in _removals(item, disk, lose=lose) if change.path not in assembly.texts
    ]
    changes = (*written, *removed)
    blocked = [finding(change, settings, Mending("")) for change in changes if change.state in BLOCKING]
    if blocked:
        raise OutputError(blocked)
    forget(settings)
    write(settings.output, changes, lambda _done: None)


def _removals(item: Recorded, disk: Disk, *, lose: bool) -> Iterator[Change]:
    stem = item.path.relative_to(disk.folder).with_suffix("").as_posix()
    for path in (f"{stem}.py", f"{stem}.json", revision_record_path(item.path.stem)):
        text = disk.read(path)
        if text is None:
            continue
        known = lose or not path.endswith(".py") or disk.records.knows(path, digest(text))
        yield Change(path, State.ORPHAN if known else State.EDITED_ORPHAN, None, text)
