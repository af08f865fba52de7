"""The programs and libraries that a run depends on, in a form that shows at a glance whether they were exchanged."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from generator.output.format import Formatter
from generator.pipeline.freshness import fingerprint
from generator.pipeline.inputs import place_of
from generator.plugins.installed import find_plugins

_LIBRARIES: Final = {
    "yaml": "pyyaml",
    "pydantic": "pydantic",
    "pydantic_core": "pydantic_core",
    "jinja2": "jinja2",
}
"""What reads specs and renders, by module: the distribution whose folder carries the version in its name."""


def tools(formatter: Formatter, plugins: Iterable[str] = ()) -> dict[str, str]:
    """Give the fingerprints of the formatter's program, of plugins, and of the folders that tell libraries' versions."""
    wanted: dict[Path, list[str]] = {}
    for module, distribution in _LIBRARIES.items():
        spec = find_spec(module)
        if spec is not None and spec.origin is not None:
            wanted.setdefault(Path(spec.origin).parents[1], []).append(f"{distribution}-")
    found = [
        entry
        for place, prefixes in wanted.items()
        for entry in place.glob("*.dist-info")
        if entry.name.lower().replace("-", "_", entry.name.count("-") - 2).startswith(tuple(prefixes))
    ]
    places = [place_of(item.module) for item in find_plugins(plugins)]
    modules = [file for place in places for file in sorted(place.rglob("*.py")) or [place]]
    return {str(path): fingerprint(path) for path in (formatter.program, *sorted(found), *modules)}
