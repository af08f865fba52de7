"""The strict Jinja environment: templates of the package, the user's own before them, compiled once a process."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
)

from generator.config import Settings
from generator.diagnostics import Span, rule
from generator.errors import ConfigError

PACKAGED: Final = Path(__file__).parent.parent / "_templates"
SIBLING: Final = Path(__file__).parent.parent.parent / "templates"
"""Where the templates are in a checkout; the wheel carries them as `PACKAGED`."""

BAD_TEMPLATE = rule(
    "C642",
    "template-does-not-compile",
    "A template in the folder that `[tool.gen] templates` names is not valid Jinja, or asks for what there is not.",
)


def render_template(settings: Settings, name: str, context: Mapping[str, object]) -> str:
    """Fill a template; ConfigError if the user's version of it is malformed or asks for what is not there."""
    try:
        return _template(settings.templates, name).render(context)
    except TemplateSyntaxError as error:
        span = Span(error.filename or name, error.lineno)
        raise ConfigError(BAD_TEMPLATE.at(span, f"`{name}` is no template: {error.message}")) from error
    except TemplateError as error:
        raise ConfigError(BAD_TEMPLATE.at(Span(name), f"`{name}` cannot be filled: {error.message}")) from error


@cache
def _template(override: Path | None, name: str) -> Template:
    return _environment(override).get_template(name)


@cache
def _environment(override: Path | None) -> Environment:
    loaders: list[BaseLoader] = [FileSystemLoader(PACKAGED), FileSystemLoader(SIBLING)]
    if override is not None:
        loaders.insert(0, FileSystemLoader(override))
    return Environment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # the output is Python; values arrive encoded as source
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
