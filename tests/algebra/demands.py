"""What repositories refuse whatever the rows are: calls that ask for nothing, for too much, or for what is not there."""

from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import MISSING, create_model
from sqlalchemy import select
from sqlalchemy.exc import DataError, DBAPIError

from tests.algebra.subject import Subject

REFUSED = "SELECT", None, ValueError("too large")
TENANT, OTHER = "demanding", "other"


async def play_demands(subject: Subject) -> None:
    """Refuse each."""
    async with subject.session(TENANT) as session:
        uppers, boths = subject.repository("Upper", session), subject.repository("Both", session)
        upper = await uppers.create(_new(subject, "Upper", "a"))
        await boths.create_many([_new(subject, "Both", name, up_id=upper.id) for name in "abc"])
        await boths.create(_new(subject, "Both", "d"))
        await _ask_too_little(subject, boths)
        await _read_together(subject, boths)
        await _follow_cursors(subject, uppers, boths)
        linked = subject.repository("Linked", session)
        with pytest.raises(ValueError, match="row by row"):
            await linked.update_where(
                subject.part("Linked", "Filter")(name="a"), subject.part("Linked", "Update")(free_ids=[])
            )
        await session.rollback()
    _look_through(subject)
    await _pass_on_what_is_unknown(subject)
    await _work_without_a_session(subject)
    await _stay_inside(subject)


def _new(subject: Subject, kind: str, name: str, **refs: Any) -> Any:
    nothing = {f"{ref}_id": None for ref in subject.kinds[kind].refs}
    values = {"name": name, "open": True, "rank": None, "amount": 1, **nothing, **refs}
    return subject.part(kind, "Create").model_validate(values)


async def _ask_too_little(subject: Subject, boths: Any) -> None:
    where, change = subject.part("Both", "Filter")(), subject.part("Both", "Update")(rank=1)
    for call, told in (
        (lambda: boths.delete_where(where), "lets every"),
        (lambda: boths.update_where(where, change), "lets every"),
        (boths.purge, "either"),
        (lambda: boths.purge(before=datetime.now(UTC), older_than=timedelta(1)), "either"),
        (lambda: boths.page(size=0), "a page of 0"),
    ):
        with pytest.raises(ValueError, match=told):
            await call()


async def _read_together(subject: Subject, boths: Any) -> None:
    record, other = subject.part("Both", "Read"), subject.part("Upper", "Read")
    for shape, told in (
        (other, "does not extend"),
        (create_model("Odd", __base__=record, down=(other, ...)), "none of the relations"),
        (create_model("Many", __base__=record, up=(list[other], ...)), "none of the relations"),
        (create_model("Plain", __base__=record, up=(int, ...)), "none of the relations"),
        (create_model("Two", __base__=record, up=(other | int, ...)), "none of the relations"),
    ):
        with pytest.raises(TypeError, match=told):
            boths.with_(shape)
    shape = create_model("Round", __base__=subject.part("Ring", "Read"), next=("Round | None", None))
    shape.model_rebuild(_types_namespace={"Round": shape})
    with pytest.raises(TypeError, match="includes itself"):
        subject.repository("Ring", boths.session).with_(shape)
    required = create_model("Required", __base__=record, up=(other, ...))
    where = subject.part("Both", "Filter")
    assert {item.up.name for item in await boths.with_(required).list(where(name_in=["a", "b"]))} == {"a"}
    with pytest.raises(subject.built.module("db.errors").ReferenceMissingError):
        await boths.with_(required).list(where(name="d"))
    optional = create_model("Optional_", __base__=record, up=(other | None, ...))
    assert {item.name: item.up and item.up.name for item in await boths.with_(optional).list()}["d"] is None


async def _follow_cursors(subject: Subject, uppers: Any, boths: Any) -> None:
    errors = subject.built.module("db.errors")
    for order, repository, sort in ((None, boths, "-rank"), (None, uppers, "-amount"), ("rank", boths, "-rank")):
        cursor = (await boths.page(size=1, sort=order)).next
        with pytest.raises(errors.InvalidCursorError):
            await repository.page(cursor=cursor, sort=sort)
    view = copy(boths)
    view._read = _refuse
    with pytest.raises(DataError):
        await view.page()
    with pytest.raises(errors.InvalidCursorError):
        await view.page(cursor=(await boths.page(size=1)).next)


def _look_through(subject: Subject) -> None:
    statements, relations = subject.built.module("db.statements"), subject.built.module("db.relations")
    assert statements.present({"a": "x", "b": MISSING}) == {"a": "x"}
    with pytest.raises(ValueError, match="`a`"):
        statements.present({"a": "x\x00"})
    with pytest.raises(ValueError, match="text"):
        subject.built.module("db.session").Scope("a\x00", "ann")
    table = subject.part("Upper", "").__table__
    with pytest.raises(RuntimeError, match="not been imported"):
        relations.included(subject.part("Upper", "Read"), table, {})


async def _pass_on_what_is_unknown(subject: Subject) -> None:
    """What a database says that is no broken constraint is raised as it is."""
    for kind in ("Upper", "Free"):
        async with subject.session(TENANT) as session:
            repository = subject.repository(kind, session)
            row = repository._new(_new(subject, kind, "twice"))
            await repository._load([row])
            silent = copy(repository.database)
            silent.violation = lambda _error: None
            repository.database = silent
            for method in (repository._insert, repository._load):
                with pytest.raises(DBAPIError):
                    async with session.begin_nested():
                        await method(row if method == repository._insert else [row])
            await session.rollback()


async def _refuse(*_anything: Any) -> Any:
    raise DataError(*REFUSED)


async def _work_without_a_session(subject: Subject) -> None:
    sessions = subject.built.module("db.session")
    alone = subject.repository("Upper", sessions.Standalone(subject.app, sessions.Scope(TENANT, "ann")))
    with pytest.raises(RuntimeError, match="no session"):
        _ = alone.session
    made = await alone.create(_new(subject, "Upper", "kept"))
    await alone.delete(made.id)
    assert await alone.purge(older_than=timedelta(0)) == 1


async def _stay_inside(subject: Subject) -> None:
    """A savepoint enters no tenant, and none is seen by whoever crosses them without the right to."""
    sessions, table = subject.built.module("db.session"), subject.part("Upper", "").__table__
    async with subject.session(TENANT) as session:
        uppers = subject.repository("Upper", session)
        made = await uppers.create(_new(subject, "Upper", "inside"))
        session.info["scope"] = sessions.Scope(OTHER, "bob")  # nobody may, and what was begun stays what it was
        async with session.begin_nested():
            assert (await session.scalars(select(table.c.id).where(table.c.id == made.id))).all() == [made.id]
        await session.rollback()
    alone = subject.repository("Upper", sessions.Standalone(subject.app, sessions.Scope("None", "ann")))
    made = await alone.create(_new(subject, "Upper", "nobody's"))
    async with subject.session(None) as session:
        if session.database.has_policies:
            assert not (await session.scalars(select(table.c.id))).all(), "nobody is not who is called None"
    await alone.delete(made.id)
    await alone.purge(older_than=timedelta(0))
    if subject.app.dialect.name == "postgresql":
        async with sessions.CrossTenantSession(subject.app) as crossing:
            with pytest.raises(PermissionError):
                await crossing.scalars(select(table.c.id))
        async with sessions.CrossTenantSession(subject.admin) as crossing, crossing.begin_nested():
            await crossing.scalars(select(table.c.id))
