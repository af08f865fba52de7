"""docs/customizing.md: its walk-through works block by block, as it stands there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import ROOT
from tests.cli.newer import newer

TEXT = (ROOT / "docs/customizing.md").read_text(encoding="utf-8").partition("## A walk-through")[2]
BLOCKS = re.findall(r"```(\w+)(?: (\S+))?\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = {"gen": [sys.executable, "-m", "generator"], "python": [sys.executable]}
UPGRADE = "pip install --upgrade specwright"


class Reader:
    """Somebody who does what the page says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.generator = ROOT
        self.commands = 0

    def follow(self, kind: str, name: str, body: str) -> None:
        if name:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(body)
        elif kind == "diff":
            self.run(["git", "apply", "-"], body)
        else:
            for command, expected in re.findall(r"^\$ (.*)\n((?:[^$\n].*\n)*)", body, re.MULTILINE):
                said = self.type(command)
                assert [line for line in expected.splitlines() if line not in said] == [], f"{command}\n{said}"

    def type(self, command: str) -> str:
        self.commands += 1
        if command == UPGRADE:
            self.generator = newer(self.folder.parent / "newer")
            return ""
        program, *arguments = shlex.split(command)
        return self.run([*COMMANDS[program], *arguments])

    def run(self, command: list[str], given: str = "") -> str:
        path = os.pathsep.join([str(self.generator), str(self.folder)])
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": path},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0 or "F510" in done.stderr, done.stdout + done.stderr
        return done.stdout + done.stderr


def test_the_walk_through_works(tmp_path: Path) -> None:
    reader = Reader(tmp_path / "project")
    reader.folder.mkdir()
    for kind, name, body in BLOCKS:
        reader.follow(kind, name, body)
    assert reader.commands > 12
