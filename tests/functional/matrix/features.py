"""The features of the language, each with specs of its own: a file of `specs/`, or several that begin alike."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.databases.fixtures import NAMES
from tests.functional.matrix.flags import flag_specs

_SPECS: Final = Path(__file__).parent / "specs"
_ONLY_ON: Final = {"schemas": ("postgresql",)}
_ALONE_ON: Final = {"flags": ("sqlite",), "borrowed": ("sqlite",), **_ONLY_ON}
"""Where a feature that makes many tables is tried alone; elsewhere it is tried among all others."""


def _features() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {"flags": {"flags.yaml": flag_specs()}}
    for file in sorted(_SPECS.glob("*.yaml")):
        found.setdefault(file.stem.split("_")[0], {})[file.name] = file.read_text()
    return found


FEATURES: Final = _features()
"""The specs of each feature, text by path."""
EVERYTHING: Final = {
    path: text for name, specs in FEATURES.items() if name not in _ONLY_ON for path, text in specs.items()
}
"""The specs of all features that every database has, in one project."""

Case = tuple[str, Mapping[str, str], tuple[str, ...], str]
"""The name of a project, its specs, its databases, and the one of them that it is tried on."""

CASES: Final[list[Case]] = [
    *((feature, specs, (on,), on) for feature, specs in FEATURES.items() for on in _ALONE_ON.get(feature, NAMES)),
    *(("everything", EVERYTHING, NAMES, on) for on in NAMES),
]

VALUES: Final[Mapping[str, Mapping[str, object]]] = {
    "Offer": {
        "price": "200.00",
        "discount": "1.00",
        "ends": None,
        "title": "abc",
        "code": "A",
        "amount": 3,
        "state": "open",
    },
    "Reserved": {"end": 1, "camel": 1, "spaced": 1, "percent": 1},
    "Shop": {"address": {"street": ["x"], "zip": "1"}, "name": "x", "other": None},
    "Market": {"name": "x"},
    "Base": {"name": "x"},
    "HasEnums": {"checked": "one"},
    "AnExtraordinarilyLongNameOfAnEntityThatGoesOnAndOn": {
        "a_name_of_a_field_that_is_almost_as_long_as_the_table_it_is_in": "a"
    },
}
"""What the checks of entities demand, by field."""
