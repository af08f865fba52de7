"""Rows that are only ever added stay, whatever a statement tries, on each database."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.algebra.test_concurrency import make

TENANT = "keeper"


@pytest.fixture
def events(subject, runner):
    async def fill():
        async with subject.session(TENANT) as session:
            plan = await make(subject, session, "Plan", f"p{id(session)}"[-12:])
            for name in "abc":
                await make(subject, session, "Event", name, plan_id=plan.id)
            await session.commit()
            return plan

    return runner.run(fill())


STATEMENTS = [
    "UPDATE events SET name = 'x'",
    "UPDATE events SET name = name",
    "UPDATE events SET name = 'x' WHERE name IN ('a', 'b')",
    "UPDATE events SET plan_id = NULL",
    "DELETE FROM events",
    "DELETE FROM events WHERE name = 'a'",
    "DELETE FROM events WHERE name IN (SELECT name FROM plans) OR name = 'a'",
]
ON = {
    "sqlite": ["INSERT OR REPLACE INTO events SELECT * FROM events", "UPDATE OR REPLACE events SET name = 'x'"],
    "postgresql": [
        "TRUNCATE events",
        "TRUNCATE plans CASCADE",
        "WITH gone AS (DELETE FROM events RETURNING id) SELECT count(*) FROM gone",
        "INSERT INTO events SELECT * FROM events ON CONFLICT (id) DO UPDATE SET name = 'x'",
        "MERGE INTO events USING plans ON events.plan_id = plans.id WHEN MATCHED THEN DELETE",
    ],
    "mariadb": [
        "REPLACE INTO events SELECT * FROM events",
        "INSERT INTO events SELECT * FROM events AS e ON DUPLICATE KEY UPDATE name = 'x'",
        "DELETE events FROM events JOIN plans ON events.plan_id = plans.id",
    ],
}


def test_no_statement_changes_or_removes_a_row(subject, place, runner, events):
    del events

    async def rows():
        async with subject.admin.connect() as connection:
            return (await connection.execute(text("SELECT * FROM events ORDER BY id"))).all()

    async def attempt(statement):
        async with subject.admin.begin() as connection:
            await connection.execute(text(statement))

    before = runner.run(rows())
    assert len(before) >= 3
    for statement in STATEMENTS + ON[place.name]:
        with pytest.raises(DBAPIError, match="only ever added"):
            runner.run(attempt(statement))
        assert runner.run(rows()) == before, statement


def test_no_deletion_reaches_into_them(subject, runner, events):
    errors = subject.built.module("db.errors")

    async def remove():
        async with subject.session(TENANT) as session:
            plans = subject.repository("Plan", session)
            with pytest.raises(errors.StillReferencedError) as refused:
                await plans.delete(events.id, version=1)
            assert refused.value.referrer == "Event"
            await session.rollback()
        async with subject.admin.connect() as connection:
            with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
                await connection.execute(text("DELETE FROM plans"))

    runner.run(remove())


def test_a_table_that_others_cascade_into_is_not_emptied_by_them(subject, place, runner, events):
    """A foreign key that cascades, made by hand, meets the refusal too."""
    del events
    statement = {
        "postgresql": "ALTER TABLE events DROP CONSTRAINT fk_events_tenant_id_plan_id, ADD CONSTRAINT by_hand "
        "FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, id) ON DELETE CASCADE",
    }.get(place.name)
    if statement is None:
        # SQLite cannot alter a key, and InnoDB cascades past triggers: a spec that asks for it is refused (R261).
        assert place.name in {"sqlite", "mariadb"}
        return

    async def cascade():
        async with subject.admin.connect() as connection:
            await connection.execute(text(statement))
            with pytest.raises(DBAPIError, match="only ever added"):
                await connection.execute(text("DELETE FROM plans"))

    runner.run(cascade())
