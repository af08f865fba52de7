"""What git knows of a generated file that is not as it was written: which versions a merge put together.

Asked only when such a file turns up; without git, or outside a repository, nothing is known.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from generator.output.branches import Ancestry
from generator.output.ownership import text_of

_SECONDS: Final = 30
_HEADS: Final = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD")
_BEGINNINGS: Final = (
    ("MERGE_HEAD", "", ""),
    ("CHERRY_PICK_HEAD", "CHERRY_PICK_HEAD^", ""),
    ("REVERT_HEAD", "REVERT_HEAD", "REVERT_HEAD^"),
    ("REBASE_HEAD", "REBASE_HEAD^", ""),
)
"""By what git calls the commit that it applies: what its change began from ("": what it has in common with HEAD), and
what it comes to ("": itself)."""


def merged_versions(folder: Path, paths: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Give the versions that git merged into each path: of a merge under way, or of the commit that is on disk unedited."""
    if not paths or git(folder, "rev-parse", "--is-inside-work-tree") is None:
        return {}
    heads = [name for name in _HEADS if git(folder, "rev-parse", "-q", "--verify", name) is not None]
    found: dict[str, tuple[str, ...]] = {}
    for path in paths:
        names = [f":2:./{path}", f":3:./{path}"]
        versions = _blobs(folder, names)
        if heads and not versions:
            versions = _blobs(folder, [f"{head}:./{path}" for head in ("HEAD", *heads)])
        if not heads and not versions:
            versions = _of_last_commit(folder, path)
        if versions:
            found[path] = versions
    return found


def ancestry(folder: Path, paths: Sequence[str]) -> Ancestry | None:
    """Give the texts that git puts together in the merge under way, or put together in the commit that is checked out."""
    commits = _merged_commits(folder)
    if commits is None:
        return None
    found = [{path: text for path in paths for text in _blobs(folder, [f"{commit}:./{path}"])} for commit in commits]
    return Ancestry(*found)


def _merged_commits(folder: Path) -> tuple[str, str, str] | None:
    """Name the commits of one side, of what both began from, and of the other side; None if nothing was merged."""
    for head, base, theirs in _BEGINNINGS:
        if _commit(folder, theirs or head) is not None and _commit(folder, head) is not None:
            names = ("HEAD", base or _common(folder, "HEAD", head), theirs or head)
            return None if "" in names else names
    if _commit(folder, "HEAD^2") is None or _commit(folder, "HEAD^3") is not None:
        return None
    base = _common(folder, "HEAD^1", "HEAD^2")
    return ("HEAD^1", base, "HEAD^2") if base else None


def _commit(folder: Path, name: str) -> bytes | None:
    return git(folder, "rev-parse", "-q", "--verify", f"{name}^{{commit}}")


def _common(folder: Path, one: str, other: str) -> str:
    """Give the commit that two have in common last; "" if there is none."""
    answer = git(folder, "merge-base", one, other) or b""
    return answer.decode("ascii").strip()


def last_commit(folder: Path, path: str) -> str | None:
    """Give the text that a file has in the commit that is checked out; None without one."""
    found = _blobs(folder, [f"HEAD:./{path}"])
    return found[0] if found else None


def _of_last_commit(folder: Path, path: str) -> tuple[str, ...]:
    """Give the versions that the last commit on the path merged, if it is a merge and the disk holds its outcome."""
    answer = git(folder, "log", "-n", "1", "--format=%H %P", "--", path)
    commit, *parents = (answer or b"").decode("ascii").split() or [""]
    if len(parents) < 2:  # noqa: PLR2004  # a merge
        return ()
    outcome = _blobs(folder, [f"{commit}:./{path}"])
    if outcome != (text_of((folder / path).read_bytes()),):
        return ()
    return _blobs(folder, [f"{parent}:./{path}" for parent in parents])


def _blobs(folder: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Give the texts of those names that exist."""
    contents = (git(folder, "cat-file", "blob", name) for name in names)
    return tuple(text_of(content) for content in contents if content is not None)


def git(folder: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """Run git in a folder, without the user's hooks, pagers and prompts; None if it fails or is not there."""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603  # git by its name, arguments of our own
            ["git", *arguments],  # noqa: S607  # whichever git the user has
            cwd=folder,
            env=environment,
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
