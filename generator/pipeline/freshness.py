"""The shortcut: whether everything that shapes the output, and the output, is byte for byte as the last clean run left it.

This module and what it imports is all that `gen build` and `gen check` load when nothing changed.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeGuard

from generator.config.settings import Settings
from generator.diagnostics import Diagnostic, Severity, Span
from generator.output.scan import hash_files, list_files
from generator.output.write import replace
from generator.pipeline.inputs import Digests, changed_group, digest_inputs, edited_files

CACHE: Final = ".gen-cache"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class CleanRun:
    """A run that left nothing to do: what it read (hashed before it began), used, left on disk and advised."""

    inputs: Digests
    tools: Mapping[str, str]
    """Fingerprints of programs, and of folders whose names tell the versions of libraries."""
    outputs: Mapping[str, str]
    """Digests of our files by path; an unknown one is empty, and read when the run is remembered."""
    others: frozenset[str] | None
    """Files in the output that are none of ours; None: to be listed when the run is remembered."""
    advice: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a run may be skipped: `reason` is empty then, else it says what changed since the last clean run."""

    reason: str
    run: CleanRun | None = None
    """The last clean run, with the inputs as they are now, where it still stands but for edited specs."""
    edited: tuple[str, ...] = ()
    """The spec files that were edited since, relative to the specs."""
    stamp: int = 0
    """Tells whether another run was remembered in the meantime."""

    @property
    def files(self) -> int:
        """Count our files."""
        return len(self.run.outputs) if self.run else 0

    @property
    def advice(self) -> tuple[Diagnostic, ...]:
        """The warnings and notes of the run that was clean."""
        return self.run.advice if self.run else ()


def judge(settings: Settings) -> Verdict:
    """Compare the project with what the last clean run left behind."""
    stamp = stamp_of(settings)
    stored = _read(_manifest(settings))
    if stored is None:
        return Verdict("no clean run is known")
    listing = list_files(settings.output)
    outputs, others = _words(stored, "outputs"), _words(stored, "others")
    if listing.leftovers or set(listing.files) - others.keys() != outputs.keys() or set(listing.links) - others.keys():
        return Verdict("files of the output came or went")
    tools = _words(stored, "tools")
    for name, seen in tools.items():
        if fingerprint(Path(name)) != seen:
            return Verdict(f"{name} changed")
    before = _groups(stored)
    now = digest_inputs(settings, before.get("application", ()), before.get("plugins", ()))
    reason = changed_group(before, now)
    edited = edited_files(before, now, "specs") if reason else ()
    if reason and not edited:
        return Verdict(reason)
    if hash_files(settings.output, outputs) != outputs:
        return Verdict("a file of the output changed")
    run = CleanRun(now, tools, outputs, frozenset(others), tuple(_advice(stored)))
    return Verdict(reason, run, edited, stamp)


def remember(settings: Settings, run: CleanRun) -> None:
    """Keep the state of a clean run; a project that cannot be written to keeps none."""
    others = run.others
    if others is None:
        listing = list_files(settings.output)
        others = frozenset((*listing.files, *listing.links)) - run.outputs.keys()
    unread = sorted(path for path, digest in run.outputs.items() if not digest)
    manifest = {
        "format": _FORMAT,
        "inputs": run.inputs,
        "tools": dict(run.tools),
        "outputs": {**run.outputs, **hash_files(settings.output, unread)},
        "others": dict.fromkeys(sorted(others), ""),
        "advice": [_plain(item) for item in run.advice],
    }
    with suppress(OSError):
        file = _manifest(settings)
        cache_folder(settings)
        replace(file, json.dumps(manifest, separators=(",", ":")))


def stamp_of(settings: Settings) -> int:
    """Give what changes whenever a run is remembered or forgotten."""
    try:
        return _manifest(settings).stat().st_mtime_ns
    except OSError:
        return 0


def forget(settings: Settings) -> None:
    """Drop what is known of the last clean run."""
    with suppress(OSError):
        _manifest(settings).unlink(missing_ok=True)


def cache_folder(settings: Settings) -> Path:
    """Give the project's cache folder, made if need be, with a `.gitignore` that keeps it out of git; raises OSError."""
    folder = settings.root / CACHE
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        replace(ignore, "*\n")
    return folder


def cache_file(settings: Settings, kind: str) -> Path:
    """Give a file of the cache for this output folder: a project may have several."""
    name = sha256(str(settings.output).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return settings.root / CACHE / f"{settings.output.name[:40]}-{name}.{kind}.json"


def _manifest(settings: Settings) -> Path:
    return cache_file(settings, "clean")


def _read(file: Path) -> dict[str, object] | None:
    try:
        stored: object = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return stored if _is_table(stored) and stored.get("format") == _FORMAT else None


def _is_table(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _table(stored: dict[str, object], name: str) -> dict[str, object]:
    table = stored.get(name)
    return table if _is_table(table) else {}


def _words(stored: dict[str, object], name: str) -> dict[str, str]:
    return {key: str(value) for key, value in _table(stored, name).items()}


def _groups(stored: dict[str, object]) -> Digests:
    groups = _table(stored, "inputs")
    return {name: _words(groups, name) for name in groups}


def fingerprint(path: Path) -> str:
    """Tell a program from its successor without reading it: formatters are large."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}" if path.is_file() else "folder"


def _plain(item: Diagnostic) -> list[object]:
    span = item.span
    place = None if span is None else [span.file, span.line, span.column, span.end_line, span.end_column]
    return [item.code, item.message, place, item.help, item.severity.value]


def _advice(stored: dict[str, object]) -> Iterable[Diagnostic]:
    items = stored.get("advice")
    for item in items if _is_list(items) else ():
        match item if _is_list(item) else ():
            case [str(code), str(message), place, None | str() as hint, str(severity)]:
                yield Diagnostic(code, message, _span(place), hint, Severity(severity))
            case _:
                continue


def _span(place: object) -> Span | None:
    if not _is_list(place):
        return None
    match place:
        case [str(file), int(line), int(column), int(end_line), int(end_column)]:
            return Span(file, line, column, end_line, end_column)
        case _:
            return None
