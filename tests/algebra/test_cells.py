"""Every combination of flags, references, uniques and actions is refused with its code, or is built and keeps its word."""

import os
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
SLICE = covering(POSSIBLE)
BATCH = 100
LAYOUTS = ("domain", "layered")


def batches():
    """Give the projects to try: a slice that holds every pair of traits, or, if asked for, every cell there is."""
    if os.environ.get("SPECWRIGHT_ALGEBRA") != "full":
        return [("domain", SLICE[::2]), ("layered", SLICE[1::2])]
    parts = [POSSIBLE[start : start + BATCH] for start in range(0, len(POSSIBLE), BATCH)]
    return [(layout, part) for layout in LAYOUTS for part in parts]


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


@pytest.fixture(scope="module", params=batches(), ids=lambda batch: f"{batch[0]}-{batch[1][0].number}")
def project(request, tmp_path_factory):
    """Build the cells of a batch as one project."""
    layout, cells = request.param
    folder = tmp_path_factory.mktemp("cells")
    package = f"cells_{layout}_{cells[0].number}"
    text = spec(kind for cell in cells for kind in cell.kinds.values())
    built = build_project(folder, package, {"cells.yaml": text}, databases=NAMES, layout=layout)
    sys.path.insert(0, str(folder))
    yield built, cells
    sys.path.remove(str(folder))


@pytest.fixture(scope="module", params=NAMES)
def migrated(request, project, databases):
    """Give a database with the tables of the batch."""
    made = databases.create(request.param)
    project[0].upgrade(made)
    yield made
    databases.drop(made)


def test_every_cell_keeps_its_word(project, migrated, runner):
    built, cells = project
    for cell in cells:
        subject = Subject(built, "cells", cell.kinds)
        subject.connect(migrated)
        try:
            runner.run(Script(subject, cell.parent, cell.child).run())
        except Exception as error:
            error.add_note(str(cell))
            raise
        finally:
            runner.run(subject.dispose())
