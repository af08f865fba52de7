"""`gen explain CODE`: what a finding means."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

import click

from generator.cli.settings import settings_page
from generator.diagnostics import RULES, Rule

_GENERATOR: Final = Path(__file__).parents[1]
_SILENT: Final = ("generator.runtime", "generator.replay", "generator.cli", "generator.__main__")
"""What holds no rules; the first two import what the generator never loads."""


@click.command()
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Tell what a code such as R201 means and how to mend it; without a code, list them all.

    `gen explain settings` tells of the settings.
    """
    if code == "settings":
        click.echo(settings_page(), nl=False)
        return
    rules = known_rules()
    if code is None:
        for known in sorted(rules.values(), key=lambda item: item.code):
            click.echo(f"{known.code}  {known.name:<36} {known.severity.value}")
        return
    found = rules.get(code.upper()) or next((item for item in rules.values() if item.name == code.lower()), None)
    if found is None:
        message = f"there is no code {code!r}; `gen explain` lists them"
        raise click.UsageError(message)
    click.echo(f"{found.code} {found.name} ({found.severity.value})\n\n{found.explanation}")


def known_rules() -> Mapping[str, Rule]:
    """Give every rule by its code: a rule is known once the module that reports it is loaded, so all are."""
    pending = [(_GENERATOR, "generator.")]
    while pending:
        folder, prefix = pending.pop()
        for module in iter_modules([str(folder)]):
            name = prefix + module.name
            if name.startswith(_SILENT):
                continue
            import_module(name)
            if module.ispkg:
                pending.append((folder / module.name, f"{name}."))
    return RULES
