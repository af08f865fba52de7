"""A database that was there first, under names and types that are not ours, is adopted and then changed like any other."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.cli.conftest import Project
from tests.cli.test_live import alembic
from tests.databases.database import Database
from tests.integration.migrations.project import execute
from tests.proof.real import native

MONEY = '"decimal(10, 2)"'
"""How the specs first say what SQLite's script keeps as NUMERIC."""
AS_IT_IS = "float, db_type: {sqlite: NUMERIC}"
EDITS = (
    (
        "fields: {name: {type: string(120)?, column: Name}}\n---\nentity: Album",
        "fields: {called: {type: string(150)?, column: Name, renamed_from: name}}\n---\nentity: Album",
    ),
    (
        "last_name: {type: string(20), column: LastName}",
        "surname: {type: string(30), column: Surname, renamed_from: last_name}",
    ),
    ("  company: {type: string(80)?, column: Company}\n", "  vip: {type: bool, default: false}\n"),
    (", unique: {name: UQ_CustomerEmail}", ""),
    (
        "checks: {length: {sql: milliseconds >= 0, name: CK_TrackLength}}",
        "checks: {length: {sql: milliseconds > 0, name: CK_TrackLength}}",
    ),
    (
        "album: {type: Album?, column: AlbumId, on_delete: no_action",
        "album: {type: Album?, column: AlbumId, on_delete: set_null",
    ),
    (
        "reports_to: {type: Employee?, column: ReportsTo, on_delete: no_action",
        "reports_to: {type: Employee?, column: ReportsTo, on_delete: no_action, constraint: false",
    ),
    (
        "billing_country: {type: string(40)?, column: BillingCountry}",
        "billing_country: {type: string(40)?, column: BillingCountry, index: true}",
    ),
)


@pytest.fixture
def shop(tmp_path: Path, database: Database) -> Project:
    project = Project(tmp_path)
    (tmp_path / "pyproject.toml").write_text(f'[tool.gen]\noutput = "app"\ndatabases = ["{database.name}"]\n')
    project.write("specs/shop.yaml", native.SPECS)
    execute(database, *native.statements(database.name))
    return project


def test_a_foreign_database_is_adopted_and_changed_with_its_rows(shop: Project, database: Database) -> None:
    assert shop.gen("build").code == 0
    told = shop.gen("migrate", "baseline", "--url", database.url)
    assert told.code == 1
    assert ("M463" if database.name == "sqlite" else "M477") in told.err
    if database.name == "postgresql":
        allowed = shop.gen("migrate", "baseline", "--allow", "M477", "--url", database.url)
        assert allowed.code == 1, "what has another name would not be found by a revision that drops it"
    before = rows(database)

    script = shop.gen("migrate", "baseline", "--sql", "--url", database.url)
    assert script.code == 0, script.said
    execute(database, *(item for item in script.out.split(";\n") if item not in {"", "BEGIN", "COMMIT"}))
    if database.name == "sqlite":
        assert '{type: float, db_type: {sqlite: "NUMERIC"}}' in told.err
        shop.write("specs/shop.yaml", native.SPECS.replace(MONEY, AS_IT_IS))
        assert shop.gen("build", "--amend").code == 0
    adopted = shop.gen("migrate", "baseline", "--url", database.url)
    assert adopted.code == 0, adopted.said
    assert rows(database) == before

    text = native.SPECS
    for old, new in EDITS:
        assert old in text
        text = text.replace(old, new)
    shop.write("specs/shop.yaml", text)
    built = shop.gen("build", "--allow", "M411", "--allow", "M412", "--allow", "M414")
    assert built.code == 0, built.said
    alembic(shop, database, "upgrade", "head")
    done = shop.gen("migrate", "verify", "--url", database.url)
    assert done.code == 0, done.said
    after = rows(database)
    assert {table: len(held) for table, held in after.items()} == {table: len(held) for table, held in before.items()}
    assert [row["Surname"] for row in after["Employee"]] == [row["LastName"] for row in before["Employee"]]
    scale = 100 if database.name == "sqlite" else 1
    assert [row["Total"] for row in after["Invoice"]] == [round(row["Total"] * scale, 2) for row in before["Invoice"]]

    alembic(shop, database, "downgrade", "-1")
    back = rows(database)
    gone = {"Company"}
    for table, held in before.items():
        assert [{k: v for k, v in row.items() if k not in gone} for row in back[table]] == [
            {k: v for k, v in row.items() if k not in gone} for row in held
        ]
    assert shop.gen("migrate", "verify", "--url", database.url).code == 0


def rows(database: Database) -> dict[str, list[dict[str, object]]]:
    """Give what the shop's tables hold, by table."""
    engine = sa.create_engine(database.sync_url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        names = [name for name in sa.inspect(engine).get_table_names() if name != "alembic_version"]
        return {
            name: [
                _plain(row)
                for row in connection.execute(
                    sa.text(f"SELECT * FROM {_quoted(name, database)} ORDER BY 1, 2")
                ).mappings()
            ]
            for name in names
        }


def _quoted(name: str, database: Database) -> str:
    return f"`{name}`" if database.name == "mariadb" else f'"{name}"'


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    """Give a row whose moments are written alike."""
    return {name: value.removesuffix(".000000") if isinstance(value, str) else value for name, value in row.items()}
