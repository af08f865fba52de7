"""Whatever a generated package leaves out, one of the cells notices: its repositories, its tables, its runtime.

Locks are not among what is left out here: `test_concurrency` is about them.
"""

import asyncio
import gc
import importlib
import importlib.util
import os
import re
import shutil
import sys
from dataclasses import dataclass
from functools import partial
from itertools import chain, count

import pytest

from tests.algebra.cells import Cell
from tests.algebra.demands import play_demands
from tests.algebra.kinds import spec
from tests.algebra.mutants import ONLY, RUNTIME, of_guards, of_models, of_repository, of_runtime
from tests.algebra.script import Script
from tests.algebra.subject import Subject
from tests.algebra.twofold import TWOFOLD, play_twofold
from tests.databases.fixtures import NAMES
from tests.functional.matrix.project import build_project

ALL = os.environ.get("SPECWRIGHT_MUTANTS") == "all"
PATIENCE = 120
"""Seconds after which what goes round in circles has been noticed."""
FEW = 2
"""How many of each sort are tried on a database if not all are."""
PARTS = 6 if ALL else 1
"""How many tests share all of a sort."""
_NUMBERS = count(1)


def _cell(flags, reference, target, unique, action):
    return Cell(next(_NUMBERS), frozenset(flags.split()), reference, frozenset(target.split()), unique, action)


TELLING = [
    _cell("tenant soft_delete audit version", "many", "tenant soft_delete", "partial", "cascade"),
    _cell("tenant soft_delete version", "one", "tenant soft_delete", "plain", "restrict"),
    _cell("tenant audit", "links", "tenant soft_delete", "plain", None),
    _cell("tenant version", "many", "tenant soft_delete", "plain", "cascade"),
    _cell("tenant soft_delete", "self", "", "plain", "cascade"),
    _cell("tenant audit append_only", "many", "tenant", "plain", "restrict"),
    _cell("soft_delete version", "many", "soft_delete", "plain", "restrict"),
    _cell("tenant soft_delete", "many", "tenant soft_delete", "partial", "set_null"),
    _cell("tenant soft_delete", "self", "", "plain", "restrict"),
]


@dataclass
class Laboratory:
    """A package, and databases with its tables."""

    built: object
    folder: object
    templates: dict

    @property
    def package(self):
        return self.built.settings.output


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory, databases):
    folder = tmp_path_factory.mktemp("mutants")
    text = spec([*(kind for cell in TELLING for kind in cell.kinds.values()), *TWOFOLD.values()])
    built = build_project(folder, "whole", {"cells.yaml": text}, databases=NAMES, granularity="entity")
    sys.path.insert(0, str(folder))
    built.module("cells")
    templates = {name: databases.create(name) for name in NAMES}
    for made in templates.values():
        asyncio.run(built.create_all(made))
    yield Laboratory(built, folder, templates)
    sys.path.remove(str(folder))


async def play_cell(subject, cell):
    await Script(subject, cell.parent, cell.child).run()


CELLS = [(cell.kinds, partial(play_cell, cell=cell)) for cell in TELLING]
TWICE = [(TWOFOLD, play_twofold), (TWOFOLD, play_demands)]
PLAYS = [*TWICE, *CELLS]
"""What is played, and the kinds that it is about; first what noticed something last."""


def play(built, database, plays, repository=None):
    """Play on a database; whatever is wrong raises."""

    async def play(kinds, told):
        subject = Subject(built, "cells", kinds)
        if repository is not None:
            subject.replaced = repository
        subject.connect(database)
        try:
            await told(subject)
        finally:
            await subject.dispose()

    for one in list(plays):
        try:
            asyncio.run(asyncio.wait_for(play(*one), PATIENCE))
        except BaseException:
            if plays is PLAYS:
                PLAYS.insert(0, PLAYS.pop(PLAYS.index(one)))
            raise


def plays_of(mutant):
    """Give what is played for a mutant: all there is, or what is about the entity in which something is left out."""
    if mutant.path.parent.name not in {"models", "repository"}:
        return PLAYS
    return [CELLS[int(re.search(r"(\d+)$", mutant.path.stem)[1]) - 1]]


def places(mutant):
    """Give the databases that what is left out is about."""
    for part in (mutant.within, mutant.path.stem):
        if part in ONLY:
            return list(ONLY[part])
    for piece, names in ONLY.items():
        if "." in piece and piece in mutant.what:
            return list(names)
    told = f"{mutant.path.stem} {mutant.what}"
    return [name for name in NAMES if name in told] or (["postgresql"] if "tenant=" in told else NAMES)


def survives(laboratory, databases, mutant, name):
    """Tell whether no cell notices on a database."""
    try:
        _try(laboratory, databases, mutant, name)
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 -- however it is noticed
        return False
    return True


def _try(laboratory, databases, mutant, name):
    if mutant.path.parent.name == "repository":
        database = databases.clone(laboratory.templates[name])
        try:
            play(laboratory.built, database, plays_of(mutant), changed_repository(mutant))
        finally:
            databases.drop(database)
        return
    package = f"mutant_{next(_NUMBERS)}"
    shutil.rmtree(laboratory.folder / package, ignore_errors=True)
    shutil.copytree(laboratory.package, laboratory.folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    (laboratory.folder / package / mutant.path.relative_to(laboratory.package)).write_text(mutant.text())
    importlib.invalidate_caches()
    built, about_tables = Renamed(laboratory.built, package), mutant.path.parent.name in {"models", "databases"}
    database = databases.create(name) if about_tables else databases.clone(laboratory.templates[name])
    try:
        built.module("cells")
        if about_tables:
            asyncio.run(built.create_all(database))
        play(built, database, plays_of(mutant))
    finally:
        databases.drop(database)
        for module in [item for item in sys.modules if item.split(".")[0] == package]:
            del sys.modules[module]
        shutil.rmtree(laboratory.folder / package)


class Renamed:
    """A copy of a package under another name."""

    def __init__(self, built, package):
        self.settings = built.settings
        self.package = package

    def module(self, name):
        return importlib.import_module(f"{self.package}.{name}")

    async def create_all(self, database):
        engine = self.module("db.session").connect(database.url)
        async with engine.begin() as connection:
            await connection.run_sync(self.module("db.base").Base.metadata.create_all)
        await engine.dispose()


def changed_repository(mutant):
    """Give the classes of a repository's module as they are then."""
    name = f"whole.cells.repository.{mutant.path.stem}_changed"
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader=None))
    module.__package__ = "whole.cells.repository"
    exec(compile(mutant.text(), str(mutant.path), "exec"), module.__dict__)  # noqa: S102 -- that is what a mutant is
    return {item: value for item, value in vars(module).items() if item.endswith("Repository")}


def mutants_of(laboratory, sort):
    """Give all mutants of a sort."""
    cells, db = laboratory.package / "cells", laboratory.package / "db"
    match sort:
        case "repository":
            return list(chain(*map(of_repository, sorted((cells / "repository").glob("[ep][0-9]*.py")))))
        case "models":
            return list(chain(*map(of_models, sorted((cells / "models").glob("[ep][0-9]*.py")))))
        case "runtime":
            return list(chain(*(of_runtime(db / f"{name}.py") for name in RUNTIME)))
        case _:
            return list(of_guards(laboratory.package))


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_package_keeps_its_word(laboratory, databases, name):
    database = databases.clone(laboratory.templates[name])
    play(laboratory.built, database, PLAYS)
    databases.drop(database)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # connections that a mutant left open
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("sort", "least"), [("repository", 150), ("models", 30), ("runtime", 25), ("guards", 14)])
def test_nothing_can_be_left_out_unnoticed(laboratory, databases, sort, least, name, part):
    """Each database notices by itself; unless all are tried, each tries others."""
    mutants = mutants_of(laboratory, sort)
    assert len(mutants) >= least
    step = PARTS if ALL else len(mutants) // FEW
    tried = [mutant for mutant in mutants[part + NAMES.index(name) * (not ALL) :: step] if name in places(mutant)]
    unnoticed = [mutant for mutant in tried if survives(laboratory, databases, mutant, name)]
    gc.collect()
    assert [str(mutant) for mutant in unnoticed] == []
