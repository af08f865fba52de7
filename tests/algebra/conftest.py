"""Projects that are built once, and their tables on each database."""

import asyncio
import sys

import pytest

from tests.algebra.kinds import spec
from tests.algebra.subject import Subject
from tests.algebra.world import WORLD
from tests.databases.fixtures import NAMES
from tests.functional.matrix.project import build_project


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Build the world."""
    folder = tmp_path_factory.mktemp("world")
    made = build_project(folder, "world_of_kinds", {"world.yaml": spec(WORLD.values())}, databases=NAMES)
    sys.path.insert(0, str(folder))
    yield made
    sys.path.remove(str(folder))


@pytest.fixture(scope="module", params=NAMES)
def place(request, databases, built):
    """Give a database with the world's tables."""
    made = databases.create(request.param)
    built.upgrade(made)
    yield made
    databases.drop(made)


@pytest.fixture
def runner():
    """Give a loop that outlives its tasks."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def subject(built, place, runner):
    """Give the world on a database."""
    subject = Subject(built, "world", WORLD)
    subject.connect(place)
    yield subject
    runner.run(subject.dispose())
