"""`make bench`: run every tool on the same input, interleaved, and write docs/benchmarks.md."""

import argparse
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen
from time import perf_counter

from tests.bench import synthetic

BIN = Path(sys.executable).parent
DOCS = Path(__file__).parents[2] / "docs" / "benchmarks.md"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: CPU seconds with children, wall seconds, the largest process in MiB."""

    cpu: float
    wall: float
    memory: float


def run(folder: Path, *command: str | Path) -> Cost:
    """Run a command to its end; SystemExit with its output if it fails.

    Compiled modules are kept, as an installed package has them, whatever the environment says.
    """
    log = folder / "bench.log"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = perf_counter()
    with log.open("w") as out:
        line = [str(part) for part in command]
        process = Popen(line, cwd=folder, env=environment, stdout=out, stderr=out, stdin=DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(map(str, command))} failed:\n{log.read_text()[-4000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, perf_counter() - start, usage.ru_maxrss / 1024)


def ours(folder: Path, count: int) -> dict[str, Cost]:
    """Build, build again, edit one spec and build, check, check in full."""
    synthetic.write_specs(folder, count)
    gen = BIN / "gen"
    costs = {"gen build, cold": run(folder, gen, "build", "specs")}
    costs["gen build, nothing changed"] = run(folder, gen, "build", "specs")
    costs["gen check"] = run(folder, gen, "check", "specs")
    spec = folder / "specs" / f"item{count // 2}.yaml"
    spec.write_text(spec.read_text().replace("notes:    text?", "notes:    text?\n  remarks:  string(80)?"))
    costs["gen build, one spec edited"] = run(folder, gen, "build", "specs")
    costs["gen check --full"] = run(folder, gen, "check", "--full", "specs")
    return costs


def datamodel_codegen(folder: Path, count: int) -> dict[str, Cost]:
    """Generate Pydantic models, formatted by ruff."""
    schema = synthetic.write_json_schema(folder, count)
    options = ["--input-file-type", "jsonschema", "--output-model-type", "pydantic_v2.BaseModel"]
    options += ["--formatters", "ruff-format", "ruff-check", "--disable-timestamp"]
    command: list[str | Path] = [
        BIN / "datamodel-codegen",
        "--input",
        schema,
        "--output",
        folder / "models.py",
        *options,
    ]
    return {"datamodel-codegen, ruff": run(folder, *command)}


def alembic(folder: Path, count: int) -> dict[str, Cost]:
    """Autogenerate the first revision against an empty SQLite file."""
    synthetic.write_models(folder, count)
    return {"alembic revision --autogenerate": run(folder, BIN / "alembic", "revision", "--autogenerate", "-m", "one")}


def measure(top: Path, counts: list[int], rounds: int) -> dict[int, dict[str, list[Cost]]]:
    """Run every tool `rounds` times on each size, interleaved, each time in a fresh folder of `top`.

    Nothing is deleted in between: after thousands of files went, some file systems make new ones ten times slower.
    """
    found: dict[int, dict[str, list[Cost]]] = {count: {} for count in counts}
    for count in counts:
        for number in range(rounds):
            for tool in (ours, datamodel_codegen, alembic):
                for name, cost in tool(top / f"{tool.__name__}-{count}-{number}", count).items():
                    found[count].setdefault(name, []).append(cost)
                sys.stderr.write(f"{count} entities: {tool.__name__} done\n")
    return found


def table(count: int, costs: dict[str, list[Cost]]) -> str:
    """Give one size's results as a Markdown table, with the ratio to datamodel-codegen's CPU time."""
    base = median(cost.cpu for cost in costs["datamodel-codegen, ruff"])
    lines = [
        f"## {count} entities",
        "",
        "| run | CPU s | wall s | peak MiB | CPU ÷ datamodel-codegen |",
        "|---|---|---|---|---|",
    ]
    for name, runs in costs.items():
        cpu, wall, memory = (median(getattr(run, part) for run in runs) for part in ("cpu", "wall", "memory"))
        lines.append(f"| {name} | {cpu:.2f} | {wall:.2f} | {memory:.0f} | {cpu / base:.2f} |")
    return "\n".join(lines)


def phases(top: Path, count: int) -> str:
    """Give where a cold build spends its time, as `gen build -vv` reports it."""
    folder = top / "phases"
    synthetic.write_specs(folder, count)
    run(folder, BIN / "gen", "build", "-vv", "specs")
    found = re.findall(r"^phase (\S+)\s+([\d.]+) CPU s", (folder / "bench.log").read_text(), re.MULTILINE)
    lines = [f"## Where a cold build of {count} entities goes", "", "| phase | CPU s |", "|---|---|"]
    return "\n".join(lines + [f"| {name} | {seconds} |" for name, seconds in found])


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    parts = [
        "# What a build costs",
        (
            "`make bench` writes this page: medians of interleaved runs on one machine, every tool on equivalent input"
            " (N entities of 12 fields, each with an enum, a reference, a unique and two indexes). CPU seconds count child"
            " processes; memory is that of the largest process. datamodel-codegen writes Pydantic models only, Alembic one"
            " revision only; `gen` writes models, schemas, repositories, packages and the revision."
        ),
    ]
    with tempfile.TemporaryDirectory(prefix="gen-bench-") as top:
        for count, costs in measure(Path(top), options.counts, options.rounds).items():
            parts.append(table(count, costs))
        parts.append(phases(Path(top), max(options.counts)))
    DOCS.parent.mkdir(exist_ok=True)
    DOCS.write_text("\n\n".join(parts) + "\n")
    sys.stderr.write(f"wrote {DOCS.name}\n")


if __name__ == "__main__":
    main()
