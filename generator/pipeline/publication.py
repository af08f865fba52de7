"""Which revisions others may have applied already: they are never rewritten."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from generator.config import Settings
from generator.migrations import migrations_folder
from generator.migrations.history import History, read_history
from generator.output.provenance import git
from generator.output.write import replace

_REMOTES: Final = ("origin/HEAD", "origin/main", "origin/master")
_LOCAL: Final = ("main", "master")
_HEAD: Final = (
    "# Revisions that were released, by `gen migrate release`: they and those before them are never rewritten.\n"
)


def published(settings: Settings, history: History, base: str | None = None) -> dict[str, str]:
    """Give, for each published revision, why it counts as such, in words that go on after its id: `is on origin/main`.

    `base` is the git revision that work is merged into; without, it is found as M470 says.
    """
    branch = base or base_branch(settings.output)
    found: dict[str, str] = {}
    for name in _marked(settings, history):
        found |= {item.revision: "was released" for item in history.ancestors([name]) if item.revision not in found}
    if branch is None:
        return found
    files = files_at(settings, branch)
    there = [item.revision for item in history.order if item.path.name in files]
    for item in history.ancestors(there):
        found.setdefault(item.revision, f"is on {branch}")
    return found


def release(settings: Settings, history: History, revision: str) -> None:
    """Mark a revision, and with it all before it, as published; raises OSError."""
    marked = sorted({*_marked(settings, history), revision})
    replace(_file(settings), _HEAD + "".join(f"{name}\n" for name in marked))


def base_branch(folder: Path) -> str | None:
    """Give the branch that work is merged into; None where git does not tell."""
    for name in _REMOTES:
        if git(folder, "rev-parse", "-q", "--verify", f"refs/remotes/{name}") is not None:
            return name
    current = (git(folder, "symbolic-ref", "-q", "--short", "HEAD") or b"").decode().strip()
    for name in _LOCAL:
        if name != current and git(folder, "rev-parse", "-q", "--verify", f"refs/heads/{name}") is not None:
            return name
    return None


def files_at(settings: Settings, commit: str) -> dict[str, str]:
    """Give the revisions' files as they are in a commit: the names of git's objects, by file name; empty if git has none."""
    folder = versions_folder(settings)
    if not folder.is_dir():
        return {}
    listed = git(folder, "ls-tree", "--full-tree", "-z", f"{commit}:./") or b""
    rows = (row.partition("\t") for row in listed.decode("utf-8", "surrogateescape").split("\0") if row)
    return {name: about.split()[2] for about, _, name in rows}


def history_at(settings: Settings, commit: str) -> History | None:
    """Read the revisions as they are in a commit, from git's objects; None if git does not know it. HistoryError: they are wrong."""
    if git(settings.root, "rev-parse", "-q", "--verify", f"{commit}^{{commit}}") is None:
        return None
    files = {name: blob for name, blob in files_at(settings, commit).items() if name.endswith((".py", ".json"))}
    contents = git(settings.root, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in files.values()).encode())
    with TemporaryDirectory(prefix="gen-") as folder:
        for name, content in zip(files, _contents(contents or b""), strict=True):
            Path(folder, name).write_bytes(content)
        history = read_history(Path(folder))
        history.state()
        return history


def _contents(batch: bytes) -> Iterator[bytes]:
    """Give the contents of git's objects: each comes after a line that ends in its length."""
    while batch:
        head, _, rest = batch.partition(b"\n")
        length = int(head.rsplit(b" ", 1)[1])
        yield rest[:length]
        batch = rest[length + 1 :]


def versions_folder(settings: Settings) -> Path:
    """Give the folder of the revisions."""
    return settings.output / migrations_folder(settings) / "versions"


def _marked(settings: Settings, history: History) -> Iterator[str]:
    try:
        lines = _file(settings).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return
    yield from (line.strip() for line in lines if line.strip() in history.revisions)


def _file(settings: Settings) -> Path:
    return settings.output / migrations_folder(settings) / "released.txt"
