"""`gen eject`: leave, with all that was generated as plain files."""

import click

from generator.cli.console import count
from generator.cli.options import ProjectCommand, findings, project, settings_of


@click.command(cls=ProjectCommand)
@project
@findings
@click.option("--yes", is_flag=True, help="Do it; otherwise it is only told what would be done.")
def command(style: str, *, yes: bool, **values: object) -> None:
    """Make what was generated from SPECS plain files: without our headers, without our records.

    The code stays as it is and runs as before; it never needed the generator. Adopted files keep what was edited. After
    that `gen` knows nothing of the files and would not write over them.
    """
    from generator.pipeline.ejection import eject, plan_ejection
    from generator.pipeline.findings import shown_path

    settings = settings_of(values)
    plan = eject(settings) if yes else plan_ejection(settings)
    if style != "text":
        return
    would = "" if yes else "would "
    lose, removed = ("lost", "were removed") if yes else ("lose", "be removed")
    click.echo(f"{count(len(plan.headed), 'file')} of {shown_path(settings, '')} {would}{lose} the line that names us.")
    click.echo(f"{count(len(plan.removed), 'record')} {would}{removed}: .gen/, and the JSON beside the migrations.")
    if yes:
        click.echo(
            "What is left to you: the specs, [tool.gen] in pyproject.toml, .gen-cache/; delete them when you like."
        )
        return
    click.echo("Nothing was changed. `gen eject --yes` does it; git brings it back.")
