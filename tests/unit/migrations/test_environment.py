"""The files that plain Alembic needs, for the project's databases and layout only."""

import ast
from pathlib import Path

import pytest

from generator.config import Settings
from generator.migrations import environment_files, environment_sources
from generator.migrations.environment import migrations_package, output_package


def settings(folder: Path, **options: object) -> Settings:
    return Settings(root=folder, specs=folder / "specs", output=folder / "shop", **options)


def test_one_database_gets_its_own_code_only(tmp_path: Path):
    files = environment_files(settings(tmp_path, databases=("postgresql",)))
    assert {name.rpartition("/")[2] for name in files if "support_v1" in name} == {
        "__init__.py",
        "database.py",
        "databases.py",
        "online.py",
        "postgresql.py",
        "rows.py",
        "steps.py",
    }
    assert '{"postgresql": POSTGRESQL}' in files["migrations/support_v1/databases.py"]


def test_layered_migrations_stand_in_their_own_folder(tmp_path: Path):
    files = environment_files(settings(tmp_path, layout="layered"))
    assert "alembic/env.py" in files
    assert "script_location = %(here)s/alembic\n" in files["alembic.ini"]
    assert "from shop.alembic.support_v1 import" in files["alembic/env.py"]


def test_an_output_inside_of_a_package_is_imported_by_its_whole_name(tmp_path: Path):
    (tmp_path / "__init__.py").touch()
    given = settings(tmp_path)
    assert output_package(given) == f"{tmp_path.name}.shop"
    assert migrations_package(given) == f"{tmp_path.name}.shop.migrations"
    assert "prepend_sys_path = %(here)s/../..\n" in environment_files(given)["alembic.ini"]


@pytest.mark.parametrize("databases", [("sqlite",), ("sqlite", "postgresql", "mariadb")])
def test_every_module_is_python_that_says_what_it_owns(tmp_path: Path, databases: tuple[str, ...]):
    for name, text in environment_files(settings(tmp_path, databases=databases)).items():
        if name.endswith(".py"):
            assert ast.get_docstring(ast.parse(text)), name


def test_every_source_is_known():
    assert {"env.py", "alembic.ini", "sqlite.py"} <= {path.name for path in environment_sources()}
