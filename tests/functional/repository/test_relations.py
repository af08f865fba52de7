"""Rows read together with others: what the schema names, of this tenant, not deleted, in one query a relation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from pydantic import create_model
from sqlalchemy import event

from tests.functional.repository.making import budget, line


def extended(record, **fields):
    """Give a schema that adds relations to a record, as an application writes one."""
    return create_model(f"{record.__name__}With{'And'.join(fields)}", __base__=record, **fields)


@contextmanager
def statements(engine) -> Iterator[list[str]]:
    """Note the statements that are sent."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        sent.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine.sync_engine, "before_cursor_execute", note)


@pytest.fixture
async def budgets(session, store):
    """Two budgets of two lines each, which have tags, and one without any."""
    repository, tags = store.BudgetRepository(session), store.TagRepository(session)
    made = await repository.create_many([budget(store, name) for name in ("a", "b", "c")])
    kept = await tags.create_many([store.TagCreate(name=name) for name in "xy"])
    for owner in made[:2]:
        for category in ("food", "rent"):
            given = line(store, owner, category, tag_ids=[tag.id for tag in kept])
            await store.LineRepository(session).create(given)
    return repository, made


async def test_a_row_comes_with_what_belongs_to_it(budgets, session, store):
    repository, (first, _, bare) = budgets
    shape = extended(store.BudgetRead, lines=(list[store.LineRead], ...))
    found = await repository.with_(shape).get(first.id)
    assert isinstance(found, shape)
    assert {item.category for item in found.lines} == {"food", "rent"}
    assert {**found.model_dump(exclude={"lines"})} == first.model_dump()
    assert (await repository.with_(shape).get(bare.id)).lines == []
    lines = store.LineRepository(session)
    one = await lines.with_(extended(store.LineRead, budget=(store.BudgetRead, ...))).get(found.lines[0].id)
    assert one.budget == first


async def test_the_rows_of_all_pages_cost_one_query_a_relation(budgets, engine, store):
    repository, _ = budgets
    tagged = extended(store.LineRead, tags=(list[store.TagRead], ...))
    view = repository.with_(extended(store.BudgetRead, lines=(list[tagged], ...)))
    with statements(engine) as sent:
        found = await view.list(sort="name")
    assert len(sent) == 3
    tags = [[{tag.name for tag in item.tags} for item in owner.lines] for owner in found]
    assert tags == [[{"x", "y"}] * 2, [{"x", "y"}] * 2, []]
    with statements(engine) as sent:
        page = await view.page(sort="name", size=2)
        further = await view.page(sort="name", size=2, cursor=page.next)
    assert len(sent) == 5  # the last page holds no lines that could have tags
    assert [owner.name for owner in (*page.items, *further.items)] == ["a", "b", "c"]
    assert [len(owner.lines) for owner in (*page.items, *further.items)] == [2, 2, 0]


async def test_every_way_to_read_brings_them(budgets, store):
    repository, _ = budgets
    view = repository.with_(extended(store.BudgetRead, lines=(list[store.LineRead], ...)))
    assert len((await view.find(store.BudgetFilter(q="a"))).lines) == 2
    assert [len(row.lines) for row in (await view.offset_page(sort="name", limit=2)).items] == [2, 2]
    assert sorted([len(row.lines) async for row in view.iterate(batch=2)]) == [0, 2, 2]
    assert await view.count() == 3
    assert await view.list(store.BudgetFilter(q="nothing")) == []


async def test_deleted_rows_are_left_out_and_come_with_those_that_are_asked_for(budgets, session, store):
    repository, (first, *_) = budgets
    shape = extended(store.BudgetRead, lines=(list[store.LineRead], ...))
    lines = store.LineRepository(session)
    rent = (await lines.list(sort="-category"))[0]
    await lines.delete(rent.id)
    kept = [item for owner in await repository.with_(shape).list() for item in owner.lines]
    assert rent.id not in {item.id for item in kept}
    assert len(kept) == 3
    await repository.delete(first.id, version=first.version)
    (gone,) = await repository.only_deleted.with_(shape).list()
    assert len(gone.lines) == 2
    owned = extended(store.LineRead, budget=(store.BudgetRead, ...))
    assert {item.budget.deleted_at is None for item in await lines.include_deleted.with_(owned).list()} == {True, False}


async def test_nothing_of_another_tenant_is_brought(budgets, open_session, store):
    repository, (first, *_) = budgets
    shape = extended(store.BudgetRead, lines=(list[store.LineRead], ...))
    await repository.session.commit()
    async with open_session(uuid4()) as other:
        theirs = store.BudgetRepository(other)
        mine = await theirs.create(budget(store))
        assert (await theirs.with_(shape).get(mine.id)).lines == []
        assert [len(row.lines) for row in await theirs.with_(shape).list()] == [0]
    assert len((await repository.with_(shape).get(first.id)).lines) == 2


async def test_a_row_of_another_tenant_is_not_brought_where_no_foreign_key_forbids_it(
    session, open_session, module: Callable[[str], object], errors
):
    places, elsewhere = module("places"), uuid4()
    await places.CountryRepository(session).create(places.CountryCreate(code="de", name="Germany"))
    city = await places.CityRepository(session).create(places.CityCreate(country_code="de", name="Ulm"))
    await session.commit()
    visits = places.VisitRepository
    async with open_session(elsewhere) as other:
        theirs = visits(other)
        await other.execute(visits._rows.table.insert(), {"id": uuid4(), "tenant_id": elsewhere, "city_id": city.id})
        required = extended(places.VisitRead, city=(places.CityRead, ...))
        with pytest.raises(errors.ReferenceMissingError) as missing:
            await theirs.with_(required).list()
        assert missing.value.fields == ("city",)
        optional = extended(places.VisitRead, city=(places.CityRead | None, None))
        assert [visit.city for visit in await theirs.with_(optional).list()] == [None]


async def test_references_by_other_things_than_one_key_are_followed(session, module):
    places = module("places")
    await places.CountryRepository(session).create(places.CountryCreate(code="de", name="Germany"))
    city = await places.CityRepository(session).create(places.CityCreate(country_code="de", name="Ulm"))
    for number in (1, 2):
        district = places.DistrictCreate(city_id=city.id, number=number, name=f"no. {number}")
        await places.DistrictRepository(session).create(district)
        street = places.StreetCreate(district_city_id=city.id, district_number=number, name=f"street {number}")
        await places.StreetRepository(session).create(street)
    town = extended(places.CityRead, country=(places.CountryRead, ...))
    part = extended(places.DistrictRead, city=(town, ...))
    streets = places.StreetRepository(session).with_(extended(places.StreetRead, district=(part, ...)))
    found = {street.name: street for street in await streets.list()}
    assert {name: street.district.name for name, street in found.items()} == {"street 1": "no. 1", "street 2": "no. 2"}
    assert found["street 1"].district.city.country.name == "Germany"


async def test_a_tree_brings_its_next_level(session, store):
    folders = store.FolderRepository(session)
    root = await folders.create(store.FolderCreate(name="root"))
    await folders.create(store.FolderCreate(name="leaf", parent_id=root.id))
    rooted = await folders.with_(extended(store.FolderRead, parent=(store.FolderRead | None, None))).list()
    assert {row.name: row.parent and row.parent.name for row in rooted} == {"root": None, "leaf": "root"}


async def test_a_call_of_its_own_brings_them_too(budgets, engine, tenant, store, module):
    repository, (first, *_) = budgets
    await repository.session.commit()
    sessions = module("db.session")
    alone = store.BudgetRepository(sessions.Standalone(engine, sessions.Scope(tenant, "ann")))
    view = alone.with_(extended(store.BudgetRead, lines=(list[store.LineRead], ...)))
    assert len((await view.get(first.id)).lines) == 2
    assert sorted([len(row.lines) async for row in view.iterate()]) == [0, 2, 2]


async def test_who_acts_need_not_be_known_to_read(open_session, store):
    async with open_session(actor=None) as anonymous:
        view = store.LineRepository(anonymous).with_(extended(store.LineRead, budget=(store.BudgetRead, ...)))
        assert await view.list() == []


async def test_what_is_no_relation_is_refused(session, store):
    lines = store.LineRepository(session)
    for fields in (
        {"notes": (list[store.TagRead], ...)},
        {"tags": (store.TagRead, ...)},
        {"budget": (list[store.BudgetRead], ...)},
        {"budget": (int, ...)},
    ):
        with pytest.raises(TypeError, match=r"none of the relations of LineRead: budget, tags \(many\)"):
            lines.with_(extended(store.LineRead, **fields))
    with pytest.raises(TypeError, match="does not extend LineRead"):
        lines.with_(store.TagRead)
    with pytest.raises(TypeError, match="none of the relations of BudgetRead"):
        lines.with_(extended(store.LineRead, budget=(extended(store.BudgetRead, nothing=(int, ...)), ...)))


async def test_a_schema_that_includes_itself_is_refused(session, store):
    class Tree(store.FolderRead):
        parent: "Tree | None"

    Tree.model_rebuild(_types_namespace={"Tree": Tree})
    with pytest.raises(TypeError, match="Tree includes itself"):
        store.FolderRepository(session).with_(Tree)
