"""The option `--update` and the fixture that obeys it."""

import pytest

from tests.golden.harness import Golden


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update`."""
    parser.addoption("--update", action="store_true", help="write what golden cases give, instead of comparing it")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Give what compares with, or updates, the expected files."""
    return Golden(update=bool(request.config.getoption("--update")))
