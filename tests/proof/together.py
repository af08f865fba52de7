"""All cases of the list in one project, each with entities of its own: one revision makes every change at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.proof.changes.case import Case

_NAMES = re.compile(r"(?<![\w.])(T2|T|Child|U|Par2|Par|A|B|Mood)(?!\w)")
_TABLES = re.compile(r"(?<=name: uq_)t(?=_x)")


@dataclass(frozen=True)
class Together:
    """The specs before and after, by domain, and what the rows hold."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    values: Mapping[str, Sequence[object]]


def together(cases: Sequence[Case]) -> Together:
    """Give a project with every case in a domain of its own."""
    domains = {f"d{number}": case for number, case in enumerate(cases)}
    return Together(
        before={name: _own(case.specs(case.before), name[1:]) for name, case in domains.items()},
        after={name: _own(case.specs(case.after), name[1:]) for name, case in domains.items()},
        values={
            f"tx{name[1:]}.{column}": given for name, case in domains.items() for column, given in case.values.items()
        },
    )


def _own(text: str, number: str) -> str:
    """Give specs with names that no other case has."""
    return _TABLES.sub(f"tx{number}", _NAMES.sub(rf"\g<1>x{number}", text))
