"""The strict Jinja environment: templates of the package, the user's own before them, compiled once a process."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from traceback import walk_tb
from typing import Final

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.meta import find_referenced_templates

from generator.config import Settings
from generator.diagnostics import Bag, Span, rule
from generator.errors import ConfigError

PACKAGED: Final = Path(__file__).parent.parent / "_templates"
SIBLING: Final = Path(__file__).parent.parent.parent / "templates"
"""Where the templates are in a checkout; the wheel carries them as `PACKAGED`."""

_INCLUDE: Final = re.compile(r'^\{% include "([^"]+)" %\}\n', re.MULTILINE)

BAD_TEMPLATE = rule(
    "C642",
    "template-does-not-compile",
    "A template in the folder that `[tool.gen] templates` names is not valid Jinja, or asks for what there is not.",
)

UNKNOWN_TEMPLATE = rule(
    "C643",
    "unknown-template",
    """
The folder that `[tool.gen] templates` names holds a template that replaces none of the generator's and is included by none
of yours, so that it would never be used.
""",
)
NO_TEMPLATES = rule("C644", "no-templates", "The folder that `[tool.gen] templates` names is not there.")
_HELP: Final = "compare it with the generator's own template of this name; its variables may change with the version"


def render_template(settings: Settings, name: str, context: Mapping[str, object]) -> str:
    """Fill a template; ConfigError if the user's version of it is malformed or asks for what is not there."""
    try:
        return _template(settings.templates, name).render(context)
    except TemplateSyntaxError as error:
        span = _span(settings, error.filename or name, error.lineno)
        raise ConfigError(BAD_TEMPLATE.at(span, f"`{name}` is no template: {error.message}", _HELP)) from error
    except TemplateNotFound as error:
        message = f"`{name}` asks for the template {error.message!r}, which is not there"
        raise ConfigError(BAD_TEMPLATE.at(_span(settings, *_failed_at(error, name)), message, _HELP)) from error
    except RecursionError as error:
        message = f"`{name}` includes itself"
        raise ConfigError(BAD_TEMPLATE.at(_span(settings, name, 1), message, _HELP)) from error
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        span = _span(settings, *_failed_at(error, name))
        raise ConfigError(BAD_TEMPLATE.at(span, f"`{name}` cannot be filled: {error}", _HELP)) from error


def check_templates(settings: Settings) -> None:
    """Refuse a folder of templates that is none, and templates in it that replace nothing; ConfigError names them all."""
    folder = settings.templates
    if folder is None:
        return
    if not folder.is_dir():
        raise ConfigError(NO_TEMPLATES.at(None, f"templates: there is no folder {folder}", "make it, or leave it out"))
    known = {path.relative_to(top).as_posix() for top in (PACKAGED, SIBLING) for path in top.rglob("*.j2")}
    mine = {path.relative_to(folder).as_posix() for path in folder.rglob("*.j2")}
    included = {name for path in mine for name in _included(folder / path)}
    bag = Bag()
    for name in sorted(mine - known - included):
        near = get_close_matches(name, sorted(known), 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(known))}"
        bag.add(UNKNOWN_TEMPLATE.at(_span(settings, str(folder / name), 1), f"there is no template {name!r}", hint))
    if bag.has_errors:
        raise ConfigError(bag)


def _included(file: Path) -> Iterator[str]:
    """Name the templates that one includes; none if it is malformed, which is told when it is filled."""
    try:
        tree = Environment(autoescape=True).parse(file.read_text("utf-8"))
    except (TemplateSyntaxError, ValueError):
        return
    yield from (name for name in find_referenced_templates(tree) if name is not None)


def _failed_at(error: Exception, name: str) -> tuple[str, int]:
    """Give the template, and the line in it, that asked for what there is not."""
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    return next((place for place in reversed(places) if place[0].endswith(".j2")), (name, 1))


def _span(settings: Settings, file: str, line: int) -> Span:
    if settings.templates is not None and (settings.templates / file).is_file():
        file = str(settings.templates / file)
    shown = os.path.relpath(file, settings.root) if Path(file).is_relative_to(settings.root) else file
    return Span(Path(shown).as_posix(), line, 1, line, 1)


@cache
def _template(override: Path | None, name: str) -> Template:
    return _environment(override).get_template(name)


class _Environment(Environment):
    """An environment in which `row.name` looks into rows first: they are dicts, and to miss an attribute is slow."""

    def getattr(self, obj: object, attribute: str) -> object:
        """Give what templates call `obj.attribute`."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        found: object = super().getattr(obj, attribute)
        return found

    def make_globals(self, d: MutableMapping[str, object] | None) -> MutableMapping[str, object]:
        """Give the names that every template knows, in one dict: it is copied whenever a template is filled."""
        return {**self.globals, **(d or {})}


class _Whole(FileSystemLoader):
    """Our own templates with what they include in its place: an include costs as much as filling it does."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Give the text of a template, its file, and what tells whether it changed."""
        text, file, current = super().get_source(environment, template)

        def included(match: re.Match[str]) -> str:
            return self.get_source(environment, match[1])[0]

        return _INCLUDE.sub(included, text), file, current


@cache
def _environment(override: Path | None) -> Environment:
    own = FileSystemLoader if override is not None else _Whole
    loaders: list[BaseLoader] = [own(PACKAGED), own(SIBLING)]
    if override is not None:
        loaders.insert(0, FileSystemLoader(override))
    return _Environment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=False,  # the output is Python; values arrive encoded as source
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
