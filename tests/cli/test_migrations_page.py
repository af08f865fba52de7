"""docs/migrations.md works as it stands there, block by block; UPDATE_MIGRATIONS_PAGE=1 writes what commands say into it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import ROOT

PAGE = ROOT / "docs/migrations.md"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
IDENTITY = re.compile(r"\b(\d{4}_)[0-9a-f]{8}\b")
COUNT = re.compile(r"\b\d+ (?=new|changed|unchanged|removed)")
LEAD = re.compile(r"(?:#|--) (\S+)\n")


def test_the_walkthrough_works(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    run = Shell(tmp_path)
    done = BLOCK.sub(lambda block: run.block(block[1], block[2]), text)
    if os.environ.get("UPDATE_MIGRATIONS_PAGE"):
        PAGE.write_text(done, encoding="utf-8")
    assert masked(done) == masked(text)


def masked(page: str) -> str:
    """Leave out what follows from more than the page: ids, and how many files there are."""
    return COUNT.sub("# ", IDENTITY.sub(r"\1", page))


class Shell:
    """A folder in which blocks are run, one after the other."""

    def __init__(self, folder: Path) -> None:
        tools = folder / "tools"
        tools.mkdir()
        for name, module in (("gen", "generator"), ("alembic", "alembic")):
            (tools / name).write_text(f'#!/bin/sh\nexec {sys.executable} -m {module} "$@"\n')
            (tools / name).chmod(0o755)
        self.folder = folder / "shop"
        self.folder.mkdir()
        identity = {
            f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        self.environment = (
            os.environ
            | identity
            | {
                "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "DATABASE_URL": "sqlite+aiosqlite:///shop.db",
            }
        )
        (self.folder / ".gitignore").write_text(".gen-cache/\n__pycache__/\n*.db\n")
        self.run("git init -q -b main")

    def block(self, language: str, text: str) -> str:
        """Write the file that a block is, or run its commands; give the block as it should stand on the page."""
        if language != "console":
            lead = LEAD.match(text)
            assert lead, text
            file = self.folder / lead[1]
            file.parent.mkdir(exist_ok=True)
            file.write_text(text[lead.end() :])
            return f"```{language}\n{text}```"
        commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"$ {command}\n{self.run(command)}" for command in commands) + "```"

    def run(self, command: str) -> str:
        """Give what a command says."""
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        lines = (done.stdout + done.stderr).splitlines()
        return "".join(f"{line.rstrip()}\n" for line in lines if not line.startswith("INFO "))
