"""`gen migrate baseline` without its command line: a database that holds the tables already is told so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.config import Settings
from generator.diagnostics import Diagnostic, Severity
from generator.dialects import Dialect, dialect
from generator.errors import HistoryError
from generator.migrations import delta, migrations_package, records
from generator.migrations.draft import Draft, TableName, name_of
from generator.migrations.history import History
from generator.migrations.operations import AlterColumn, Operation, RenameConstraint, RenameIndex
from generator.migrations.revision import body_text
from generator.pipeline.drift import Difference, is_coarser
from generator.pipeline.forms import mending
from generator.pipeline.live import asked, compare_live, looked_at, misshapen, standing, subject_of
from generator.pipeline.replay import replay_texts
from generator.schema.state import Schema, Table


def adopt(settings: Settings, history: History, url: str, revision: str) -> tuple[Diagnostic, ...]:
    """Write into the database that it has `revision`, if it holds what that leads to; give what else is worth knowing.

    No table is made or changed. HistoryError: it says already what it has, or it differs. ConfigError: that cannot be told.
    """
    place = standing(url)
    if place.versions:
        message = f"the database is at {', '.join(place.versions)} already"
        raise HistoryError(records.VERSIONED.at(None, message, "run `alembic upgrade head`"))
    found = compare_live(settings, place.database, url, _state(history, revision))
    allowed = set(settings.allow) - {records.CALLED.code}
    wrong = [item for item in found if item.severity is Severity.ERROR and item.code not in allowed]
    if wrong:
        raise HistoryError(found)
    asked({"action": "stamp", "url": url, "revision": revision})
    return found


def script(settings: Settings, history: History, url: str, revision: str) -> list[str]:
    """Give the statements that bring a database closer to what `revision` leads to, where that changes no value.

    Names are made the revisions' own, texts and moments kept as they keep them. Nothing is run. ConfigError: that cannot
    be told.
    """
    database = standing(url).database
    owner, state = dialect(database), _state(history, revision)
    live = looked_at(settings, database, url, state)
    tables = {subject_of(table): table for table in state.tables}
    about = [(item, tables[item.subject]) for item in live.differences if item.subject in tables]
    operations = [operation for item, table in about for operation in _operations(item, table, owner)]
    found = [owner.usual_text.format(owner.quote(table.name)) for item, table in about if _is_text(item, table, owner)]
    if found:
        # A key over texts is in the way of the first of its two tables.
        found = ["SET foreign_key_checks = 0", *found, "SET foreign_key_checks = 1"]
    if operations:
        found += _statements(settings, operations, _as_it_is(state, operations, about, database), database)
    return [*found, *filter(None, (mending(item, owner) for item in misshapen(owner, url, live)))]


def _state(history: History, revision: str) -> Schema:
    return history.subset(item.revision for item in history.ancestors([revision])).state()


def _operations(found: Difference, table: Table, owner: Dialect) -> Iterator[Operation]:
    live, expected = found.live, found.expected
    if live is None or expected is None:
        return
    name = name_of(table)
    if found.is_name and any(item.name == expected.name for item in table.indexes):
        yield RenameIndex(name, live.name, expected.name)
    elif found.is_name and "add_check" not in owner.rebuilds:
        yield RenameConstraint(name, live.name, expected.name)
    elif is_coarser(live, expected):
        yield AlterColumn(name, next(item for item in table.columns if item.name == expected.name))


def _is_text(found: Difference, table: Table, owner: Dialect) -> bool:
    """Tell whether a table's texts have another character set or collation than those that are usual here."""
    kinds = [it.kind for it in (found.live, found.expected) if it]
    return bool(owner.usual_text) and kinds == ["options", "options"] and not table.options.get(owner.name)


def _as_it_is(
    state: Schema, operations: Sequence[Operation], about: Sequence[tuple[Difference, Table]], database: str
) -> Schema:
    """Give the state under the names that things have in the database."""
    draft = Draft(state)
    coarse = {(name_of(table), it.live.name): it.live.what for it, table in about if it.live and it.expected}
    for operation in reversed(operations):
        if isinstance(operation, AlterColumn):
            told = coarse[operation.table, operation.column.name].split(" ")[0]
            _retype(draft, operation.table, operation.column.name, {database: told})
        else:
            back = operation.reverse(draft)
            if back is not None:
                back.apply(draft)
    return draft.schema()


def _retype(draft: Draft, name: TableName, column: str, kinds: Mapping[str, str]) -> None:
    def change(table: Table) -> Table:
        columns = (replace(it, db_type=kinds) if it.name == column else it for it in table.columns)
        return replace(table, columns=tuple(columns))

    draft.change(name, change)


def _statements(settings: Settings, operations: Sequence[Operation], before: Schema, database: str) -> list[str]:
    head = delta.Head("adoption", (), "adoption", (database,), "")
    text = body_text(head, tuple(operations), before, migrations_package(settings))
    done = replay_texts(settings, [text], [database])[database][0]["upgrade"]
    if done.error:
        raise HistoryError(records.OPAQUE_BODY.at(None, f"the statements cannot be told: {done.error}"))
    return [item for statement in done.statements if (item := statement.strip().rstrip(";"))]
