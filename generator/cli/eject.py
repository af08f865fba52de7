"""`gen eject`: leave, with all that was generated as plain files."""

import click

from generator.cli.console import count
from generator.cli.options import ProjectCommand, findings, given_arguments, project, settings_of


@click.command(cls=ProjectCommand)
@project
@click.option("--yes", is_flag=True, help="Do it; otherwise it is only told what would be done.")
@click.option("--as-it-is", is_flag=True, help="Take the files as they are, whatever `gen check` finds.")
@findings
@click.pass_context
def command(ctx: click.Context, /, style: str, *, yes: bool, as_it_is: bool, **values: object) -> None:
    """Make what was generated from SPECS plain files: without our headers, without our records.

    The code stays as it is and runs as before; it never needed the generator. Adopted files keep what was edited, classes
    of yours stay mixed in. After that `gen` knows nothing of the files and would not write over them. What `gen check`
    finds is to be mended first.
    """
    from generator.pipeline.ejection import eject, plan_ejection
    from generator.pipeline.findings import shown_path
    from generator.pipeline.request import Request
    from generator.pipeline.watch import Watch

    settings = settings_of(values)
    arguments = given_arguments(ctx)
    work = eject if yes else plan_ejection
    plan = work(settings, Request(arguments=arguments), Watch(), as_it_is=as_it_is)
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
    again = " ".join(filter(None, ("gen eject --yes", "--as-it-is" if as_it_is else "", arguments)))
    click.echo(f"Nothing was changed. `{again}` does it; git brings it back.")
