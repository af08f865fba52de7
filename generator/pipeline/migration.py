"""The migration of a run: what the history lacks, as files and as words."""

from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.output.files import File


@dataclass(frozen=True, slots=True)
class Migration:
    """The files of the environment and of the next revision; without a name there is nothing to migrate."""

    files: tuple[File, ...] = ()
    name: str = ""
    effects: tuple[str, ...] = ()
    """What the revision does, a line an operation."""
    advice: tuple[Diagnostic, ...] = ()
