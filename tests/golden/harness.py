"""Comparing with files that say what is expected, or writing them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Golden:
    """Compares, or writes with `--update`."""

    update: bool

    def text(self, path: Path, actual: str) -> None:
        """Compare one file; AssertionError shows the difference."""
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8", newline="")
        expected = path.read_text(encoding="utf-8") if path.exists() else "(there is no such file)"
        assert actual == expected, f"{path.relative_to(HERE)} differs; see it by --update and git diff"

    def tree(self, folder: Path, actual: Mapping[str, str]) -> None:
        """Compare all files of a folder by their path in it; a file that nothing gives any more is a failure."""
        known = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        if self.update:
            for stale in known - actual.keys():
                (folder / stale).unlink()
            known &= actual.keys()
        for path, text in actual.items():
            self.text(folder / path, text)
        assert known - actual.keys() == set(), f"unused files in {folder.relative_to(HERE)}"
