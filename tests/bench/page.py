"""The page that `make bench` writes: tables of medians, and each bound with what was measured."""

from dataclasses import dataclass
from statistics import median

ONE, MANY = "datamodel-codegen, one file", "datamodel-codegen, a folder of files"
THREE = "datamodel-codegen, the three schemas of each entity"
COLD = "gen build, cold"

INTRODUCTION = """\
`make bench` writes this page: medians of interleaved runs on one machine ({machine}), every tool on
equivalent input: N entities of 12 fields, each with an enum, a reference, a unique and two indexes. CPU seconds count child
processes; memory is that of the largest process. `gen` reads N spec files and writes models, schemas, repositories,
packages and the revision, formatted by ruff. datamodel-codegen writes Pydantic models only, formatted by ruff too: it reads
the N entities as one JSON Schema and writes one module, or, as `gen` does, reads a folder of N files and writes N modules.
In these two rows it writes one class an entity; in "the three schemas of each entity" its one file defines what `gen` writes
as well, a Create, an Update and a Read with the same fields and limits, so that row compares the same schemas (`gen` writes
the models, filters, repositories and the revision besides). Alembic writes one revision from SQLAlchemy models."""

COMMON = """\
All output is rendered anew after an edit of a mixin or a value object: it stands in every entity. All specs are read, but one
entity is rendered, where that is what the others refer to."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: CPU seconds with children, wall seconds, the largest process in MiB."""

    cpu: float
    wall: float
    memory: float


Costs = dict[str, list[Cost]]
"""The runs of each kind."""


def page(
    sizes: dict[int, Costs],
    edits: Costs,
    history: Costs,
    starts: Costs,
    common: Costs,
    phases: list[tuple[str, str]],
    machine: str,
) -> str:
    """Give the whole page."""
    most = max(sizes)
    parts = [
        "# What a build costs",
        INTRODUCTION.format(machine=machine),
        f"## The bounds, at {most:,} entities",
        bounds(sizes[most], edits, history, starts),
    ]
    for count, costs in sizes.items():
        parts += [f"## {count:,} entities", compared(costs)]
    parts += [f"## `gen build` after one edit, at {most:,} entities", plain({**edits, **history})]
    parts += [f"## `gen build` after an edit of what all of {most:,} entities share", COMMON, plain(common)]
    parts += ["## Starting", plain(starts)]
    rows = [f"| {name} | {seconds} |" for name, seconds in phases]
    parts += [f"## Where a cold build of {most:,} entities goes", "\n".join(["| phase | CPU s |", "|---|---|", *rows])]
    return "\n\n".join(parts) + "\n"


def bounds(costs: Costs, edits: Costs, history: Costs, starts: Costs) -> str:
    """Give what was aimed at, what was measured, and whether it was met."""
    cold, (helped, bare) = cpu(costs[COLD]), (cpu(runs) for runs in starts.values())
    kind, slowest = max(((kind, cpu(runs)) for kind, runs in edits.items()), key=lambda pair: pair[1])
    rows = [
        ("cold build ÷ datamodel-codegen, a folder of files", cold / cpu(costs[MANY]), 0.5),
        ("cold build ÷ datamodel-codegen, one file", cold / cpu(costs[ONE]), 0.5),
        ("cold build ÷ datamodel-codegen, the three schemas of each entity", cold / cpu(costs[THREE]), 0.5),
        ("cold build, CPU s", cold, 3.5),
        ("cold build, peak MiB", median(cost.memory for cost in costs[COLD]), 200),
        ("nothing changed: build, CPU s", cpu(costs["gen build, nothing changed"]), 0.4),
        ("nothing changed: check, CPU s", cpu(costs["gen check"]), 0.4),
        (f"one edited spec, the slowest kind ({kind}), CPU s", slowest, 1.0),
        *((f"{name.removeprefix('gen build, ')}, CPU s", cpu(runs), 1.0) for name, runs in history.items()),
        ("`gen --help` ÷ `import click`, CPU", helped / bare, 1.5),
    ]
    lines = [
        f"| {name} | {number(found)} | {number(bound)} | {'yes' if found <= bound else '**no**'} |"
        for name, found, bound in rows
    ]
    return "\n".join(["| | measured | at most | met |", "|---|---|---|---|", *lines])


def compared(costs: Costs) -> str:
    """Give one size's runs, with their CPU time in proportion to that of datamodel-codegen."""
    bases = [cpu(costs[name]) for name in (ONE, MANY, THREE)]
    lines = [
        "| run | CPU s | wall s | peak MiB | CPU ÷ one file | CPU ÷ a folder | CPU ÷ three schemas |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, runs in costs.items():
        ratios = " | ".join(f"{cpu(runs) / base:.2f}" for base in bases)
        lines.append(f"{row(name, runs)} {ratios} |")
    return "\n".join(lines)


def plain(costs: Costs) -> str:
    """Give runs without comparison."""
    lines = [row(name, runs) for name, runs in costs.items()]
    return "\n".join(["| run | CPU s | wall s | peak MiB |", "|---|---|---|---|", *lines])


def row(name: str, runs: list[Cost]) -> str:
    """Give the beginning of a table's line."""
    wall, memory = median(run.wall for run in runs), median(run.memory for run in runs)
    return f"| {name.replace('|', '')} | {cpu(runs):.2f} | {wall:.2f} | {memory:.0f} |"


def cpu(runs: list[Cost]) -> float:
    """Give the median of the CPU seconds."""
    return median(run.cpu for run in runs)


def number(value: float) -> str:
    """Write a number with the digits that mean something."""
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}"  # two digits at least
