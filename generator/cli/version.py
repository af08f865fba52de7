"""`gen version`: what shapes the output beside the specs."""

import platform

import click

from generator.output.format import find_formatter
from generator.version import VERSION


@click.command()
def command() -> None:
    """Print the versions of the generator and its tools."""
    click.echo(f"gen {VERSION}")
    click.echo(f"Python {platform.python_version()}")
    click.echo(find_formatter("ruff"))
