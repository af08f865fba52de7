"""A history on all databases at once: a project whose specs change step by step, with rows, and what has to hold."""

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import HistoryError
from generator.migrations import Revision
from tests.databases.database import Database
from tests.databases.fixtures import NAMES, Databases
from tests.integration.migrations.project import connect
from tests.proof.histories.model import Model
from tests.proof.histories.probes import probe
from tests.proof.interruption import breaking, broken_off
from tests.proof.judge import EVERY_CODE, renames, require, same
from tests.proof.project import Meaning, Specified, SpecsRefusedError
from tests.proof.rows import Renames, Snapshot, Writer, losses, snapshot

Coverage = Counter[tuple[str, str, str]]
"""How often a class of change came to what on which database."""


@dataclass
class Used:
    """One database of a history, with rows in it."""

    database: Database
    held: Snapshot
    dumps: list[str] = field(default_factory=list)
    """The schema at first and after each revision."""


@dataclass
class Runner:
    """The history so far."""

    databases: Databases
    coverage: Coverage
    names: Sequence[str] = NAMES
    taken_back: Sequence[str] = NAMES
    """The databases on which every revision is taken back in the end."""
    model: Model = field(default_factory=Model)
    breaks: bool = False
    """Whether each revision is broken off after each of its statements, and run again."""

    def __post_init__(self) -> None:
        """Begin with an empty project."""
        self.folder = Path(tempfile.mkdtemp(prefix="history-"))
        self.project = Specified(self.folder / "project", self.names)
        self.used: dict[str, Used] = {}
        self.filled = 0
        self.renamed = Renames()
        self.now: Meaning | None = None

    def begin(self, model: Model) -> None:
        """Migrate to the first specs, and put rows in."""
        self.model = model
        made = self.project.meaning(model.text())
        self.project.keep(self.project.plan(made.schema))
        for name in self.names:
            database = self.databases.create(name)
            self.used[name] = Used(database, Snapshot(made.schema, {}), [self.databases.dump(database)])
            self._upgrade(database)
            self.used[name].dumps.append(self.databases.dump(database))
            self._fill(self.used[name], made, 3)
        self.filled = 3
        self.now = made

    def rows(self) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Give what the tables hold: the same on every database."""
        held = self.used[self.names[0]].held
        return {name.name: rows for name, rows in held.rows.items()}

    def step(self, what: str, model: Model) -> str:
        """Go on to other specs; give what came of it. WrongError or a database's error: a defect."""
        try:
            made = self.project.meaning(model.text())
        except SpecsRefusedError as error:
            return self._counted(what, f"spec error {error.codes[0]}")
        try:
            revision, found = self._planned(made)
        except HistoryError as error:
            return self._counted(what, f"refused {error.diagnostics[0].code}")
        if revision is None:
            self.model, self.now = model, made
            return self._counted(what, "nothing")
        self.renamed = renames(self.project.keep(revision))
        require(self.project.is_current(made.schema), "a second build finds something to do")
        for name, used in self.used.items():
            with self._interrupted(used, made) if self.breaks else contextlib.nullcontext():
                self._upgrade(used.database)
            self._compare(used, made, found)
            if name in self.taken_back:
                used.dumps.append(self.databases.dump(used.database))
        self.model, self.now = model, made
        for used in self.used.values():
            self._fill(used, made, 1)
        self.filled += 1
        return self._counted(what, f"asked {found[0].code}" if found else "right")

    def finish(self, *, models: bool = True) -> None:
        """Hold the end against a database made afresh, go back to nothing, and up again; probe what is enforced."""
        made = self.now
        assert made
        for name, used in self.used.items():
            end = self.databases.dump(used.database)
            with self._bare(name) as bare:
                self._upgrade(bare)
                same(self.databases.dump(bare), end, "not as made afresh")
                if name in self.taken_back:
                    self._take_back(bare, used.dumps)
                    self._upgrade(bare)
                    same(self.databases.dump(bare), end, "going up again leads elsewhere")
            if models:
                self._created(name, made, end)
            for told in probe(used.database, made, used.held):
                self.coverage[told, name, "enforced"] += 1

    def close(self) -> None:
        """Remove what was made."""
        for used in self.used.values():
            self.databases.drop(used.database)
        shutil.rmtree(self.folder)

    def _take_back(self, bare: Database, dumps: Sequence[str]) -> None:
        """Go back to nothing, step by step."""
        for dump in reversed(dumps[:-1]):
            self.project.downgrade(replace(bare, url=bare.sync_url), "-1")
            same(self.databases.dump(bare), dump, "a downgrade does not lead back")

    def _planned(self, made: Meaning) -> tuple[Revision | None, Sequence[Diagnostic]]:
        try:
            return self.project.plan(made.schema), ()
        except HistoryError as error:
            return self.project.plan(made.schema, EVERY_CODE), error.diagnostics

    @contextlib.contextmanager
    def _interrupted(self, used: Used, made: Meaning) -> Iterator[None]:
        """Break the upgrade off everywhere, beside the one that goes through: all of them end at the same."""
        before = self.databases.clone(used.database)
        try:
            with breaking() as statements:
                yield
            end, now = self.databases.dump(used.database), snapshot(used.database, made.schema)
            lost = list(losses(used.held, now, self.renamed))
            for at, copy in broken_off(before, statements, self._upgrade, self.databases):
                same(self.databases.dump(copy), end, at)
                again = list(losses(used.held, snapshot(copy, made.schema), self.renamed))
                require(again == lost, at, f"{again} instead of {lost}")
                self.coverage["broken off and run again", used.database.name, "right"] += 1
        finally:
            self.databases.drop(before)

    def _compare(self, used: Used, made: Meaning, found: Sequence[Diagnostic]) -> None:
        before, used.held = used.held, snapshot(used.database, made.schema)
        said = " ".join(item.message for item in found)
        for lost in losses(before, used.held, self.renamed):
            require(any(word in said for word in _names(lost)), "lost without a word", lost, said)
        with connect(used.database) as connection:
            if used.database.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                require(not broken, "foreign keys that point nowhere", str(broken))

    def _fill(self, used: Used, made: Meaning, rows: int) -> None:
        writer = Writer(made.project, made.schema, used.database, {}, start=self.filled)
        writer.more(used.held, rows)
        used.held = snapshot(used.database, made.schema)

    def _created(self, name: str, made: Meaning, end: str) -> None:
        """Hold what the models create against what the migrations made."""
        with self._bare(name) as bare, self.project.models(made) as metadata, connect(bare) as connection:
            metadata.create_all(connection)
            connection.commit()
            same(self.databases.dump(bare), end, "the models create something else")

    def _upgrade(self, database: Database) -> None:
        self.project.upgrade(replace(database, url=database.sync_url))

    def _counted(self, what: str, outcome: str) -> str:
        for name in self.names:
            self.coverage[what, name, outcome] += 1
        return outcome

    @contextlib.contextmanager
    def _bare(self, name: str) -> Iterator[Database]:
        database = self.databases.create(name)
        try:
            yield database
        finally:
            self.databases.drop(database)


def _names(lost: str) -> list[str]:
    """Give what a finding has to name for a loss: the column, or the table of lost rows."""
    if " rows of " in lost:
        return [lost.split(" rows of ")[1].split(" ", maxsplit=1)[0]]
    place = lost.partition(":")[0].rpartition(" ")[2]
    return [f"`{place.rpartition('.')[2]}`", f"table {place.rpartition('.')[0]} "]
