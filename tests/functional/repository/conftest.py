"""A generated data layer with every flag, its tables on each database, and sessions on them."""

import asyncio
import importlib
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import ModuleType
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from generator.config import Settings
from generator.diagnostics import Bag
from generator.render.project import render
from generator.resolve import resolve
from generator.schema import lower
from generator.spec.loading import load
from tests.databases.database import Database
from tests.databases.fixtures import NAMES, Databases

SPECS = Path(__file__).parent / "specs"
PACKAGE = "repository_under_test"


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the folder of the generated package, which can be imported."""
    folder = tmp_path_factory.mktemp("repository") / PACKAGE
    settings = Settings(root=SPECS.parent, specs=SPECS, output=folder, tenant_type="uuid")
    bag = Bag()
    project = resolve(load(SPECS, SPECS.parent, bag), settings, bag)
    assert not bag.has_errors, [f"{item.code} {item.span} {item.message}" for item in bag]
    for file in render(project, lower(project, settings), settings):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")
    sys.path.insert(0, str(folder.parent))
    yield folder
    sys.path.remove(str(folder.parent))


@pytest.fixture(scope="session")
def module(output: Path) -> Callable[[str], ModuleType]:
    """Import a module of the generated package."""
    del output
    return lambda name: importlib.import_module(f"{PACKAGE}.{name}")


@pytest.fixture(scope="session")
def store(module: Callable[[str], ModuleType]) -> ModuleType:
    """Give the generated domain."""
    return module("store")


@pytest.fixture(scope="session")
def errors(module: Callable[[str], ModuleType]) -> ModuleType:
    """Give the errors that repositories raise."""
    return module("db.errors")


@pytest.fixture(scope="session", params=NAMES)
def template(request: pytest.FixtureRequest, databases: Databases, module: Callable[[str], ModuleType]) -> Database:
    """Give a database with the tables, to be cloned."""
    made = databases.create(request.param)
    for domain in ("store", "places"):
        module(domain)
    connect, base = module("db.session").connect, module("db.base").Base

    async def create() -> None:
        engine = connect(made.url)
        async with engine.begin() as connection:
            await connection.run_sync(base.metadata.create_all)
        await engine.dispose()

    asyncio.run(create())
    return made


@pytest.fixture
def place(template: Database, databases: Databases) -> Iterator[Database]:
    """Give a fresh database with the tables."""
    made = databases.clone(template)
    yield made
    databases.drop(made)


@pytest.fixture
async def engine(place: Database, module: Callable[[str], ModuleType]) -> AsyncIterator[AsyncEngine]:
    """Give the application's engine: on PostgreSQL as a role that owns nothing."""
    engine = module("db.session").connect(place.app_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def tenant() -> UUID:
    """Give the tenant of the test."""
    return uuid4()


@pytest.fixture
def open_session(engine: AsyncEngine, tenant: UUID, module: Callable[[str], ModuleType]) -> Callable[..., object]:
    """Open sessions, of the test's tenant unless another is named."""
    session = module("db.session")
    return lambda tenant_id=tenant, actor="ann": session.ScopedSession(engine, session.Scope(tenant_id, actor))


@pytest.fixture
async def session(open_session: Callable[..., object]) -> AsyncIterator[object]:
    """Give a session of the test's tenant."""
    async with open_session() as session:
        yield session
