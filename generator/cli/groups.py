"""A group of commands that are imported one at a time, when called; their help is a table, so that none is imported to show it."""

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import click

Sections = Mapping[str, Mapping[str, str]]
"""Commands with a line of help each, by the title under which the group's help lists them."""


class Commands(click.Group):
    """The commands of a package: each is `command` of the module of its name. A group names its own."""

    package: ClassVar[str]
    sections: ClassVar[Sections]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Give the names in the order of the help."""
        return [name for commands in self.sections.values() for name in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found: object = import_module(f"{self.package}.{cmd_name}").command
        return found if isinstance(found, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; UsageError says which one may be meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), 1)
            if not near:
                raise
            message = f"{error.message} Did you mean `{ctx.command_path} {near[0]}`?"
            raise click.UsageError(message, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's
        """Write the sections."""
        width = max(len(name) for commands in self.sections.values() for name in commands)
        for title, commands in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{width}}", text) for name, text in commands.items()])
