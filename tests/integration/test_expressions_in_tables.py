"""Expressions as checks, index conditions and computed columns."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from generator.dialects import DIALECTS, dialect, text_clause
from generator.expressions import parse, to_sql
from generator.fieldtypes import Scalar
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.probe import FIELDS, ROWS_OF_VALUES, TREES, TYPES, created, model_type, table


def test_every_condition_can_be_a_check(database: Database) -> None:
    probe = table()
    for number, tree in enumerate(TREES):
        probe.append_constraint(sa.CheckConstraint(text_clause(to_sql(tree, database.name)), name=f"ck_{number}"))
    created(probe, database)


def test_every_condition_can_choose_what_an_index_holds(database: Database) -> None:
    probe = table()
    for number, tree in enumerate(TREES[:60]):
        where = to_sql(tree, database.name)
        if dialect(database.name).partial_indexes:
            clause = sa.text(text_clause(where))
            sa.Index(f"ix_{number}", probe.c.id, sqlite_where=clause, postgresql_where=clause)
        else:
            marker = sa.Computed(text_clause(f"IF({where}, 1, NULL)"), persisted=False)
            probe.append_column(sa.Column(f"on_{number}", sa.SmallInteger, marker))
            sa.Index(f"ix_{number}", probe.c[f"on_{number}"])
    created(probe, database)


COMPUTED: Mapping[str, Scalar] = {
    "limit * 2": Scalar("decimal", (18, 2)),
    "limit * b": Scalar("decimal", (18, 2)),
    "limit * rate": Scalar("decimal", (18, 6)),
    "a + b": Scalar("bigint"),
    "a": Scalar("decimal", (18, 2)),
    "name || ' ' || notes": Scalar("text"),
    "a > b": Scalar("bool"),
    "lower(name)": Scalar("string", (20,)),
    "coalesce(rate, limit)": Scalar("decimal", (18, 4)),
    "case when ok then a else b end": Scalar("int"),
    "coalesce(name, 'none')": Scalar("text"),
}


def test_computed_columns_hold_the_same_values(databases: Databases) -> None:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name in DIALECTS:
        database = databases.create(name)
        probe = table()
        for number, (source, ref) in enumerate(COMPUTED.items()):
            sql = text_clause(to_sql(parse(source, TYPES), name, ref))
            probe.append_column(sa.Column(f"c{number}", model_type(ref), sa.Computed(sql, persisted=True)))
        small = [row for row in ROWS_OF_VALUES if (row["limit"] or 0) < 1000]  # no overflow
        given = [row | {"id": number} for number, row in enumerate(small, 1)]
        found[name] = created(probe, database, given, [f"c{number}" for number in range(len(COMPUTED))])
        databases.drop(database)
    assert found["sqlite"] == found["postgresql"] == found["mariadb"]


def test_a_product_beyond_64_bits_is_refused_by_every_database(database: Database) -> None:
    probe = table()
    ref = Scalar("decimal", (18, 2))
    sql = text_clause(to_sql(parse("limit * a", TYPES), database.name, ref))
    probe.append_column(sa.Column("total", model_type(ref), sa.Computed(sql, persisted=True)))
    row = dict.fromkeys(FIELDS) | {"id": 1, "a": 10_000, "limit": Decimal("9999999999999999.99")}
    with pytest.raises(sa.exc.DBAPIError):
        created(probe, database, [row])
