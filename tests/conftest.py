"""What every test may ask for, and one hash seed for all workers of a run: they must collect the same names."""

import os
import random

import pytest

pytest_plugins = ["tests.databases.fixtures", "tests.golden.plugin", "tests.honesty"]

SEED = "PYTHONHASHSEED"


def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed of the workers, another one each run."""
    if not hasattr(config, "workerinput"):
        os.environ.setdefault(SEED, str(random.SystemRandom().randrange(2**32)))


def pytest_report_header() -> str:
    """Tell the seed, so that a failure can be had again."""
    return f"hash seed of workers: {SEED}={os.environ[SEED]}"


@pytest.fixture(scope="session")
def bounded() -> tuple[str, ...]:
    """Give what a command begins with to be bound by permissions, which nothing is that root runs."""
    return () if os.geteuid() else ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")
