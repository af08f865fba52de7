"""`gen diff` without its command line: what the next build would do to the database and to files, and what it puts at risk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.config import Settings
from generator.diagnostics import RULES, Diagnostic
from generator.dialects.effects import Effect
from generator.errors import HistoryError
from generator.migrations import Revision
from generator.migrations.details import details
from generator.migrations.draft import Draft, TableName
from generator.migrations.effects import costs, risk
from generator.migrations.lint import lint
from generator.migrations.operations import CreateTable, Operation, RenameTable, TableOperation
from generator.migrations.revision import is_refused
from generator.output.files import Upkeep
from generator.output.plan import Change
from generator.pipeline.freshness import Verdict
from generator.pipeline.migration import Migration, placed
from generator.pipeline.prepare import compiled, prepare, prepare_edited
from generator.pipeline.replay import Replayed, replay_texts
from generator.pipeline.request import Request
from generator.pipeline.watch import Watch


@dataclass(frozen=True, slots=True)
class Step:
    """An operation, what exactly it changes, in words, and what that costs."""

    operation: Operation
    details: tuple[str, ...] = ()
    costs: Mapping[str, Effect] = field(default_factory=dict[str, Effect])
    """By database: the lock that is taken, and whether rows are written anew."""
    risk: str = ""
    """Which data is lost, or stops it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An entity's table, and what happens to it; without a table, what stands beside tables."""

    entity: str
    """`domain.Name`; empty for a table that no entity has any more."""
    table: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the next build would do."""

    files: tuple[Change, ...]
    revision: str = ""
    """The id of the one that would be written; empty if the specs have nothing new."""
    since: tuple[str, ...] = ()
    """The newest revisions."""
    subjects: tuple[Subject, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    """Those that stop the build first, until they are allowed."""
    refused: bool = False
    sql: Mapping[str, Replayed] = field(default_factory=dict[str, Replayed])
    """By database, where it was asked for."""


def difference(
    settings: Settings, request: Request, verdict: Verdict, watch: Watch, databases: Sequence[str]
) -> Difference:
    """Compare the specs with what is recorded; GenError if they cannot be compared. SQL is given for `databases`."""
    # Whatever is lost is to be shown, so it must not stop the run; what would stop a build is found out below.
    unbound = replace(settings, allow=tuple(RULES))
    prepared = prepare_edited(unbound, request, watch, verdict)
    if prepared is None:
        inputs, specs = compiled(settings, request, watch)
        prepared = prepare(unbound, request, watch, inputs, specs)
    if prepared.problems:
        raise HistoryError(prepared.problems)
    migration = prepared.migration or Migration()
    revision = migration.revision
    if revision is None:
        return Difference(prepared.plan.changes)
    findings = lint(revision.operations, revision.before, revision.after, settings.databases)
    refusing = [item for item in findings if is_refused(item, settings)]
    others = [item for item in findings if item not in refusing]
    return Difference(
        since=revision.parents,
        revision=revision.id,
        subjects=tuple(_subjects(revision, settings.databases)),
        findings=tuple(placed([*refusing, *others], settings.root)),
        refused=bool(refusing),
        files=prepared.plan.changes,
        sql=_sql(migration, settings, databases),
    )


def _subjects(revision: Revision, databases: Sequence[str]) -> Iterable[Subject]:
    """Group operations by the table that they are about, in the order of the first of each."""
    schemas = (revision.before, revision.after)
    entities = {name: table.entity for schema in schemas for name, table in Draft(schema).tables.items()}
    grouped: dict[TableName | None, list[Step]] = {}
    draft = Draft(revision.before)
    names: dict[TableName, TableName] = {}
    told = costs(revision.operations, revision.before, databases)
    for operation, cost in zip(revision.operations, told, strict=True):
        if isinstance(operation, RenameTable):
            names[operation.table] = operation.to
        table = _table_of(operation)
        step = Step(operation, details(operation, draft), cost, risk(operation, draft, databases))
        grouped.setdefault(names.get(table, table) if table else None, []).append(step)
        operation.apply(draft)
    for name, found in grouped.items():
        yield Subject(entities.get(name, "") if name else "", str(name or ""), tuple(found))


def _table_of(operation: Operation) -> TableName | None:
    match operation:
        case CreateTable(table):
            return TableName(table.name, table.schema)
        case TableOperation(name):
            return name
        case _:
            return None


def _sql(migration: Migration, settings: Settings, databases: Sequence[str]) -> dict[str, Replayed]:
    bodies = [file.text for file in migration.files if file.upkeep is Upkeep.ONCE and file.path.endswith(".py")]
    if not databases or not bodies:
        return {}
    answers = replay_texts(settings, bodies, databases)
    return {name: _together(answer["upgrade"] for answer in answers[name]) for name in databases}


def _together(parts: Iterable[Replayed]) -> Replayed:
    known = list(parts)
    error = next((part.error for part in known if part.error), "")
    return Replayed(tuple(text for part in known for text in part.statements), error)
