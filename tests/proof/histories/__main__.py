"""`python -m tests.proof.histories 500`: many histories, none stopped by another's failure; counts what they covered.

Writes docs/migrations-histories.md, and what went wrong to standard error, with the specs before and after. What was rare so far
is chosen next, so that a seed alone brings back a run of one history only:
`python -m tests.proof.histories 1 SEED`. SPECWRIGHT_SECONDS ends it early.
"""

import os
import random
import sys
import time
import traceback
import warnings
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.databases.fixtures import NAMES, Databases
from tests.proof.histories.edits import EDITS, Choose
from tests.proof.histories.machine import CLASSES, first_model
from tests.proof.histories.runner import Coverage, Runner
from tests.proof.servers import serving

tried: defaultdict[str, float] = defaultdict(float)
"""How often each class was chosen: those that were rarely are chosen next."""
PAGE = Path(__file__).parents[3] / "docs" / "migrations-histories.md"
STEPS = 8
ENOUGH = 20


def run(seed: int, databases: Databases, coverage: Coverage, *, breaks: bool = False) -> str | None:
    """Run one history; give what went wrong."""
    source = random.Random(seed)  # noqa: S311  # nothing is hidden by it

    def draw(items: Sequence[Any]) -> Any:  # whatever is chosen from
        return source.choice(list(items))

    choose, told = Choose(draw), [f"seed {seed}"]
    runner = Runner(databases, coverage, breaks=breaks)
    try:
        runner.begin(first_model(choose))
        for _ in range(source.randint(3, STEPS)):
            model = runner.model.copy()
            model.retire()
            rows = runner.rows()
            sites = {name: list(EDITS[name].where(model, rows)) for name in CLASSES}
            open_ = [name for name in CLASSES if sites[name]]
            rarest = sorted(open_, key=tried.__getitem__)
            name = choose.one(rarest[:4])
            tried[name] += 0.25
            EDITS[name].make(choose.one(sites[name]), choose)
            told.append(name)
            told[0] = f"seed {seed}\n{runner.model.text()}\n=== then {name} ===\n{model.text()}"
            outcome = runner.step(name, model)
            # A spec that is refused tells nothing of a migration: it is tried again soon.
            tried[name] += 0 if outcome.startswith(("spec error", "refused", "nothing")) else 0.75
        told.append("finish")
        told[0] = f"seed {seed}\n{runner.model.text()}"
        runner.finish()
    except Exception as error:  # noqa: BLE001  # whatever goes wrong is what is looked for
        what = "".join(traceback.format_exception_only(error)).partition("\n(Background")[0]
        where = traceback.extract_tb(error.__traceback__)
        places = " < ".join(
            f"{Path(it.filename).name}:{it.lineno}" for it in reversed(where) if "/tests/" in it.filename
        )
        for name in NAMES:
            coverage[told[-1], name, "WRONG"] += 1
        return f"{', '.join(told[1:])}\n{what}\n{places}\n{told[0]}"
    finally:
        runner.close()
    return None


def page(coverage: Coverage, histories: int, failures: Sequence[str], seconds: float) -> str:
    """Give the page in Markdown."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for (what, name, outcome), times in coverage.items():
        found.setdefault((what, name), Counter())[outcome] += times
    whats = sorted({what for what, _ in found})
    lines = [
        "# Random histories",
        "",
        "Written by `make histories`; do not edit. Each history is a project of three to eight revisions over tables that",
        "refer to each other, with rows before and after every step, on all databases at once. After each step: every value",
        "is compared, foreign keys hold, a second build finds nothing. In the end: the schema is the one made afresh and the",
        "one that the models create, each revision leads back, everything leads up again, and a violating change is tried",
        "for each constraint.",
        "",
        f"{histories} histories, {len(failures)} of them with a defect, {seconds:.0f} s of processor time.",
        "",
        "| change | PostgreSQL | MariaDB | SQLite |",
        "|---|---|---|---|",
    ]
    for what in whats:
        cells = [_cell(found.get((what, name), Counter())) for name in ("postgresql", "mariadb", "sqlite")]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _cell(outcomes: Counter[str]) -> str:
    return ", ".join(f"{times} {outcome}" for outcome, times in sorted(outcomes.items())) or "0"


def main(arguments: Sequence[str]) -> int:
    """Run as many histories as were asked for; give how many went wrong."""
    warnings.simplefilter("ignore")
    wanted = int(arguments[0]) if arguments else 500
    first = int(arguments[1]) if len(arguments) > 1 else 1
    breaks = "--break" in arguments
    coverage: Coverage = Counter()
    failures: list[str] = []
    began, done = time.process_time(), 0
    until = time.monotonic() + float(os.environ.get("SPECWRIGHT_SECONDS", "inf"))
    with serving() as databases:
        for seed in range(first, first + wanted):
            if time.monotonic() > until:
                break
            done += 1
            wrong = run(seed, databases, coverage, breaks=breaks)
            if wrong:
                failures.append(wrong)
                print(f"---- {len(failures)}: {wrong}\n", file=sys.stderr, flush=True)  # noqa: T201
    if wanted > 1:
        PAGE.write_text(page(coverage, done, failures, time.process_time() - began), encoding="utf-8")
    return len(failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) > 0)
