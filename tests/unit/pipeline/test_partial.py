"""The short way of a build gives what the whole way gives, or is not gone."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.config import Settings, load
from generator.diagnostics import Severity
from generator.errors import GenError
from generator.pipeline.build import build
from generator.pipeline.check import check
from generator.pipeline.freshness import Verdict, judge
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "specs"
ALLOWED = tuple(f"M4{number}" for number in range(10, 40))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("whole")
    shutil.copytree(EXAMPLE, root / "specs")
    (root / "pyproject.toml").write_text(f'[tool.gen]\noutput = "app"\ntenant-type = "uuid"\nallow = {list(ALLOWED)}\n')
    settings = load(root, {})
    build(settings, Request(), judge(settings), Watch())
    return root


def specs() -> list[str]:
    return sorted(path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*.yaml"))


def describe(text: str) -> str:
    return re.sub(r"^description: .*$", "description: Told in other words.", text, flags=re.MULTILINE)


def add_field(text: str) -> str:
    return text.replace("\nfields:\n", "\nfields:\n  remarks_added: string(33)?\n", 1)


def add_everywhere(text: str) -> str:
    return text.replace("\nfields:\n", "\nfields:\n  remarks_added: {type: int, default: 3, min: 1}\n")


def widen(text: str) -> str:
    return re.sub(r"string\((\d+)\)", lambda match: f"string({int(match[1]) + 7})", text)


def comment(text: str) -> str:
    return f"# nothing that counts\n{text}"


def unflag(text: str) -> str:
    return text.replace("version: true\n", "", 1)


def cascade(text: str) -> str:
    return text.replace("on_delete: cascade", "on_delete: restrict", 1)


def rename_label(text: str) -> str:
    return re.sub(r"^values: \[(\w+)", r"values: [extra_label, \1", text, count=1, flags=re.MULTILINE)


def another_entity(text: str) -> str:
    return f"{text.rstrip()}\n---\nentity: Latecomer\nfields:\n  name: string(20)\n"


EDITS: tuple[Callable[[str], str], ...] = (
    describe,
    add_field,
    add_everywhere,
    widen,
    comment,
    unflag,
    cascade,
    rename_label,
    another_entity,
)
PLAIN = {describe, add_field, comment}


def copied(built: Path, folder: Path) -> Settings:
    """Copy a built project, with what is remembered of it: its settings are relative, its cache goes by the output."""
    root = folder / "copy"
    shutil.copytree(built, root)
    settings = load(root, {})
    check(settings, Request(full=True), Verdict("copied"), Watch())
    assert judge(settings).reason == ""
    return settings


@pytest.mark.parametrize(
    ("spec", "edit"),
    [(spec, edit) for spec in specs() for edit in EDITS if edit(text := (EXAMPLE / spec).read_text()) != text],
)
def test_both_ways_lead_to_the_same(built: Path, tmp_path: Path, spec: str, edit: Callable[[str], str]) -> None:
    settings = copied(built, tmp_path)
    file = settings.specs / spec
    before = file.read_text()
    file.write_text(edit(before))
    watch = Watch()
    try:
        outcome = build(settings, Request(), judge(settings), watch)
    except GenError:
        with pytest.raises(GenError):
            build(settings, Request(full=True), Verdict("whole"), Watch())
        return
    whole = check(settings, Request(full=True), Verdict("whole"), Watch())
    assert [item for item in whole.found if item.severity is Severity.ERROR] == []
    assert set(outcome.advice) == {item for item in whole.found if not item.code.startswith(("M", "F"))} | {
        item for item in outcome.advice if item.code.startswith("M")
    }
    assert judge(settings).reason == ""
    if edit in PLAIN and "mixin:" not in before:
        assert "inputs" not in watch.spent, "the whole way was gone"


def test_what_is_remembered_depends_on_no_hash_seed(built: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom generator.config import load\n"
        "from generator.pipeline.frontend import compile_specs\nfrom generator.pipeline.parts import interface\n"
        "from generator.pipeline.watch import Watch\n"
        "project = compile_specs(load(Path(sys.argv[1]), {}), Watch()).project\n"
        "print([interface(domain) for domain in project.domains])\n"
    )
    found = set[str]()
    for seed in ("1", "2", "3"):
        command = [sys.executable, "-c", script, str(built)]
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
    assert len(found) == 1
