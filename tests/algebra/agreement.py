"""Does an operation on a generated package and on the plain model, which have to agree."""

from typing import Any

from tests.algebra.oracle import Oracle
from tests.algebra.rows import Operation, Row
from tests.algebra.subject import COUNTED, MUTE, Subject


async def agree(subject: Subject, oracle: Oracle, operation: Operation) -> list[Any]:
    """Do an operation on both sides; they have to agree on what it gives and on what the tables hold then."""
    matched = oracle.matching(operation) if operation.where else []
    before = set(oracle.rows)
    expected = oracle.judge(operation)
    got = await subject.apply(operation)
    if expected:
        assert got in expected, f"{operation}: {got}, and not one of {expected}"
        await subject.compare(oracle)
        return []
    assert isinstance(got, list), f"{operation}: {got}, and no error was due"
    if operation.what in COUNTED:
        await _count(subject, oracle, operation, matched, got[0])
    elif operation.what == "load":
        assert got == [len(operation.rows)], operation
        await _find_loaded(subject, oracle, before)
    elif operation.what == "purge":
        assert got[0] == len(oracle.touched), f"{operation}: {got[0]} rows, and not {len(oracle.touched)}"
    elif operation.what not in MUTE:
        _take(oracle, operation, got)
    await subject.compare(oracle)
    return got


def _take(oracle: Oracle, operation: Operation, got: list[Any]) -> None:
    """Let the model know keys and times."""
    if operation.what == "delete":
        for record in got:
            for row in oracle.touched:
                row.deleted_at = record.deleted_at
            oracle.learn(oracle.rows[operation.key], record)
        return
    for row, record in zip(oracle.touched, got, strict=True):
        before = row.updated_at
        oracle.learn(row, record)
        if operation.what in {"update", "restore"} and before is not None:
            assert row.updated_at > before


async def _count(subject: Subject, oracle: Oracle, operation: Operation, matched: list[Row], got: int) -> None:
    """Demand that as many rows were met as the filter lets through; let the model know their times."""
    assert got == len(matched), f"{operation}: {got} rows, and not {len(matched)}"
    keys, moments = {row.key for row in matched}, {}
    for row in oracle.touched:
        before, (updated_at, *marked) = row.updated_at, await subject.times(row)
        if row.key in keys:
            assert updated_at > before
            row.updated_at = updated_at
        if operation.what == "delete_where":
            (row.deleted_at,) = marked
            moments.setdefault(row.deletion, set()).add(row.deleted_at)
    assert all(len(moment) == 1 for moment in moments.values())


async def _find_loaded(subject: Subject, oracle: Oracle, before: set[Any]) -> None:
    """Let the model know the keys of rows that were added without being read back: by what they hold."""
    found = await subject.others(oracle.touched[0].kind, before) if oracle.touched else []
    for row in oracle.touched:
        given = {**row.values, "name": subject.prefix + row.values["name"], "tenant_id": row.tenant}
        (record,) = [item for item in found if given.items() <= {"tenant_id": None, **vars(item)}.items()][:1]
        found.remove(record)
        oracle.learn(row, record)
