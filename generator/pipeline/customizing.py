"""`gen customize` without its command line: the stub of a class of the application, and the line that mixes it in."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from generator.application import Application, NotFoundError
from generator.config import Settings
from generator.diagnostics import rule
from generator.errors import ConfigError, OutputError
from generator.ir import Entity, Extension, Project
from generator.migrations import output_package
from generator.output.format import find_formatter, format_files
from generator.output.rules import UNWRITABLE
from generator.output.write import replace as put
from generator.pipeline.frontend import Compiled, compile_specs
from generator.pipeline.watch import Watch
from generator.render import Context
from generator.render.extensions import KINDS
from generator.render.layout import Layout
from generator.render.stubs import Stub, stub
from generator.spec.editing import with_key
from generator.spec.parsing import parse_file
from generator.spec.places import find
from generator.spec.sources import Source

NO_SUCH_ENTITY = rule(
    "C660",
    "entity-not-found",
    """
A command names an entity that the specs do not have, or one of several that share a name: write `domain.Name` then.
""",
)
UNEDITABLE = rule(
    "C661",
    "spec-not-edited",
    """
A line was to be added to a spec that is written in a way that no line can be added to: the document is one `{…}`, or the
place holds something else. Nothing was changed; add the line yourself.
""",
)


_PACKAGE: Final = '"""Classes of the application that the generated ones inherit."""\n'


@dataclass(frozen=True, slots=True)
class Customized:
    """What was done; paths are relative to the project."""

    extension: Extension
    stub: str
    """The file of the class."""
    spec: str
    is_new: bool
    """Whether the file was written now; otherwise it is as the user left it."""
    is_named: bool
    """Whether the spec was given the line now."""


def customize(settings: Settings, name: str, kind: str, watch: Watch) -> Customized:
    """Write the stub of what extends `kind` of an entity and name it in the spec; what is there already stays.

    ConfigError or SpecError, with nothing changed, if that cannot be done.
    """
    specs = compile_specs(settings, watch)
    entity = _entity(specs.project, name)
    source = _source(specs, entity)
    known = entity.extend.get(kind)
    made = _stub(entity, kind, specs, settings)
    if known is not None and (known.module, known.name) != (made.module, made.name):
        return _kept(known, source, settings)
    text = source.file.text if known else _named(source, kind, made)
    file = _place(settings, made.module)
    is_new = not file.exists()
    try:
        if is_new:
            _write_stub(settings, file, made)
        if not known:
            _write_spec(settings, source, text)
    except OSError as error:
        raise OutputError(UNWRITABLE.at(None, f"cannot write {error.filename}: {error.strerror}")) from error
    extension = Extension(made.module, made.name)
    return Customized(extension, _shown(settings, file), source.file.path, is_new, not known)


def _entity(project: Project, name: str) -> Entity:
    found = [item for item in project.entities.values() if name in {item.name, str(item.qualified)}]
    if len(found) == 1:
        return found[0]
    if found:
        listed = " or ".join(str(item.qualified) for item in found)
        raise ConfigError(NO_SUCH_ENTITY.at(None, f"several entities are called {name}", f"write {listed}"))
    near = get_close_matches(name, [item.name for item in project.entities.values()], 1)
    hint = f"did you mean {near[0]}?" if near else None
    raise ConfigError(NO_SUCH_ENTITY.at(None, f"there is no entity {name}", hint))


def _source(specs: Compiled, entity: Entity) -> Source:
    return next(
        item
        for item in specs.specs.sources
        if (item.kind, item.domain, item.name) == ("entity", entity.domain, entity.name)
    )


def _stub(entity: Entity, kind: str, specs: Compiled, settings: Settings) -> Stub:
    context = Context(specs.project, specs.schema, settings, Layout(settings, specs.project))
    package = output_package(settings)
    return stub(entity, kind, package, context, settings.extensions or f"{package}_extensions")


def _kept(known: Extension, source: Source, settings: Settings) -> Customized:
    """Say where the class is that the spec names already."""
    application = Application(settings.root, settings.output)
    try:
        found = application.class_named(known.module, known.name)
    except NotFoundError:
        shown = known.module
    else:
        shown = found.span.file if found.span else known.module
    return Customized(known, shown, source.file.path, is_new=False, is_named=False)


def _named(source: Source, kind: str, made: Stub) -> str:
    """Give the text of the spec with the class in it; ConfigError if it then says anything else than before."""
    path = ("extend", kind) if KINDS[kind].artifact != "schemas" else ("extend", "schemas", kind)
    value = f"{made.module}:{made.name}"
    text = with_key(source, path, value)
    if text is not None:
        parsed = parse_file(source.file.path, text.encode("utf-8"), source.domain)
        before = parse_file(source.file.path, source.file.text.encode("utf-8"), source.domain)
        is_named = any(item.name == source.name and find(item.place, path) is not None for item in parsed.sources)
        if is_named and len(parsed.sources) == len(before.sources) and not set(parsed.findings) - set(before.findings):
            return text
    line = f"extend: {{{kind}: {value}}}" if path[1] == kind else f"extend: {{schemas: {{{kind}: {value}}}}}"
    message = f"{source.name} is written in a way that no line can be added to"
    raise ConfigError(UNEDITABLE.at(source.span(source.kind), message, f"add this yourself: {line}"))


def _place(settings: Settings, module: str) -> Path:
    """Give the file of a module: from the folder that the output's own package is found in."""
    top = settings.output.parent
    while top != top.parent and (top / "__init__.py").is_file():
        top = top.parent
    return top / f"{module.replace('.', '/')}.py"


def _write_stub(settings: Settings, file: Path, made: Stub) -> None:
    formatter = find_formatter(settings.formatter)
    package = output_package(settings).partition(".")[0]
    done = format_files(formatter, {file.name: made.text}, settings.line_length, package, {file.name})
    file.parent.mkdir(parents=True, exist_ok=True)
    put(file, done[file.name])
    folder = file.parent
    for _ in range(made.module.count(".")):
        if not (folder / "__init__.py").exists():
            put(folder / "__init__.py", _PACKAGE)
        folder = folder.parent


def _write_spec(settings: Settings, source: Source, text: str) -> None:
    file = settings.root / source.file.path
    mark = "\ufeff" if file.read_bytes().startswith("\ufeff".encode()) else ""
    put(file, mark + text)


def _shown(settings: Settings, file: Path) -> str:
    return file.relative_to(settings.root).as_posix() if file.is_relative_to(settings.root) else str(file)
