"""The versions that pyproject.toml promises are the ones that the suite runs on."""

import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUNTIME = {"black", "runtime", "sqlite", "postgresql", "mariadb"}
"""What users install; the other extras are for those who work on the project."""
PROMISED = [*PROJECT["dependencies"], *chain.from_iterable(EXTRAS[extra] for extra in sorted(RUNTIME))]
DECLARED = [text for text in (*PROMISED, *EXTRAS["test"], *EXTRAS["bench"]) if not text.startswith("specwright")]


def pins(file: str) -> dict[str, Version]:
    lines = [line for line in (ROOT / file).read_text().splitlines() if not line.startswith("#")]
    named = (line.split("==") for line in lines)
    return {canonicalize_name(name): Version(version) for name, version in named}


@pytest.mark.parametrize("text", DECLARED)
def test_every_dependency_is_pinned_within_its_bounds(text: str) -> None:
    requirement = Requirement(text)
    assert pins("constraints.txt")[canonicalize_name(requirement.name)] in requirement.specifier


@pytest.mark.parametrize("text", PROMISED)
def test_every_lower_bound_is_the_one_that_is_tested(text: str) -> None:
    requirement = Requirement(text)
    bounds = [Version(part.version) for part in requirement.specifier if part.operator == ">="]
    assert bounds == [pins("constraints-lowest.txt")[canonicalize_name(requirement.name)]]


@pytest.mark.parametrize("text", [text for text in EXTRAS["compat"] if not text.startswith("specwright")])
def test_what_other_libraries_are_tried_on_is_pinned_within_its_bounds(text: str) -> None:
    requirement = Requirement(text)
    assert pins("constraints-compat.txt")[canonicalize_name(requirement.name)] in requirement.specifier
