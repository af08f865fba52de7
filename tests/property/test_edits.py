"""A build after an edit, which looks at what the edit reaches alone, plans byte for byte what a whole build plans."""

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from generator.config import Settings, load
from generator.diagnostics import Diagnostic
from generator.errors import GenError
from generator.pipeline.build import build
from generator.pipeline.freshness import judge
from generator.pipeline.migration import Migration
from generator.pipeline.prepare import Prepared, compiled, prepare, prepare_edited
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch
from generator.schema.state import Schema
from tests.property import projects

SEEDS = int(os.environ.get("GEN_EDIT_SEEDS", "3"))
"""How many spec sets are tried; each is edited `STEPS` times, one edit after the other."""
STEPS = 25
ALLOWED = [f"M4{number}" for number in range(10, 40)]


def whole(settings: Settings) -> Prepared:
    inputs, specs = compiled(settings, Request(), Watch())
    return prepare(settings, Request(full=True), Watch(), inputs, specs)


def told(migration: Migration | None) -> Migration | None:
    """Leave out the whole schemas: in those that history led to, columns stand in the order in which they came."""
    if migration is None or migration.revision is None:
        return migration
    return replace(migration, revision=replace(migration.revision, before=Schema(), after=Schema()))


def places(found: tuple[Diagnostic, ...]) -> set[Diagnostic]:
    return {item for item in found if not item.code.startswith("M")}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_an_edit_reaches_is_all_that_changes(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311  # nothing secret
    (tmp_path / "pyproject.toml").write_text(f'[tool.gen]\noutput = "app"\nallow = {ALLOWED}\n')
    settings = load(tmp_path, {})
    specs = projects.make(random)
    projects.write(specs, settings.specs)
    build(settings, Request(), judge(settings), Watch())
    gone: Counter[str] = Counter()
    for _ in range(STEPS):
        changed, _, kind = projects.edit(specs, random)
        projects.write(changed, settings.specs)
        verdict = judge(settings)
        short = prepare_edited(settings, Request(), Watch(), verdict)
        try:
            long = whole(settings)
        except GenError:
            assert short is None, f"{kind}: the short way overlooks what is wrong"
            projects.write(specs, settings.specs)
            gone["refused"] += 1
            continue
        gone["short" if short is not None else "whole"] += 1
        if short is not None:
            assert short.plan.changes == long.plan.changes, kind
            assert told(short.migration) == told(long.migration), kind
            assert short.problems == long.problems, kind
            assert short.parts == long.parts, kind
            assert places(short.advice) == places(long.advice), kind
            assert short.run.outputs.keys() == long.run.outputs.keys(), kind
        if long.problems:
            projects.write(specs, settings.specs)
            continue
        build(settings, Request(), verdict, Watch())
        assert judge(settings).reason == "", kind
        specs = changed
    assert gone["short"] > STEPS // 3, gone
