"""Every feature of the language on each database: built, migrated, modelled and used.

A project for one database has that feature only; a project for all databases has all features at once.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from sqlalchemy.orm import configure_mappers

from generator.ir import Entity
from tests.databases.database import Database
from tests.databases.fixtures import NAMES, Databases
from tests.functional.matrix.features import CASES, VALUES, Case
from tests.functional.matrix.project import Built, build_project
from tests.functional.matrix.rows import World


def named(case: Case) -> str:
    """Name a case after its project and its database."""
    return f"{case[0]}-{case[3]}"


@pytest.fixture(scope="session")
def build(tmp_path_factory) -> Iterator[Callable[[Case], Built]]:
    """Build a project that can be imported, each of them once."""
    made: dict[str, Built] = {}
    folder = tmp_path_factory.mktemp("matrix")

    def build(case: Case) -> Built:
        feature, specs, names, _ = case
        package = f"{feature}_on_{'_'.join(names)}"
        if package not in made:
            made[package] = build_project(folder / package, package, specs, databases=names)
            sys.path.insert(0, str(folder / package))
        return made[package]

    yield build
    for package in made:
        sys.path.remove(str(folder / package))


@pytest.fixture(scope="module", params=CASES, ids=named)
def case(request, build, databases: Databases) -> Iterator[tuple[Built, Database]]:
    """Give a project that was built and whose mappers are configured, and a database with its migrations applied."""
    built = build(request.param)
    for domain in built.project.domains:
        built.module(domain.name)
    configure_mappers()
    database = databases.create(request.param[3])
    built.upgrade(database)
    yield built, database
    databases.drop(database)


@pytest.fixture
async def worlds(case):
    """Open transactions that are never committed, each for one entity that is managed."""
    built, database = case
    engine = built.module("db.session").connect(database.app_url)

    async def worlds(samples: int = 1):
        for entity, sample in product(built.project.entities.values(), range(samples)):
            if entity.managed:
                async with engine.connect() as connection:
                    await connection.begin()
                    world = World(built, connection, VALUES)
                    yield world, entity, await world.make(entity, sample)

    yield worlds
    await engine.dispose()


def version_of(entity: Entity, made) -> dict[str, int]:
    """Give the version that a write expects, if the entity has one."""
    return {"version": getattr(made, entity.flags.version)} if entity.flags.version else {}


async def test_rows_come_back_as_they_were_made(case, worlds):
    samples = 4 if len(case[0].settings.databases) == 1 else 1
    async for world, entity, made in worlds(samples):
        repository = world.repository(entity)
        assert await repository.get(world.key(entity)) == made, entity.name
        assert made in await repository.list()


async def test_rows_are_found_by_every_filter_and_in_every_order(worlds):
    async for world, entity, made in worlds():
        repository = world.repository(entity)
        for name in entity.filter:
            if getattr(made, name, None) is not None:
                wanted = world.part(entity, "Filter")(**{name: getattr(made, name)})
                assert made in await repository.list(wanted), f"{entity.name}.{name}"
                assert await repository.count(wanted) >= 1
        for order in world.part(entity, "Sort").__args__:
            assert made in (await repository.page(sort=order)).items, f"{entity.name} by {order}"


async def test_rows_are_changed_deleted_and_restored(worlds):
    async for world, entity, row in worlds():
        repository, key, made = world.repository(entity), world.key(entity), row
        update = world.part(entity, "Update")
        if update is not None:
            for name in update.model_fields:
                if name in entity.by_name and entity.by_name[name].access.on_read:
                    change = update.model_validate({name: dict(made)[name]})
                    made = await repository.update(key, change, **version_of(entity, made))
            assert await repository.get(key) == made
        if hasattr(repository, "delete"):
            await repository.delete(key, **version_of(entity, made))
            assert made not in await repository.list()
        if hasattr(repository, "restore"):
            restored = await repository.restore(key)
            assert restored in await repository.list()


async def test_models_and_migrations_leave_the_same_schema(case, databases: Databases):
    built, database = case
    modelled = databases.create(database.name)
    await built.create_all(modelled)
    assert databases.dump(modelled) == databases.dump(database)
    databases.drop(modelled)


def test_going_down_leaves_nothing_behind(case, databases: Databases):
    built, database = case
    before = databases.dump(database)
    built.downgrade(database)
    assert databases.dump(database) == ""
    built.upgrade(database)
    assert databases.dump(database) == before


def test_a_project_for_one_database_names_no_other(case):
    built, _ = case
    others = set(NAMES) - set(built.settings.databases)
    found = [
        f"{path.relative_to(built.settings.output)}: {word}"
        for path in built.settings.output.rglob("*.py")
        for word in spoken(ast.parse(path.read_text()))
        if any(other in word.casefold() for other in others)
    ]
    assert found == []


def spoken(tree: ast.Module) -> Iterator[str]:
    """Give every name and text of a module's code; docstrings are not code."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.alias(name=word) | ast.keyword(arg=str(word)):
                yield word
            case ast.ImportFrom(module=str(word)) | ast.FunctionDef(name=word) | ast.ClassDef(name=word):
                yield word
            case ast.Constant(value=str(word)) if "\n" not in word and not word.endswith("."):
                yield word
