"""What a user asks of one run, beside the settings."""

from dataclasses import dataclass
from pathlib import Path

from generator.output.merging import Side


@dataclass(frozen=True, slots=True)
class Request:
    """What `gen build` or `gen check` was told."""

    only: tuple[str, ...] = ()
    """The domains to write; empty: all, and the migration."""
    overwrite: tuple[Path, ...] = ()
    """Files, or folders of files, that may be replaced although they were edited; absolute."""
    conflict: Side | None = None
    """How conflicts in adopted files are settled; None: they stop the run."""
    given_back: tuple[str, ...] = ()
    """Adopted files, by their paths in the output, that are to be as if they were not."""
    message: str = ""
    """What the migration is for."""
    dry_run: bool = False
    diff: bool = False
    amend: bool = False
    """Whether the newest revision is written anew instead of another one after it."""
    no_migration: bool = False
    """Whether the database is left for a later run."""
    only_looks: bool = False
    """Whether nothing is to come of it, so that what stops a build for good is shown like any other change."""
    full: bool = False
    """Whether nothing remembered may be used."""
    arguments: str = ""
    """The specs and settings as they were given on the command line, for the commands that findings name."""

    def may_overwrite(self, file: Path) -> bool:
        """Tell whether a file was named to be replaced, itself or by a folder above it."""
        return any(file == allowed or allowed in file.parents for allowed in self.overwrite)
