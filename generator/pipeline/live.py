"""A live database held against the recorded state; what it lacks or has otherwise is drift, what cannot be told an error."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.config import Settings
from generator.diagnostics import Diagnostic, Severity, rule
from generator.dialects import dialect
from generator.errors import ConfigError, HistoryError
from generator.migrations import delta, migrations_package, records
from generator.migrations.comparison import shown
from generator.migrations.diff import diff
from generator.migrations.history import History
from generator.migrations.operations import CreateExtension, CreateSchema
from generator.migrations.revision import body_text
from generator.output.records import is_table
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
_CONSTRAINT = re.compile(r'constraint ("(?:[^"]|"")*"|\S+) ')


@dataclass(frozen=True, slots=True)
class Standing:
    """Which database it is, and the revisions that it says it has."""

    database: str
    versions: tuple[str, ...]


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
    found = tuple(compare_live(settings, place.database, url, state))
    missing = len(history.revisions) - len(known)
    if missing:
        message = f"the database is at {', '.join(place.versions)}; {missing} later revisions are not applied"
        return (records.BEHIND.at(None, message, "run `alembic upgrade head`"), *found)
    return found


def compare_live(settings: Settings, database: str, url: str, state: Schema) -> Iterator[Diagnostic]:
    """Give how a database differs from a state; ConfigError if that cannot be told."""
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
    live, expected = _facts(answer.get("live")), _facts(answer.get("expected"))
    for subject in sorted(expected.keys() | live.keys()):
        yield from _difference(subject, expected.get(subject), live.get(subject))


def _difference(subject: str, expected: Sequence[str] | None, live: Sequence[str] | None) -> Iterator[Diagnostic]:
    if live is None:
        yield records.DRIFT.at(None, f"{subject} is not in the database", "find out who dropped it; restore it")
    elif expected is None:
        yield records.UNRECORDED.at(None, f"{subject} is in the database, and no revision made it")
    else:
        missing, more = _besides(expected, live), _besides(live, expected)
        for line in tuple(missing):
            same = next((it for it in more if _unnamed(it) == _unnamed(line) is not None), None)
            if same is not None:
                missing.remove(line)
                more.remove(same)
                yield _renamed(subject, same, line)
        yield from (
            records.DRIFT.at(None, f"{subject} lacks: {shown(line)}", "bring it back, or take it out of the specs")
            for line in missing
        )
        yield from (
            records.DRIFT.at(
                None, f"{subject} has what no revision made: {shown(line)}", "drop it, or bring it into the specs"
            )
            for line in more
        )


def _unnamed(line: str) -> str | None:
    """Give what a constraint is, whatever it is called; None for anything else."""
    match = _CONSTRAINT.match(line)
    return line[match.end() :] if match else None


def _renamed(subject: str, live: str, expected: str) -> Diagnostic:
    """Tell of a constraint that only has another name: a database that was there first calls things its own way."""
    old, new = (_CONSTRAINT.findall(line)[0] for line in (live, expected))
    return records.DRIFT.at(
        None,
        f"{subject} calls a constraint {old}, which is {new} in the revisions",
        f"run `ALTER TABLE … RENAME CONSTRAINT {old} TO {new}`: no row is touched",
    )


def _besides(lines: Sequence[str], others: Iterable[str]) -> list[str]:
    known = set(others)
    return [line for line in lines if line not in known]


def _apart(state: Schema) -> Schema:
    """Give the state with its schemas called as they are in the place where it is built for a moment."""

    def called(schema: str | None) -> str | None:
        return f"{_SCRATCH}_{schema}" if schema else None

    def moved(table: Table) -> Table:
        keys = tuple(replace(key, schema=called(key.schema)) for key in table.foreign_keys)
        return replace(table, schema=called(table.schema), foreign_keys=keys)

    return replace(state, tables=tuple(map(moved, state.tables)))


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
