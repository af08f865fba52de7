"""Which artifacts a project wants, its plugins' among them."""

from difflib import get_close_matches
from typing import Final

from generator.config import Settings
from generator.diagnostics import Bag, rule
from generator.errors import ConfigError
from generator.plugins.loading import Loaded, load_plugins
from generator.plugins.rules import PLUGIN_CLASH
from generator.render.artifacts import ARTIFACTS

UNKNOWN_OUTPUT = rule(
    "C645",
    "unknown-output",
    """
`outputs` in [tool.gen] names an artifact that neither the generator nor one of the project's plugins has.
""",
)
MISSING_OUTPUT = rule(
    "C646",
    "output-missing",
    """
An artifact in `outputs` imports another one that is not in it: schemas stand on models, repositories on both.
""",
)
MIGRATIONS: Final = "migrations"


def wanted_artifacts(settings: Settings) -> tuple[Loaded, ...]:
    """Give the plugins' artifacts that the project wants; ConfigError if `outputs` cannot be."""
    loaded = load_plugins(settings.plugins)
    own = {artifact.name: artifact.needs for artifact in ARTIFACTS}
    taken = {*own, MIGRATIONS}
    for item in loaded:
        if item.artifact.name in taken:
            message = f"the plugin {item.plugin} brings an artifact {item.artifact.name!r}, which is there already"
            raise ConfigError(PLUGIN_CLASH.at(None, message))
        taken.add(item.artifact.name)
    bag = Bag()
    for name in settings.outputs:
        if name not in taken:
            near = get_close_matches(name, taken, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(taken))}"
            bag.add(UNKNOWN_OUTPUT.at(None, f"outputs: there is no artifact {name!r}", hint))
        for needed in own.get(name, ()):
            if needed not in settings.outputs:
                bag.add(MISSING_OUTPUT.at(None, f"outputs: {name} stands on {needed}", f"add {needed!r} to outputs"))
    if bag.has_errors:
        raise ConfigError(bag)
    return tuple(item for item in loaded if settings.wants(item.artifact.name))


def wants_migrations(settings: Settings) -> bool:
    """Tell whether revisions and their environment are to be generated."""
    return settings.wants(MIGRATIONS)
