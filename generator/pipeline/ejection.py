"""`gen eject` without its command line: what was generated becomes plain files that nobody looks after."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator.config import Settings
from generator.diagnostics import rule
from generator.errors import OutputError
from generator.migrations import migrations_folder
from generator.output.ownership import body_of, text_of
from generator.output.records import PROJECT, is_record
from generator.output.scan import list_files
from generator.output.write import locked, refusals, replace
from generator.pipeline.build import PATIENCE
from generator.pipeline.freshness import forget

NOTHING_GENERATED = rule(
    "F550",
    "nothing-to-eject",
    """
`gen eject` found no records of generated files in the output folder: nothing was generated there, or it was ejected before.
""",
)


@dataclass(frozen=True, slots=True)
class Ejection:
    """What makes files plain; paths are relative to the output."""

    headed: tuple[str, ...]
    """Files that lose their first line."""
    removed: tuple[str, ...]
    """Records, and the descriptions of migrations that only the generator reads."""


def plan_ejection(settings: Settings) -> Ejection:
    """Find what `eject` would change; OutputError if nothing was generated."""
    files = list_files(settings.output).files
    if PROJECT not in files:
        raise OutputError(NOTHING_GENERATED.at(None, f"nothing is generated in {settings.output}", "run `gen build`"))
    versions = f"{migrations_folder(settings)}/versions/"
    removed = [path for path in files if is_record(path) or (path.startswith(versions) and path.endswith(".json"))]
    return Ejection(tuple(_headed(settings.output, files)), tuple(removed))


def eject(settings: Settings) -> Ejection:
    """Take headers and records away; a run that is killed is finished by the next one. OutputError if that cannot be done."""
    with locked(settings.output, PATIENCE, lambda: None):
        plan = plan_ejection(settings)
        forget(settings)
        for path in plan.headed:
            file = settings.output / path
            with refusals(file):
                replace(file, body_of(path, text_of(file.read_bytes())))
        # What says that there is something to eject goes last.
        for path in sorted(plan.removed, key=lambda path: path == PROJECT):
            file = settings.output / path
            with refusals(file):
                file.unlink()
            _remove_empty(file.parent, settings.output)
        return plan


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
