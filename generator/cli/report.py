"""Findings as people and machines read them: text with code frames, JSON, GitHub's annotations, SARIF."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from generator.cli.frame import frame, printable
from generator.cli.sarif import sarif
from generator.diagnostics import RULES, Diagnostic, Severity, Span

Sources = Callable[[str], str | None]
"""Gives the text of a file by the path that findings name; None if there is none to show."""

Lines = Callable[[str], list[str]]

JSON_VERSION: Final = 1
"""Raised when a field of `render_json` changes its meaning or goes away."""

_COLOURS: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_PASSWORD: Final = re.compile(r"(?<=://)([^/\s:@]*:)([^/\s@]+)(?=@)")


def report(found: Iterable[Diagnostic], style: str, *, colour: bool = False, root: Path | None = None) -> str:
    """Give findings in a style: text, json, github or sarif; files are read for code frames, relative to `root`."""
    folder = root or Path.cwd()

    @cache
    def sources(path: str) -> str | None:
        try:
            return (folder / path).read_text(encoding="utf-8-sig", errors="replace")
        except OSError:
            return None

    if style == "text":
        return render_text(found, sources, colour=colour)
    return {"json": render_json, "github": render_github, "sarif": render_sarif}[style](found)


def render_text(found: Iterable[Diagnostic], sources: Sources, *, colour: bool = False) -> str:
    """Give each finding with the line that it is about, a caret and the way to mend it; a count at the end."""
    findings = [masked(item) for item in found]
    if not findings:
        return ""

    @cache
    def lines(path: str) -> list[str]:
        text = sources(path)
        return hide(text).split("\n") if text is not None else []

    blocks = [_block(item, lines, colour=colour) for item in findings]
    return "\n\n".join([*blocks, summary(findings)]) + "\n"


def summary(found: Iterable[Diagnostic]) -> str:
    """Count findings: `2 errors, 1 warning`."""
    counts = Counter(item.severity for item in found)
    words = [f"{counts[kind]:,} {kind.value}{'' if counts[kind] == 1 else 's'}" for kind in Severity if counts[kind]]
    return ", ".join(words)


def render_json(found: Iterable[Diagnostic]) -> str:
    """Give an object with `version` and `findings`; lines and columns count from 1, ends are exclusive."""
    rows = [row(item) for item in found]
    return json.dumps({"version": JSON_VERSION, "findings": rows}, ensure_ascii=False, indent=2) + "\n"


def render_github(found: Iterable[Diagnostic]) -> str:
    """Give workflow commands, one a line, that GitHub shows beside the lines of a pull request."""
    return "".join(f"{_annotation(masked(item))}\n" for item in found)


def render_sarif(found: Iterable[Diagnostic]) -> str:
    """Give a SARIF 2.1.0 log with one run."""
    return json.dumps(sarif([masked(item) for item in found]), ensure_ascii=False, indent=2) + "\n"


def masked(item: Diagnostic) -> Diagnostic:
    """Hide passwords in addresses such as postgresql://user:password@host."""
    message, help_ = hide(item.message), hide(item.help) if item.help else item.help
    if (message, help_) == (item.message, item.help):
        return item
    return Diagnostic(item.code, message, item.span, help_, item.severity, item.related)


def hide(text: str) -> str:
    """Replace the password of an address by as many asterisks, so that columns stay where they are."""
    return _PASSWORD.sub(lambda match: match[1] + "*" * len(match[2]), text)


def _block(item: Diagnostic, lines_of: Lines, *, colour: bool) -> str:
    paint = _painter(_COLOURS[item.severity]) if colour else _plain
    strong = _painter("1") if colour else _plain
    lines = [f"{paint(f'{item.severity.value}[{item.code}]')}: {strong(printable(item.message))}"]
    if item.span is not None:
        lines += _place(item.span, lines_of, paint)
    for span, what in item.related:
        lines.append(f"  {printable(what)}:")
        lines += _place(span, lines_of, paint)
    if item.help:
        lines.append(f"  {strong('help')}: {printable(item.help)}")
    return "\n".join(lines)


def _place(span: Span, lines_of: Lines, paint: Callable[[str], str]) -> list[str]:
    if span == Span(span.file):
        return [f"  --> {printable(span.file)}"]
    lines = lines_of(span.file)
    shown = [f"  --> {printable(str(span))}"]
    if span.line <= len(lines):
        shown += frame(lines[span.line - 1].rstrip("\r"), span, paint)
    return shown


def _painter(code: str) -> Callable[[str], str]:
    return lambda text: f"\x1b[{code}m{text}\x1b[0m"


def _plain(text: str) -> str:
    return text


def row(found: Diagnostic) -> Mapping[str, object]:
    """Give a finding as an object of JSON."""
    item = masked(found)
    rule = RULES.get(item.code)
    return {
        "code": item.code,
        "name": rule.name if rule else item.code,
        "severity": item.severity.value,
        "message": item.message,
        "help": item.help,
        **_position(item.span),
        "related": [{"message": what, **_position(span)} for span, what in item.related],
    }


def _position(span: Span | None) -> Mapping[str, object]:
    if span is None:
        return {"file": None}
    ends = {"end_line": span.end_line, "end_column": span.end_column}
    return {"file": span.file, "line": span.line, "column": span.column, **ends}


def _annotation(item: Diagnostic) -> str:
    rule = RULES.get(item.code)
    properties = {"title": f"{item.code} {rule.name}" if rule else item.code}
    if item.span is not None:
        properties |= {"file": item.span.file, "line": str(item.span.line), "endLine": str(item.span.end_line)}
        if item.span.line == item.span.end_line:
            properties |= {"col": str(item.span.column), "endColumn": str(item.span.end_column)}
    text = f"{item.message}\nhelp: {item.help}" if item.help else item.message
    named = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    return f"::{_LEVELS[item.severity]} {named}::{_escaped(text)}"


def _escaped(text: str, further: str = "") -> str:
    """Write the characters that end a workflow command or a property as GitHub reads them."""
    for character in "%\r\n" + further:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
