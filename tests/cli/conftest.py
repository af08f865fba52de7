"""A small project to run `gen` in, as a user does: from a shell, in a folder."""

import os
import subprocess
import sys
from collections.abc import Callable
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

    def gen(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Done:
        """Run `gen`; a traceback fails the test, whatever it was about."""
        done = subprocess.run(
            [sys.executable, "-m", "generator", *arguments],
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
        """Build it, which must succeed."""
        done = self.gen("build")
        assert done.code == 0, done.said
        return self

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


@pytest.fixture
def another() -> Callable[[Path], Project]:
    """Give the maker of the small project elsewhere."""
    return start
