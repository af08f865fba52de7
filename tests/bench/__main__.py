"""`make bench`: run every tool on the same input, interleaved, and write docs/benchmarks.md."""

import argparse
import os
import platform
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL, Popen
from time import perf_counter

from tests.bench import synthetic
from tests.bench.page import THREE, Cost, Costs, page

BIN = Path(sys.executable).parent
DOCS = Path(__file__).parents[2] / "docs" / "benchmarks.md"
REVISIONS = 100
STARTS = 15
"""How often a start of a few hundredths of a second is measured."""


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


def gen(folder: Path, *arguments: str) -> Cost:
    """Run our own command."""
    return run(folder, BIN / "gen", *arguments, "specs")


def ours(folder: Path, count: int) -> dict[str, Cost]:
    """Build, build again, check, edit one spec and build, check in full."""
    synthetic.write_specs(folder, count)
    costs = {"gen build, cold": gen(folder, "build")}
    costs["gen build, nothing changed"] = gen(folder, "build")
    costs["gen check"] = gen(folder, "check")
    costs["gen build, one spec edited"] = edited(folder, count, synthetic.EDITS["a field added"])
    costs["gen check --full"] = gen(folder, "check", "--full")
    return costs


def edited(folder: Path, count: int, edit: Callable[[str], str]) -> Cost:
    """Edit a spec that others refer to, and build."""
    spec = folder / "specs" / f"item{count // 4}.yaml"
    before = spec.read_text()
    spec.write_text(edit(before))
    if spec.read_text() == before:
        sys.exit("the edit changed nothing")
    return gen(folder, "build")


def one_schema(folder: Path, count: int) -> dict[str, Cost]:
    """Generate Pydantic models from one JSON Schema into one module, formatted by ruff."""
    schema = synthetic.write_json_schema(folder, count)
    return {"datamodel-codegen, one file": datamodel_codegen(folder, schema, folder / "models.py")}


def many_schemas(folder: Path, count: int) -> dict[str, Cost]:
    """Generate Pydantic models from a folder of JSON Schemas into a package, a module each, formatted by ruff."""
    schemas = synthetic.write_json_schemas(folder, count)
    return {"datamodel-codegen, a folder of files": datamodel_codegen(folder, schemas, folder / "models")}


def three_schemas(folder: Path, count: int) -> dict[str, Cost]:
    """Generate what gen has three Pydantic models for from as many definitions, in one JSON Schema, into one module."""
    schema = synthetic.write_three_schemas(folder, count)
    return {THREE: datamodel_codegen(folder, schema, folder / "models.py")}


def datamodel_codegen(folder: Path, source: Path, output: Path) -> Cost:
    """Run datamodel-codegen."""
    options = ["--input-file-type", "jsonschema", "--output-model-type", "pydantic_v2.BaseModel"]
    options += ["--formatters", "ruff-format", "ruff-check", "--disable-timestamp"]
    return run(folder, BIN / "datamodel-codegen", "--input", source, "--output", output, *options)


def alembic(folder: Path, count: int) -> dict[str, Cost]:
    """Autogenerate the first revision against an empty SQLite file."""
    synthetic.write_models(folder, count)
    return {"alembic revision --autogenerate": run(folder, BIN / "alembic", "revision", "--autogenerate", "-m", "one")}


def measure(top: Path, counts: list[int], rounds: int) -> dict[int, Costs]:
    """Run every tool `rounds` times on each size, interleaved, each time in a fresh folder of `top`.

    Nothing is deleted in between: after thousands of files went, some file systems make new ones ten times slower.
    """
    found: dict[int, Costs] = {count: {} for count in counts}
    tools = (ours, one_schema, many_schemas, three_schemas, alembic)
    for tool in tools:
        tool(top / f"{tool.__name__}-first", 2)  # compiles what Python has not compiled yet
    for count in counts:
        for number in range(rounds):
            for tool in tools:
                for name, cost in tool(top / f"{tool.__name__}-{count}-{number}", count).items():
                    found[count].setdefault(name, []).append(cost)
                told(f"{count} entities: {tool.__name__} done")
    return found


def edits(top: Path, count: int, rounds: int) -> Costs:
    """Build after each kind of edit, the one before taken back."""
    folder = top / "edits"
    synthetic.write_specs(folder, count)
    gen(folder, "build")
    found: Costs = {}
    for _ in range(rounds):
        for kind, edit in synthetic.EDITS.items():
            before = (folder / "specs" / f"item{count // 4}.yaml").read_text()
            found.setdefault(kind, []).append(edited(folder, count, edit))
            (folder / "specs" / f"item{count // 4}.yaml").write_text(before)
            gen(folder, "build")
    told("edits done")
    return found


def common(top: Path, count: int, rounds: int) -> Costs:
    """Build a project whose entities share a mixin, a value object and a target, and after an edit of each of these."""
    found: Costs = {}
    for number in range(rounds):
        folder = top / f"common-{number}"
        shared = synthetic.write_common(folder, count)
        found.setdefault("the same project, cold", []).append(gen(folder, "build"))
        for kind, (old, new) in synthetic.COMMON_EDITS.items():
            shared.write_text(shared.read_text().replace(old, new))
            found.setdefault(kind, []).append(gen(folder, "build"))
    told("common done")
    return found


def history(top: Path, count: int, rounds: int) -> Costs:
    """Write a hundred revisions, an edit each, then build after one more."""
    folder = top / "history"
    synthetic.write_specs(folder, count)
    gen(folder, "build")
    found: Costs = {}
    for number in range(REVISIONS - 1 + rounds):
        spec = folder / "specs" / f"item{number * 7 % count}.yaml"
        spec.write_text(spec.read_text().replace("notes:    text?", f"notes:    text?\n  remark_{number}: string(80)?"))
        cost = gen(folder, "build")
        if number >= REVISIONS - 1:
            found.setdefault(f"gen build, one spec edited, after {REVISIONS} revisions", []).append(cost)
    told("history done")
    return found


def starts(top: Path) -> Costs:
    """Start the command for its help, and Python for the library that it parses its command line with."""
    found: Costs = {"gen --help": [], 'python -c "import click"': []}
    for _ in range(STARTS):
        found["gen --help"].append(run(top, BIN / "gen", "--help"))
        found['python -c "import click"'].append(run(top, sys.executable, "-c", "import click"))
    return found


def phases(top: Path, count: int) -> list[tuple[str, str]]:
    """Give where a cold build spends its time, as `gen build -vv` reports it."""
    folder = top / "phases"
    synthetic.write_specs(folder, count)
    gen(folder, "build", "-vv")
    return re.findall(r"^phase (\S+)\s+([\d.]+) CPU s", (folder / "bench.log").read_text(), re.MULTILINE)


def told(text: str) -> None:
    """Say how far it is."""
    sys.stderr.write(f"{text}\n")


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    most = max(options.counts)
    with tempfile.TemporaryDirectory(prefix="gen-bench-") as folder:
        top = Path(folder)
        text = page(
            measure(top, options.counts, options.rounds),
            edits(top, most, options.rounds),
            history(top, most, options.rounds),
            starts(top),
            common(top, most, options.rounds),
            phases(top, most),
            f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}",
        )
    DOCS.parent.mkdir(exist_ok=True)
    DOCS.write_text(text)
    told(f"wrote {DOCS.name}")


if __name__ == "__main__":
    main()
