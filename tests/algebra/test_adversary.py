"""One tenant attacks another by every method there is, and learns no more than it would if the other had no rows."""

import asyncio
import inspect
import random
import re
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

import pytest
from pydantic import create_model
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.algebra.agreement import agree
from tests.algebra.oracle import Oracle
from tests.algebra.rows import Operation
from tests.algebra.world import WORLD

VICTIM, ATTACKER, THIEF = "victim", "attacker", "thief"
SECRET = "5ecret"
TENANTS_KINDS = [kind for kind in WORLD.values() if kind.tenant]
SOFT_VIEWS = ("include_deleted", "only_deleted")
FACTS = {"model", "record", "tenant", "actor_kind", "actor_required", "entity", "session", "inside"}
READS = {"get", "find", "list", "page", "offset_page", "count", "exists", "iterate"}
LATER = datetime(2999, 1, 1, tzinfo=UTC)
FILLS = count(1)


def values(kind, number, refs=None):
    """Give the values of a row that tells the secret."""
    found = {"name": f"{SECRET}{number}"[:20], "open": True, "rank": 51, "amount": 1}
    found |= {f"{name}_id": None for name in kind.refs} | {f"{name.removesuffix('s')}_ids": () for name in kind.links}
    return found | (refs or {})


@pytest.fixture
def oracle(subject, runner):
    """Give the victim rows of every kind: two live ones, of which one refers to others, and a deleted one."""
    oracle = Oracle(WORLD)
    subject.prefix = ""

    fill_number = next(FILLS)

    async def fill():
        await subject.remember()
        made = {}
        for kind in WORLD.values():
            refs = {f"{name}_id": made[ref.target] for name, ref in kind.refs.items() if ref.target in made}
            refs |= {f"{name.removesuffix('s')}_ids": (made[target],) for name, target in kind.links.items()}
            for number in range(3):
                unique = {f"{name}_id": None for name, ref in kind.refs.items() if ref.one and number}
                given = values(kind, f"{kind.name}{number}-{fill_number}", refs | unique)
                (row,) = await agree(subject, oracle, Operation("create", kind.name, VICTIM, values=given))
                made.setdefault(kind.name, row.id)
            if kind.soft_delete and kind.name != "Plan":
                await agree(subject, oracle, Operation("delete", kind.name, VICTIM, key=row.id, version=1))

    runner.run(fill())
    oracle.secret = lambda kind: f"{SECRET}{kind.name}0-{fill_number}"
    return oracle


def attacks(subject, kind, key, other, guess):
    """Give, by method, the calls that use a row's key and whatever refers to it; `other` is a key of the attacker's."""
    create, where = subject.part(kind.name, "Create"), subject.part(kind.name, "Filter")
    update = None if kind.append_only else subject.part(kind.name, "Update")
    version = {"version": 1} if kind.version else {}
    refs = [{f"{name}_id": key} for name in kind.refs] + [
        {f"{name.removesuffix('s')}_ids": {key}} for name in kind.links
    ]
    new = [create.model_validate(values(kind, uuid4().hex[:6], _needed(kind, other) | ref)) for ref in refs]
    same = create.model_validate(values(kind, guess.removeprefix(SECRET), _needed(kind, other)))
    together = _together(subject.part(kind.name, "Repository"))
    found = {
        "get": [lambda it: it.get(key)],
        "find": [lambda it: it.find(where(name=guess)), lambda it: it.find(where(q=SECRET))],
        "list": [lambda it: it.list(), lambda it: it.list(where(q=SECRET)), lambda it: it.list(sort="-rank", limit=9)],
        "page": [lambda it: it.page(), lambda it: it.page(where(rank=51), size=1), lambda it: it.page(sort="-amount")],
        "offset_page": [lambda it: it.offset_page(where(q=SECRET)), lambda it: it.offset_page(offset=1)],
        "count": [lambda it: it.count(), lambda it: it.count(where(name_in=[guess]))],
        "exists": [lambda it: it.exists(where(name=guess))],
        "iterate": [lambda it: _gathered(it.iterate(batch=1))],
        "create": [lambda it, data=data: it.create(data) for data in new],
        "create_many": [lambda it, data=data: it.create_many([data]) for data in new],
        "load": [lambda it, data=data: it.load([data]) for data in new],
        "with_": [lambda it: it.with_(together).list(), lambda it: it.with_(together).get(key)],
        "upsert": [lambda it, data=data, by=by: it.upsert(data, by=by) for by in kind.by for data in (*new, same)],
        "delete": [lambda it: it.delete(key, **version)],
        "restore": [lambda it: it.restore(key)],
        "purge": [lambda it: it.purge(before=LATER)],
        "update": [],
        "update_where": [],
        "delete_where": [lambda it: it.delete_where(where(name=guess)), lambda it: it.delete_where(where(q=SECRET))],
        **{name: [lambda it, name=name: getattr(it, name)([key])] for name in kind.links},
        **{view: [] for view in SOFT_VIEWS},
    }
    for changes in ({}, {"rank": 1}, {"name": "mine"}) if not kind.append_only else ():
        found["update"] += [lambda it, changes=changes: it.update(key, update.model_validate(changes), **version)]
    if not kind.append_only:
        change = update.model_validate({"rank": 1})
        found["update_where"] += [lambda it: it.update_where(where(q=SECRET), change)]
    for name in kind.refs:
        by = where.model_validate({f"{name}_id": key})
        found["list"].append(lambda it, by=by: it.list(by))
        found["count"].append(lambda it, by=by: it.count(by))
        found["exists"].append(lambda it, by=by: it.exists(by))
        if not kind.append_only:
            found["delete_where"].append(lambda it, by=by: it.delete_where(by))
            found["update_where"].append(lambda it, by=by: it.update_where(by, change))
    for name in kind.links:
        for what in (f"link_{name}", f"unlink_{name}"):
            found[what] = [lambda it, what=what: getattr(it, what)(key, [key])]
            found[what] += [lambda it, what=what: getattr(it, what)(other[kind.name], [key])]
    for ref in refs if not kind.append_only else ():
        found["update"] += [lambda it, ref=ref: it.update(other[kind.name], update.model_validate(ref), **version)]
    return found


def _needed(kind, other):
    return {f"{name}_id": other[ref.target] for name, ref in kind.refs.items() if not ref.nullable}


def _together(repository):
    """Give the schema of rows together with everything that belongs to them."""
    fields = {}
    for name, relation in repository._relations.items():
        other = repository._known[relation.target].record
        fields[name] = (list[other], ...) if relation.many else (other | None, None)
    return create_model("Together", __base__=repository.record, **fields)


async def _gathered(rows):
    return [row async for row in rows]


async def outcome(subject, kind, call, view=None):
    """Give all that a call tells: what comes back, or the error with everything that hangs on it."""
    async with subject.session(ATTACKER) as session:
        repository = subject.repository(kind.name, session)
        try:
            found = await call(getattr(repository, view) if view else repository)
            return "gives", repr(found)
        except subject.errors.RepositoryError as error:
            told = [
                error,
                error.args,
                error.__dict__,
                error.__cause__,
                error.__context__ if not error.__suppress_context__ else None,
            ]
            return "raises", repr(told)
        finally:
            await session.rollback()


async def own_rows(subject, oracle):
    """Give the attacker rows of its own, one of each kind, by kind."""
    made = {}
    for kind in TENANTS_KINDS:
        given = values(kind, uuid4().hex[:6], _needed(kind, made)) | {"name": f"mine{kind.name}"[:20], "rank": 1}
        (row,) = await agree(subject, oracle, Operation("create", kind.name, ATTACKER, values=given))
        made[kind.name] = row.id
    return made


def test_no_method_tells_a_tenants_row_from_one_that_is_not_there(subject, oracle, runner):
    subject.errors = subject.built.module("db.errors")

    async def attack():
        mine = await own_rows(subject, oracle)
        theirs = [row for row in oracle.rows.values() if row.tenant == VICTIM]
        assert {row.live for row in theirs} == {True, False}
        one_of_each = {(row.kind.name, row.live): row.key for row in theirs}
        for kind in TENANTS_KINDS:
            around = {*kind.links.values(), *(ref.target for ref in kind.refs.values())} & {
                name for name, _ in one_of_each
            }
            for name, live in [(kind.name, True), (kind.name, False), *((name, True) for name in sorted(around))]:
                if (name, live) in one_of_each:
                    await attack_by(kind, one_of_each[name, live], mine)
        await subject.compare(oracle)

    async def attack_by(kind, key, mine):
        nobody = uuid4()
        real, control = (attacks(subject, kind, item, mine, oracle.secret(kind)) for item in (key, nobody))
        public = {
            name for name, _ in inspect.getmembers(subject.part(kind.name, "Repository")) if not name.startswith("_")
        }
        assert public - FACTS <= real.keys(), "every method is tried"
        for name in sorted(public - FACTS):
            for one, other in zip(real[name], control[name], strict=True):
                for view in [None, *SOFT_VIEWS] if kind.soft_delete and name in READS else [None]:
                    got, expected = [await outcome(subject, kind, call, view) for call in (one, other)]
                    assert SECRET not in got[1].replace(oracle.secret(kind), ""), name
                    assert _plain(got[1], key) == _plain(expected[1], nobody), name

    runner.run(attack())


def test_a_cursor_of_another_tenant_is_a_place_among_ones_own_rows(subject, oracle, runner):
    """It gives what the same place gives without the other's rows: its own rows beyond it, and a way on among them."""

    async def attack():
        given = values(WORLD["Tag"], "mine")
        (mine,) = await agree(subject, oracle, Operation("create", "Tag", THIEF, values=given))
        async with subject.session(VICTIM) as session:
            first = await subject.repository("Tag", session).page(size=1)
            back = await subject.repository("Tag", session).page(size=1, cursor=first.next)
        async with subject.session(THIEF) as session:
            tags = subject.repository("Tag", session)
            own = [item.id for item in await tags.list()]
            assert own == [mine.id]
            for cursor in (first.next, back.previous):
                page = await tags.page(size=5, cursor=cursor, total=True)
                assert {item.id for item in page.items} <= set(own)
                assert page.total == len(own)
                for further in (page.next, page.previous):
                    if further is not None:
                        assert {item.id for item in (await tags.page(size=5, cursor=further)).items} <= set(own)

    runner.run(attack())


def _plain(told, key):
    """Blank out the key that was asked for, and what is new in every row: keys, times, names."""
    told = told.replace(str(key), "KEY").replace(key.hex, "KEY")
    told = re.sub(rf"{SECRET}[0-9a-f]{{6}}", "NAME", told)
    told = re.sub(r"UUID\('(?!KEY)[^']+'\)", "UUID", told)
    return re.sub(r"datetime\.datetime\([^)]*\)", "TIME", told)


def test_tenants_at_once_on_few_connections_and_cancelled_anywhere_stay_apart(subject, oracle, runner):
    engine = subject.built.module("db.session").connect(
        str(subject.app.url.render_as_string(hide_password=False)),
        **({} if subject.app.dialect.name == "sqlite" else {"pool_size": 3, "max_overflow": 0}),
    )
    subject.app, spare = engine, subject.app
    chance = random.Random(7)  # noqa: S311 -- which task is cancelled when
    tags = subject.part("Tag", "").__table__

    async def work(tenant, number):
        for turn in range(4):
            async with subject.session(tenant) as session:
                repository = subject.repository("Tag", session)
                with suppress(subject.built.module("db.errors").RepositoryError, DBAPIError):
                    data = {"name": f"{number}-{turn}", "open": True, "rank": 1, "amount": 1}
                    await repository.create(subject.part("Tag", "Create").model_validate(data))
                    if session.database.name == "postgresql":
                        seen = set(await session.scalars(select(tags.c.tenant_id)))
                        assert seen == {tenant}
                    assert all(not item.name.startswith(SECRET) for item in await repository.list())
                    await (session.commit() if turn % 2 else session.rollback())

    async def victims():
        async with subject.session(VICTIM) as session:
            return {item.id for item in await subject.repository("Tag", session).list()}

    async def storm():
        before = await victims()
        assert {row.key for row in oracle.of("Tag", VICTIM)} <= before
        tasks = [asyncio.create_task(work(f"{ATTACKER}{number % 4}", number)) for number in range(24)]
        for task in tasks[::2]:
            await asyncio.sleep(chance.random() / 50)
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(item is None or isinstance(item, asyncio.CancelledError) for item in done), done
        assert any(item is None for item in done)
        for number in range(4):
            async with subject.session(f"{ATTACKER}{number}") as session:
                repository = subject.repository("Tag", session)
                names = [item.name for item in await repository.list()]
                assert {int(name.partition("-")[0]) % 4 for name in names} <= {number}
                if session.database.name == "postgresql":
                    assert len((await session.execute(select(tags.c.id))).all()) == len(names)
        assert await victims() == before
        await engine.dispose()

    runner.run(storm())
    subject.app = spare
