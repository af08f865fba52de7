"""Findings: where something is, what is wrong with it, how to mend it, and under which stable code.

Bands of codes, never reused once released:

    Y0xx YAML and files · S1xx shape of a document · R2xx meaning (names, types, references, flags, expressions)
    L3xx advice on a valid spec · M4xx migrations and history · F5xx output files · C6xx configuration
    E7xx the application's classes beside the generated ones · X9xx internal
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from generator.frozen import value


class Severity(Enum):
    """How much a finding weighs: an error stops the run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@value(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file; lines and columns count from 1 in characters, the end is exclusive."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        """Give `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"


@value(frozen=True, slots=True)
class Rule:
    """A kind of finding: its code, a short name for the defect, and what `gen explain` tells about it."""

    code: str
    name: str
    explanation: str
    severity: Severity = Severity.ERROR

    def at(self, span: Span | None, message: str, help: str | None = None, *, related: "Related" = ()) -> "Diagnostic":
        """Make a finding of this kind."""
        return Diagnostic(self.code, message, span, help, self.severity, tuple(related))


Related = tuple[tuple[Span, str], ...]

RULES: Final[dict[str, Rule]] = {}


def rule(code: str, name: str, explanation: str, severity: Severity = Severity.ERROR) -> Rule:
    """Register a kind of finding under its code; ValueError if the code or the name is taken."""
    if code in RULES or any(known.name == name for known in RULES.values()):
        message = f"two rules are called {code} or {name}"
        raise ValueError(message)
    made = RULES[code] = Rule(code, name, explanation.strip(), severity)
    return made


@value(frozen=True, slots=True)
class Diagnostic:
    """One finding, in the user's terms; `help` says how to mend it, `related` shows other places that matter."""

    code: str
    message: str
    span: Span | None = None
    help: str | None = None
    severity: Severity = Severity.ERROR
    related: Related = ()


@dataclass(slots=True)
class Bag:
    """The findings of a run, collected so that all are shown at once."""

    _found: list[Diagnostic] = field(default_factory=list)

    def add(self, *found: Diagnostic) -> None:
        """Keep findings."""
        self._found.extend(found)

    def extend(self, found: Iterable[Diagnostic]) -> None:
        """Keep findings."""
        self._found.extend(found)

    @property
    def has_errors(self) -> bool:
        """Whether one of the findings stops the run."""
        return any(item.severity is Severity.ERROR for item in self._found)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Give each distinct finding once, by place, then code; those without a place first."""
        return iter(sorted(dict.fromkeys(self._found), key=_place))

    def __len__(self) -> int:
        """Count the findings, repeated ones included."""
        return len(self._found)


def _place(item: Diagnostic) -> tuple[bool, Span, str, str]:
    return (item.span is not None, item.span or Span(""), item.code, item.message)
