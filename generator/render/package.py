"""The packages' `__init__` modules: what a domain exports, and what has to be loaded with it."""

from collections.abc import Iterator
from typing import Final

from generator.code import Scope, Symbol, block, docstring, export_order
from generator.ir import Domain, Entity, EntityName
from generator.render.artifacts import Artifact, chosen
from generator.render.layout import module_name
from generator.render.unit import Context

PACKAGE_TEMPLATE = "package.py.j2"
_LOADED: Final = {
    "models": "Every model; importing this package completes the metadata.",
    "repository": "Every repository; importing one loads all, since each may read its rows together with another's.",
}
LOADED_LAYERS: Final = tuple(_LOADED)
"""The artifacts whose layer is loaded whole."""


def domain_package(domain: Domain, context: Context) -> dict[str, object]:
    """Give the content of a domain's own package: everything that the domain has, by name."""
    symbols = [symbol for artifact in chosen(context.settings) for symbol in _exports(artifact, domain, context)]
    symbols += _types(domain, context)
    scope = Scope(f"{module_name(domain.name)}.__init__", width=context.settings.line_length)
    names = sorted(map(scope.name, symbols), key=export_order)
    for neighbour in neighbours(domain):
        # SQLAlchemy looks up by name what models refer to, so it has to be loaded with them.
        scope.export(Symbol(".", module_name(neighbour)))
    return _content(domain.description or f"The {domain.name} domain.", scope, names)


def artifact_package(artifact: Artifact, domain: Domain, context: Context) -> dict[str, object]:
    """Give the content of the package that holds a module for each entity."""
    package = context.layout.package(artifact.name, domain.name)
    scope = Scope(f"{package}.__init__", width=context.settings.line_length)
    entities = [entity for entity in domain.entities if entity.has(artifact.name)]
    symbols = [symbol for entity in entities for symbol in artifact.exports(entity, context)]
    names = sorted(map(scope.name, symbols), key=export_order)
    return _content(f"The {artifact.name} of the {domain.name} domain.", scope, names)


def layer_package(artifact: str, package: str, context: Context) -> dict[str, object]:
    """Give the content of the package that holds an artifact of all domains, and loads all of it with any."""
    scope = Scope(f"{package}.__init__", width=context.settings.line_length)
    names = sorted(map(scope.name, _modules(artifact, context)), key=export_order)
    return _content(_LOADED[artifact], scope, names)


def plain_package(text: str) -> dict[str, object]:
    """Give the content of a package that exports nothing."""
    return {"docstring": docstring(text), "imports": "", "names": ""}


def neighbours(domain: Domain) -> list[str]:
    """Name the other domains that the models of this one refer to, or are referred to by under a name of their own."""
    found = {target.domain for entity in domain.entities for target in _related(entity)}
    return sorted(found - {domain.name})


def _related(entity: Entity) -> Iterator[EntityName]:
    yield from (reference.target for reference in entity.references)
    yield from (inverse.source for inverse in entity.inverses)
    for link in entity.many_to_many:
        yield link.target
        if link.through is not None:
            yield link.through


def _modules(artifact: str, context: Context) -> Iterator[Symbol]:
    layout = context.layout
    for domain in context.project.domains:
        places = layout.places(artifact, domain.name)
        if places:
            package = layout.package(artifact, domain.name)
            modules = [package] if package else [place.module for place in places]
            for module in modules:
                parent, _, name = module.rpartition(".")
                yield Symbol(f".{parent}", name)


def _exports(artifact: Artifact, domain: Domain, context: Context) -> Iterator[Symbol]:
    package = context.layout.package(artifact.name, domain.name)
    for entity in domain.entities:
        for symbol in artifact.exports(entity, context) if entity.has(artifact.name) else ():
            yield Symbol(f".{package}", symbol.name) if package else symbol


def _types(domain: Domain, context: Context) -> list[Symbol]:
    if not domain.enums and not domain.values:
        return []
    module = f".{context.layout.types(domain.name).module}"
    names = [*(enum.name for enum in domain.enums), *(value.name for value in domain.values)]
    return [Symbol(module, name) for name in names]


def _content(text: str, scope: Scope, names: list[str]) -> dict[str, object]:
    return {
        "docstring": docstring(text),
        "imports": scope.imports(),
        "names": block([f'"{name}"' for name in names], "    ", ","),
    }
