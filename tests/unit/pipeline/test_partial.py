"""The short way of a build gives what the whole way gives, for every kind of edit of the example's specs."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from generator.config import Settings, load
from generator.errors import GenError
from generator.pipeline import partial
from generator.pipeline.build import build
from generator.pipeline.freshness import judge
from generator.pipeline.migration import Migration
from generator.pipeline.prepare import Prepared, compiled, prepare, prepare_edited
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch
from generator.schema.state import Schema

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "specs"
ALLOWED = tuple(f"M4{number}" for number in range(10, 40))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = tmp_path_factory.mktemp("whole")
    shutil.copytree(EXAMPLE, root / "specs")
    shutil.copytree(ROOT / "generated_example_extensions", root / "generated_example_extensions")
    (root / "pyproject.toml").write_text(f'[tool.gen]\noutput = "app"\ntenant-type = "uuid"\nallow = {list(ALLOWED)}\n')
    settings = load(root, {})
    build(settings, Request(), judge(settings), Watch())
    return settings


def sub(pattern: str, by: str | Callable[[re.Match[str]], str], count: int = 0) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, by, text, count=count, flags=re.MULTILINE)


EDITS: dict[str, Callable[[str], str]] = {
    "describe": sub("^description: .*$", "description: Told in other words."),
    "add a field": sub("^fields:$", "fields:\n  remarks_added: string(33)?", 1),
    "add a field everywhere": sub("^fields:$", "fields:\n  remarks_added: {type: int, default: 3, min: 1}"),
    "widen": sub(r"string\((\d+)\)", lambda match: f"string({int(match[1]) + 7})"),
    "comment": sub(r"\A", "# nothing that counts\n"),
    "unflag": sub("^version: true$", "timestamps: true", 1),
    "restrict": sub("on_delete: cascade", "on_delete: restrict", 1),
    "add a label": sub(r"^values: \[(\w+)", r"values: [extra_label, \1", 1),
    "add an entity": sub(r"\s*\Z", "\n---\nentity: Latecomer\nfields:\n  name: string(20)\n", 1),
}
SHORT = {"describe", "add a field", "widen", "comment", "restrict", "add a label"}
"""What goes the short way in every file; a new entity may make a domain one of a module for each."""


@dataclass(frozen=True)
class Case:
    spec: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.spec}"


def cases() -> Iterator[Case]:
    for path in sorted(EXAMPLE.rglob("*.yaml")):
        before = path.read_text()
        for kind, edit in EDITS.items():
            if edit(before) != before:
                yield Case(path.relative_to(EXAMPLE).as_posix(), kind, edit(before))


@pytest.fixture
def edited(built: Settings, request: pytest.FixtureRequest) -> Iterator[Case]:
    case = request.param
    file = built.specs / case.spec
    before = file.read_text()
    file.write_text(case.text)
    yield case
    file.write_text(before)


def whole(settings: Settings) -> Prepared | None:
    try:
        inputs, specs = compiled(settings, Request(), Watch())
        return prepare(settings, Request(full=True), Watch(), inputs, specs)
    except GenError:
        return None


def told(migration: Migration | None) -> Migration | None:
    """Leave out the whole schemas: in those that history led to, columns stand in the order in which they came."""
    if migration is None or migration.revision is None:
        return migration
    return replace(migration, revision=replace(migration.revision, before=Schema(), after=Schema()))


@pytest.mark.parametrize("edited", [*cases()], ids=str, indirect=True)
def test_both_ways_lead_to_the_same(built: Settings, edited: Case) -> None:
    short, long = prepare_edited(built, Request(), Watch(), judge(built)), whole(built)
    if short is None or long is None:
        assert short is None
        assert edited.kind not in SHORT
        return
    assert short.plan.changes == long.plan.changes
    assert told(short.migration) == told(long.migration)
    assert short.problems == long.problems
    assert short.parts == long.parts
    assert set(short.advice) == set(long.advice)
    assert short.run.outputs.keys() == long.run.outputs.keys()


FAR = [case for case in cases() if str(case) in {"add a field-ledger/accounts.yaml", "unflag-ledger/accounts.yaml"}]
"""Edits of what all other domains have to be looked at for."""


@pytest.mark.parametrize("edited", FAR, ids=str, indirect=True)
def test_an_edit_that_reaches_too_many_goes_the_whole_way_from_there(
    built: Settings, edited: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial, "_FEW", 1)
    monkeypatch.setattr(partial, "_SHARE", 100)
    watch = Watch()
    short, long = prepare_edited(built, Request(), watch, judge(built)), whole(built)
    assert short is not None, edited
    assert long is not None
    assert {"recall", "scan"} <= watch.spent.keys(), "the one phase is of the short way, the other of the whole one"
    assert short.plan.changes == long.plan.changes
    assert told(short.migration) == told(long.migration)
    assert short.parts == long.parts
    assert set(short.advice) == set(long.advice)
    assert short.run.inputs == long.run.inputs


def test_every_kind_of_edit_is_tried() -> None:
    assert {case.kind for case in cases()} == EDITS.keys()


def test_what_is_remembered_depends_on_no_hash_seed(built: Settings) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom generator.config import load\n"
        "from generator.pipeline.frontend import compile_specs\nfrom generator.pipeline.outlines import outlines\n"
        "from generator.pipeline.watch import Watch\n"
        "found = compile_specs(load(Path(sys.argv[1]), {}), Watch())\n"
        "print(outlines(found.project.domains, found.project, found.specs))\n"
    )
    found = set[str]()
    for seed in ("1", "2", "3"):
        command = [sys.executable, "-c", script, str(built.root)]
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
    assert len(found) == 1
