"""References by a unique, by several columns, in circles, without a foreign key, through an entity."""

import pytest


@pytest.fixture(scope="session")
def places(module):
    """Give the generated domain."""
    return module("places")


@pytest.fixture
def make(session, places):
    async def make(entity, **values):
        data = getattr(places, f"{entity}Create")(**values)
        return await getattr(places, f"{entity}Repository")(session).create(data)

    return make


@pytest.fixture
def of(session, places):
    return lambda entity: getattr(places, f"{entity}Repository")(session)


async def test_rows_by_every_kind_of_reference_go_and_come_together(make, of, errors):
    await make("Country", code="NP", name="Nepal")
    city, other = await make("City", country_code="NP", name="a"), await make("City", country_code="NP", name="b")
    district = await make("District", city_id=city.id, number=1, name="d")
    await make("Street", district_city_id=city.id, district_number=1, name="s")
    await make("Mayor", city_id=city.id, name="m")
    await make("Visit", city_id=city.id)
    await make("Twin", one_id=city.id, other_id=other.id)
    kinds = ("District", "Street", "Mayor", "Visit")
    await of("City").delete(city.id)
    assert [await of(kind).count() for kind in (*kinds, "Twin")] == [0] * 5
    for entity, values in (
        ("District", {"city_id": city.id, "number": 2, "name": "x"}),
        ("Street", {"district_city_id": city.id, "district_number": 1, "name": "x"}),
        ("Visit", {"city_id": city.id}),
    ):
        with pytest.raises(errors.ReferenceMissingError):
            await make(entity, **values)
    await of("City").restore(city.id)
    assert [await of(kind).count() for kind in kinds] == [1] * 4
    assert await of("District").get((city.id, 1)) == district
    assert (await of("Mayor").get(city.id)).name == "m"


async def test_a_part_of_a_reference_is_changed_to_what_is_there_only(make, of, places, errors):
    await make("Country", code="NP", name="Nepal")
    city = await make("City", country_code="NP", name="a")
    for number in (1, 2):
        await make("District", city_id=city.id, number=number, name="d")
    street = await make("Street", district_city_id=city.id, district_number=1, name="s")
    assert (await of("Street").update(street.id, places.StreetUpdate(district_number=2))).district_number == 2
    await of("District").delete((city.id, 1))
    with pytest.raises(errors.ReferenceMissingError):
        await of("Street").update(street.id, places.StreetUpdate(district_number=1))
    assert (await of("Street").update(street.id, places.StreetUpdate(name="t"))).district_number == 2


async def test_the_rest_of_a_reference_is_the_rows_own_and_no_others(make, of, places, errors):
    """A row is in a district of its city: what other rows hold the rest of does not matter."""
    await make("Country", code="NP", name="Nepal")
    cities = [await make("City", country_code="NP", name=name) for name in "abc"]
    for city in cities:
        await make("District", city_id=city.id, number=1, name="d")
    streets = [await make("Street", district_city_id=city.id, district_number=1, name="s") for city in cities]
    await make("District", city_id=cities[1].id, number=2, name="d")
    for street in (streets[0], streets[2]):
        with pytest.raises(errors.ReferenceMissingError):
            await of("Street").update(street.id, places.StreetUpdate(district_number=2))
    assert (await of("Street").update(streets[1].id, places.StreetUpdate(district_number=2))).district_number == 2


async def test_entities_that_depend_on_each_other_are_deleted_and_restored(make, of, errors):
    route = await make("Route", name="r")
    station = await make("Station", route_id=route.id, name="s")
    spoke = await make("Route", name="q", hub_id=station.id)
    end = await make("Station", route_id=spoke.id, name="e")
    alone = await make("Route", name="alone")
    await of("Route").delete(route.id)
    assert [item.id for item in await of("Route").list()] == [alone.id]
    assert await of("Station").count() == 0
    for part, row in (("Station", station), ("Route", spoke), ("Station", end)):
        with pytest.raises(errors.ReferenceMissingError):
            await of(part).restore(row.id)
    await of("Route").restore(route.id)
    assert (await of("Route").count(), await of("Station").count()) == (3, 2)


async def test_a_circle_of_rows_is_deleted_whole(make, of, places):
    route = await make("Route", name="r")
    station = await make("Station", route_id=route.id, name="s")
    spoke = await make("Route", name="q", hub_id=station.id)
    end = await make("Station", route_id=spoke.id, name="e")
    await of("Route").update(route.id, places.RouteUpdate(hub_id=end.id))
    await of("Station").delete(end.id)
    assert (await of("Route").count(), await of("Station").count()) == (0, 0)


async def test_links_through_an_entity_are_those_of_live_rows(make, of):
    await make("Country", code="NP", name="Nepal")
    cities = [await make("City", country_code="NP", name=name) for name in "ab"]
    guide = await make("Guide", name="g")
    known = [await make("Knows", guide_id=guide.id, city_id=city.id, since=2000) for city in cities]

    async def names():
        return {city.name for city in (await of("Guide").cities([guide.id]))[guide.id]}

    assert await names() == {"a", "b"}
    await of("Knows").delete(known[0].id)
    assert await names() == {"b"}
    await of("City").delete(cities[1].id)
    assert await names() == set()
    await of("Knows").restore(known[0].id)
    assert await names() == {"a"}


async def test_a_dependent_row_is_not_restored_under_what_was_deleted_since(make, of, errors):
    await make("Country", code="NP", name="Nepal")
    city, guide = await make("City", country_code="NP", name="a"), await make("Guide", name="g")
    await make("Knows", guide_id=guide.id, city_id=city.id, since=2000)
    await of("City").delete(city.id)
    await of("Guide").delete(guide.id)
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await of("City").restore(city.id)
    assert (refused.value.entity, refused.value.field) == ("Knows", "guide_id")
    await of("Guide").restore(guide.id)
    await of("City").restore(city.id)
    assert await of("Knows").count() == 1


async def test_a_reference_by_a_unique_is_named(make, of, errors):
    await make("Country", code="NP", name="Nepal")
    await make("City", country_code="NP", name="a")
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await make("City", country_code="XX", name="a")
    assert refused.value.field == "country_code"
    await of("City").session.rollback()
    assert await of("City").include_deleted.count() == 0
