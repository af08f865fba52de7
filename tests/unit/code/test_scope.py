"""What a module calls the names that it imports, and its imports as isort has them."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.code import Scope, Symbol, code, export_order, member_order

NAMES = [
    "Item2",
    "Item10",
    "Iteb",
    "ITEM",
    "ITEM10",
    "ITEM2",
    "_a",
    "_B",
    "abc",
    "Zed",
    "aBc",
    "Abc2",
    "Abc10",
    "ABc",
    "a",
    "b",
    "b2",
    "X3",
    "x2",
    "x10",
    "_1",
    "a_b",
    "aB",
    "a_1",
    "a1",
    "a1b2",
    "a1b10",
    "Item",
    "Item_x",
    "Items",
    "ItemZ",
    "JSON",
    "Uuid",
    "CHAR",
]


def sorted_by_ruff(source: str, tmp_path, rules: str) -> str:
    file = tmp_path / "module.py"
    file.write_text(source)
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "-q", "--fix", "--unsafe-fixes"]
    subprocess.run([*command, "--line-length=300", f"--select={rules}", str(file)], check=False)
    return file.read_text()


def test_a_name_that_is_taken_is_imported_under_another():
    scope = Scope("budget.models", {"date"})
    assert scope.text(code(Symbol("datetime", "date"), "()")) == "_date()"
    assert scope.imports() == "from datetime import date as _date"


def test_two_things_of_one_name_are_told_apart():
    scope = Scope("budget.models")
    assert [scope.name(Symbol(f".{module}.models", "Tag")) for module in ("a", "b", "budget")] == ["Tag", "_Tag", "Tag"]


def test_a_builtin_is_imported_only_where_its_name_is_taken():
    plain, taken = Scope("module"), Scope("module", {"list"})
    assert (plain.name(Symbol("builtins", "list")), plain.imports()) == ("list", "")
    assert (taken.name(Symbol("builtins", "list")), taken.imports()) == (
        "_list",
        "from builtins import list as _list",
    )


def test_names_for_type_checkers_are_imported_for_them_only():
    scope = Scope("budget.models")
    member = code(Symbol(".people.models", "Member"))
    assert scope.typing_text(member) == "Member"
    assert scope.typing_text(member) == "Member"
    assert scope.imports() == (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from ..people.models import Member"
    )


def test_a_name_that_is_also_used_at_run_time_is_imported_for_that():
    for order in ("typing_text", "text"), ("text", "typing_text"):
        scope = Scope("budget.models")
        for way in order:
            getattr(scope, way)(code(Symbol(".people.models", "Member")))
        assert scope.imports() == "from ..people.models import Member"


@pytest.mark.parametrize(
    ("module", "wanted", "source"),
    [
        ("budget.models", ".budget.types", ".types"),
        ("budget.models", ".db.base", "..db.base"),
        ("budget.models.line", ".budget.models.budget", ".budget"),
        ("budget.models.line", ".budget.types", "..types"),
        ("budget.__init__", ".budget.models", ".models"),
        ("budget.__init__", ".", ".."),
        ("db.models.budget", ".db.base", "..base"),
        ("db.models.budget", ".shared.people", "...shared.people"),
    ],
)
def test_the_outputs_own_modules_are_imported_by_their_distance(module, wanted, source):
    scope = Scope(module)
    scope.name(Symbol(wanted, "Name"))
    assert scope.imports() == f"from {source} import Name"


def test_an_import_for_its_own_sake_says_so():
    scope = Scope("budget.__init__")
    scope.export(Symbol(".", "people"))
    assert scope.imports() == "from .. import people as people"


def test_names_are_sorted_as_ruff_sorts_them(tmp_path):
    exported = sorted_by_ruff(f"__all__ = {NAMES!r}\n", tmp_path, "RUF022")
    assert sorted(NAMES, key=export_order) == eval(exported.partition("=")[2])  # noqa: S307  # ruff's own words
    imported = sorted_by_ruff(f"from x import {', '.join(NAMES)}\n", tmp_path, "I")
    assert imported == f"from x import {', '.join(sorted(NAMES, key=member_order))}\n"


MODULES = ("datetime", "collections.abc", "sqlalchemy", "sqlalchemy.orm", "pydantic", "x2", "x10", "Abc", ".db.base")
OWN = (".db.types", ".budget.types", ".budget.models.a2", ".budget.models.a10", ".people.models", ".")


@settings(max_examples=20, deadline=None)
@given(
    st.sets(st.tuples(st.sampled_from(MODULES + OWN), st.sampled_from(NAMES)), min_size=1, max_size=25),
    st.sets(st.sampled_from(NAMES), max_size=5),
)
def test_imports_are_sorted_as_ruff_sorts_them(tmp_path_factory, wanted, taken):
    scope = Scope("budget.models.line", taken)
    names = [scope.name(Symbol(*item)) for item in sorted(wanted)]
    source = f"{scope.imports()}\n\n__all__ = {names!r}\n"
    assert sorted_by_ruff(source, tmp_path_factory.mktemp("sorted"), "I") == source
