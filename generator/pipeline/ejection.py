"""`gen eject` without its command line: what was generated becomes plain files that nobody looks after."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator.config import Settings
from generator.diagnostics import Severity, rule
from generator.errors import OutputError
from generator.migrations import migrations_folder
from generator.output.ownership import body_of, text_of
from generator.output.records import EJECTING, PROJECT, is_record
from generator.output.scan import list_files
from generator.output.write import locked, refusals, replace, sweep
from generator.pipeline.build import PATIENCE
from generator.pipeline.check import check
from generator.pipeline.freshness import forget, judge
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch

NOTHING_GENERATED = rule(
    "F550",
    "nothing-to-eject",
    """
`gen eject` found no records of generated files in the output folder: nothing was generated there, or it was ejected before.
""",
)
NOT_CURRENT = rule(
    "F551",
    "eject-refused",
    """
What is ejected stays as it is, and nobody mends it afterwards: so `gen eject` asks that `gen check` finds nothing first. With
`--as-it-is` files become plain as they are: stale, edited, with markers in them.
""",
)


@dataclass(frozen=True, slots=True)
class Ejection:
    """What makes files plain; paths are relative to the output."""

    headed: tuple[str, ...]
    """Files that lose their first line."""
    removed: tuple[str, ...]
    """Records, and the descriptions of migrations that only the generator reads."""


def plan_ejection(settings: Settings, request: Request, watch: Watch, *, as_it_is: bool = False) -> Ejection:
    """Find what `eject` would change; OutputError if nothing was generated, or not all of it is current."""
    files = list_files(settings.output).files
    if PROJECT not in files and EJECTING not in files:
        raise OutputError(NOTHING_GENERATED.at(None, f"nothing is generated in {settings.output}", "run `gen build`"))
    if EJECTING not in files and not as_it_is:
        _refuse_what_is_not_current(settings, request, watch)
    versions = f"{migrations_folder(settings)}/versions/"
    described = [path for path in files if path.startswith(versions) and path.endswith(".json")]
    removed = [*described, *(path for path in files if is_record(path) and path != EJECTING)]
    return Ejection(tuple(_headed(settings.output, files)), tuple(removed))


def eject(settings: Settings, request: Request, watch: Watch, *, as_it_is: bool = False) -> Ejection:
    """Take headers and records away; a run that is killed is finished by the next one. OutputError if that cannot be done."""
    with locked(settings.output, PATIENCE, lambda: None):
        plan = plan_ejection(settings, request, watch, as_it_is=as_it_is)
        sweep(settings.output, list_files(settings.output).leftovers)
        forget(settings)
        mark = settings.output / EJECTING
        with refusals(mark):
            replace(mark, "")
        for path in plan.headed:
            file = settings.output / path
            with refusals(file):
                # Whatever ends its lines, the others keep it.
                replace(file, file.read_bytes().decode("utf-8", "surrogateescape").partition("\n")[2])
        # What says that it was begun goes last.
        for path in (*plan.removed, EJECTING):
            file = settings.output / path
            with refusals(file):
                file.unlink(missing_ok=True)
            _remove_empty(file.parent, settings.output)
        return plan


def _refuse_what_is_not_current(settings: Settings, request: Request, watch: Watch) -> None:
    verdict = judge(settings)
    if not verdict.reason:
        return
    found = [item for item in check(settings, request, verdict, watch).found if item.severity is Severity.ERROR]
    if found:
        hint = "mend that first; `gen eject --as-it-is` takes files as they are"
        raise OutputError([*found, NOT_CURRENT.at(None, "nothing was ejected: not all is current", hint)])


def _headed(output: Path, files: list[str]) -> Iterator[str]:
    for path in files:
        if not is_record(path):
            text = text_of((output / path).read_bytes())
            if body_of(path, text) != text:
                yield path


def _remove_empty(folder: Path, output: Path) -> None:
    while folder != output:
        with suppress(OSError):
            folder.rmdir()
        if folder.exists():
            return
        folder = folder.parent
