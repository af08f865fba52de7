"""The artifact table: what is generated for each domain, or for each of its entities."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from generator.code import Symbol
from generator.config import Settings
from generator.ir import Entity
from generator.render import models, repository, schemas
from generator.render.unit import Context, Unit


@dataclass(frozen=True, slots=True)
class Artifact:
    """A kind of module. `name` is also the key of its file pattern in `[tool.gen.files]`."""

    name: str
    template: str
    build: Callable[[Unit], Mapping[str, object]]
    """Gives what the template is filled with."""
    exports: Callable[[Entity, Context], tuple[Symbol, ...]]
    """Gives what the domain's package shows of an entity's part of it."""
    needs: tuple[str, ...] = ()
    """The artifacts that its modules import."""


ARTIFACTS: Final = (
    Artifact("models", "models.py.j2", models.build, models.exports),
    Artifact("schemas", "schemas.py.j2", schemas.build, schemas.exports, ("models",)),
    Artifact("repository", "repository.py.j2", repository.build, repository.exports, ("models", "schemas")),
)


def chosen(settings: Settings) -> tuple[Artifact, ...]:
    """Give the artifacts that a project wants."""
    return tuple(item for item in ARTIFACTS if settings.wants(item.name))
