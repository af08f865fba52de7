"""Column types and literals against the databases."""

import pytest
import sqlalchemy as sa

from generator.dialects import DIALECTS, text_clause
from generator.fieldtypes import ROWS, Scalar, example, sa_type, samples, sql_literal
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.probe import created, evaluated, model_type


@pytest.mark.parametrize("scalar", [example(name) for name in ROWS], ids=str)
def test_a_literal_is_what_the_column_type_stores(scalar: Scalar, database: Database) -> None:
    """Defaults give back each sample, and where values compare, the literal finds the stored one."""
    kind = model_type(scalar)
    values = [value for value in samples(scalar) if scalar.name != "json"]
    for start in range(0, len(values), 20):
        columns = [
            sa.Column(
                f"c{number}", kind, server_default=sa.text(text_clause(sql_literal(scalar, value, database.name)))
            )
            for number, value in enumerate(values[start : start + 20])
        ]
        probe = sa.Table(
            f"probe{start}", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), *columns,
            mariadb_charset="utf8mb4", mariadb_collate="utf8mb4_nopad_bin",
        )  # fmt: skip
        (row,) = created(probe, database, [{"id": 1}], [column.name for column in columns])
        assert list(row) == values[start : start + 20]
        assert list(map(type, row)) == list(map(type, values[start : start + 20]))


@pytest.mark.parametrize("scalar", [example(name) for name in ROWS], ids=str)
def test_a_revision_creates_the_column_that_a_model_declares(scalar: Scalar, databases: Databases) -> None:
    for name in DIALECTS:
        dumps: list[str] = []
        for kind in (evaluated(sa_type(scalar, list(DIALECTS))), model_type(scalar)):
            database = databases.create(name)
            probe = sa.Table(
                "probe", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("c", kind)
            )
            created(probe, database)
            dumps.append(databases.dump(database))
            databases.drop(database)
        assert dumps[0] == dumps[1]
