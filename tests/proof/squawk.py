"""The second opinion of squawk, which judges SQL for PostgreSQL by the locks it takes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

TASTE = (
    "ban-char-field",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-text-field",
    "prefer-timestamp-tz",
)
"""What it holds against types that specs ask for."""
OURS = ("prefer-robust-stmts", "transaction-nesting", "require-statement-timeout", "require-lock-timeout")
"""IF NOT EXISTS where a transaction does what that is for; BEGIN and COMMIT, which `--sql` writes around each revision;
limits that whoever applies a script sets for the session."""


def opinion(script: str) -> list[str]:
    """Give the names of the rules that squawk finds broken in a script."""
    program = shutil.which("squawk", path=Path(sys.executable).parent) or "squawk"
    excluded = ",".join((*TASTE, *OURS))
    done = subprocess.run(
        [program, "--reporter", "json", "--pg-version", "15", "--exclude", excluded, "--stdin-filepath", "upgrade.sql"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip(), done.stderr
    return sorted({item["rule_name"] for item in json.loads(done.stdout)})
