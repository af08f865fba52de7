"""What commands say: findings in the format asked for, summaries, progress."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from generator.diagnostics import Diagnostic

FORMATS: Final = ("text", "json", "github", "sarif")


_ROOT: Final = "gen.root"


def fail(found: Iterable[Diagnostic], style: str = "text") -> None:
    """Show findings: text on stderr, what machines read on stdout."""
    findings = list(found)
    if not findings and style == "text":
        return
    from generator.cli.report import report

    context = click.get_current_context(silent=True)
    root = context.meta.get(_ROOT) if context else None
    text = report(findings, style, colour=sys.stderr.isatty(), root=root if isinstance(root, Path) else None)
    if text:
        click.echo(text.rstrip("\n"), err=style == "text")


def stand_in(root: Path) -> None:
    """Say which folder the paths of findings are relative to, so that their lines can be shown."""
    click.get_current_context().meta[_ROOT] = root


class Progress:
    """One line on a terminal that says what goes on; nothing elsewhere."""

    def __init__(self, *, shown: bool) -> None:
        """Show it only where somebody looks: on a terminal, without `--quiet`."""
        self._shown = shown and sys.stderr.isatty()
        self._width = 0

    def __call__(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Say how far a phase is."""
        if self._shown:
            text = f"{phase} {done:,} of {total:,}" if total else phase
            click.echo(f"\r{text:<{self._width}}", nl=False, err=True)
            self._width = len(text)

    def close(self) -> None:
        """Take the line away."""
        if self._shown and self._width:
            click.echo(f"\r{'':<{self._width}}\r", nl=False, err=True)
            self._width = 0


def count(number: int, noun: str) -> str:
    """Give `1 file`, `5,000 files`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
