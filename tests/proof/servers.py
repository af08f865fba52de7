"""Databases outside of pytest, for the runs that write pages."""

import contextlib
import os
from collections.abc import Iterator

from tests.databases.fixtures import Databases
from tests.databases.server import HOME_VARIABLE, close_home, open_home


@contextlib.contextmanager
def serving() -> Iterator[Databases]:
    """Give databases of every kind; their servers stop in the end."""
    home = open_home()
    os.environ[HOME_VARIABLE] = str(home)
    databases = Databases(home, "proof")
    try:
        yield databases
    finally:
        databases.close()
        del os.environ[HOME_VARIABLE]
        close_home(home)
