"""A live database held against the recorded state; what it lacks or has otherwise is drift, what cannot be told an error."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.config import Settings
from generator.diagnostics import Diagnostic, Severity, rule
from generator.dialects import Dialect, dialect
from generator.errors import ConfigError, HistoryError
from generator.migrations import delta, migrations_package, records
from generator.migrations.diff import diff
from generator.migrations.history import History
from generator.migrations.operations import CreateExtension, CreateSchema
from generator.migrations.revision import body_text
from generator.output.records import is_table
from generator.pipeline.drift import Difference, differences, follows, told_of
from generator.pipeline.forms import Misshapen, counting, shaped, told_of_form
from generator.pipeline.replay import ask, items, on_disk, support_module
from generator.schema.state import Schema, Table

UNREACHABLE = rule(
    "C613",
    "unreachable-database",
    """
A database could not be looked at: its address is wrong, the driver is not installed, nobody answers, the user may not do
what is needed. To hold a database against the recorded state, the state is built for a moment where nobody sees it: on
PostgreSQL in schemas of a transaction that is rolled back, on MariaDB in a database of its own, on SQLite in memory. The
user needs the right to create a schema or a database.
""",
)
_SCRATCH = "gen_verify"


@dataclass(frozen=True, slots=True)
class Standing:
    """Which database it is, and the revisions that it says it has."""

    database: str
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """A database, beside what it should be."""

    state: Schema
    facts: Mapping[str, Sequence[str]]
    differences: tuple[Difference, ...]


def standing(url: str) -> Standing:
    """Ask a database where it stands; ConfigError if it cannot be asked. No message shows its address."""
    answer = asked({"action": "inspect", "url": url})
    return Standing(str(answer["database"]), tuple(map(str, items(answer.get("versions")))))


def verify_live(settings: Settings, history: History, url: str) -> tuple[Diagnostic, ...]:
    """Give how a database differs from what its revisions lead to; HistoryError if it does not say, or names unknown ones."""
    place = standing(url)
    if not place.versions:
        message = "the database does not say which revisions it has"
        help_text = "apply them: `alembic upgrade head`; if it holds the tables already: `gen migrate baseline`"
        raise HistoryError(records.UNVERSIONED.at(None, message, help_text))
    unknown = [name for name in place.versions if name not in history.revisions]
    if unknown:
        message = f"the database says that it has {', '.join(unknown)}, which the project does not have"
        help_text = "check out the branch that has it; see .gen-cache/amended/ if it was amended or rebased here"
        raise HistoryError(records.UNKNOWN_AT_DATABASE.at(None, message, help_text))
    known = history.ancestors(place.versions)
    state = history.subset(item.revision for item in known).state()
    found = compare_live(settings, place.database, url, state)
    missing = len(history.revisions) - len(known)
    if missing:
        message = f"the database is at {', '.join(place.versions)}; {missing} later revisions are not applied"
        return (records.BEHIND.at(None, message, "run `alembic upgrade head`"), *found)
    return found


def compare_live(settings: Settings, database: str, url: str, state: Schema) -> tuple[Diagnostic, ...]:
    """Give how a database differs from a state, its rows too; ConfigError if that cannot be told."""
    live = looked_at(settings, database, url, state)
    owner, tables = dialect(database), {subject_of(table): table for table in state.tables}
    found = [item for item in live.differences if not follows(item, live.differences)]
    told = [told_of(item, owner, tables.get(item.subject)) for item in found]
    return (*told, *(told_of_form(item, owner) for item in misshapen(owner, url, live)))


def looked_at(settings: Settings, database: str, url: str, state: Schema) -> Live:
    """Look at a database, beside what the state says it is; ConfigError if that cannot be done."""
    schemas = state.schemas if dialect(database).schemas else ()
    apart = _apart(state) if schemas else state
    operations = tuple(it for it in diff(Schema(), apart) if not isinstance(it, CreateExtension | CreateSchema))
    text = body_text(
        delta.Head("state", (), "state", (database,), ""), operations, Schema(), migrations_package(settings)
    )
    with on_disk(settings, [text]) as ((file,), path):
        place = {"path": path, "body": str(file), "support": support_module(settings)}
        job = {"action": "inspect", "url": url, "schemas": schemas, **place}
        answer = asked(job)
    facts = _facts(answer.get("live"))
    return Live(state, facts, tuple(differences(facts, _facts(answer.get("expected")))))


def misshapen(owner: Dialect, url: str, live: Live) -> list[Misshapen]:
    """Give the columns whose rows hold values in another form than the application's; ConfigError if it cannot be told."""
    other = {(item.subject, item.live.name) for item in live.differences if item.live and item.live.kind == "column"}
    found = [
        (
            table,
            [
                column
                for column in shaped(owner, table, live.facts.get(subject_of(table), ()))
                if (subject_of(table), column.name) not in other
            ],
        )
        for table in live.state.tables
    ]
    asking = [(table, columns) for table, columns in found if columns]
    if not asking:
        return []
    counts = asked({"action": "count", "url": url, "queries": [counting(owner, *each) for each in asking]})
    return [
        Misshapen(table, column, int(str(number)))
        for (table, columns), row in zip(asking, items(counts.get("counts")), strict=True)
        for column, number in zip(columns, items(row), strict=True)
        if number
    ]


def _apart(state: Schema) -> Schema:
    """Give the state with its schemas called as they are in the place where it is built for a moment."""

    def called(schema: str | None) -> str | None:
        return f"{_SCRATCH}_{schema}" if schema else None

    def moved(table: Table) -> Table:
        keys = tuple(replace(key, schema=called(key.schema)) for key in table.foreign_keys)
        return replace(table, schema=called(table.schema), foreign_keys=keys)

    return replace(state, tables=tuple(map(moved, state.tables)))


def subject_of(table: Table) -> str:
    """Give what facts call a table."""
    return f"table {table.schema}.{table.name}" if table.schema else f"table {table.name}"


def _facts(value: object) -> dict[str, list[str]]:
    given = value if is_table(value) else {}
    return {subject: [str(line) for line in items(lines)] for subject, lines in given.items()}


def asked(job: Mapping[str, object]) -> dict[str, object]:
    """Give the answer of a database; ConfigError if there is none."""
    answer = ask(job)
    if "error" in answer:
        hint = (
            "see `gen explain C613` for what is needed; an address begins like dialect+driver://user:password@host/name"
        )
        raise ConfigError(UNREACHABLE.at(None, f"the database cannot be looked at: {answer['error']}", hint))
    return answer


def has_drift(found: Iterable[Diagnostic]) -> bool:
    """Tell whether a difference counts, or is only worth knowing."""
    return any(item.severity is Severity.ERROR for item in found)
