"""Rules that other tools have about migrations, and ours for each: a code, or the reason why there is none."""

import ast
import re
from pathlib import Path

import pytest

from generator.diagnostics import RULES
from generator.migrations import lint
from generator.resolve import review

LIST = {
    "drop-table": "M410",
    "drop-column": "M411",
    "drop-fk": "M434",
    "rename": "M428",
    "rename, undeclared": "M414",
    "type-rewrite": "M429",
    "narrow": "M412",
    "required-column": "M413",
    "set-not-null": "M415",
    "unique-on-existing": "M424",
    "index-not-concurrent": "bodies make every index of a table with rows CONCURRENTLY, by support_v1.online",
    "concurrent-in-transaction": "support_v1.online makes them in an autocommit block, apart from the transaction",
    "fk-on-rows": "M426",
    "check-on-rows": "M423",
    "fk or check not deferred": "bodies add them NOT VALID and VALIDATE them then, by support_v1.online",
    "volatile-default": "M429",
    "pk-change": "M427",
    "enum-remove": "M417",
    "enum-reorder": "M431",
    "mysql-copy": "M429",
    "timeouts": "env.py sets lock_timeout on PostgreSQL and lock_wait_timeout on MariaDB, and tries again",
    "identifiers": "R273",
    "non-linear": "M401",
    "edited": "M403",
    "sqlite-rebuild-with-inbound-fk": "M430",
    "sqlite-lossy-cast": "M412",
    "cast-without-a-way": "M432",
    "sequence-type-mismatch": "bodies give the sequence of a serial column the column's new type",
    "rls-not-forced": "every policy is made with ENABLE and FORCE, by support_v1.postgresql",
    "backfill-under-forced-rls": "fills and checks of rows see all of them, and demand that none is left",
    "soft-delete-off-with-rows": "M420",
    "tenant-off": "M421",
    "append-only-off": "M422",
    "irreversible-downgrade": "M425",
    "table-options": "M416",
    "nested-label": "M418",
    "nested-member": "M419",
    "names-change-hands": "M433",
    "values-change-hands": "M435",
}
FOLDER = Path(lint.__file__).parent


@pytest.mark.parametrize("answer", [it for it in LIST.values() if re.fullmatch(r"[MR]\d{3}", it)])
def test_a_rule_of_the_list_has_a_code_that_explains_itself(answer: str) -> None:
    assert review.REVIEWS  # whose rules are in the same band
    assert answer in RULES


def test_what_has_no_code_has_a_reason() -> None:
    assert all(len(it.split()) > 5 for it in LIST.values() if not re.fullmatch(r"[MR]\d{3}", it))


def test_every_code_about_a_change_is_in_the_list() -> None:
    ours = {code for code in RULES if re.fullmatch(r"M4[1-3]\d", code)}
    assert ours <= set(LIST.values())


@pytest.mark.parametrize("path", sorted(it for it in FOLDER.glob("*.py") if it.stem not in {"__init__", "change"}))
def test_a_finding_gives_the_safe_way(path: Path) -> None:
    """`RULE.at(place, what is wrong, what to do)`: the third is there."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    found = [it for it in calls if isinstance(it.func, ast.Attribute) and it.func.attr == "at"]
    assert found
    assert [ast.unparse(it.func) for it in found if len(it.args) < 3] == []
