"""`python -m tests.proof.locks`: measures what each change locks and rewrites, and writes docs/migrations-locks.md.

PostgreSQL: the strongest mode in `pg_locks` that the migration holds on any table, asked after each statement in its own
connection, and all the time from another one for what releases its locks at once; rewritten if `relfilenode` is another
afterwards. MariaDB: the cheapest ALGORITHM and LOCK that each statement is accepted with on a copy. SQLite locks the
whole database while it writes; rewritten if a table is made anew. Last, what squawk has against the SQL of `--sql`.
"""

import contextlib
import re
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import sqlalchemy as sa
from alembic.util import CommandError

from generator.errors import HistoryError
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.migrations.project import connect
from tests.proof.changes import CHANGES
from tests.proof.changes.case import Case
from tests.proof.interruption import READS
from tests.proof.judge import EVERY_CODE
from tests.proof.page import LABELS
from tests.proof.project import Specified, SpecsRefusedError
from tests.proof.rows import Writer
from tests.proof.servers import serving
from tests.proof.squawk import opinion

PAGE = Path(__file__).parents[2] / "docs" / "migrations-locks.md"
MODES = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
"""From the weakest to the strongest."""
HELD = """SELECT l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE l.granted AND c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg_%%' AND n.nspname <> 'information_schema'
AND c.relname NOT LIKE 'alembic%%' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
NODES = (
    "SELECT c.relname, c.relfilenode FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
)
CHEAPEST = ("ALGORITHM=INSTANT", "ALGORITHM=NOCOPY", "ALGORITHM=INPLACE", "ALGORITHM=COPY")
_ALTERS = re.compile(r"\s*(ALTER TABLE|CREATE (UNIQUE )?INDEX|DROP INDEX)\b", re.IGNORECASE)
_OWN = re.compile(r"\balembic_(?:version|steps)\b|^SET TIME ZONE\b")
_LONGEST = 160


@dataclass(frozen=True)
class Measured:
    """What a migration did."""

    statements: tuple[str, ...]
    lock: str
    rewritten: bool
    squawk: tuple[str, ...] = ()


def measure(database: Database, upgrade: Callable[[], None], databases: Databases) -> Measured:
    """Run `upgrade` on a database, and give what it did there."""
    return {"postgresql": _on_postgresql, "mariadb": _on_mariadb, "sqlite": _on_sqlite}[database.name](
        database, upgrade, databases
    )


def _on_postgresql(database: Database, upgrade: Callable[[], None], databases: Databases) -> Measured:
    modes: set[str] = set()
    before = _nodes(database)

    def look(connection: sa.Connection, cursor: object, *_rest: object) -> None:
        del cursor
        with connection.connection.cursor() as own:
            own.execute(HELD.replace("%%", "%"))
            modes.update(mode for (mode,) in own.fetchall())

    copy = databases.clone(database)
    try:
        with _recorded(look) as statements, _watched(database, modes):
            upgrade()
        for statement in statements:
            modes.update(_taken(copy, statement))
    finally:
        databases.drop(copy)
    after = _nodes(database)
    strongest = max(modes, key=MODES.index, default="")
    rewritten = any(after[name] != node for name, node in before.items() if name in after)
    return Measured(tuple(statements), _spelled(strongest), rewritten)


def _taken(database: Database, statement: str) -> set[str]:
    """Run the statement, and give the locks that it holds in the end: alone, it lets go of them before anybody looks."""
    with connect(database) as connection:
        if "CONCURRENTLY" in statement:
            connection.execution_options(isolation_level="AUTOCOMMIT")
        with contextlib.suppress(sa.exc.SQLAlchemyError):  # what goes with statements before it, in one transaction
            connection.exec_driver_sql(statement.replace("%", "%%"))
            modes = {mode for (mode,) in connection.exec_driver_sql(HELD)}
            connection.commit()
            return modes
    return set()


def _spelled(mode: str) -> str:
    """Give a mode as SQL has it."""
    return " ".join(word.upper() for word in re.findall(r"[A-Z][a-z]+", mode.removesuffix("Lock"))) or "none"


def _nodes(database: Database) -> dict[str, int]:
    with connect(database) as connection:
        return {name: node for name, node in connection.exec_driver_sql(NODES) if not name.startswith("alembic")}


@contextmanager
def _watched(database: Database, modes: set[str]) -> Iterator[None]:
    """Ask for locks all the time, from another connection: statements outside of a transaction let go of theirs."""
    done = threading.Event()
    url = sa.make_url(database.sync_url)

    def watch() -> None:
        with closing(
            psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database, autocommit=True)
        ) as own:
            while not done.is_set():
                modes.update(mode for (mode,) in own.execute(HELD).fetchall())
                time.sleep(0.0005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _on_mariadb(database: Database, upgrade: Callable[[], None], databases: Databases) -> Measured:
    copy = databases.clone(database)
    try:
        with _recorded() as statements:
            upgrade()
        ways = [_cheapest(copy, statement) for statement in statements]
    finally:
        databases.drop(copy)
    order = [
        f"{algorithm}, {lock}" for algorithm in CHEAPEST for lock in ("LOCK=NONE", "LOCK=SHARED", "LOCK=EXCLUSIVE")
    ]
    worst = max((way for way in ways if way in order), key=order.index, default="")
    return Measured(tuple(statements), worst or "metadata", "=COPY" in worst)


def _cheapest(database: Database, statement: str) -> str:
    """Run the statement in the cheapest way that it is accepted in; give that, or "" where there is no choice."""
    between = ", " if statement.upper().startswith("ALTER") else " "
    with connect(database) as connection:
        if _ALTERS.match(statement):
            for algorithm in CHEAPEST:
                for lock in ("LOCK=NONE", "LOCK=SHARED", "LOCK=EXCLUSIVE"):
                    way = f"{algorithm}{between}{lock}"
                    try:
                        connection.exec_driver_sql(f"{statement}{between}{way}".replace("%", "%%"))
                    except sa.exc.SQLAlchemyError:
                        continue
                    return f"{algorithm}, {lock}"
        connection.exec_driver_sql(statement.replace("%", "%%"))
    return ""


def _on_sqlite(_database: Database, upgrade: Callable[[], None], _databases: Databases) -> Measured:
    with _recorded() as statements:
        upgrade()
    return Measured(tuple(statements), "database", any("_new_" in statement for statement in statements))


@contextmanager
def _recorded(look: Callable[..., None] | None = None) -> Iterator[list[str]]:
    """Record what changes something; what keeps the version of the migrations and how far one is, is left out."""
    statements: list[str] = []

    def record(connection: sa.Connection, cursor: object, statement: str, *rest: object) -> None:
        if look is not None:
            look(connection, cursor, statement, *rest)
        if not (READS.match(statement) or _OWN.search(statement)):
            statements.append(" ".join(statement.split()))

    sa.event.listen(sa.Engine, "after_cursor_execute", record)
    try:
        yield statements
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", record)


def measured(case: Case, name: str, databases: Databases) -> Measured | str:
    """Measure a case of the list; or give why it is none for the table."""
    with tempfile.TemporaryDirectory(prefix="locks-") as folder:
        project = Specified(Path(folder) / "project", [name])
        try:
            before, after = (project.meaning(case.specs(body)) for body in (case.before, case.after))
        except SpecsRefusedError as error:
            return f"refused: {error.codes[0]}"
        database = databases.create(name)
        quick = replace(database, url=database.sync_url)
        try:
            project.keep(project.plan(before.schema))
            project.upgrade(quick)
            Writer(before.project, before.schema, database, {f"t.{key}": it for key, it in case.values.items()}).fill()
            revision = project.plan(after.schema, EVERY_CODE)
            if revision is None:
                return "nothing"
            project.keep(revision)
            script = project.script(quick).rpartition("-- Running upgrade")[2].partition("\n")[2]
            said = opinion(script) if name == "postgresql" else []
            return replace(measure(database, lambda: project.upgrade(quick), databases), squawk=tuple(said))
        except HistoryError as error:
            return f"refused: {error.diagnostics[0].code}"
        except (sa.exc.SQLAlchemyError, CommandError):
            return "stops at these rows"
        finally:
            databases.drop(database)


def page(found: Sequence[tuple[str, str, Measured | str]]) -> str:
    """Give the page in Markdown."""
    lines = ["# What migrations lock and rewrite", "", "Written by `make locks`; do not edit.", ""]
    lines += [*_told(), "", "| change | database | emitted | lock | rewritten | squawk |", "|---|---|---|---|---|---|"]
    for case, name, item in found:
        if isinstance(item, str):
            lines.append(f"| `{case}` | {LABELS[name]} | {item} | | | |")
            continue
        texts = "<br>".join(f"`{_short(text)}`" for text in item.statements)
        said, rewritten = ", ".join(item.squawk), "yes" if item.rewritten else "no"
        lines.append(f"| `{case}` | {LABELS[name]} | {texts} | {item.lock} | {rewritten} | {said} |")
    return "\n".join([*lines, ""])


def _told() -> list[str]:
    about = (__doc__ or "").partition("\n\n")[2].strip().splitlines()
    return ["Each change of the list in migrations-proof.md, on tables with rows. How it was measured:", "", *about]


def _short(text: str) -> str:
    text = text.replace("|", "\\|").replace("`", "")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def main() -> None:
    """Write the page."""
    warnings.simplefilter("ignore")
    with serving() as databases:
        cases = [(case, name) for case in CHANGES if not case.cannot for name in LABELS if name in case.on]
        found = [(case.name, name, measured(case, name, databases)) for case, name in cases]
    PAGE.write_text(page(found), encoding="utf-8")
    print(f"{len(found)} measured", file=sys.stderr)  # noqa: T201  # it took a minute


if __name__ == "__main__":
    main()
