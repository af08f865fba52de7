"""The flags that several commands share: every setting of the option table, the format of findings, how much is said."""

import shlex
from collections.abc import Callable, Container, Mapping
from functools import wraps
from pathlib import Path
from typing import Final, ParamSpec

import click
from click.core import ParameterSource

from generator.cli.console import FORMATS, fail, stand_in
from generator.config import OPTIONS, Kind, Option, Settings, load
from generator.config.values import are_words
from generator.errors import GenError

_P = ParamSpec("_P")
Function = Callable[_P, None]

_SPECS: Final = "specs"
"""The one setting that is an argument."""


def project(function: Function[_P]) -> Function[_P]:
    """Add the folder of the specs and a flag for every setting; `settings_of` reads them."""
    return click.argument(_SPECS, required=False, type=click.Path())(_flags(function))


def project_against(function: Function[_P]) -> Function[_P]:
    """Add the same and `--base COMMIT`, as git's tools call it, in the place of the setting of that name."""
    return click.argument(_SPECS, required=False, type=click.Path())(_against(function))


def history(function: Function[_P]) -> Function[_P]:
    """Add a flag for every setting, the folder of the specs too: the arguments of such a command are revisions."""
    return click.option("--specs", metavar="FOLDER", help="Folder of the specs.")(_flags(function))


def history_against(function: Function[_P]) -> Function[_P]:
    """Add the same and `--base COMMIT`, as git's tools call it, in the place of the setting of that name."""
    return click.option("--specs", metavar="FOLDER", help="Folder of the specs.")(_against(function))


def _against(function: Function[_P]) -> Function[_P]:
    commit = click.option("--base", "commit", metavar="COMMIT", help="A branch, tag or commit of git to begin from.")
    return commit(_flags(function, (_SPECS, "base")))


def _flags(function: Function[_P], without: Container[str] = (_SPECS,)) -> Function[_P]:
    for option in reversed(OPTIONS):
        if option.name not in without:
            function = _flag(option)(function)
    return function


class ProjectCommand(click.Command):
    """A command whose help tells its own options first, then the settings that all such commands share."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write both lists of options."""
        settings = {option.name for option in OPTIONS}
        own: list[tuple[str, str]] = []
        shared: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                (shared if parameter.name in settings else own).append(record)
        for title, records in (("Options", own), ("Settings, which pyproject.toml gives in [tool.gen]", shared)):
            with formatter.section(title):
                formatter.write_dl(records)


def findings(function: Function[_P]) -> Function[_P]:
    """Add `--format`, and show what stops the command in that format."""

    @wraps(function)
    def run(*arguments: _P.args, **options: _P.kwargs) -> None:
        try:
            function(*arguments, **options)
        except GenError as error:
            fail(error.diagnostics, str(options["style"]), _volume(options))
            raise click.exceptions.Exit(error.exit_code) from None

    formats = click.Choice(FORMATS)
    return click.option("--format", "style", type=formats, default="text", help="How findings are shown.")(run)


def _volume(options: Mapping[str, object]) -> int:
    verbose = options.get("verbose", 1)
    return -1 if options.get("quiet") else verbose if isinstance(verbose, int) else 1


def volume(function: Function[_P]) -> Function[_P]:
    """Add `--quiet` and `--verbose`."""
    quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but findings.")
    verbose = click.option("-v", "--verbose", count=True, help="Name every file; twice: time every phase.")
    return quiet(verbose(function))


def settings_of(values: Mapping[str, object]) -> Settings:
    """Give the settings of the project around the working folder, with the flags that were given."""
    names = {option.name for option in OPTIONS}
    given = {name: value for name, value in values.items() if name in names and value is not None and value != ()}
    settings = load(Path.cwd(), given)
    stand_in(settings.root)
    return settings


def _flag(option: Option) -> Callable[[Function[_P]], Function[_P]]:
    """Make the flag of a setting. Its default is not click's affair: an absent flag leaves pyproject.toml its word."""
    text = option.help + _default(option)
    match option.kind:
        case Kind.SWITCH:
            return click.option(f"{option.switch}/{option.denial}", option.name, default=None, help=text)
        case Kind.NUMBER:
            return click.option(option.switch, option.name, type=int, help=text)
        case Kind.CHOICE:
            return click.option(option.switch, option.name, type=click.Choice(option.choices), help=text)
        case Kind.WORDS:
            kind = click.Choice(option.choices) if option.choices else click.STRING
            return click.option(option.switch, option.name, type=kind, multiple=True, help=text)
        case Kind.TABLE:
            return click.option(option.switch, option.name, multiple=True, metavar="KEY=VALUE", help=text)
        case Kind.TEXT | Kind.FOLDER:
            metavar = "FOLDER" if option.kind is Kind.FOLDER else "TEXT"
            return click.option(option.switch, option.name, metavar=metavar, help=text)


def _default(option: Option) -> str:
    match option.preset:
        case bool(preset):
            return f"  [default: {'on' if preset else 'off'}]"
        case str() | int() as preset:
            return f"  [default: {preset}]"
        case preset if are_words(preset) and preset:
            return f"  [default: {', '.join(preset)}]"
        case _:
            return ""


def given_arguments(ctx: click.Context) -> str:
    """Give the specs and settings as the user wrote them, for the commands that findings name."""
    words: list[str] = []
    for option in OPTIONS:
        value = ctx.params.get(option.name)
        if ctx.get_parameter_source(option.name) is not ParameterSource.COMMANDLINE or value is None:
            continue
        if option.name == _SPECS:
            words.append(str(value))
        elif isinstance(value, bool):
            words.append(option.switch if value else option.denial)
        else:
            words.extend(
                word for item in (value if are_words(value) else [str(value)]) for word in (option.switch, item)
            )
    return shlex.join(words)
