"""One class with the same fields for each refusal, on every database, in whatever manner; and nothing that is not the caller's."""

import re
import traceback
from uuid import uuid4

import pytest

from tests.algebra.test_concurrency import make

TENANT, OTHER = "told", "untold"
SECRET = "s3cret'); --"
LEAKS = re.compile(
    rf"{re.escape(SECRET)}|INSERT|SELECT|UPDATE |DELETE FROM|\$1|tenant_id|{OTHER}|asyncpg|asyncmy|sqlite3",
    re.IGNORECASE,
)
MANNERS = ("session", "savepoint", "alone")


async def told(subject, work, manner):
    """Give the error that work raises."""
    sessions, errors = subject.built.module("db.session"), subject.built.module("db.errors")
    scope = sessions.Scope(TENANT, "ann")
    if manner == "alone":
        with pytest.raises(errors.RepositoryError) as refused:
            await work(sessions.Standalone(subject.app, scope))
        return refused.value
    async with sessions.ScopedSession(subject.app, scope) as session:
        with pytest.raises(errors.RepositoryError) as refused:
            await (work(session) if manner == "session" else _inside(session, work))
        await session.rollback()
    return refused.value


async def _inside(session, work):
    async with session.begin_nested():
        await work(session)


@pytest.mark.parametrize("manner", MANNERS)
def test_each_refusal_is_one_error_that_tells_nobodys_values(subject, runner, manner):
    names = iter(f"{SECRET}{uuid4().hex[:5]}" for _ in range(9))

    async def check():
        async with subject.session(OTHER) as session:
            theirs = await make(subject, session, "Plan", next(names))
            await session.commit()
        async with subject.session(TENANT) as session:
            taken = next(names)
            plan = await make(subject, session, "Plan", taken)
            country = await make(subject, session, "Country", next(names))
            line = await make(subject, session, "Line", next(names), plan_id=plan.id, country_id=country.id)
            await make(subject, session, "Hold", next(names), line_id=line.id)
            await session.commit()

        def of(kind, session):
            return subject.repository(kind, session)

        update = subject.part("Plan", "Update")
        cases = {
            ("NotFoundError", "Plan", ()): lambda it: of("Plan", it).get(theirs.id),
            ("DuplicateError", "Plan", ("name",)): lambda it: make(subject, it, "Plan", taken),
            ("ReferenceMissingError", "Line", ("plan_id",)): lambda it: make(
                subject, it, "Line", "x", plan_id=theirs.id
            ),
            ("ReferenceMissingError", "Line", ("tag_ids",)): lambda it: make(
                subject, it, "Line", "x", plan_id=plan.id, tag_ids={theirs.id}
            ),
            ("StillReferencedError", "Line", ()): lambda it: of("Line", it).delete(line.id, version=1),
            ("StillReferencedError", "Country", ()): lambda it: of("Country", it).delete(country.id, version=1),
            ("StaleVersionError", "Plan", ()): lambda it: of("Plan", it).update(plan.id, update(rank=1), version=7),
        }
        for (name, entity, fields), work in cases.items():
            error = await told(subject, work, manner)
            assert (type(error).__name__, error.entity, error.fields) == (name, entity, fields)
            assert getattr(error, "referrer", None) in {None, "Hold", "Line"}
            assert (error.__cause__, error.__context__) == (None, None)
            shown = "".join(traceback.format_exception_only(error))
            for text in (shown, str(error), repr(error), repr(error.args), repr(vars(error))):
                assert not LEAKS.search(text), text

    runner.run(check())


def test_nobody_is_told_whose_session_it_is(subject):
    errors, sessions = subject.built.module("db.errors"), subject.built.module("db.session")
    for nobody in (None, "", " ", 7, True, uuid4()):
        session = sessions.ScopedSession(subject.app, sessions.Scope(nobody, "ann"))
        with pytest.raises(errors.TenantRequiredError) as refused:
            subject.repository("Plan", session)
        assert str(refused.value) == "Plan: needs a session that is bound to a tenant"
