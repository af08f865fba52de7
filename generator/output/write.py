"""Putting a plan on disk: whole files by rename, inside the output folder only, safe to kill at any moment.

No file is flushed to the medium on its own (5,000 of them would take longer than all the rest): after a power failure a
file may be cut off or empty, which the next run recognises and mends.
"""

import errno
import os
import sys
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from generator.errors import OutputError
from generator.output.ownership import text_of
from generator.output.plan import REMOVED, Change, State, removed_empty
from generator.output.records import is_record
from generator.output.rules import BUSY, CLASH, SAVED_MEANWHILE, UNSAFE_PATH, UNWRITABLE
from generator.output.scan import TEMPORARY

if sys.platform != "win32":
    import fcntl

_PAUSE: Final = 0.05
_PEOPLES: Final = frozenset({State.MERGE, State.EDITED, State.CONFLICT})
"""States of files that people edit."""
_NEW: Final = frozenset({State.CREATE, State.MISSING})


def check_paths(paths: Iterable[str]) -> None:
    """Refuse paths that lead out of the folder or meet each other; OutputError names the first few."""
    folded: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        parts = path.split("/")
        # A path that begins at the root has an empty part too.
        if not all(parts) or "." in parts or ".." in parts or "\\" in path or "\0" in path:
            raise OutputError(UNSAFE_PATH.at(None, f"{path!r} is no path inside the output folder"))
        other = folded.setdefault(path.casefold(), path)
        if other != path:
            raise OutputError(CLASH.at(None, f"{other} and {path} differ in case only"))
        for depth in range(1, len(parts)):
            folders.setdefault("/".join(parts[:depth]).casefold(), path)
    for key, path in folded.items():
        if key in folders:
            raise OutputError(CLASH.at(None, f"{path} would be a file and the folder of {folders[key]}"))


@contextmanager
def locked(folder: Path, seconds: float, waiting: Callable[[], None]) -> Generator[None]:
    """Keep other builds of the same output folder out, and create it; OutputError after `seconds` of waiting.

    The folder itself is locked, so no lock file is left behind by a run that is killed. Windows cannot lock folders:
    builds are not kept apart there.
    """
    with refusals(folder):
        folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    with refusals(folder):
        handle = os.open(folder, os.O_RDONLY)
    try:
        deadline = time.monotonic() + seconds
        told = False
        while not _lock(handle):
            if time.monotonic() > deadline:
                raise OutputError(BUSY.at(None, f"another build is writing {folder}"))
            if not told:
                waiting()
                told = True
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


if sys.platform != "win32":

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def sweep(folder: Path, leftovers: Iterable[str]) -> None:
    """Remove the temporary files of a run that was killed."""
    for path in leftovers:
        with suppress(OSError):
            (folder / path).unlink()


def write(folder: Path, changes: Iterable[Change], progress: Callable[[int], None] = lambda _: None) -> None:
    """Carry out changes: files are replaced whole, orphans and the folders that they leave empty removed.

    All is written under temporary names before the first file is replaced, in the order of the changes. Raises OutputError
    when the system refuses, a folder turns out to be a symbolic link, or a file was saved since it was read: nothing is
    replaced then, unless it refuses to rename what it let be written; what is in place by then is whole, and the next run
    goes on from there. A file that people edit is read once more right before it is replaced: what is saved between that
    and the rename, a matter of microseconds for which file systems know no lock, is all that could still be lost.
    """
    todo = tuple(changes)
    staged = _stage(folder, todo, progress)
    try:
        for change in todo:
            _check_unsaved(folder, change)
        for change, temporary in zip(todo, staged, strict=True):
            target = f"{folder}/{change.path}"
            if change.state in _PEOPLES:
                _check_unsaved(folder, change)
            with refusals(target):
                if temporary:
                    os.replace(temporary, target)  # noqa: PTH105  # a Path for each of thousands of files costs more
                elif change.state in REMOVED:
                    _remove(Path(target))
    except BaseException:
        _discard(staged)
        raise
    for path in removed_empty(todo):
        with suppress(OSError):
            (folder / path / "__pycache__").rmdir()
        with suppress(OSError):
            (folder / path).rmdir()


def replace(target: str | Path, text: str) -> None:
    """Put a file in place whole or not at all; raises OSError."""
    temporary = _temporary(target)
    try:
        _fill(temporary, text)
        os.replace(temporary, target)  # noqa: PTH105  # as above
    except BaseException:
        _discard([temporary])
        raise


def _check_unsaved(folder: Path, change: Change) -> None:
    """Refuse to replace a file that is not as it was read; OutputError."""
    try:
        with open(f"{folder}/{change.path}", "rb", 0) as file:  # noqa: PTH123  # as above
            found = text_of(file.read())
    except OSError:
        return
    is_new = change.state in _NEW and not is_record(change.path)
    if found != change.found and (change.found is not None or is_new):
        message = f"{change.path} was saved by somebody while it was being generated"
        raise OutputError(SAVED_MEANWHILE.at(None, message, "run the same command again"))


def _stage(folder: Path, todo: Sequence[Change], progress: Callable[[int], None]) -> list[str]:
    """Write what the changes want beside its place; give the temporary file of each, "" where there is nothing to write."""
    safe: set[str] = {""}
    made: list[Path] = []
    staged: list[str] = []
    try:
        for done, change in enumerate(todo, 1):
            target = f"{folder}/{change.path}"
            with refusals(target):
                above = change.path.rpartition("/")[0]
                _make_folder(folder, above, safe, made)
                if change.state in REMOVED:
                    staged.append("")
                    _check_removable(folder / above)
                elif change.wanted is None:
                    staged.append("")
                else:
                    staged.append(_temporary(target))
                    _fill(staged[-1], change.wanted)
            progress(done)
    except BaseException:
        _discard(staged)
        for empty in reversed(made):
            with suppress(OSError):
                empty.rmdir()
        raise
    return staged


def _temporary(target: str | Path) -> str:
    folder, name = os.path.split(target)
    return f"{folder}/.{name[:200]}{TEMPORARY}" if folder else f".{name[:200]}{TEMPORARY}"


def _fill(file: str, text: str) -> None:
    with open(file, "wb", 0) as handle:  # noqa: PTH123  # as above
        handle.write(text.encode("utf-8", "surrogateescape"))


def _discard(files: Iterable[str]) -> None:
    for file in filter(None, files):
        with suppress(OSError):
            Path(file).unlink()


def _check_removable(folder: Path) -> None:
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _remove(target: Path) -> None:
    """Remove a file and what Python compiled from it."""
    target.unlink(missing_ok=True)
    for compiled in (target.parent / "__pycache__").glob(f"{target.stem}.*.pyc"):
        compiled.unlink(missing_ok=True)


def _make_folder(top: Path, path: str, safe: set[str], made: list[Path]) -> None:
    """Create a folder and those above it; one that is a symbolic link is refused, wherever it leads."""
    if path in safe:
        return
    _make_folder(top, path.rpartition("/")[0], safe, made)
    folder = top / path
    try:
        os.mkdir(folder)  # noqa: PTH102  # a Path asks the system twice more
        made.append(folder)
    except FileExistsError:
        if folder.is_symlink():
            raise OutputError(
                UNSAFE_PATH.at(
                    None, f"{folder} is a symbolic link; nothing is written through it", "replace it by a folder"
                )
            ) from None
        if not folder.is_dir():
            raise
    safe.add(path)


@contextmanager
def refusals(path: str | Path) -> Generator[None]:
    """Turn the system's refusals into a finding that names the file."""
    try:
        yield
    except OSError as error:
        hint = {
            errno.EACCES: "check the permissions of the folder",
            errno.EPERM: "check the permissions of the folder",
            errno.EROFS: "the file system is mounted read-only",
            errno.ENOSPC: "make room on the disk; the next run goes on from here",
            errno.ENAMETOOLONG: "shorten the name in the spec or in [tool.gen.files]",
            errno.ENOENT: "make its folder first",
            errno.ENOTDIR: "a file stands where a folder is needed: move it away",
            errno.EEXIST: "a file stands where a folder is needed: move it away",
        }.get(error.errno or 0)
        message = f"cannot write {path}: {error.strerror or error}"
        raise OutputError(UNWRITABLE.at(None, message, hint)) from error
