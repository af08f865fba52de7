"""SQL that is taken over as it is: it has to end where it stands, and nothing may follow it."""

import re
from collections.abc import Iterator
from typing import Final

from generator.diagnostics import Diagnostic, rule
from generator.ir import Project
from generator.resolve.draft import Work
from generator.resolve.review.nul import verbatim_texts

RUNS_ON = rule(
    "R281",
    "sql-runs-on",
    r"""
SQL that is taken over as it is (`server_default`, `db_type`, options of tables and indexes) stands inside a statement. It
may not end that statement or hide what follows: quotes and parentheses are closed, and outside of quotes there is no
`;`, no comment, no `#` and no `$`. Databases do not agree on a backslash before a quote, so there is none either.

Not so:     kind: {type: string(9), server_default: "'a'); DROP TABLE notes; --"}
But so:     kind: {type: string(9), server_default: "'a'"}
""",
)

_PIECE: Final = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--|/\*|[#$;()'"`]""")
_BEFORE_QUOTE: Final = re.compile(r"""\\['"`]""")


def statements_left(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find SQL that would end the statement in which it stands."""
    del work
    for entity in project.entities.values():
        for text, span in verbatim_texts(entity):
            found = _running_on(text)
            if found:
                help_text = (
                    "write one expression or name, closed in itself; `gen explain R281` tells what may not stand in it"
                )
                yield RUNS_ON.at(span, f"this SQL does not end where it stands: `{found}`", help_text)


def _running_on(text: str) -> str | None:
    """Give what ends the statement, or is not closed."""
    quoted = _BEFORE_QUOTE.search(text)
    if quoted:
        return quoted[0]
    depth = 0
    for piece in _PIECE.findall(text):
        depth += (piece == "(") - (piece == ")")
        if depth < 0 or (piece not in {"(", ")"} and (len(piece) == 1 or piece in {"--", "/*"})):
            return str(piece)
    return "(" if depth else None
