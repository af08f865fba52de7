"""The bodies of revisions on disk, held against what is recorded of them: they are a person's to edit, knowingly."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.output.ownership import digest
from generator.output.plan import Disk
from generator.output.records import record_text, revision_record_path


@dataclass(slots=True)
class Bodies:
    """The files of the revisions that were written before."""

    texts: dict[str, str] = field(default_factory=dict[str, str])
    """The records as they are to be, by path."""
    kept: set[str] = field(default_factory=set[str])
    """The files that are there."""
    pristine: set[str] = field(default_factory=set[str])
    """Those that are as they were generated."""
    edited: list[str] = field(default_factory=list[str])
    """Those that a person edited and nobody accepted yet."""
    lost: list[str] = field(default_factory=list[str])

    @classmethod
    def read(cls, disk: Disk, *, without: str = "") -> "Bodies":
        """Compare the revisions on disk with their records; one of them (by its file's stem) is wanted no more."""
        found = cls()
        for record, files in disk.records.revisions.items():
            if record != revision_record_path(without):
                found._add(record, files, disk)
        return found

    def _add(self, record: str, files: Mapping[str, set[str]], disk: Disk) -> None:
        accepted = disk.records.accepted.get(record, set[str]())
        there: dict[str, set[str]] = {}
        standing: dict[str, str] = {}
        for path, known in files.items():
            text = disk.read(path)
            if text is None:
                self.lost.append(path)
                continue
            found = digest(text)
            self.kept.add(path)
            there[path] = {found} if found in known else known
            if found in known:
                self.pristine.add(path)
            elif found in accepted and path.endswith(".py"):
                standing = {"accepted": found}
            elif path.endswith(".py"):
                self.edited.append(path)
        if there:
            standing = standing or {"accepted": min(accepted)} if accepted else standing
            self.texts[record] = record_text(_first(there), **standing)


def accepting(files: Mapping[str, set[str]], disk: Disk) -> str:
    """Give the text of a revision's record that stands by its body as it is now."""
    (body,) = (path for path in files if path.endswith(".py"))
    return record_text(_first(files), accepted=digest(disk.read(body) or ""))


def _first(files: Mapping[str, set[str]]) -> dict[str, str]:
    """Give one digest a file: several are left by a merge that was mended already."""
    return {path: min(known) for path, known in files.items()}
