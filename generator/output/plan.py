"""Comparing what a run wants with what is on disk, before anything is touched."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from generator.frozen import value
from generator.output.adoption import is_journal, is_pristine, journal, journal_path
from generator.output.branches import Histories, joined, without_header_conflict
from generator.output.merges import MARKS, has_conflict, sides, without_markers
from generator.output.merging import Side, merge
from generator.output.ownership import Claim, adopted, body_of, has_header, is_header, read_seal, text_of
from generator.output.records import Records, is_record


class State(Enum):
    """What is the matter with one path."""

    UNCHANGED = "unchanged"
    CREATE = "new"
    """Wanted, and never written before."""
    MISSING = "missing"
    """Wanted, written before, and gone."""
    UPDATE = "stale"
    """Ours as we wrote it, and no longer what is wanted."""
    MERGED = "merged"
    """Changed by git in merging, or cut off in writing: no line in it is a person's."""
    EDITED = "edited"
    """Ours, and edited since."""
    CONFLICT = "in conflict"
    """Ours, in conflict, and with lines that nobody can account for."""
    FOREIGN = "foreign"
    """Not ours, where a file of ours belongs."""
    MERGE = "to be merged"
    """Adopted and edited, and generated otherwise than before: both changes go together."""
    COLLISION = "in conflict with what is generated"
    """Adopted, and edited in lines that are generated otherwise than before."""
    MARKED = "marked"
    """Adopted, with conflict markers in it."""
    LOST = "adopted and gone"
    """Adopted, and not there."""
    REPLACED = "replaced"
    """One of those that stop a run, which the user gave up."""
    ORPHAN = "orphaned"
    """Ours as we wrote it, and wanted no more."""
    EDITED_ORPHAN = "edited and orphaned"
    """Ours and edited since, and wanted no more."""

    __hash__ = object.__hash__
    """Each is one object; the hash that enums have of their names is slow."""


BLOCKING = frozenset(
    {
        State.EDITED,
        State.CONFLICT,
        State.FOREIGN,
        State.EDITED_ORPHAN,
        State.COLLISION,
        State.MARKED,
        State.LOST,
    }
)
"""What stops a run before it writes."""

REMOVED = frozenset({State.ORPHAN, State.EDITED_ORPHAN})
"""What a run takes away."""


@value(frozen=True, slots=True)
class Change:
    """One path: what is the matter, what is wanted there and what is there (None: nothing, or nothing readable)."""

    path: str
    state: State
    wanted: str | None
    found: str | None
    lines: tuple[tuple[int, int], ...] = ()
    """Of an adopted file, the lines that are in conflict: first and last."""


@value(frozen=True, slots=True)
class Plan:
    """All that differs between an output folder and what is wanted there, by path."""

    changes: tuple[Change, ...]
    unchanged: int

    def having(self, *states: State) -> tuple[Change, ...]:
        """Give the changes of these kinds."""
        return tuple(change for change in self.changes if change.state in states)

    @property
    def blocked(self) -> tuple[Change, ...]:
        """What a person must decide first."""
        return tuple(change for change in self.changes if change.state in BLOCKING)


Versions = Callable[[Path, Sequence[str]], Mapping[str, tuple[str, ...]]]
"""Gives, for those of the paths that git merged, the versions that it merged; see `provenance.merged_versions`."""


@value(frozen=True, slots=True)
class Disk:
    """The output folder as a plan sees it: its files, what is recorded of them, and how git's merges are asked for."""

    folder: Path
    files: Collection[str]
    records: Records
    versions: Versions
    links: Collection[str] = ()
    adopted: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """What each adopted file was generated as; see `adoption.read_adopted`."""
    histories: Histories = lambda _folder, _paths: None
    """Gives what git put together last."""

    def read(self, path: str) -> str | None:
        """Give a file's text; None if there is no readable regular file."""
        if path in self.links:
            return None
        try:
            with open(f"{self.folder}/{path}", "rb", 0) as file:  # noqa: PTH123  # thousands of files: no Path for each
                return text_of(file.read())
        except OSError:
            return None


@dataclass(slots=True)
class _Dispute:
    path: str
    wanted: str | None
    found: str


@dataclass(slots=True)
class _Comparison:
    disk: Disk
    settle: Side | None = None
    """How conflicts in adopted files are settled; None: they stop the run."""
    changes: list[Change] = field(default_factory=list[Change])
    disputes: list[_Dispute] = field(default_factory=list[_Dispute])
    unchanged: int = 0

    def add(
        self,
        path: str,
        state: State,
        wanted: str | None,
        found: str | None,
        lines: tuple[tuple[int, int], ...] = (),
    ) -> None:
        if state is State.UNCHANGED:
            self.unchanged += 1
        else:
            self.changes.append(Change(path, state, wanted, found, lines))


def compare(
    disk: Disk, wanted: Mapping[str, str], kept: Collection[str], *, whole: bool = True, settle: Side | None = None
) -> Plan:
    """Plan what makes the folder hold `wanted` (whole texts by path).

    `kept` are paths that are right as they are, or a person's to change. Files of ours that are neither are orphans,
    unless the run is not about the `whole` output. Conflicts in adopted files are settled by `settle`.
    """
    work = _Comparison(disk, settle, unchanged=len(kept))
    for path, text in wanted.items():
        if path in disk.adopted:
            _compare_adopted(work, path, text)
        else:
            _compare_file(work, path, text)
    if whole:
        for path in disk.files:
            if path not in wanted and path not in kept:
                _compare_unwanted(work, path)
    _settle(work)
    return Plan(tuple(sorted(work.changes, key=_order)), work.unchanged)


def _order(change: Change) -> tuple[bool, str]:
    """Put what is noted of a merge first, and what an adopted file is generated as behind the file itself."""
    late = is_pristine(change.path) or (is_journal(change.path) and change.wanted is None)
    return late, change.path


def _compare_adopted(work: _Comparison, path: str, wanted: str) -> None:
    """Merge what a person did to a file with what it is generated as now."""
    found = work.disk.read(path)
    if found is None:
        work.add(path, State.LOST, wanted, None)
        return
    mine = adopted(path, body_of(path, without_header_conflict(path, found)))
    tried = [merge(mine, base, wanted) for base in work.disk.adopted[path]]
    best = next((item for item in tried if not item.conflicts), tried[0])
    made = None if best.conflicts or _marked_lines(mine) else best.text()
    if made is None:
        made = joined(path, found, wanted, lambda paths: work.disk.histories(work.disk.folder, paths))
    marked = _marked_lines(mine if work.settle else found)
    if made is None and marked:
        work.add(path, State.MARKED, wanted, found, marked)
    elif made is None and work.settle is None:
        lines = tuple((item.line, item.line + max(0, len(item.ours) - 1)) for item in best.conflicts)
        work.add(path, State.COLLISION, best.text(), found, lines)
    else:
        _add_merge(work, path, found, best.text(work.settle or Side.MARKERS) if made is None else made, wanted)


def _marked_lines(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((number, number) for number, line in enumerate(text.split("\n"), 1) if line.startswith(MARKS))


def _add_merge(work: _Comparison, path: str, found: str, made: str, wanted: str) -> None:
    """Plan what a merge came to, noted beforehand; `wanted` is what the file is generated as from then on."""
    if made == found:
        work.add(path, State.UNCHANGED, made, found)
        return
    note = journal_path(path)
    work.add(note, State.CREATE, journal(made, wanted), None)
    work.add(path, State.MERGE, made, found)
    work.add(note, State.ORPHAN, None, None)


def _compare_file(work: _Comparison, path: str, wanted: str) -> None:
    records = work.disk.records
    found = work.disk.read(path)
    if found is None:
        place = f"{work.disk.folder}/{path}"
        absent = path not in work.disk.links and not os.path.exists(place)  # noqa: PTH110  # no Path for each of thousands
        state = (State.MISSING if path in records.files else State.CREATE) if absent else State.FOREIGN
        work.add(path, state, wanted, None)
        return
    if found == wanted:
        work.add(path, State.UNCHANGED, wanted, found)
        return
    seal = read_seal(found)
    if is_record(path):
        work.add(path, State.MERGED if has_conflict(found) else State.UPDATE, wanted, found)
    elif seal.claim is Claim.INTACT or records.knows(path, seal.digest):
        work.add(path, State.UPDATE, wanted, found)
    elif wanted.startswith(found.rstrip("\0")):
        work.add(path, State.MERGED, wanted, found)
    elif seal.claim is Claim.NONE and path not in records.files and not _mentions_us(found):
        work.add(path, State.FOREIGN, wanted, found)
    else:
        work.disputes.append(_Dispute(path, wanted, found))


def _compare_unwanted(work: _Comparison, path: str) -> None:
    """Tell an orphan from a file that is none of ours."""
    records = work.disk.records
    recorded = path in records.files or is_record(path)
    if not recorded and not has_header(path):
        return
    found = work.disk.read(path)
    if found is None:
        return
    if path in work.disk.adopted:
        untouched = adopted(path, body_of(path, found)) in work.disk.adopted[path]
        work.add(path, State.ORPHAN if untouched else State.EDITED_ORPHAN, None, found)
        return
    seal = read_seal(found)
    if is_record(path) or seal.claim is Claim.INTACT or records.knows(path, seal.digest):
        work.add(path, State.ORPHAN, None, found)
    elif recorded or seal.claim is Claim.EDITED or _mentions_us(found):
        work.disputes.append(_Dispute(path, None, found))


def _mentions_us(text: str) -> bool:
    """Tell whether a conflict has a header of ours on one of its sides."""
    return has_conflict(text) and any(is_header(side.partition("\n")[0]) for side in sides(text))


def _settle(work: _Comparison) -> None:
    """Decide on files that are not as we wrote them: whether git did that alone."""
    if not work.disputes:
        return
    unclear = {item.path for item in work.disputes if not _is_two_intact_sides(item.found)}
    versions = work.disk.versions(work.disk.folder, sorted(unclear))
    for item in work.disputes:
        merged = versions.get(item.path, ())
        if item.path not in unclear or _is_ours_alone(work.disk.records, item, merged):
            state = State.MERGED if item.wanted is not None else State.ORPHAN
        elif item.wanted is None:
            state = State.EDITED_ORPHAN
        else:
            state = State.CONFLICT if has_conflict(item.found) else State.EDITED
        work.add(item.path, state, item.wanted, item.found)


def _is_two_intact_sides(text: str) -> bool:
    """Tell whether a file in conflict is, on either side, exactly what we wrote."""
    return has_conflict(text) and all(read_seal(side).claim is Claim.INTACT for side in sides(text))


def _is_ours_alone(records: Records, item: _Dispute, merged: tuple[str, ...]) -> bool:
    """Tell whether every line stands in a version that we wrote: in what is wanted, or in what git merged."""
    ours = [text for text in merged if _is_intact(records, item.path, text)]
    if len(ours) < len(merged) or not (merged or has_conflict(item.found)):
        return False
    known = set(_lines(item.wanted or "")).union(*map(_lines, ours))
    return all(line in known or is_header(line) for line in without_markers(item.found))


def _is_intact(records: Records, path: str, text: str) -> bool:
    seal = read_seal(text)
    return seal.claim is Claim.INTACT or records.knows(path, seal.digest)


def _lines(text: str) -> Iterable[str]:
    return text.split("\n")


def removed_empty(changes: Iterable[Change]) -> Iterator[str]:
    """Give the folders that the removal of orphans may leave empty, deepest first."""
    folders = {parent for change in changes if change.state in REMOVED for parent in _parents(change.path)}
    yield from sorted(folders, key=lambda folder: -folder.count("/"))


def _parents(path: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
