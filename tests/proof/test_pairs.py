"""No type turns into another one and takes a value along that it does not hold: all pairs, on every database."""

from pathlib import Path

from tests.databases.database import Database
from tests.integration.migrations.project import Migrated
from tests.proof.pairs import ENUMS, fill, pairs, thin, wrong


def test_what_fits_is_the_same_in_its_new_type_and_back(database: Database, tmp_path: Path) -> None:
    found, _ = pairs(database.name)
    project = Migrated(tmp_path / "pairs", [database.name])
    project.revise(*(pair.at(pair.old) for pair in found), enums=ENUMS)
    project.upgrade(database)
    fill(database, found)
    project.revise(*(pair.at(pair.new) for pair in found), enums=ENUMS)
    project.upgrade(database)
    assert wrong(database, found) == []
    thin(database, found)
    project.downgrade(database)
    assert wrong(database, found, back=True) == []
    assert sum(len(pair.stopped) for pair in found) > sum(not pair.stopped for pair in found)


def test_every_way_there_has_a_way_back(database: Database) -> None:
    found, _ = pairs(database.name)
    possible = {(pair.old, pair.new) for pair in found}
    assert {(new, old) for old, new in possible} == possible
