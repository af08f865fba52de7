"""Text that some database has no place for is answered as what no row has, or refused, never sent."""

import pytest
from pydantic import ValidationError

from tests.functional.repository.making import budget, line

NO_TEXT = ["\0", "a\0b", "\ud800"]


@pytest.fixture(params=NO_TEXT, ids=ascii)
def text(request):
    return request.param


async def test_no_row_has_it_as_its_key(session, store, errors, text):
    settings = store.SettingRepository(session)
    kept = await settings.create(store.SettingCreate(name="a", value="1"))
    await settings.delete("a")
    await settings.restore("a")
    change = store.SettingUpdate(value="2")
    for call in (
        lambda: settings.get(text),
        lambda: settings.get(text, for_update=True),
        lambda: settings.update(text, change),
        lambda: settings.delete(text),
        lambda: settings.restore(text),
        lambda: settings.include_deleted.get(text),
    ):
        with pytest.raises(errors.NotFoundError) as refused:
            await call()
        assert text not in str(refused.value)
    assert await settings.get("a") == kept.model_copy(update={"name": "a"})


async def test_no_row_has_it_in_a_key_of_several_parts(session, store, errors, text):
    with pytest.raises(errors.NotFoundError):
        await store.RateRepository(session).get(("EUR", text, "2026-01-01"))


async def test_filters_refuse_it(store, text):
    for asked in ({"user_id": text}, {"user_id_in": ["u1", text]}, {"q": text}):
        with pytest.raises(ValidationError):
            store.BudgetFilter.model_validate(asked)


async def test_nothing_is_linked_by_it(session, store, errors, text):
    owner = await store.BudgetRepository(session).create(budget(store))
    lines = store.LineRepository(session)
    made = await lines.create(line(store, owner))
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await lines.link_tags(made.id, [text])
    assert refused.value.field == "tag_ids"
    await lines.unlink_tags(made.id, [text])
    assert await lines.tags([text, made.id]) == {text: [], made.id: []}


async def test_nobody_is_called_so(module, text):
    scope = module("db.session").Scope
    for identity in ({"tenant_id": text}, {"actor": text}):
        with pytest.raises(ValueError, match=next(iter(identity))):
            scope(**identity)


async def test_it_is_in_no_cursor(session, store, errors, module):
    forged = module("db.paging").Cursor(order="name", backward=False, values=["\0", "0" * 32]).text()
    with pytest.raises(errors.InvalidCursorError):
        await store.BudgetRepository(session).page(sort="name", cursor=forged)
