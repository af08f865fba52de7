"""`gen adopt`: edit a generated file in place, and give it back."""

import shlex
from pathlib import Path

import click

from generator.cli.options import ProjectCommand, findings, given_arguments, project, settings_of


@click.command(cls=ProjectCommand)
@click.argument("file")
@project
@click.option("--undo", is_flag=True, help="Give FILE back, after showing what would be lost.")
@click.option("--yes", is_flag=True, help="With --undo: lose it.")
@findings
@click.pass_context
def command(ctx: click.Context, /, file: str, style: str, *, undo: bool, yes: bool, **values: object) -> None:
    """Let the generated FILE be edited in place: what you edit stays, later builds merge.

    What it was generated as is kept in .gen/adopted/ of the output; commit it with the file. A build that would change the
    lines that you edited stops and says so. --undo shows what of FILE would be lost; with --yes it is generated anew.
    """
    from generator.cli.summary import show_lines
    from generator.pipeline.adoption import adopt, give_back
    from generator.pipeline.findings import place_of
    from generator.pipeline.request import Request
    from generator.pipeline.watch import Watch

    settings = settings_of(values)
    request = Request(arguments=given_arguments(ctx))
    place = place_of(settings, Path.cwd(), file)
    build = " ".join(filter(None, ("gen build", request.arguments)))
    if not undo:
        done = adopt(settings, place, request, Watch())
        _say(style, f"{done.shown} is adopted: edit it, `{build}` merges; commit it with what is in .gen/adopted.")
        return
    done = give_back(settings, place, request, Watch(), certain=yes)
    lost = list(done.difference())
    if style == "text":
        show_lines(lost)
    if lost and not yes:
        again = " ".join(filter(None, ("gen adopt --undo --yes", shlex.quote(file), request.arguments)))
        _say(style, f"This would be lost; nothing was changed. To lose it: `{again}`")
        raise click.exceptions.Exit(1)
    _say(style, f"{done.shown} is generated again; `{build}` brings the rest up to date.")


def _say(style: str, text: str) -> None:
    if style == "text":
        click.echo(text)
