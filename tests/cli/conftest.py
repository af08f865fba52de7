"""A small project to run `gen` in, as a user does: from a shell, in a folder."""

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NOTES = """\
entity: Note
description: Something worth keeping.
fields:
  title: {type: string(80), min_length: 1}
  body:  text?
"""
TAGS = """\
entity: Tag
description: A word to find notes by.
fields:
  word: {type: string(40), unique: true}
"""


_BUILT: dict[str, Path] = {}
"""Copies of projects that were built, by what they were built from."""


@dataclass(frozen=True)
class Done:
    """What a run came to."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams."""
        return self.out + self.err


@dataclass(frozen=True)
class Project:
    """A folder with specs of two domains."""

    folder: Path

    def gen(self, *arguments: str, cwd: Path | None = None, prefix: tuple[str, ...] = (), **environment: str) -> Done:
        """Run `gen`, by way of the command `prefix`; a traceback fails the test, whatever it was about."""
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "generator", *arguments],
            cwd=cwd or self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "120"} | environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=120,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def built(self) -> "Project":
        """Build it, which must succeed; what was built of the same files before is taken from there."""
        key = self._sources()
        fresh = not (self.folder / "app").exists()
        if fresh and key in _BUILT:
            shutil.copytree(_BUILT[key] / "app", self.folder / "app")
            shutil.copytree(_BUILT[key] / ".gen-cache", self.folder / ".gen-cache")
            self._adopt_cache()
            return self
        done = self.gen("build")
        assert done.code == 0, done.said
        if fresh:
            _BUILT[key] = Path(tempfile.mkdtemp(prefix="gen-tests-")) / "built"
            shutil.copytree(self.folder, _BUILT[key])
        return self

    def _sources(self) -> str:
        files = [self.folder / "pyproject.toml", *sorted((self.folder / "specs").rglob("*.yaml"))]
        return "\n".join(f"{file.relative_to(self.folder)}\n{file.read_text()}" for file in files)

    def _adopt_cache(self) -> None:
        """Let what is remembered of a copy be remembered of this project: the name tells the folder."""
        name = hashlib.sha256(str(self.folder / "app").encode()).hexdigest()[:12]
        for file in (self.folder / ".gen-cache").glob("app-*"):
            file.rename(file.with_name(f"app-{name}.{file.name.partition('.')[2]}"))

    def write(self, path: str, text: str) -> Path:
        """Put a file into the folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def read(self, path: str) -> str:
        """Give a file's text."""
        return (self.folder / path).read_text()

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a piece of a file that is there."""
        text = self.read(path)
        assert old in text
        self.write(path, text.replace(old, new))

    def output(self) -> dict[str, bytes]:
        """Give every file of the output."""
        app = self.folder / "app"
        files = (path for path in sorted(app.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(app).as_posix(): path.read_bytes() for path in files}

    def git(self, *arguments: str, fails: bool = False) -> str:
        """Run git as somebody."""
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert fails or done.returncode == 0, done.stderr
        return done.stdout


@atexit.register
def _forget() -> None:
    for copy in _BUILT.values():
        shutil.rmtree(copy.parent, ignore_errors=True)


def start(folder: Path) -> Project:
    """Write the small project into a folder."""
    project = Project(folder)
    project.write("pyproject.toml", '[tool.gen]\noutput = "app"\n')
    project.write("specs/notes.yaml", NOTES)
    project.write("specs/tags.yaml", TAGS)
    return project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give the small project, not built yet."""
    return start(tmp_path)


@pytest.fixture(scope="session")
def with_two_revisions(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give the small project with two revisions, the second of which adds a column; to be copied, not changed."""
    project = start(tmp_path_factory.mktemp("two"))
    project.built().write("specs/notes.yaml", NOTES + "  color: string(16)?\n")
    return project.built()


@pytest.fixture
def two(with_two_revisions: Project, tmp_path: Path) -> Project:
    """Give a project with two revisions, the second of which adds a column."""
    shutil.copytree(with_two_revisions.folder, tmp_path, dirs_exist_ok=True)
    project = Project(tmp_path)
    project._adopt_cache()
    return project
