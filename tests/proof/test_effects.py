"""What `gen diff` says of locks and rewrites is what was measured: docs/migrations-locks.md."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.dialects.effects import Effect, strongest
from generator.migrations.diff import diff
from generator.migrations.effects import costs
from tests.databases.fixtures import NAMES
from tests.proof.changes import CHANGES
from tests.proof.project import Specified, SpecsRefusedError

PAGE = Path(__file__).parents[2] / "docs" / "migrations-locks.md"
ROW = re.compile(r"\| `([\w.]+)` \| (\w+) \| .* \| ([^|]*) \| (\w*) \| [^|]*\|$")


def measured() -> Iterator[tuple[str, str, str, bool]]:
    for line in PAGE.read_text().splitlines():
        found = ROW.match(line)
        if found and found[3] and found[3] != "lock":
            yield found[1], found[2].lower(), "" if found[3] == "none" else found[3], found[4] == "yes"


@pytest.mark.parametrize("database", NAMES)
def test_what_is_told_is_what_was_measured(database: str, tmp_path: Path) -> None:
    cases = {case.name: case for case in CHANGES}
    project = Specified(tmp_path / "project", [database])
    wrong: dict[str, tuple[Effect, Effect]] = {}
    seen = 0
    for name, owner, lock, rewrites in measured():
        if owner != database or name not in cases or database in cases[name].cannot_on:
            continue
        try:
            before, after = (
                project.meaning(cases[name].specs(it)).schema for it in (cases[name].before, cases[name].after)
            )
        except SpecsRefusedError:
            continue
        told = strongest(database, [cost[database] for cost in costs(diff(before, after), before, [database]) if cost])
        # What lets go of its lock at once may have been missed; then no stronger one is claimed to be seen.
        fleeting = not lock or (not told.lock and database == "sqlite")
        seen += 1
        if (told.lock != lock and not fleeting) or told.rewrites != rewrites:
            wrong[name] = told, Effect(lock, rewrites)
    assert wrong == {}
    assert seen > 80
