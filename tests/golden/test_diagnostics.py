"""Every finding of loading and resolving, as users see it: diagnostics/CASE/ holds specs and expected.txt.

A case is a `spec.yaml`, or a folder `specs/` where several files matter; `settings.toml` may hold settings by name.
"""

import re
import tomllib
from pathlib import Path

import pytest

from generator.cli.report import report
from generator.config import Settings
from generator.diagnostics import RULES, Bag
from generator.resolve import resolve
from generator.spec.loading import load
from tests.golden.harness import HERE, Golden

FOLDER = HERE / "diagnostics"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())
ELSEWHERE = {
    "Y010": "tests/unit/spec/test_loading.py: links and permissions are no files of a repository",
    "Y016": "tests/unit/spec/test_nodes.py: libyaml cannot be uninstalled here",
    "Y009": "tests/unit/spec/test_loading.py: git keeps no empty folder",
}
BANDS = "YSRL"


def findings(case: Path) -> Bag:
    """Give what is found in the specs of a case."""
    specs = case / "specs" if (case / "specs").is_dir() else case
    chosen = case / "settings.toml"
    given = tomllib.loads(chosen.read_text(encoding="utf-8")) if chosen.exists() else {}
    options = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    settings = Settings(root=case, specs=specs, output=case / "generated", **options)
    bag = Bag()
    resolve(load(specs, case, bag), settings, bag)
    return bag


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_findings_are_as_expected(case: Path, golden: Golden):
    golden.text(case / "expected.txt", report(findings(case), "text", root=case))


def test_no_file_is_left_over():
    known = {"expected.txt", "settings.toml"}
    strays = [
        str(path.relative_to(FOLDER))
        for case in CASES
        for path in case.rglob("*")
        if path.is_file() and path.suffix not in {".yaml", ".yml"} and path.name not in known
    ]
    assert strays == []
    assert [case.name for case in CASES if not list(case.rglob("*.yaml"))] == []


def test_every_finding_about_specs_has_a_case():
    shown = {
        code
        for case in CASES
        if (case / "expected.txt").exists()
        for code in re.findall(r"^\w+\[(\w+)\]", (case / "expected.txt").read_text(encoding="utf-8"), re.MULTILINE)
    }
    wanted = {code for code in RULES if code[0] in BANDS}
    assert wanted - shown - ELSEWHERE.keys() == set()
    assert shown & ELSEWHERE.keys() == set()
