"""What an entity says about its own files: what its modules are called, and that it has no repository."""

import importlib
import sys

import pytest

from tests.functional.matrix.project import build_project

SPEC = """\
entity: Order
file: purchase
fields:
  number: string(20)
  notes:  {type: "list[Note]"}
---
entity: Line
repository: false
fields:
  order: {type: Order, inverse: lines}
  item:  string(20)
---
entity: Note
repository: false
fields: {text: text}
---
entity: Payment
fields:
  order: {type: Order, inverse: payments}
"""
LATER = """\
entity: Audit
repository: false
fields: {text: text}
"""


@pytest.fixture(scope="module", params=["domain", "layered"])
def built(request, tmp_path_factory):
    folder, package = tmp_path_factory.mktemp("files"), f"own_files_{request.param}"
    built = build_project(folder, package, {"shop.yaml": SPEC, "later.yaml": LATER}, layout=request.param)
    models, repositories = {
        "domain": ("shop.models", "shop.repository"),
        "layered": ("db.models.shop", "repos.shop"),
    }[request.param]
    sys.path.insert(0, str(folder))
    yield built, models, repositories
    sys.path.remove(str(folder))


def test_modules_are_called_as_the_entity_says(built):
    project, models, repositories = built
    assert project.module(f"{models}.purchase").Order is project.module(models).Order
    assert project.module(f"{repositories}.purchase").OrderRepository is project.module(repositories).OrderRepository
    assert importlib.util.find_spec(f"{project.settings.output.name}.{models}.order") is None


def test_an_entity_may_have_no_repository(built):
    project, models, repositories = built
    found = project.module(repositories)
    assert {name for name in vars(found) if name.endswith("Repository")} == {"OrderRepository", "PaymentRepository"}
    assert project.module(models).Line.__table__.name == "lines"
    later = f"{repositories.replace('shop', 'later')}"
    assert importlib.util.find_spec(f"{project.settings.output.name}.{later}") is None


def test_rows_come_with_those_only_that_a_repository_reads(built):
    project, _, repositories = built
    orders = project.module(repositories).OrderRepository
    assert set(orders._relations) == {"payments"}
    assert callable(orders.notes)
    assert callable(orders.link_notes)
