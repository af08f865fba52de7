"""Every row of docs/from-fin-infra.md: what the guide's readers look for, run."""

import asyncio
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.compat import test_svc_infra
from tests.compat.rows import ROWS, row
from tests.compat.shop import BASE, BUDGETS, Shop, run, scaffold
from tests.databases.database import Database

PAGE = Path(__file__).parents[2] / "docs" / "from-fin-infra.md"
FLAT = ("--file", "models={domain}.py", "--file", "schemas={domain}_schemas.py")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def tables(shop: Shop) -> ModuleType:
    """Import the models alone, on a base of the project's own."""
    return importlib.import_module(f"{shop.package}.budgets")


@row("`scaffold budgets --dest-dir app/models`")
def test_a_domain_is_scaffolded_where_it_is_wanted(folder: Path) -> None:
    made = scaffold(folder, "app/models")
    assert (folder / "app/models/budgets/models.py").is_file()
    assert made.folder == folder


@row("budgets, goals, net_worth")
def test_any_domain_can_be_had(folder: Path) -> None:
    spec = "entity: Snapshot\nfields: {user_id: string(64), total: 'decimal(18, 2)', taken_at: datetime}\n"
    made = scaffold(folder, "wealth", spec=spec)
    assert tables(made).Snapshot.__tablename__ == "snapshots"


@row("`--include-tenant`", "`--include-soft-delete`")
def test_the_two_flags_add_their_columns_and_no_more(folder: Path) -> None:
    columns = {}
    for name, flags in {"plain": (), "both": ("--include-tenant", "--include-soft-delete")}.items():
        columns[name] = set(tables(scaffold(folder, name, *flags)).Budget.__table__.columns.keys())
    assert columns["both"] - columns["plain"] == {"tenant_id", "deleted_at", "deletion_id"}


@row("the same for a whole project, or one entity")
def test_the_two_flags_are_settings_too_and_an_entity_may_say_no(folder: Path) -> None:
    made = scaffold(
        folder, "settled", spec=f"soft_delete: false\n{BUDGETS}", settings="tenant = true\nsoft-delete = true\n"
    )
    columns = tables(made).Budget.__table__.columns.keys()
    assert "tenant_id" in columns
    assert "deleted_at" not in columns


@row("`--no-repository`")
def test_models_and_schemas_stand_without_repositories(folder: Path) -> None:
    made = scaffold(folder, "lone", "--no-repository")
    assert not list((folder / "lone").rglob("*repositor*.py"))
    assert not hasattr(tables(made), "BudgetRepository")
    assert tables(made).BudgetCreate.__name__ == "BudgetCreate"


@row("`--models-filename`")
def test_files_are_called_as_in_the_guide(folder: Path) -> None:
    made = scaffold(folder, "flat", *FLAT, "--file", "repository={domain}_repository.py")
    files = {path.name for path in (folder / "flat" / "budgets").iterdir() if path.suffix == ".py"}
    assert files == {"__init__.py", "budgets.py", "budgets_schemas.py", "budgets_repository.py"}
    assert tables(made).BudgetRepository.__module__ == "flat.budgets.budgets_repository"


@row("`--overwrite`")
def test_what_was_edited_is_named_and_replaced_when_asked_for(folder: Path) -> None:
    scaffold(folder, "edited")
    models = folder / "edited" / "budgets" / "models.py"
    models.write_text(models.read_text() + "\nEDITED = True\n")
    refused = run(folder, "build", "specs/", "--output", "edited", "--full")
    assert (refused.returncode, "budgets/models.py" in refused.stderr) == (1, True)
    done = run(folder, "build", "specs/", "--output", "edited", "--full", "--overwrite", str(models))
    assert (done.returncode, "EDITED" in models.read_text()) == (0, False)


@row("`ModelBase`")
def test_models_stand_on_its_base(shop: Shop) -> None:
    module, _, name = BASE.partition(":")
    assert issubclass(shop.module("budgets").Budget, getattr(importlib.import_module(module), name))


@row("`unique_ci", "`tenant_field=", "`create_budget_service(")
async def test_a_name_is_unique_in_any_case_within_a_tenant(
    shop: Shop, session: AsyncSession, november: dict[str, object]
) -> None:
    budgets, errors = shop.module("budgets"), shop.module("db.errors")
    ours = budgets.BudgetRepository(session)
    await ours.create(budgets.BudgetCreate(**november))
    with pytest.raises(errors.DuplicateError) as refused:
        async with session.begin_nested():
            await ours.create(budgets.BudgetCreate(**{**november, "name": "NOVEMBER"}))
    assert refused.value.entity == "Budget"
    keys = [index for index in budgets.Budget.__table__.indexes if index.unique]
    assert ["tenant_id" in str(index.expressions[0]) for index in keys] == [True]


@row("pre-create and pre-update hooks")
def test_a_check_of_the_spec_is_the_schemas_too(shop: Shop, november: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="end_date > start_date"):
        shop.module("budgets").BudgetCreate(**{**november, "end_date": november["start_date"]})


@row("a field of one's own in the model")
def test_a_field_is_a_line_of_the_spec(folder: Path) -> None:
    made = scaffold(folder, "wider", spec=BUDGETS.replace("fields:\n", "fields:\n  owner_email: email?\n"))
    assert "owner_email" in tables(made).Budget.__table__.columns
    assert {"owner_email"} <= set(tables(made).BudgetCreate.model_fields)


@row("a method of one's own in the repository")
def test_methods_stand_in_a_class_that_the_repository_inherits(folder: Path) -> None:
    (folder / "queries.py").write_text("class ByOwner:\n    async def owned(self):\n        return 'mine'\n")
    made = scaffold(folder, "extended", spec=f"extend: {{repository: 'queries:ByOwner'}}\n{BUDGETS}")
    assert asyncio.run(tables(made).BudgetRepository.owned(None)) == "mine"


@row("`repo.create`", "`repo.get_by_period`", "`_to_pydantic`")
async def test_the_guides_methods_have_their_like(
    shop: Shop, session: AsyncSession, november: dict[str, object]
) -> None:
    budgets, errors = shop.module("budgets"), shop.module("db.errors")
    ours = budgets.BudgetRepository(session)
    made = await ours.create(budgets.BudgetCreate(**november))
    assert isinstance(made, budgets.BudgetRead)
    assert await ours.get(made.id) == made
    assert (await ours.update(made.id, budgets.BudgetUpdate(name="Autumn"))).created_at == made.created_at
    assert [item.id for item in await ours.list(budgets.BudgetFilter(user_id="ann", period="monthly"))] == [made.id]
    assert await ours.count(budgets.BudgetFilter(user_id="ann")) == 1
    row = await session.get(budgets.Budget, made.id)
    assert budgets.BudgetRead.model_validate(row).name == "Autumn"
    await ours.delete(made.id)
    with pytest.raises(errors.NotFoundError):
        await ours.get(made.id)
    assert (await ours.restore(made.id)).deleted_at is None


@row("`revision --autogenerate`", "`upgrade head`, `downgrade -1`")
async def test_the_migration_comes_with_the_build_and_alembic_applies_it(shop: Shop, sqlite: Database) -> None:
    revisions = list((shop.folder / shop.package / "migrations" / "versions").glob("0001_*.py"))
    assert len(revisions) == 1
    await asyncio.to_thread(shop.upgrade, sqlite)
    engine = shop.module("db.session").connect(sqlite.url)
    async with shop.module("db.session").ScopedSession(engine, shop.module("db.session").Scope("acme")) as session:
        assert await shop.module("budgets").BudgetRepository(session).count() == 0
    await engine.dispose()


def test_every_row_of_the_page_is_run_here() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    cells = [line.split(" | ")[0].removeprefix("| ") for line in lines if not line.startswith("| the guide")]
    assert cells
    assert test_svc_infra.__name__  # whose tests run rows too
    for cell in cells:
        assert any(cell.startswith(begin) for begin in ROWS), f"no test for the row {cell}"
    for begin, test in ROWS.items():
        assert any(cell.startswith(begin) for cell in cells), f"no row for {test}: {begin}"
