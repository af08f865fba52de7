"""`gen customize`: a class of yours, mixed into a generated one."""

import click
from click.core import ParameterSource

from generator.cli.options import ProjectCommand, findings, given_arguments, project, settings_of

KINDS = ("model", "repository", "create", "update", "read", "filter")
SESSION = "session"


@click.command(cls=ProjectCommand)
@click.argument("entity")
@click.argument("kind", required=False)
@project
@findings
@click.pass_context
def command(ctx: click.Context, /, entity: str, kind: str | None, style: str, **values: object) -> None:
    """Start a class of yours that the generated KIND of ENTITY inherits, and name it in the spec.

    The file is written once, with an example method, and never touched again; the spec gets one line. KIND is model,
    repository, create (the schema of new rows), update (of changes), read (of what is read) or filter. ENTITY is Budget,
    or budget.Budget.

    `gen customize session` starts one for the session of all repositories, and names it in pyproject.toml.
    """
    from generator.pipeline.customizing import customize, customize_session
    from generator.pipeline.watch import Watch

    if entity == SESSION:
        if kind is not None:
            ctx.params["specs"] = values["specs"] = kind
            ctx.set_parameter_source("specs", ParameterSource.COMMANDLINE)
        done = customize_session(settings_of(values))
    else:
        done = customize(settings_of(values), entity, _kind(kind), Watch())
    if style != "text":
        return
    click.echo(f"{'new' if done.is_new else 'kept':>8}  {done.stub}")
    click.echo(
        f"{'changed' if done.is_named else 'kept':>8}  {done.named_in}: {'session' if entity == SESSION else 'extend'} names {done.extension}"
    )
    build = " ".join(filter(None, ("gen build", given_arguments(ctx))))
    click.echo(f"\nWrite your methods into {done.extension.name}; `{build}` mixes it in.")


def _kind(given: str | None) -> str:
    """Give what is to be extended; UsageError if that is nothing that can be."""
    if given in KINDS:
        return given
    if given == SESSION:
        message = "the session is no entity's: `gen customize session`"
        raise click.UsageError(message)
    message = "say what is to be extended" if given is None else f"{given!r} is nothing that can be extended"
    message = f"{message}: {', '.join(KINDS)}, such as `gen customize Budget repository`"
    raise click.UsageError(message)
