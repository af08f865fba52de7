"""The shortcut sees every byte that shapes the output."""

import random
import shutil
from pathlib import Path

import pytest

from generator.config import Settings, load
from generator.diagnostics import Severity
from generator.pipeline import inputs
from generator.pipeline.build import build
from generator.pipeline.check import check
from generator.pipeline.freshness import CACHE, judge
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch

SPEC = """\
entity: Note
description: Something worth keeping.
fields:
  title: {type: string(80), min_length: 1}
  body:  text?
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Build a project, as a generator of its own would: a copy that may be damaged."""
    root = tmp_path / "project"
    (root / "specs").mkdir(parents=True)
    (root / "specs/notes.yaml").write_text(SPEC)
    (root / "own").mkdir()
    shutil.copy(inputs.TEMPLATES[1] / "models.py.j2", root / "own")
    (root / "pyproject.toml").write_text('[tool.gen]\noutput = "app"\ntemplates = "own"\nline-length = 100\n')
    copy = tmp_path / "generator"
    shutil.copytree(inputs.GENERATOR, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(inputs, "GENERATOR", copy)
    found = load(root, {})
    build(found, Request(), judge(found), Watch())
    assert judge(found).reason == ""
    return found


def damaged(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ chance.randrange(1, 256)]) + content[place + 1 :]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


@pytest.mark.parametrize("where", ["app", "specs", "own", "pyproject.toml", "../generator"])
def test_any_changed_byte_is_noticed(settings: Settings, where: str) -> None:
    """200 bytes in all, 40 in each of what shapes the output."""
    chance = random.Random(where)  # noqa: S311  # damage, no secret
    candidates = files(settings.root / where) or [settings.root / where]
    for _ in range(40):
        file = chance.choice(candidates)
        content = file.read_bytes()
        file.write_bytes(damaged(content, chance))
        assert judge(settings).reason, file
        file.write_bytes(content)
    assert judge(settings).reason == ""


def test_any_changed_setting_is_noticed(settings: Settings) -> None:
    assert judge(load(settings.root, {"line_length": 99})).reason
    assert judge(load(settings.root, {"key": "uuid"})).reason
    assert judge(load(settings.root, {"templates": ""})).reason


def test_a_changed_byte_of_the_output_is_a_finding(settings: Settings) -> None:
    chance = random.Random(5)  # noqa: S311  # damage, no secret
    candidates = files(settings.output)
    for _ in range(25):
        file = chance.choice(candidates)
        content = file.read_bytes()
        file.write_bytes(damaged(content, chance))
        found = check(settings, Request(), judge(settings), Watch()).found
        assert any(item.severity is Severity.ERROR for item in found), file
        file.write_bytes(content)


def test_files_that_come_or_go_are_noticed(settings: Settings) -> None:
    file = settings.output / "notes/models.py"
    content = file.read_bytes()
    file.unlink()
    assert judge(settings).reason
    file.write_bytes(content)
    extra = settings.output / "notes/extra.py"
    extra.touch()
    assert judge(settings).reason
    extra.unlink()
    (settings.specs / "more.yaml").write_text(SPEC)
    assert judge(settings).reason


def test_a_file_of_the_user_is_known_after_the_next_run(settings: Settings) -> None:
    extra = settings.output / "notes/extra.py"
    extra.touch()
    check(settings, Request(), judge(settings), Watch())
    assert judge(settings).reason == ""
    extra.write_text("changed = True\n")
    assert judge(settings).reason == ""


def test_a_file_that_became_a_link_is_noticed(settings: Settings) -> None:
    file = settings.output / "notes/models.py"
    shutil.move(file, settings.root / "models.py")
    file.symlink_to(settings.root / "models.py")
    assert judge(settings).reason


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b'{"format": 1}', b"\xff"])
def test_a_damaged_cache_is_no_cache(settings: Settings, damage: bytes) -> None:
    for file in (settings.root / CACHE).glob("*.json"):
        file.write_bytes(damage)
    assert judge(settings).reason
    check(settings, Request(), judge(settings), Watch())
    assert judge(settings).reason == ""


def test_the_cache_keeps_itself_out_of_git(settings: Settings) -> None:
    assert (settings.root / CACHE / ".gitignore").read_text() == "*\n"


def test_a_run_with_findings_is_not_remembered(settings: Settings) -> None:
    file = settings.output / "notes/models.py"
    file.write_text(file.read_text() + "# mine\n")
    check(settings, Request(), judge(settings), Watch())
    assert judge(settings).reason
