"""`gen migrate new` without its command line: a revision that a person writes."""

from collections.abc import Iterable, Mapping

from generator.config import Settings
from generator.dialects.script import statements
from generator.errors import HistoryError
from generator.migrations import delta, migrations_package, plan_revision, records
from generator.migrations.handwritten import Scripts, rows_text, sql_text
from generator.migrations.history import History, revision_id
from generator.migrations.revision import revision_stem
from generator.output.write import locked, refusals
from generator.output.write import replace as write_file
from generator.pipeline.build import PATIENCE
from generator.pipeline.findings import shown_path
from generator.pipeline.freshness import forget
from generator.pipeline.frontend import compile_specs
from generator.pipeline.rewriting import rewrite
from generator.pipeline.watch import Watch

Script = Mapping[str, str]
"""Texts of SQL by database; of all that are not named, under the empty name."""


def begin(settings: Settings, history: History, message: str, upgrade: Script, downgrade: Script) -> str:
    """Write a revision that changes rows only, by SQL or as the user will write it; give its path in the output."""
    parents = history.heads
    digest = delta.digest([{"message": message, **upgrade, **{f"-{name}": text for name, text in downgrade.items()}}])
    identity = revision_id(len(history.order) + 1, parents, digest)
    head = delta.Head(identity, parents, message, settings.databases, digest)
    package = migrations_package(settings)
    if upgrade:
        back = _scripts(downgrade, settings.databases) if downgrade else None
        text = sql_text(head, _scripts(upgrade, settings.databases), back, package, states_effect=False)
    else:
        text = rows_text(head, package)
    path = f"{revision_stem(settings, identity, message)}.py"
    with locked(settings.output, PATIENCE, lambda: None):
        forget(settings)
        with refusals(shown_path(settings, path)):
            write_file(settings.output / path, text)
    return path


def begin_pending(settings: Settings, history: History, message: str, upgrade: Script, downgrade: Script) -> str:
    """Write a revision whose SQL does what the specs have and the history lacks; give its path in the output.

    HistoryError: nothing is lacking, or what is lost was not allowed.
    """
    specs = compile_specs(settings, Watch())
    revision = plan_revision(history, specs.schema, message, settings, by_hand=True)
    if revision is None or not revision.operations:
        hint = "without --pending, the SQL is taken to change rows only"
        raise HistoryError(records.NOTHING_PENDING.at(None, "the specs have nothing that the history lacks", hint))
    raw = delta.digest([delta.to_json(operation) for operation in revision.operations])
    head = delta.Head(revision.id, revision.parents, revision.message, settings.databases, raw)
    back = _scripts(downgrade, settings.databases) if downgrade else None
    scripts = _scripts(upgrade, settings.databases)
    text = sql_text(head, scripts, back, migrations_package(settings), states_effect=True)
    path = next(path for path in revision.files if path.endswith(".py"))
    with locked(settings.output, PATIENCE, lambda: None):
        rewrite(settings, {**revision.files, path: text})
    return path


def _scripts(given: Script, databases: Iterable[str]) -> Scripts:
    rest = tuple(name for name in databases if name not in given)
    owners: dict[tuple[str, ...], str] = {(name,): text for name, text in given.items() if name}
    if "" in given and rest:
        owners = {rest: given[""], **owners}
    return {names: tuple(statements(text)) for names, text in owners.items()}
