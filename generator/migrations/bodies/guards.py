"""Policies and refusals of changes in revisions; the support module knows which database does what."""

from collections.abc import Iterator, Sequence

from generator.code import Code, call, literal
from generator.dialects import dialect
from generator.migrations.bodies.module import support
from generator.migrations.bodies.statements import Statement
from generator.migrations.draft import TableName, name_of
from generator.schema.state import Policy, Table


def create_guards(table: Table, databases: Sequence[str]) -> Iterator[Statement]:
    """Put a table's policy on it, and what refuses changes."""
    if table.policy:
        yield from create_policy(name_of(table), table.policy, databases)
    if table.append_only:
        yield forbid_changes(name_of(table), databases)


def create_policy(table: TableName, policy: Policy, databases: Sequence[str]) -> Iterator[Statement]:
    """Keep the rows of tenants apart, where the database can; elsewhere the call does nothing."""
    if not any(dialect(name).row_level_security for name in databases):
        return
    options = _schema(table)
    if policy.type.name not in {"string", "text", "char", "email", "url"}:
        options["cast"] = literal(_CASTS.get(policy.type.name, policy.type.name))
    if policy.shared:
        options["shared"] = literal(True)  # the value itself
    made = call(support("create_tenant_policy"), literal(table.name), literal(policy.column), **options)
    yield Statement(tuple(databases), made)


def drop_policy(table: TableName, databases: Sequence[str]) -> Iterator[Statement]:
    """Let all rows be seen by all."""
    if any(dialect(name).row_level_security for name in databases):
        made = call(support("drop_tenant_policy"), literal(table.name), **_schema(table))
        yield Statement(tuple(databases), made)


def forbid_changes(table: TableName, databases: Sequence[str]) -> Statement:
    """Refuse to change or remove rows."""
    return Statement(tuple(databases), call(support("forbid_changes"), literal(table.name), **_schema(table)))


def allow_changes(table: TableName, databases: Sequence[str]) -> Statement:
    """Allow to change and remove rows."""
    return Statement(tuple(databases), call(support("allow_changes"), literal(table.name), **_schema(table)))


_CASTS = {"int": "integer"}


def _schema(table: TableName) -> dict[str, Code]:
    return {"schema": literal(table.schema)} if table.schema else {}
