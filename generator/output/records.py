"""The records of what was written: a small file a domain, a revision and the project, so that branches rarely meet.

They say which files are ours where a file cannot say so itself, and which ones ought to be there. A record is derived:
one that git left in conflict is read as the union of both sides and written anew.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeGuard

from generator.output.merges import sides
from generator.output.ownership import text_of

FOLDER: Final = ".gen"
PROJECT: Final = f"{FOLDER}/project.json"
EJECTING: Final = f"{FOLDER}/ejecting"
"""Stands in the output while it is ejected: a run that was killed has left it, and the next one finishes."""
_DOMAINS: Final = f"{FOLDER}/domains"
_REVISIONS: Final = f"{FOLDER}/versions"


@dataclass(slots=True)
class Records:
    """What all records say together."""

    files: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """The digests under which a file was written; several after a merge."""
    revisions: dict[str, dict[str, set[str]]] = field(default_factory=dict[str, dict[str, set[str]]])
    """By the path of a revision's record: the files of the revision, with the digests that they were generated with."""
    accepted: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """By the path of a revision's record: the digests of its body that a person edited and stands by."""
    generator: str = ""
    formatter: str = ""
    """Who wrote last, as `gen --version` and `ruff --version` tell."""
    plugins: str = ""
    """With which plugins: `tables 1.2, money 0.3`."""
    paths: list[str] = field(default_factory=list[str])
    """The record files themselves."""
    broken: list[str] = field(default_factory=list[str])
    """Records that are no JSON of ours."""

    def knows(self, path: str, digest: str) -> bool:
        """Tell whether `path` was written by us with this digest."""
        return digest in self.files.get(path, ())


def record_path(domain: str) -> str:
    """Give where the record of a domain is kept; that of the project for the empty name."""
    return f"{_DOMAINS}/{domain}.json" if domain else PROJECT


def revision_record_path(revision: str) -> str:
    """Give where it is recorded how a revision was written: a file of its own, so that branches never meet in it."""
    return f"{_REVISIONS}/{revision}.json"


def is_revision_record(path: str) -> bool:
    """Tell whether a path of the output is the record of a revision."""
    return path.startswith(f"{_REVISIONS}/")


def is_record(path: str) -> bool:
    """Tell whether a path of the output is one of the records."""
    return path.startswith(f"{FOLDER}/")


def record_text(files: Mapping[str, str], **versions: str) -> str:
    """Give a record's text: digests by path, one a line, so that git merges what different people generate."""
    return json.dumps({**versions, "files": dict(sorted(files.items()))}, indent=2, ensure_ascii=False) + "\n"


def read_records(output: Path) -> Records:
    """Read every record of an output folder; an absent one is empty, a broken one is named."""
    records = Records()
    folder = output / FOLDER
    for file in sorted(folder.rglob("*.json")) if folder.is_dir() else ():
        path = file.relative_to(output).as_posix()
        records.paths.append(path)
        texts = sides(text_of(file.read_bytes()))
        read = [_read(records, path, text) for text in texts]
        if not all(read):
            records.broken.append(path)
    return records


def is_table(value: object) -> TypeGuard[dict[str, object]]:
    """Tell whether JSON gave an object; its keys are text."""
    return isinstance(value, dict)


def _read(records: Records, record: str, text: str) -> bool:
    try:
        document: object = json.loads(text)
    except ValueError:
        return False
    files = document.get("files") if is_table(document) else None
    if not is_table(document) or not is_table(files):
        return False
    for path, value in files.items():
        records.files.setdefault(path, set()).add(str(value))
        if is_revision_record(record):
            records.revisions.setdefault(record, {}).setdefault(path, set()).add(str(value))
    if is_revision_record(record) and "accepted" in document:
        records.accepted.setdefault(record, set()).add(str(document["accepted"]))
    records.generator = str(document.get("generator", records.generator))
    records.formatter = str(document.get("formatter", records.formatter))
    records.plugins = str(document.get("plugins", records.plugins))
    return True
