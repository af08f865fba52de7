"""Whoever is called almost like another tenant, or has no proper name, or whose session did not begin well, is not it."""

from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import func, select

VICTIM = "Víctim 1"
LOOKALIKES = (
    *("víctim 1", "VÍCTIM 1", "Victim 1", "Vi\u0301ctim 1", "Víctim 1 ", " Víctim 1", "Víctim  1", "Víctim\t1"),
    *(
        "Víctim 1\u200b",
        "\uff36íctim 1",
        "Víctim \u0661",
        "Víctim 1\u00ad",
        "Víctim 1'",
        "Víctim%",
        "Víctim__",
        "Víctim 1" * 6,
    ),
)
_NUMBERS = count(1)


class CutOffError(OSError):
    """What happens on the way to a database."""


def data(subject, kind, name):
    given = {"name": name, "open": True, "rank": 1, "amount": 1}
    given |= {f"{ref}_id": None for ref in subject.kinds[kind].refs}
    return subject.part(kind, "Create").model_validate(given)


def test_a_tenant_called_almost_the_same_sees_and_meets_nothing(subject, runner):
    """By case, accents, blanks, forms of a character, wildcards; databases compare some of these as equal."""
    secret = f"theirs{next(_NUMBERS)}"

    async def attack():
        async with subject.session(VICTIM) as session:
            theirs = {
                kind: await subject.repository(kind, session).create(data(subject, kind, secret))
                for kind in ("Tag", "Plan", "Folder")
            }
            await session.commit()
        errors = subject.built.module("db.errors")
        for tenant in LOOKALIKES:
            async with subject.session(tenant) as session:
                for kind, row in theirs.items():
                    repository, where = subject.repository(kind, session), subject.part(kind, "Filter")
                    assert not await repository.list()
                    assert not await repository.exists(where(q=secret))
                    with pytest.raises(errors.NotFoundError):
                        await repository.get(row.id)
                    assert await repository.delete_where(where(name=secret)) == 0
                    assert await repository.update_where(where(q=secret), subject.part(kind, "Update")(rank=5)) == 0
                    own = await repository.create(data(subject, kind, secret))
                    assert {item.id for item in await repository.list()} == {own.id}
                    if subject.kinds[kind].by:
                        assert (await repository.upsert(data(subject, kind, secret))).id == own.id
                await session.rollback()
        async with subject.session(VICTIM) as session:
            for kind, row in theirs.items():
                assert [item async for item in subject.repository(kind, session).iterate()] == [row]
                await subject.repository(kind, session).delete_where(subject.part(kind, "Filter")(name=secret))
            await session.commit()

    runner.run(attack())


@pytest.mark.parametrize(
    "nobody", [None, "", " ", "\t\n", "\u00a0", "\u3000", 7, True, UUID(int=7), b"Tag", ["Tag"]], ids=repr
)
def test_who_has_no_name_or_one_of_another_kind_is_nobody(subject, runner, nobody):
    sessions, errors = subject.built.module("db.session"), subject.built.module("db.errors")

    async def attack():
        scope = sessions.Scope(nobody, "ann")
        async with sessions.ScopedSession(subject.app, scope) as session:
            for inside in (session, sessions.Standalone(subject.app, scope)):
                with pytest.raises(errors.TenantRequiredError):
                    subject.repository("Tag", inside)

    runner.run(attack())


def test_nothing_is_read_or_written_when_the_tenant_could_not_be_entered(subject, runner, monkeypatch):
    """The next statement begins again, and enters it: none goes on as nobody, or as whoever was there before."""
    sessions, table = subject.built.module("db.session"), subject.part("Tag", "").__table__
    name, fails = f"entered{next(_NUMBERS)}", True
    database = type(sessions.database_of(subject.app.dialect))
    enter = database.enter_tenant

    def enter_or_fail(self, connection, tenant):
        if fails:
            raise CutOffError
        enter(self, connection, tenant)

    async def attack():
        nonlocal fails
        monkeypatch.setattr(database, "enter_tenant", enter_or_fail)
        async with subject.session("entering") as session:
            tags = subject.repository("Tag", session)
            for call in (tags.list, lambda: tags.create(data(subject, "Tag", name))):
                with pytest.raises(CutOffError):
                    await call()
                await session.rollback()
            fails = False
            await tags.create(data(subject, "Tag", name))
            assert [item.name for item in await tags.list()] == [name]
            if session.database.name == "postgresql":
                assert await session.scalar(select(func.count()).select_from(table)) == 1
            await session.rollback()
            fails = True
            if session.database.has_policies:
                alone = subject.repository("Tag", sessions.Standalone(subject.app, session.scope))
                for call in (alone.count, lambda: alone.create(data(subject, "Tag", name))):
                    with pytest.raises(CutOffError):
                        await call()
        async with subject.admin.connect() as connection:
            assert not await connection.scalar(select(func.count()).select_from(table).where(table.c.name == name))

    runner.run(attack())


def test_the_tenant_stays_when_the_first_savepoint_is_rolled_back(subject, runner):
    table = subject.part("Tag", "").__table__

    async def attack():
        async with subject.session("saving") as session:
            savepoint = await session.begin_nested()
            await subject.repository("Tag", session).create(data(subject, "Tag", "gone"))
            await savepoint.rollback()
            await subject.repository("Tag", session).create(data(subject, "Tag", "kept"))
            assert [item.name for item in await subject.repository("Tag", session).list()] == ["kept"]
            if session.database.name == "postgresql":
                assert set(await session.scalars(select(table.c.tenant_id))) == {"saving"}
            await session.rollback()

    runner.run(attack())


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_what_is_streamed_across_the_end_of_a_transaction_is_the_tenants_own(subject, runner, end):
    """It goes on with the tenant's rows or it is an error: it never goes on as somebody else."""

    async def attack():
        for tenant in ("streaming", "beside"):
            async with subject.session(tenant) as session:
                tags = subject.repository("Tag", session)
                await tags.create_many([data(subject, "Tag", f"{tenant}{next(_NUMBERS)}") for _ in range(4)])
                await session.commit()
        async with subject.session("streaming") as session:
            seen = []
            try:
                async for item in subject.repository("Tag", session).iterate(batch=1):
                    seen.append(item.name)
                    await getattr(session, end)()
            except Exception:  # noqa: BLE001 -- whatever the driver says of what it cannot go on with
                await session.rollback()
            assert seen
            assert all(name.startswith("streaming") for name in seen)
            assert all(item.name.startswith("streaming") for item in await subject.repository("Tag", session).list())

    runner.run(attack())
