"""The tour of the README works as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """Give the README's block of code in a language."""
    found = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def run(folder: Path, *command: str) -> str:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_tour_works(tmp_path: Path) -> None:
    spec = tmp_path / "specs/budget.yaml"
    spec.parent.mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.gen]\noutput = "shop"\n')
    gen = (sys.executable, "-m", "generator")
    alembic = (sys.executable, "-m", "alembic", "-c", "shop/alembic.ini", "-x", "url=sqlite+aiosqlite:///shop.db")

    spec.write_text(block("yaml"))
    assert "create table budgets" in run(tmp_path, *gen, "build", "specs/")
    run(tmp_path, *alembic, "upgrade", "head")
    shown = run(tmp_path, sys.executable, "-c", block("python"))
    assert shown == "[('food', Decimal('400.10'), 'less sugar')]\n"

    spec.write_text(block("yaml").replace("notes:   text?", "notes:   text?\n  color: string(16)?"))
    built = run(tmp_path, *gen, "build", "specs/")
    assert "2 changed, 2 new" in built
    assert "add column color to budgets" in built
    run(tmp_path, *gen, "check", "specs/")
    run(tmp_path, *alembic, "upgrade", "head")
