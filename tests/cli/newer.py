"""The generator of tomorrow: a copy of this one with another version, whose templates give other code."""

import shutil
from pathlib import Path

from generator.version import VERSION
from tests.cli.conftest import ROOT

CHANGES = {
    "templates/models.py.j2": (
        "    __tablename__ = {{ model.table }}\n",
        "    __tablename__ = {{ model.table }}\n    __newer__ = True\n",
    ),
    "templates/repository/update.py.j2": ("what is not given stays as it is.", "what is not given is kept."),
    "generator/version.py": (f'"{VERSION}"', '"99.0.0"'),
}
"""What is otherwise there, by file: the old text and the new."""


def newer(folder: Path) -> Path:
    """Give a folder to put before all others in PYTHONPATH."""
    for name in ("generator", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path, (old, new) in CHANGES.items():
        text = (folder / path).read_text()
        assert old in text, path
        (folder / path).write_text(text.replace(old, new))
    return folder
