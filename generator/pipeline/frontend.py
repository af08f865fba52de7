"""From the folder of specs to what they mean and the schema that follows, with every finding of the way at once."""

from dataclasses import dataclass

from generator.config import Settings
from generator.diagnostics import Bag, Diagnostic
from generator.errors import SpecError
from generator.ir import Project
from generator.pipeline.watch import Watch
from generator.plugins.loading import load_plugins
from generator.resolve import resolve
from generator.schema.lower import lower
from generator.schema.state import Schema
from generator.spec.loading import load
from generator.spec.sources import Specs


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the specs say, in the two forms that everything is rendered from; `advice` is no error."""

    specs: Specs
    project: Project
    schema: Schema
    advice: tuple[Diagnostic, ...]


def compile_specs(settings: Settings, watch: Watch) -> Compiled:
    """Read, resolve and lower the specs, with the types of plugins; SpecError with all that is wrong with them."""
    bag = Bag()
    load_plugins(settings.plugins)
    with watch.phase("load"):
        specs = load(settings.specs, settings.root, bag)
    with watch.phase("resolve"):
        project = resolve(specs, settings, bag)
    if bag.has_errors:
        raise SpecError(bag)
    with watch.phase("lower"):
        schema = lower(project, settings)
    return Compiled(specs, project, schema, tuple(bag))
