"""Many-to-many: keys are given with a row, and what they stand for is read for many rows at once."""

from uuid import uuid4

import pytest

from tests.functional.repository.making import budget, line


@pytest.fixture
async def tagged(session, store):
    owner = await store.BudgetRepository(session).create(budget(store))
    tags = [await store.TagRepository(session).create(store.TagCreate(name=name)) for name in "abc"]
    lines = store.LineRepository(session)
    first = await lines.create(line(store, owner, "1", tag_ids=[tags[0].id, tags[1].id]))
    second, third = await lines.create_many([line(store, owner, "2"), line(store, owner, "3", tag_ids=[tags[1].id])])
    return lines, (first.id, second.id, third.id), tags


async def names(lines, keys):
    found = await lines.tags(keys)
    return [sorted(tag.name for tag in found[key]) for key in keys]


async def test_links_are_made_and_read_for_many_rows(tagged):
    lines, keys, _ = tagged
    assert await names(lines, keys) == [["a", "b"], [], ["b"]]
    assert await lines.tags([]) == {}


async def test_a_change_replaces_the_links_that_it_gives(tagged, store):
    lines, (first, second, third), tags = tagged
    await lines.update(first, store.LineUpdate(category="x"))
    await lines.update(second, store.LineUpdate(tag_ids={tags[2].id}))
    await lines.update(third, store.LineUpdate(tag_ids=set()))
    assert await names(lines, (first, second, third)) == [["a", "b"], ["c"], []]


async def test_the_other_side_sees_live_rows(tagged, session, store):
    lines, (first, _, third), tags = tagged
    repository = store.TagRepository(session)
    found = await repository.lines([tag.id for tag in tags])
    assert [{item.id for item in found[tag.id]} for tag in tags] == [{first}, {first, third}, set()]
    await lines.delete(third)
    assert [item.id for item in (await repository.lines([tags[1].id]))[tags[1].id]] == [first]


async def test_deleting_a_tag_takes_its_links(tagged, session, store):
    lines, keys, tags = tagged
    await store.TagRepository(session).delete(tags[1].id)
    assert await names(lines, keys) == [["a"], [], []]


async def test_positions_keep_the_order(session, store):
    songs = await store.SongRepository(session).create_many([store.SongCreate(title=title) for title in "abcd"])
    playlists = store.PlaylistRepository(session)
    made = await playlists.create(store.PlaylistCreate(title="p", song_ids=[songs[n].id for n in (2, 0, 3)]))

    async def titles():
        return [song.title for song in (await playlists.songs([made.id]))[made.id]]

    assert await titles() == ["c", "a", "d"]
    await playlists.update(made.id, store.PlaylistUpdate(song_ids=[songs[n].id for n in (3, 2, 1, 0)]))
    assert await titles() == ["d", "c", "b", "a"]


async def test_deleted_rows_are_not_linked_to(session, store, errors):
    songs, playlists = store.SongRepository(session), store.PlaylistRepository(session)
    live, dead = await songs.create_many([store.SongCreate(title=title) for title in "ab"])
    made = await playlists.create(store.PlaylistCreate(title="p", song_ids=[live.id, dead.id]))
    await songs.delete(dead.id)
    assert [song.title for song in (await playlists.songs([made.id]))[made.id]] == ["a"]
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await playlists.update(made.id, store.PlaylistUpdate(song_ids=[dead.id]))
    assert refused.value.field == "song_ids"
    await songs.restore(dead.id)
    assert (await playlists.songs([made.id]))[made.id]


async def test_links_are_added_and_taken_away(tagged):
    lines, (first, second, _), tags = tagged
    await lines.link_tags(first, [tags[1].id, tags[2].id, tags[2].id])
    await lines.unlink_tags(first, [tags[0].id])
    await lines.unlink_tags(second, [tags[0].id])
    assert await names(lines, (first, second)) == [["b", "c"], []]


async def test_links_added_come_behind_those_that_are_there(session, store):
    songs = await store.SongRepository(session).create_many([store.SongCreate(title=title) for title in "abcd"])
    playlists = store.PlaylistRepository(session)
    made = await playlists.create(store.PlaylistCreate(title="p", song_ids=[songs[2].id]))
    await playlists.link_songs(made.id, [songs[3].id, songs[2].id, songs[0].id])
    assert [song.title for song in (await playlists.songs([made.id]))[made.id]] == ["c", "d", "a"]


async def test_links_do_not_reach_another_tenant(tagged, session, open_session, store, errors):
    lines, (first, *_), tags = tagged
    await session.commit()
    async with open_session(tenant_id=uuid4()) as other:
        foreign = await store.TagRepository(other).create(store.TagCreate(name="f"))
        theirs = store.LineRepository(other)
        for change in (theirs.link_tags, theirs.unlink_tags):
            with pytest.raises(errors.NotFoundError):
                await change(first, [tags[0].id])
        await other.commit()
    with pytest.raises(errors.ReferenceMissingError) as caught:
        await lines.link_tags(first, [foreign.id])
    assert caught.value.fields == ("tag_ids",)
    await session.rollback()
    assert await names(lines, (first,)) == [["a", "b"]]
