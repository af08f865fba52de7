"""Every entity of the example can be made, read, changed, listed and removed, on every database."""

import pytest

from generated_example.db.errors import NotFoundError, StillReferencedError
from tests.functional.example.world import CHANGES, KEYS, OTHERS, UPDATES, VALUES, World

ENTITIES = [name for name in VALUES if name not in OTHERS]
MUTABLE = [name for name in ENTITIES if name in CHANGES]


def version_of(row: object) -> dict[str, int]:
    """Give the version argument of a write to the row's entity, if it has one."""
    found = getattr(row, "version", getattr(row, "revision", None))
    return {} if found is None else {"version": found}


@pytest.mark.parametrize("entity", ENTITIES)
async def test_a_row_is_read_as_it_was_made(world: World, entity: str) -> None:
    made = await world.make(entity)
    assert await world.repository(entity).get(world.key(entity)) == made


@pytest.mark.parametrize("entity", ENTITIES)
async def test_a_row_is_listed_counted_and_found_to_exist(world: World, entity: str) -> None:
    made = await world.make(entity)
    repository = world.repository(entity)
    listed = await repository.list()
    assert made in listed
    assert await repository.count() == len(listed)
    assert await repository.exists()
    assert [row async for row in repository.iterate()] == listed
    assert (await repository.page()).items == listed


@pytest.mark.parametrize("entity", MUTABLE)
async def test_a_change_is_kept_and_changes_nothing_else(world: World, entity: str) -> None:
    made = await world.make(entity)
    field, sent, expected = CHANGES[entity]
    repository = world.repository(entity)
    patch = UPDATES[entity].model_validate({field: sent})
    changed = await repository.update(world.key(entity), patch, **version_of(made))
    assert getattr(changed, field, expected) == expected
    assert await repository.get(world.key(entity)) == changed
    stamps = {"updated_at", "changed_at", "updated_by", "version", "revision", field}
    before, after = made.model_dump(exclude=stamps), changed.model_dump(exclude=stamps)
    assert {k: v for k, v in after.items() if k != "available"} == {k: v for k, v in before.items() if k != "available"}


@pytest.mark.parametrize("entity", [name for name in MUTABLE if name != "Organization"])
async def test_a_deleted_row_is_gone(world: World, entity: str) -> None:
    made = await world.make(entity)
    repository = world.repository(entity)
    await repository.delete(world.key(entity), **version_of(made))
    with pytest.raises(NotFoundError):
        await repository.get(world.key(entity))
    assert made not in await repository.list()


async def test_what_a_reference_without_a_key_names_may_go(world: World) -> None:
    made = await world.make("StandingOrder")
    await world.repository("Transaction").delete(world.key("Transaction"))
    assert await world.repository("StandingOrder").get(made.id) == made
    with pytest.raises(StillReferencedError):
        await world.repository("Payee").delete(world.key("Payee"))


async def test_an_append_only_row_can_be_neither_changed_nor_deleted(world: World) -> None:
    await world.make("NetWorthSnapshot")
    repository = world.repository("NetWorthSnapshot")
    assert not {"update", "delete", "upsert", "restore", "purge"} & set(dir(repository))


def test_every_entity_is_covered() -> None:
    from generated_example.db.base import Base  # noqa: PLC0415  # after the packages are imported

    models = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert models == {*ENTITIES, "LegacyRate"}
    assert set(KEYS) <= set(VALUES)
