"""One case of the list on one database: what was said, what was done, and whether that is right."""

import contextlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from alembic.util import CommandError

from generator.diagnostics import RULES, Diagnostic, Severity
from generator.errors import HistoryError
from generator.migrations import Revision
from generator.migrations.delta import from_json
from generator.migrations.operations import AlterEnumType, ChangeLabels, RenameColumn, RenameTable
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.proof.changes.case import Case
from tests.proof.project import Meaning, Specified, SpecsRefusedError
from tests.proof.rows import Renames, Snapshot, Writer, losses, snapshot

EVERY_CODE = tuple(code for code in RULES if code.startswith("M4"))


@dataclass(frozen=True)
class Verdict:
    """How a case went."""

    case: str
    database: str
    outcome: str
    """right, asks, data, nothing, cannot or WRONG."""
    codes: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    """What values did not survive, once that was allowed."""
    told: tuple[str, ...] = ()
    """What the revision does, a line an operation."""
    why: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether this is a defect."""
        return self.outcome == "WRONG"


class WrongError(AssertionError):
    """What was done is not right."""


def require(holds: object, *words: str) -> None:
    """Raise WrongError with the words unless it holds."""
    if not holds:
        raise WrongError(": ".join(words))


def same(got: str, wanted: str, words: str) -> None:
    """Raise WrongError, with what differs, unless two dumps are the same."""
    require(got == wanted, words, difference(got, wanted))


@dataclass
class Judge:
    """Runs a case on one database."""

    case: Case
    database: str
    databases: Databases
    folder: Path

    def verdict(self) -> Verdict:
        """Give the verdict; nothing is raised for a defect."""
        if self.case.cannot:
            return self._as("cannot", why=self.case.cannot)
        self._codes: tuple[str, ...] = ()
        self._found: Verdict = self._as("right")
        try:
            with self._fresh() as used, self._fresh() as wanted:
                return self._run(used, wanted)
        except SpecsRefusedError as error:
            return self._as("cannot", codes=error.codes, why=str(error))
        except HistoryError as error:
            return self._as("cannot", codes=codes(error.diagnostics, Severity.ERROR), why=str(error))
        except WrongError as error:
            return replace(self._found, outcome="WRONG", why=str(error))
        except Exception as error:  # noqa: BLE001  # a crash is a verdict too, the table shows all of them
            return replace(self._found, outcome="WRONG", why=f"{type(error).__name__}: {str(error).splitlines()[0]}")

    def _run(self, used: Database, wanted: Database) -> Verdict:
        project = Specified(self.folder / "project", [self.database])
        before = project.meaning(self.case.specs(self.case.before))
        after = project.meaning(self.case.specs(self.case.after))
        project.keep(project.plan(before.schema))
        require(project.is_current(before.schema), "an unchanged schema is reported as changed")
        project.upgrade(used)
        dump = self.databases.dump(used)
        values = {f"t.{name}": given for name, given in self.case.values.items()}
        Writer(before.project, before.schema, used, values).fill()
        held = snapshot(used, before.schema)
        fresh = Specified(self.folder / "fresh", [self.database])
        fresh.keep(fresh.plan(after.schema))
        fresh.upgrade(wanted)
        expected = self.databases.dump(wanted)
        revision = self._planned(project, after)
        if revision is None:
            same(dump, expected, "missed")
            return self._as("nothing")
        self._found = replace(self._found, told=revision.summary)
        project.keep(revision)
        require(project.is_current(after.schema), "a second build finds something to do")
        return self._applied(project, used, after, (dump, expected), held, revision)

    def _planned(self, project: Specified, after: Meaning) -> Revision | None:
        try:
            revision = project.plan(after.schema)
        except HistoryError as error:
            refused = codes(error.diagnostics, Severity.ERROR)
            self._found = replace(
                self._found, outcome="asks", codes=refused, warned=codes(error.diagnostics, Severity.WARNING)
            )
            return project.plan(after.schema, EVERY_CODE)
        if revision is not None:
            self._found = replace(self._found, warned=codes(revision.findings, Severity.WARNING))
        return revision

    def _applied(
        self,
        project: Specified,
        used: Database,
        after: Meaning,
        dumps: tuple[str, str],
        held: Snapshot,
        revision: Revision,
    ) -> Verdict:
        try:
            project.upgrade(used)
        except (sa.exc.SQLAlchemyError, CommandError) as error:
            reason = str(error).splitlines()[0]
            if self._is_about_data(project, used, dumps, held):
                return replace(self._found, outcome="data", why=reason)
            message = f"upgrade fails: {reason}"
            raise WrongError(message) from error
        same(self.databases.dump(used), dumps[1], "not as made afresh")
        lost = tuple(losses(held, snapshot(used, after.schema), renames(revision)))
        self._found = replace(self._found, lost=lost)
        require(not lost or self._found.codes, "lost without a word", *lost[:1])
        try:
            project.downgrade(used)
        except (sa.exc.SQLAlchemyError, CommandError) as error:
            message = f"downgrade fails: {str(error).splitlines()[0]}"
            raise WrongError(message) from error
        same(self.databases.dump(used), dumps[0], "downgrade does not lead back")
        back = tuple(losses(held, snapshot(used, held.schema), Renames()))
        require(not back or self._found.codes, "the way back changes values without a word", *back[:1])
        return self._found

    def _is_about_data(self, project: Specified, used: Database, dumps: tuple[str, str], held: Snapshot) -> bool:
        """Tell whether it failed for its rows only: it was said that it may, nothing is lost, and it works without them.

        What keeps how far it is, to go on from there when the rows are mended, may stay.
        """
        if not (self._found.codes or self._found.warned):
            return False
        with self._fresh() as empty:
            project.upgrade(empty)
            if self.databases.dump(empty) != dumps[1]:
                return False
        if self.databases.dump(used, ("alembic_version", "alembic_steps")) == dumps[0]:
            return not list(losses(held, snapshot(used, held.schema), Renames()))
        return False

    def _as(self, outcome: str, **more: object) -> Verdict:
        return Verdict(self.case.name, self.database, outcome, **more)  # type: ignore[arg-type]  # fields by name

    @contextlib.contextmanager
    def _fresh(self) -> Iterator[Database]:
        made = self.databases.create(self.database)
        try:
            yield made
        finally:
            self.databases.drop(made)


def judge(case: Case, database: str, databases: Databases) -> Verdict:
    """Give the verdict about a case on a database."""
    with tempfile.TemporaryDirectory(prefix="proof-") as folder:
        return Judge(case, database, databases, Path(folder)).verdict()


def codes(found: Sequence[Diagnostic], severity: Severity) -> tuple[str, ...]:
    """Give the codes of findings, each once."""
    return tuple(dict.fromkeys(item.code for item in found if item.severity is severity))


def renames(revision: Revision) -> Renames:
    """Give what a revision says that it gives another name."""
    (delta,) = (text for name, text in revision.files.items() if name.endswith(".json"))
    tables, columns, labels = {}, {}, {}
    for raw in json.loads(delta)["operations"]:
        match from_json(raw):
            case RenameTable(old, new):
                tables[old] = new
            case RenameColumn(table, old, new):
                columns[table, old] = new
            case ChangeLabels(table, column, _, values):
                labels[table, column] = {str(old): str(new) for old, new in values}
            case AlterEnumType(enum, values):
                labels[enum.name] = dict(values)
            case _:
                pass
    return Renames(tables, columns, labels)


def difference(got: str, wanted: str) -> str:
    """Give what differs between two dumps, in one line."""
    one, other = set(got.splitlines()), set(wanted.splitlines())
    return f"has {sorted(one - other)[:4]}, should have {sorted(other - one)[:4]}"
