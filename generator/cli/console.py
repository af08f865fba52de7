"""What commands say: findings in the format asked for, summaries, progress."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click

from generator.diagnostics import Diagnostic, Severity

FORMATS: Final = ("text", "json", "github", "sarif")

_ROOT: Final = "gen.root"
_MANY: Final = 25
"""Findings of one kind that are shown without `-v`."""


def fail(found: Iterable[Diagnostic], style: str = "text", volume: int = 1) -> None:
    """Show findings: text on stderr, what machines read on stdout, all of them there.

    People are shown the first of many findings of a kind, and notes only with `-v` (a `volume` of 1; -1 is `-q`).
    """
    findings = list(found)
    shown = findings if volume > 0 or style != "text" else list(_foremost(findings))
    if shown or style != "text":
        from generator.cli.report import report

        context = click.get_current_context(silent=True)
        root = context.meta.get(_ROOT) if context else None
        text = report(shown, style, colour=sys.stderr.isatty(), root=root if isinstance(root, Path) else None)
        if text:
            click.echo(text.rstrip("\n"), err=style == "text")
    left = Counter(item.severity for item in findings) - Counter(item.severity for item in shown)
    if left and volume == 0:
        words = [count(number, severity.value) for severity, number in left.items()]
        click.echo(f"{' and '.join(words)} not shown; -v shows all.", err=True)


def _foremost(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    seen: Counter[str] = Counter()
    for item in found:
        seen[item.code] += 1
        if item.severity is not Severity.NOTE and seen[item.code] <= _MANY:
            yield item


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
