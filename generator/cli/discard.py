"""`gen discard`: an edit in a generated file, thrown away."""

from pathlib import Path

import click

from generator.cli.options import ProjectCommand, findings, given_arguments, project, settings_of


@click.command(cls=ProjectCommand)
@click.argument("file")
@project
@findings
@click.pass_context
def command(ctx: click.Context, /, file: str, style: str, **values: object) -> None:
    """Throw away what was edited in the generated FILE, and show it."""
    from generator.cli.summary import show_lines
    from generator.pipeline.adoption import discard
    from generator.pipeline.findings import place_of
    from generator.pipeline.request import Request
    from generator.pipeline.watch import Watch

    settings = settings_of(values)
    done = discard(settings, place_of(settings, Path.cwd(), file), Request(arguments=given_arguments(ctx)), Watch())
    if style == "text":
        show_lines(done.difference())
        click.echo(f"{done.shown} is as it is generated; the above was thrown away.")
