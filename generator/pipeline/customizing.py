"""`gen customize` without its command line: the stub of a class of the application, and the line that mixes it in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from generator.application import Application, NotFoundError
from generator.config import Settings
from generator.config.editing import with_setting
from generator.diagnostics import Bag, Diagnostic, Span, rule
from generator.errors import ConfigError, SpecError
from generator.ir import Entity, Extension, Project
from generator.migrations import output_package
from generator.output.format import find_formatter, format_files
from generator.output.write import refusals
from generator.output.write import replace as put
from generator.pipeline.frontend import Compiled, compile_specs
from generator.pipeline.watch import Watch
from generator.render import Context
from generator.render.extensions import KINDS
from generator.render.layout import Layout
from generator.render.stubs import Stub, session_stub, stub
from generator.spec.editing import with_key
from generator.spec.loading import discover
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
A line was to be added to a spec, or to pyproject.toml, that is written in a way that no line can be added to: the document
is one `{…}`, there is no `[tool.gen]` on a line of its own, or the place holds something else. Nothing was changed; add the
line yourself.
""",
)


_PROJECT: Final = "pyproject.toml"
_PACKAGE: Final = '"""Classes of the application that the generated ones inherit."""\n'


@dataclass(frozen=True, slots=True)
class Customized:
    """What was done; paths are relative to the project."""

    extension: Extension
    stub: str
    """The file of the class."""
    named_in: str
    """The spec, or pyproject.toml."""
    is_new: bool
    """Whether the file was written now; otherwise it is as the user left it."""
    is_named: bool
    """Whether that was given the line now."""


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
        return _kept(known, source.file.path, settings)
    text = None if known else _named(source, kind, made, specs)
    return _written(settings, made, source.file.path, text)


def customize_session(settings: Settings) -> Customized:
    """Write the stub of what extends the session and name it in pyproject.toml; what is there already stays.

    ConfigError, with nothing changed, if that cannot be done.
    """
    discover(settings.specs, settings.root, bag := Bag())
    if bag.has_errors:
        raise SpecError(bag)
    made = session_stub(settings, _extensions(settings))
    value = f"{made.module}:{made.name}"
    if settings.session is not None and settings.session != value:
        module, _, name = settings.session.partition(":")
        return _kept(Extension(module, name), _PROJECT, settings)
    text = None
    if settings.session is None:
        file = settings.root / _PROJECT
        text = with_setting(_text_of(file), "session", value) if file.is_file() else None
        if text is None:
            line = f'add this yourself, below [tool.gen]: session = "{value}"'
            message = f"{_PROJECT} is written in a way that no line can be added to"
            raise ConfigError(UNEDITABLE.at(Span(_PROJECT) if file.is_file() else None, message, line))
    return _written(settings, made, _PROJECT, text)


def _text_of(file: Path) -> str:
    """Give a file's text with its own line ends."""
    return file.read_bytes().decode("utf-8")


def _extensions(settings: Settings) -> str:
    return settings.extensions or f"{output_package(settings)}_extensions"


def _written(settings: Settings, made: Stub, named_in: str, text: str | None) -> Customized:
    """Write the class, if its file is not there, then the `text` of the file that names it from now on."""
    file = _place(settings, made.module)
    is_new = not file.exists()
    with refusals(_shown(settings, file)):
        if is_new:
            _write_stub(settings, file, made)
    with refusals(named_in):
        if text is not None:
            _write_text(settings.root / named_in, text)
    extension = Extension(made.module, made.name)
    return Customized(extension, _shown(settings, file), named_in, is_new, text is not None)


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
    return stub(entity, kind, output_package(settings), context, _extensions(settings))


def _kept(known: Extension, named_in: str, settings: Settings) -> Customized:
    """Say where the class is that is named already."""
    application = Application(settings.root, settings.output)
    try:
        found = application.class_named(known.module, known.name)
    except NotFoundError:
        shown = known.module
    else:
        shown = found.span.file if found.span else known.module
    return Customized(known, shown, named_in, is_new=False, is_named=False)


def _named(source: Source, kind: str, made: Stub, specs: Compiled) -> str:
    """Give the text of the spec with the class in it; ConfigError if it then says anything else than before."""
    path = ("extend", kind) if KINDS[kind].artifact != "schemas" else ("extend", "schemas", kind)
    value = f"{made.module}:{made.name}"
    text = with_key(source, path, value)
    if text is not None:
        parsed = parse_file(source.file.path, text.encode("utf-8"), source.domain)
        before = [item for item in specs.specs.sources if item.file is source.file]
        is_named = any(item.name == source.name and find(item.place, path) is not None for item in parsed.sources)
        told = (item for item in specs.advice if item.span is not None and item.span.file == source.file.path)
        if is_named and len(parsed.sources) == len(before) and not _counted(parsed.findings) - _counted(told):
            return text
    line = f"extend: {{{kind}: {value}}}" if path[1] == kind else f"extend: {{schemas: {{{kind}: {value}}}}}"
    message = f"{source.name} is written in a way that no line can be added to"
    raise ConfigError(UNEDITABLE.at(source.span(source.kind), message, f"add this yourself: {line}"))


def _counted(found: Iterable[Diagnostic]) -> Counter[tuple[str, str]]:
    """Count findings wherever they stand: a new line moves what is below it."""
    return Counter((item.code, item.message) for item in found)


def _place(settings: Settings, module: str) -> Path:
    """Give the file of a module: from the folder that the output's own package is found in."""
    top = settings.output.parent
    while top != top.parent and (top / "__init__.py").is_file():
        top = top.parent
    return top / f"{module.replace('.', '/')}.py"


def _write_stub(settings: Settings, file: Path, made: Stub) -> None:
    formatter = find_formatter(settings.formatter)
    package = output_package(settings).partition(".")[0]
    done = format_files(formatter, {file.name: made.text}, settings.line_length, [package], {file.name})
    file.parent.mkdir(parents=True, exist_ok=True)
    folder = file.parent
    for _ in range(made.module.count(".")):
        if not (folder / "__init__.py").exists():
            put(folder / "__init__.py", _PACKAGE)
        folder = folder.parent
    # Last: a run that was killed before begins anew, and one that was killed after has it all.
    put(file, done[file.name])


def _write_text(file: Path, text: str) -> None:
    mark = "\ufeff" if file.read_bytes().startswith("\ufeff".encode()) else ""
    put(file, mark + text)


def _shown(settings: Settings, file: Path) -> str:
    return file.relative_to(settings.root).as_posix() if file.is_relative_to(settings.root) else str(file)
