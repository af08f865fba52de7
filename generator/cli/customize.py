"""`gen customize`: a class of yours, mixed into a generated one."""

import click

from generator.cli.options import ProjectCommand, findings, given_arguments, project, settings_of

KINDS = ("model", "repository", "create", "update", "read", "filter")


@click.command(cls=ProjectCommand)
@click.argument("entity")
@click.argument("kind", type=click.Choice(KINDS))
@project
@findings
@click.pass_context
def command(ctx: click.Context, /, entity: str, kind: str, style: str, **values: object) -> None:
    """Start a class of yours that the generated KIND of ENTITY inherits, and name it in the spec.

    The file is written once, with an example method, and never touched again; the spec gets one line. KIND is the model,
    the repository, or the schema of new rows, of changes, of what is read, of filters. ENTITY is Budget, or budget.Budget.
    """
    from generator.pipeline.customizing import customize
    from generator.pipeline.watch import Watch

    settings = settings_of(values)
    done = customize(settings, entity, kind, Watch())
    if style != "text":
        return
    click.echo(f"{'new' if done.is_new else 'kept':>8}  {done.stub}")
    click.echo(f"{'changed' if done.is_named else 'kept':>8}  {done.spec}: extend names {done.extension}")
    build = " ".join(filter(None, ("gen build", given_arguments(ctx))))
    click.echo(f"\nWrite your methods into {done.extension.name}; `{build}` mixes it in.")
