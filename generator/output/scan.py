"""Listing and hashing folders fast: what the freshness of a build is judged by."""

import os
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

TEMPORARY: Final = ".gen-tmp"
"""The ending of the files that a write renames when they are whole; what is left of them is of a killed run."""

_DIGITS: Final = 32
_SKIPPED: Final = frozenset({"__pycache__", ".git", ".gen-cache", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


@dataclass(slots=True)
class Listing:
    """The files below a folder, by relative path with `/`."""

    files: list[str] = field(default_factory=list[str])
    links: list[str] = field(default_factory=list[str])
    """Symbolic links, never followed."""
    leftovers: list[str] = field(default_factory=list[str])
    """Temporary files of ours that a killed run left."""


def list_files(folder: Path) -> Listing:
    """List a folder in alphabetical order, caches left out; empty if there is none, or a file. Raises OSError if it cannot be read."""
    found = Listing()
    pending = [""]
    while pending:
        prefix = pending.pop()
        try:
            with os.scandir(f"{folder}/{prefix}") as entries:
                for entry in entries:
                    _sort_in(entry, prefix, found, pending)
        except (FileNotFoundError, NotADirectoryError):
            continue
    found.files.sort()
    return found


def _sort_in(entry: os.DirEntry[str], prefix: str, found: Listing, pending: list[str]) -> None:
    name = entry.name
    if entry.is_symlink():
        found.links.append(prefix + name)
    elif entry.is_dir():
        if name not in _SKIPPED:
            pending.append(f"{prefix}{name}/")
    elif name.endswith(TEMPORARY):
        found.leftovers.append(prefix + name)
    elif not name.endswith(".pyc"):
        found.files.append(prefix + name)


def text_digest(text: str) -> str:
    """Give the digest that a file has when `text` is written to it."""
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]


def hash_files(folder: Path, paths: Iterable[str]) -> dict[str, str]:
    """Give the digest of each file's bytes; an absent or unreadable one has the empty digest."""
    found: dict[str, str] = {}
    top = f"{folder}/"
    for path in paths:
        try:
            with open(top + path, "rb", 0) as file:  # noqa: PTH123  # a Path an item doubles the time
                found[path] = sha256(file.read()).hexdigest()[:_DIGITS]
        except OSError:
            found[path] = ""
    return found


def hash_tree(folder: Path, suffixes: tuple[str, ...] = (), without: Container[str] = ()) -> dict[str, str]:
    """Give the digests of all files below a folder, or of those with these endings."""
    paths = [
        path for path in list_files(folder).files if (not suffixes or path.endswith(suffixes)) and path not in without
    ]
    return hash_files(folder, paths)
