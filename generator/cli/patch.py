"""`gen patch`: an edit in a generated file, saved as a patch."""

import os
import shlex
from pathlib import Path

import click

from generator.cli.options import ProjectCommand, findings, given_arguments, project, settings_of
from generator.config.values import absolute


@click.command(cls=ProjectCommand)
@click.argument("file")
@project
@click.option("-o", "--output-file", metavar="FILE", help="Where the patch goes.")
@findings
@click.pass_context
def command(ctx: click.Context, /, file: str, style: str, output_file: str | None, **values: object) -> None:
    """Save what was edited in the generated FILE as a patch, and give the generated text back.

    The patch is FILE's name and .patch, in the working folder; `git apply` and `patch -p1` take it.
    """
    from generator.pipeline.adoption import discard
    from generator.pipeline.findings import patch_folder, place_of
    from generator.pipeline.request import Request
    from generator.pipeline.watch import Watch

    settings = settings_of(values)
    place = place_of(settings, Path.cwd(), file)
    patch = absolute(Path.cwd(), output_file or f"{place.name}.patch")
    done = discard(settings, place, Request(arguments=given_arguments(ctx)), Watch(), patch)
    if style == "text":
        folder = patch_folder(settings)
        where = "" if folder == Path.cwd() else f"in {os.path.relpath(folder)}: "
        again = f"{where}git apply {shlex.quote(os.path.relpath(patch, folder))}"
        click.echo(
            f"{done.shown} is as it is generated; what was edited is in {os.path.relpath(patch)}. To have it back, {again}"
        )
