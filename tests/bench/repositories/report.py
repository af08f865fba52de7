"""The page of the bench: calls a second, and how many times as long as ours each contender took."""

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from statistics import median

from tests.bench.repositories.bounds import OURS, Clocks, bounds, ratio
from tests.bench.repositories.contender import Ground

_FAST = 0.1
_INTRODUCTION = """\
# What a generated repository costs

Written by `make bench-repo`. Each cell: calls a CPU second of the application's process (a server's own work is not in
it, SQLite's is), and in brackets how many times as long as the generated repository the contender took (above 1: the
generated one is faster). The contenders take turns, {rounds} rounds of them ({long} for the long operations); a ratio is the
median of the ratios of the rounds, so that what else the machine did counts little. Every contender works on the same
table of 100,000 rows with a pool of one connection, commits what it wrote before it returns, and gives the same Pydantic
schema back (the bare driver its own rows; `create_many` of a driver gives what it was given; `load` gives nothing back,
of nobody). Where a table has a row policy, each sets the tenant in the transaction by a bound parameter. "generated"
works in a session that its caller opens and commits, "generated, standalone" in none. A dash: not offered.

Bounds are ratios too, by both clocks: of the process, and on the wall, which has the server's work in it and what else
the machine did. The one in bold decides: the wall where the bound is about what the server is asked to do, else the
process.

{versions}
"""
_LIBRARIES = ("sqlalchemy", "pydantic", "asyncpg", "aiosqlite", "advanced-alchemy", "fastcrud")


def long_rounds(rounds: int) -> int:
    """Give how many of the rounds have the long operations."""
    return max(3, rounds // 3)


def title(ground: Ground) -> str:
    """Say which table on which database."""
    if ground.has_policy:
        return f"{ground.database}, rows of tenants behind a row policy"
    return f"{ground.database}, rows of {'everybody' if ground.tenant is None else 'tenants'}"


def table(ground: Ground, clocks: Clocks) -> str:
    """Give one Markdown table, and the bounds that it meets or does not."""
    seconds = clocks.cpu
    names = list(dict.fromkeys(name for by in seconds.values() for name in by))
    lines = [f"## {title(ground)}", "", f"| | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for operation, by in seconds.items():
        cells = [_cell(by, name) if name in by else "\N{EN DASH}" for name in names]
        lines.append(f"| {operation} | {' | '.join(cells)} |")
    found = list(bounds(ground, clocks))
    met = sum(bound.is_met for bound in found)
    lines += [
        "",
        f"{met} of {len(found)} bounds are met:",
        "",
        "| how many times as long | bound | process | wall | met |",
    ]
    lines += ["|---|---|---|---|---|", *(bound.line() for bound in found)]
    return "\n".join(lines) + "\n"


def _cell(by: Mapping[str, Sequence[float]], name: str) -> str:
    took = median(by[name])
    speed = f"{1 / took:,.0f}" if took < _FAST else f"{1 / took:.2f}"
    return speed if name == OURS else f"{speed} ({ratio(by[name], by[OURS]):.2f})"


def page(tables: Sequence[str], rounds: int) -> str:
    """Give the page."""
    used = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    versions = f"Python {platform.python_version()}, {used}."
    return "\n".join([_INTRODUCTION.format(rounds=rounds, long=long_rounds(rounds), versions=versions), *tables])
