"""Every combination of flags, references, uniques and actions is refused with its code, or is built and keeps its word."""

import ast
import os
import re
import sys

import pytest

from generator.config import Settings
from generator.diagnostics import Bag, Severity
from generator.resolve import resolve
from generator.spec.loading import load
from tests.algebra.cells import all_cells, covering
from tests.algebra.kinds import spec
from tests.algebra.script import Script
from tests.algebra.subject import Subject
from tests.databases.fixtures import NAMES
from tests.functional.matrix.project import build_project

CELLS = list(all_cells())
POSSIBLE = [cell for cell in CELLS if not cell.codes()]
BATCH = 100
"""How many cells are one project: an error is told by looking through the tables of a project."""
LAYOUTS = ("domain", "layered")


def batches():
    """Give the projects to try: cells that hold every three traits that occur together, or, if asked for, all of them."""
    cells = POSSIBLE if os.environ.get("SPECWRIGHT_ALGEBRA") == "full" else covering(POSSIBLE, 3)
    return [cells[start : start + BATCH] for start in range(0, len(cells), BATCH)]


def test_every_combination_is_counted():
    flags, uniques, actions, targets = 2**5, 3, 3, 4
    references = 2 * targets * actions + actions + targets * (1 + actions)
    assert len(CELLS) == flags * uniques * references == 4128
    # With a tenant everything but a marked row of everybody can be referred to, without one what belongs to nobody.
    changing = {True: 2 * (targets * actions - 2) + actions + targets, False: 2 * 2 * actions + actions + 2}
    final = {True: 2 * (targets - 1) + 1 + targets, False: 2 * 2 + 1 + 2}
    possible = uniques * sum(8 * changing[tenant] + 2 * final[tenant] for tenant in (True, False))
    assert len(POSSIBLE) == possible == 1164


def test_every_combination_is_accepted_or_refused_with_its_code(tmp_path):
    cells = {}
    for part in range(0, len(CELLS), 500):  # kinds of one name are ambiguous between domains: numbers tell them apart
        text, line = [], 1
        for cell in CELLS[part : part + 500]:
            document = spec(cell.kinds.values())
            text.append(document)
            first, line = line, line + document.count("\n") + 1
            cells[f"d{part}", first, line] = cell
        (tmp_path / f"d{part}.yaml").write_text("---\n".join(text))
    bag = Bag()
    settings = Settings(root=tmp_path, specs=tmp_path, output=tmp_path / "out", databases=NAMES)
    resolve(load(tmp_path, tmp_path, bag), settings, bag)
    places = {}
    for (domain, first, beyond), cell in cells.items():
        places |= {(domain, line): cell for line in range(first, beyond)}
    found = {cell: set() for cell in CELLS}
    for item in bag:
        if item.severity is Severity.ERROR:
            found[places[item.span.file.rpartition("/")[2].removesuffix(".yaml"), item.span.line]].add(item.code)
    assert {cell: codes for cell, codes in found.items() if codes != cell.codes()} == {}


@pytest.fixture(scope="module", params=batches(), ids=lambda cells: f"from {cells[0].number}")
def projects(request, tmp_path_factory):
    """Build the cells of a batch as one project in each layout."""
    cells, built = request.param, {}
    text = spec(kind for cell in cells for kind in cell.kinds.values())
    for layout in LAYOUTS:
        folder = tmp_path_factory.mktemp("cells")
        package = f"cells_{layout}_{cells[0].number}"
        built[layout] = build_project(folder, package, {"cells.yaml": text}, databases=NAMES, layout=layout)
        sys.path.insert(0, str(folder))
    yield cells, built
    for project in built.values():
        sys.path.remove(str(project.settings.root))


@pytest.fixture(scope="module", params=NAMES)
def migrated(request, projects, databases):
    """Give the cells, the project in one of its layouts, and a database with its tables."""
    cells, built = projects
    layout = LAYOUTS[(cells[0].number + NAMES.index(request.param)) % len(LAYOUTS)]
    made = databases.create(request.param)
    built[layout].upgrade(made)
    yield cells, built[layout], made
    databases.drop(made)


def test_every_cell_keeps_its_word(migrated, runner):
    cells, built, database = migrated
    wrong = []
    for cell in cells:
        subject = Subject(built, "cells", cell.kinds)
        subject.connect(database)
        try:
            runner.run(Script(subject, cell.parent, cell.child).run())
        except Exception as error:  # noqa: BLE001 -- whatever it is: the other cells are tried too
            error.add_note(str(cell))
            wrong.append(error)
        finally:
            runner.run(subject.dispose())
    if wrong:
        message = f"{len(wrong)} of {len(cells)} cells"
        raise ExceptionGroup(message, wrong)


def bodies(built):
    """Give what the modules of entities hold besides imports, by what they define."""
    found = {}
    for path in built.settings.output.rglob("*.py"):
        tree = ast.parse(path.read_text())
        for node in tree.body if re.fullmatch(r"[ep]\d+", path.stem) else ():
            names = [target.id for target in getattr(node, "targets", ()) if isinstance(target, ast.Name)]
            for name in names or [getattr(node, "name", "")]:
                found[name] = ast.dump(node)
    return {name: body for name, body in found.items() if name}


def test_layouts_differ_in_nothing_but_where_modules_are(projects):
    cells, built = projects
    domain, layered = (bodies(built[layout]) for layout in LAYOUTS)
    assert {f"{cell.child.name}{ending}" for cell in cells for ending in ("", "Repository", "Create")} <= domain.keys()
    assert domain == layered
    tables = [
        (project.settings.output / "migrations", project.settings.output / "alembic") for project in built.values()
    ]
    states = [
        sorted(file.read_text() for folder in folders for file in folder.rglob("versions/*.json")) for folders in tables
    ]
    assert states[0] == states[1] != []
