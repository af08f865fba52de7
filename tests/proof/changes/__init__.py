"""The list of changes, each as two specs: what other tools miss, fail at or report where nothing changed."""

from tests.proof.changes.case import Case
from tests.proof.changes.constraints import CHECKS, FOREIGN_KEYS, INDEXES, UNIQUES
from tests.proof.changes.others import BESIDE, ENUMS, FLAGS, KEYS
from tests.proof.changes.tables import COLUMNS, TABLES

CHANGES = (*TABLES, *COLUMNS, *INDEXES, *UNIQUES, *CHECKS, *FOREIGN_KEYS, *ENUMS, *KEYS, *BESIDE, *FLAGS)

DEFECTS: dict[str, tuple[str, ...]] = {}
"""Where a change is known to go wrong still: the table shows it, the suite leaves it out."""


def tried(case: Case, database: str) -> bool:
    """Tell whether the suite tries a case on a database."""
    known = database in case.on and database not in DEFECTS.get(case.name, ())
    return known and not case.cannot and database not in case.cannot_on
