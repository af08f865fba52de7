"""`python -m tests.proof`: runs the whole list of changes on every database and writes docs/migrations-proof.md."""

import sys
import warnings
from pathlib import Path

from tests.proof.autogenerate import attempt
from tests.proof.changes import CHANGES
from tests.proof.judge import judge
from tests.proof.noise import listen
from tests.proof.page import LABELS, page
from tests.proof.servers import serving

PAGE = Path(__file__).parents[2] / "docs" / "migrations-proof.md"


def main() -> int:
    """Write the page; give how many cases went wrong."""
    warnings.simplefilter("ignore")
    with serving() as databases:
        pairs = [(case, name) for case in CHANGES for name in LABELS if name in case.on]
        verdicts, attempts = {}, {}
        for done, (case, name) in enumerate(pairs, 1):
            verdicts[case.name, name] = judge(case, name, databases)
            attempts[case.name, name] = attempt(case, name, databases)
            if done % 20 == 0:
                print(f"{done} of {len(pairs)}", file=sys.stderr)  # noqa: T201  # it takes minutes
        noises = {name: listen(name, databases) for name in LABELS}
    PAGE.write_text(page(verdicts, attempts, noises), encoding="utf-8")
    return sum(verdict.is_wrong for verdict in verdicts.values())


if __name__ == "__main__":
    sys.exit(main() > 0)
