"""One job: what it asks for, and the answer, both as JSON."""

import json
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Final, TypeGuard

from generator.replay.live import count, inspect, stamp
from generator.replay.offline import replay

Json = dict[str, object]

_ACTIONS: Final[dict[str, Callable[[Json], Json]]] = {
    "replay": replay,
    "inspect": inspect,
    "count": count,
    "stamp": stamp,
}


def main() -> None:
    """Do the job on the standard input; what revisions print goes to stderr."""
    job: object = json.load(sys.stdin)
    with redirect_stdout(sys.stderr):
        answer = _ACTIONS[str(job["action"])](job) if _is_object(job) else {}
    json.dump(answer, sys.stdout)


def _is_object(value: object) -> TypeGuard[Json]:
    return isinstance(value, dict)
