"""`gen schema`: the spec language for editors."""

from pathlib import Path

import click

from generator.cli.options import findings, settings_of
from generator.output.write import refusals, replace


@click.command()
@findings
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file.")
def command(style: str, output: Path | None) -> None:  # noqa: ARG001  # how findings are shown, should there be any
    """Print the JSON Schema of one document of a spec, with which editors complete and check it.

    In a project, the field types of its plugins are in it.
    """
    from generator.plugins.loading import load_plugins

    # The models of documents spell out all types when they are made, so the plugins' come first.
    load_plugins(settings_of({}).plugins)
    from generator.spec.jsonschema import schema_text

    if output is None:
        click.echo(schema_text(), nl=False)
        return
    with refusals(output):
        replace(output, schema_text())
