"""The page of the change list, written from what a run found."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tests.proof.autogenerate import Attempt
from tests.proof.changes import CHANGES
from tests.proof.changes.case import ALL, Case
from tests.proof.judge import Verdict
from tests.proof.noise import Noise

LABELS = {"postgresql": "PostgreSQL", "mariadb": "MariaDB", "sqlite": "SQLite"}
HEAD = """# Migrations on the list of changes

Written by `make proof`; do not edit. Each row is an entity `T` before and after, on a table with rows, referred to by rows
of another one that go with it (`on_delete: cascade`), where the specs have room for that. In each cell, first what Specwright
does, then what Alembic's autogenerate does with the models generated from the same specs.

| word | what was seen |
|---|---|
| right | the database's own dump is the one of a database made afresh, every value is still there, and the downgrade leads back |
| asks `CODE` | the build stops with that finding, as data would be lost or a person has to decide; allowed, it is right, and nothing is lost but what the finding names |
| rows | the same finding, or a warning, and then the rows of this case do not fit: the migration stops, nothing is changed |
| nothing | what the change means does not show in the database, and nothing is written |
| refused `CODE` | a spec for this database cannot say it; a spec error says so |
| - | not in the language (reasons below), or not a matter of this database |
| WRONG | a defect: the reasons are below |
| missed, fails, loses | of autogenerate: another schema than the models'; an error; rows or values gone without a word |
"""


def page(
    verdicts: Mapping[tuple[str, str], Verdict],
    attempts: Mapping[tuple[str, str], Attempt],
    noises: Mapping[str, Noise],
) -> str:
    """Give the page in Markdown."""
    return "\n".join(
        [
            HEAD,
            "## In numbers",
            "",
            *_numbers(verdicts, attempts, noises),
            "",
            "## Every change",
            "",
            f"| change | {' | '.join(LABELS.values())} |",
            "|---|---|---|---|",
            *(_row(case, verdicts, attempts) for case in CHANGES),
            "",
            "## What a spec does not say",
            "",
            *(f"- `{case.name}`: {case.cannot}." for case in CHANGES if case.cannot),
            "",
            *_defects(verdicts),
            "## Where nothing changed",
            "",
            *_unchanged(noises),
            "",
        ]
    )


def _numbers(
    verdicts: Mapping[tuple[str, str], Verdict],
    attempts: Mapping[tuple[str, str], Attempt],
    noises: Mapping[str, Noise],
) -> list[str]:
    lines = ["| | " + " | ".join(LABELS.values()) + " |", "|---|---|---|---|"]
    ours = {name: Counter(it.outcome for (_, base), it in verdicts.items() if base == name) for name in LABELS}
    theirs = {name: Counter(it.outcome for (_, base), it in attempts.items() if base == name) for name in LABELS}
    words = {"right": "right", "asks": "asks first", "data": "stops at rows", "nothing": "nothing to do"}
    words |= {"cannot": "cannot be said", "WRONG": "WRONG"}
    for key, label in words.items():
        lines.append(_line(f"Specwright: {label}", [ours[name][key] for name in LABELS]))
    lines.append(_line("Specwright: reported where nothing changed", [len(noises[name].ours) for name in LABELS]))
    seen = ("right", "missed", "fails", "loses")
    lines += [_line(f"autogenerate: {key}", [theirs[name][key] for name in LABELS]) for key in seen]
    lines.append(_line("autogenerate: reported where nothing changed", [_of(noises[name]) for name in LABELS]))
    return lines


def _of(noise: Noise) -> str:
    return f"{len(noise.autogenerate)} of {len(noise.tried)}"


def _line(label: str, cells: Sequence[object]) -> str:
    return f"| {label} | {' | '.join(map(str, cells))} |"


def _row(case: Case, verdicts: Mapping[tuple[str, str], Verdict], attempts: Mapping[tuple[str, str], Attempt]) -> str:
    cells = [
        _cell(verdicts.get((case.name, name)), attempts.get((case.name, name))) if name in case.on else "-"
        for name in LABELS
    ]
    return _line(f"`{case.name}`", cells)


def _cell(verdict: Verdict | None, attempt: Attempt | None) -> str:
    if verdict is None or attempt is None:
        return "-"
    codes = ", ".join(f"`{code}`" for code in (verdict.codes or verdict.warned))
    match verdict.outcome:
        case "cannot":
            return f"refused {codes}" if codes else "-"
        case "asks":
            return f"asks {codes} / {attempt.outcome}"
        case "data":
            return f"rows {codes} / {attempt.outcome}"
        case outcome:
            return f"{outcome} / {attempt.outcome}"


def _defects(verdicts: Mapping[tuple[str, str], Verdict]) -> list[str]:
    wrong = [verdict for verdict in verdicts.values() if verdict.is_wrong]
    if not wrong:
        return []
    lines = [f"- `{item.case}` on {LABELS[item.database]}: {item.why.partition(' (Background')[0]}" for item in wrong]
    return ["## What goes wrong", "", *lines, ""]


def _unchanged(noises: Mapping[str, Noise]) -> list[str]:
    lines = ["Each type, default, kind of index, check and key in a table of its own, said twice, with rows.", ""]
    for name in ALL:
        noise = noises[name]
        listed = ", ".join(f"`{case}`" for case in noise.autogenerate) or "none"
        lines.append(
            f"- {LABELS[name]}: {len(noise.tried)} tried, none reported by Specwright; by autogenerate: {listed}."
            if not noise.ours
            else f"- {LABELS[name]}: reported by Specwright: {', '.join(noise.ours)}."
        )
    return lines
