"""A soft deletion takes its dependents with it, restoring takes back exactly these, purging removes them."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.functional.repository.making import T0, budget, line

LATER = datetime(2999, 1, 1, tzinfo=UTC)


@pytest.fixture
async def tree(session, store):
    """Make a budget with two lines, of which one was deleted before, and remarks under both."""
    budgets, lines, remarks = (
        getattr(store, name)(session) for name in ("BudgetRepository", "LineRepository", "RemarkRepository")
    )
    one = await budgets.create(budget(store))
    kept, gone = await lines.create(line(store, one, "kept")), await lines.create(line(store, one, "gone"))
    said = await remarks.create(store.RemarkCreate(line_id=kept.id, text="x"))
    unsaid = await remarks.create(store.RemarkCreate(line_id=kept.id, text="y"))
    await remarks.delete(unsaid.id)
    await lines.delete(gone.id)
    return budgets, lines, remarks, one, kept, gone, said, unsaid


async def test_a_deletion_spreads_and_is_restored_exactly(tree, errors):
    budgets, lines, remarks, one, kept, gone, said, unsaid = tree
    await budgets.delete(one.id, version=1)
    for repository, key in ((budgets, one.id), (lines, kept.id), (remarks, said.id)):
        with pytest.raises(errors.NotFoundError):
            await repository.get(key)
        assert (await repository.only_deleted.get(key)).deleted_at is not None
        assert (await repository.include_deleted.get(key)).id == key
        assert not await repository.exists()
    for call in (lines.restore(kept.id), remarks.restore(said.id)):
        with pytest.raises(errors.ReferenceMissingError):
            await call
    back = await budgets.restore(one.id)
    assert (back.version, back.deleted_at) == (3, None)
    assert await lines.get(kept.id) == kept
    assert await remarks.get(said.id) == said
    for repository, key in ((lines, gone.id), (remarks, unsaid.id)):
        with pytest.raises(errors.NotFoundError):
            await repository.get(key)
    for call in (budgets.restore(one.id), lines.restore(kept.id)):
        with pytest.raises(errors.NotFoundError):
            await call
    assert (await lines.restore(gone.id)).deleted_at is None
    assert await lines.count() == 2


async def test_a_deleted_row_cannot_be_changed_or_deleted_again(tree, store, errors):
    budgets, lines, _, one, kept, *_ = tree
    await budgets.delete(one.id, version=1)
    for call in (
        budgets.update(one.id, store.BudgetUpdate(name="x"), version=2),
        budgets.delete(one.id, version=2),
        lines.update(kept.id, store.LineUpdate(category="x")),
        lines.delete(kept.id),
    ):
        with pytest.raises(errors.NotFoundError):
            await call


async def test_nothing_is_put_under_a_deleted_row(tree, session, store, errors):
    budgets, lines, _, one, kept, *_ = tree
    await budgets.delete(one.id, version=1)
    other = await budgets.create(budget(store, "other"))
    moved = await lines.create(line(store, other))
    for call in (
        lambda: lines.create(line(store, one)),
        lambda: lines.create_many([line(store, other), line(store, one)]),
    ):
        with pytest.raises(errors.ReferenceMissingError) as refused:
            await call()
        assert (refused.value.entity, refused.value.field) == ("Line", "budget_id")
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await store.InvoiceRepository(session).create(store.InvoiceCreate(line_id=kept.id, number="1"))
    assert refused.value.field == "line_id"
    assert (await lines.update(moved.id, store.LineUpdate(budget_id=other.id))).budget_id == other.id
    with pytest.raises(errors.ReferenceMissingError):
        await lines.update(moved.id, store.LineUpdate(budget_id=one.id))


async def test_an_empty_reference_needs_no_parent(tree, session, store, errors):
    _, _, remarks, _, kept, *_ = tree
    labels = store.LabelRepository(session)
    label = await labels.create(store.LabelCreate(name="l"))
    made = await remarks.create(store.RemarkCreate(line_id=kept.id, text="x", about_id=label.id))
    assert made.about_id == label.id
    await labels.delete(label.id)
    assert (await remarks.get(made.id)).about_id == label.id, "restoring the label would find its remarks again"
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await remarks.create(store.RemarkCreate(line_id=kept.id, text="x", about_id=label.id))
    assert refused.value.field == "about_id"


async def test_a_reference_that_would_be_emptied_does_not_keep_a_row_from_being_restored(tree, session, store):
    _, _, remarks, _, kept, *_ = tree
    labels = store.LabelRepository(session)
    label = await labels.create(store.LabelCreate(name="l"))
    made = await remarks.create(store.RemarkCreate(line_id=kept.id, text="x", about_id=label.id))
    await remarks.delete(made.id)
    await labels.delete(label.id)
    assert (await remarks.restore(made.id)).about_id == label.id


async def test_nothing_is_restored_under_another_row_that_was_deleted_since(tree, session, store, errors):
    budgets, lines, remarks, one, kept, *_ = tree
    topics = store.TopicRepository(session)
    topic = await topics.create(store.TopicCreate(name="t"))
    made = await remarks.create(store.RemarkCreate(line_id=kept.id, text="x", topic_id=topic.id))
    with pytest.raises(errors.StillReferencedError):
        await topics.delete(topic.id)
    await budgets.delete(one.id, version=1)
    await topics.delete(topic.id)
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await budgets.restore(one.id)
    assert (refused.value.entity, refused.value.field) == ("Remark", "topic_id")
    assert not await lines.exists()
    await topics.restore(topic.id)
    await budgets.restore(one.id)
    assert await remarks.get(made.id) == made


async def test_a_row_that_is_held_on_to_is_not_deleted(tree, session, store, errors):
    budgets, lines, _, one, kept, *_ = tree
    contract = await store.ContractRepository(session).create(store.ContractCreate(budget_id=one.id))
    with pytest.raises(errors.StillReferencedError) as refused:
        await budgets.delete(one.id, version=1)
    assert (refused.value.entity, refused.value.referrer) == ("Budget", "Contract")
    await store.ContractRepository(session).delete(contract.id)
    invoices = store.InvoiceRepository(session)
    invoice = await invoices.create(store.InvoiceCreate(line_id=kept.id, number="1"))
    for call in (lines.delete(kept.id), budgets.delete(one.id, version=1)):
        with pytest.raises(errors.StillReferencedError) as refused:
            await call
        assert refused.value.referrer == "Invoice"
    assert await lines.get(kept.id) == kept
    assert await budgets.get(one.id) == one
    await invoices.delete(invoice.id)
    await budgets.delete(one.id, version=1)


async def test_dependents_that_cannot_be_marked_are_removed(tree, session, store):
    _, lines, _, _, kept, _, said, _ = tree
    attachments = store.AttachmentRepository(session)
    made = await attachments.create(store.AttachmentCreate(remark_id=said.id, data=b"\x00"))
    assert (await attachments.get(made.id)).data == b"\x00"
    await lines.delete(kept.id)
    assert await attachments.count() == 0
    await lines.restore(kept.id)
    assert await attachments.count() == 0


async def test_a_tree_is_deleted_and_restored_whole(session, store, errors):
    folders = store.FolderRepository(session)
    top = await folders.create(store.FolderCreate(name="top"))
    other = await folders.create(store.FolderCreate(name="other"))
    names, parent = ["top"], top
    for depth in range(5):
        parent = await folders.create(store.FolderCreate(name=f"d{depth}", parent_id=parent.id))
        names.append(parent.name)
    lost = await folders.create(store.FolderCreate(name="lost", parent_id=parent.id))
    await folders.delete(lost.id, version=1)
    await folders.delete(top.id, version=1)
    assert [folder.name for folder in await folders.list()] == ["other"]
    with pytest.raises(errors.ReferenceMissingError):
        await folders.restore(parent.id)
    await folders.restore(top.id)
    assert {folder.name for folder in await folders.list()} == {*names, "other"}
    assert (await folders.get(top.id)).version == 3
    assert await folders.get(other.id) == other
    assert await folders.get(parent.id) == parent


async def test_purging_removes_what_was_deleted_before_a_time(tree):
    budgets, lines, _, one, *_ = tree
    assert await lines.purge(before=T0) == 0
    await budgets.delete(one.id, version=1)
    assert await budgets.purge(before=datetime.now(UTC) - timedelta(hours=1)) == 0
    assert await budgets.purge(before=LATER) == 1
    assert await budgets.include_deleted.count() == 0
    assert await lines.include_deleted.find(None) is None


async def test_purging_leaves_live_rows(session, store):
    labels = store.LabelRepository(session)
    live, dead = await labels.create(store.LabelCreate(name="a")), await labels.create(store.LabelCreate(name="b"))
    await labels.delete(dead.id)
    assert await labels.purge(before=LATER) == 1
    assert [label.id for label in await labels.include_deleted.list()] == [live.id]


async def test_uniques_hold_among_live_rows(session, store, errors):
    labels = store.LabelRepository(session)
    for _ in range(3):
        dead = await labels.create(store.LabelCreate(name="a"))
        await labels.delete(dead.id)
    await labels.create(store.LabelCreate(name="a"))
    await session.commit()
    for call in (lambda: labels.create(store.LabelCreate(name="a")), lambda: labels.restore(dead.id)):
        with pytest.raises(errors.DuplicateError) as refused:
            await call()
        assert (refused.value.entity, refused.value.fields) == ("Label", ("name",))
        await session.rollback()
    assert await labels.only_deleted.count() == 3


async def test_a_line_cannot_slip_under_a_budget_being_deleted(open_session, store, errors, place):
    async with open_session() as first, open_session() as second:
        one = await store.BudgetRepository(first).create(budget(store))
        await first.commit()
        await store.BudgetRepository(first).delete(one.id, version=1)
        added = asyncio.create_task(store.LineRepository(second).create(line(store, one)))
        await asyncio.sleep(0.2)
        assert not added.done(), place.name
        await first.commit()
        with pytest.raises(errors.ReferenceMissingError):
            await added


async def test_a_budget_being_given_a_line_waits_before_it_is_deleted(open_session, store, place):
    async with open_session() as first, open_session() as second:
        one = await store.BudgetRepository(first).create(budget(store))
        await first.commit()
        await store.LineRepository(first).create(line(store, one))
        deleted = asyncio.create_task(store.BudgetRepository(second).delete(one.id, version=1))
        await asyncio.sleep(0.2)
        assert not deleted.done(), place.name
        await first.commit()
        await deleted
        await second.commit()
        assert await store.LineRepository(second).only_deleted.exists(store.LineFilter(budget_id=one.id))


async def test_rows_that_are_only_added_are_kept_by_the_database(session, store):
    event = await store.EventRepository(session).create(store.EventCreate(name="opened"))
    await session.commit()
    for statement in ("UPDATE events SET name = 'x'", "DELETE FROM events"):
        with pytest.raises(DBAPIError, match="only ever added"):
            await session.execute(text(statement))
        await session.rollback()
    assert (await store.EventRepository(session).get(event.id)).name == "opened"
