"""All files of the output but its migrations: each domain's, and those that stand once in a project."""

import posixpath
from collections.abc import Iterator

from generator.config import Settings
from generator.ir import Domain, Entity, Project
from generator.output.files import File
from generator.render.artifacts import Artifact, chosen
from generator.render.environment import render_template
from generator.render.layout import SHARED, Layout, module_name
from generator.render.package import (
    LOADED_LAYERS,
    PACKAGE_TEMPLATE,
    artifact_package,
    domain_package,
    layer_package,
    plain_package,
)
from generator.render.runtime import runtime_files
from generator.render.types import TYPES_TEMPLATE, types_modules
from generator.render.types import build as build_types
from generator.render.unit import Context, Unit
from generator.schema.state import Schema


def render(project: Project, schema: Schema, settings: Settings) -> list[File]:
    """Give every file, neither formatted nor headed; ConfigError if the file patterns or a template are wrong."""
    context = Context(project, schema, settings, Layout(settings, project))
    files = [file for domain in project.domains for file in render_domain(domain, context)]
    return [*files, *render_project(context)]


def render_domain(domain: Domain, context: Context) -> Iterator[File]:
    """Give the files that belong to one domain; none for one that has mixins only."""
    if not (domain.entities or domain.enums or domain.values):
        return
    source = source_of(domain)
    for artifact in chosen(context.settings):
        entities = tuple(entity for entity in domain.entities if entity.has(artifact.name))
        if not entities:
            continue
        for unit in _units(artifact, domain, entities, context):
            text = render_template(context.settings, artifact.template, artifact.build(unit))
            yield File(unit.place.path, text, source, domain.name, template=_own(artifact.template, context))
        package = context.layout.package(artifact.name, domain.name)
        if package is not None:
            content = artifact_package(artifact, domain, context)
            text = _package(content, context)
            yield File(_init(package), text, source, domain.name, template=_own(PACKAGE_TEMPLATE, context))
    for types in types_modules(domain, context):
        text = render_template(context.settings, TYPES_TEMPLATE, build_types(types))
        yield File(types.place.path, text, source, domain.name, template=_own(TYPES_TEMPLATE, context))
    if context.settings.layout == "domain":
        text = _package(domain_package(domain, context), context)
        path = _init(module_name(domain.name))
        yield File(path, text, source, domain.name, template=_own(PACKAGE_TEMPLATE, context))


def render_project(context: Context) -> Iterator[File]:
    """Give the files that stand once in a project: the runtime, and the packages that belong to no domain."""
    yield File("__init__.py", _package(plain_package("The data layer."), context))
    yield File("py.typed", "")
    settings, schema = context.settings, context.schema
    chosen = {"repositories": settings.wants("repository"), "objects": bool(schema.objects or schema.extensions)}
    for path, text in runtime_files(settings.databases, settings.session, **chosen):
        yield File(path, text)
    rendered = _with_domain(context)
    for package in context.layout.packages:
        if package not in rendered:
            yield File(_init(package), _package(_surroundings(package, context), context))


def source_of(domain: Domain) -> str:
    """Give the spec that a domain comes from, as a header names it: its file, or the folder of its files."""
    spans = [
        *(entity.span for entity in domain.entities),
        *(enum.span for enum in domain.enums),
        *(value.span for value in domain.values),
    ]
    files = sorted({span.file for span in spans if span is not None})
    return files[0] if len(files) == 1 else posixpath.commonpath(files) if files else ""


def _units(artifact: Artifact, domain: Domain, entities: tuple[Entity, ...], context: Context) -> Iterator[Unit]:
    layout = context.layout
    if not layout.per_entity(artifact.name, domain.name):
        yield Unit(context, domain, entities, layout.place(artifact.name, domain.name))
        return
    for entity in entities:
        yield Unit(context, domain, (entity,), layout.place(artifact.name, domain.name, entity.name))


def _with_domain(context: Context) -> set[str]:
    """Name the packages that are rendered with their domain."""
    found = {
        package
        for domain in context.project.domains
        for artifact in chosen(context.settings)
        if (package := context.layout.package(artifact.name, domain.name))
    }
    if context.settings.layout == "domain":
        found.update(module_name(domain.name) for domain in context.project.domains)
    return found


def _surroundings(package: str, context: Context) -> dict[str, object]:
    for artifact in LOADED_LAYERS:
        if package == context.layout.layer(artifact):
            return layer_package(artifact, package, context)
    if package == SHARED:
        return plain_package("Enums and value objects that several domains use.")
    return plain_package(f"The {package.rpartition('.')[2]} of every domain.")


def _own(template: str, context: Context) -> str:
    """Give the name of a template; empty where it may be the user's."""
    return template if context.settings.templates is None else ""


def _package(content: dict[str, object], context: Context) -> str:
    return render_template(context.settings, PACKAGE_TEMPLATE, content)


def _init(package: str) -> str:
    return f"{package.replace('.', '/')}/__init__.py"
