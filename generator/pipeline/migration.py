"""The migration of a run: what the history lacks, as files and as words."""

from dataclasses import dataclass

from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.output.files import File
from generator.pipeline.request import Request
from generator.schema.state import Schema


@dataclass(frozen=True, slots=True)
class Migration:
    """The files of the environment and of the next revision; without a name there is nothing to migrate."""

    files: tuple[File, ...] = ()
    name: str = ""
    effects: tuple[str, ...] = ()
    """What the revision does, a line an operation."""
    advice: tuple[Diagnostic, ...] = ()


def plan_migration(settings: Settings, schema: Schema, request: Request) -> Migration:
    """Give what the history lacks."""
    return Migration()
