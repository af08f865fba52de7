"""The whole tree: packages, what they export, the runtime, and whose file is whose."""

import ast

import pytest

from generator.config import LAYERS, OPTIONS
from generator.errors import ConfigError
from generator.render.artifacts import ARTIFACTS
from generator.render.runtime import runtime_files
from tests.unit.render.loading import imported, rendered

TWO = {
    "blog": "domain: blog\ndescription: What is written.\n---\nentity: Post\nfields: {author: people.Author}\n",
    "people": "entity: Author\nfields: {mood: Mood}\n---\nenum: Mood\nvalues: [calm]\n",
}


def test_a_package_exports_all_that_its_domain_has(tmp_path):
    with imported(tmp_path, rendered(tmp_path, TWO)) as package:
        module = package.module("people")
        assert module.__all__ == [
            "Author",
            "AuthorCreate",
            "AuthorFilter",
            "AuthorRead",
            "AuthorRepository",
            "AuthorSort",
            "AuthorUpdate",
            "Mood",
        ]
        assert all(hasattr(module, name) for name in module.__all__)
        assert package.module("blog").__doc__ == "What is written."
        package.module("db.base").Base.registry.dispose()


def test_a_package_brings_along_what_its_models_refer_to(tmp_path):
    source = rendered(tmp_path, TWO).texts["blog/__init__.py"]
    assert "from .. import people as people\n" in source
    assert "people" not in source.partition("__all__")[2]


def test_one_import_completes_the_metadata_of_a_layered_project(tmp_path):
    with imported(tmp_path, rendered(tmp_path, TWO, layout="layered")) as package:
        assert package.module("db.models").__all__ == ["blog", "people"]
        assert set(package.module("db.base").Base.metadata.tables) == {"authors", "posts"}
        package.module("db.base").Base.registry.dispose()


@pytest.mark.parametrize("options", [{}, {"layout": "layered"}, {"granularity": "entity"}], ids=str)
def test_every_folder_is_a_package_with_a_word_about_it(tmp_path, options):
    texts = rendered(tmp_path, TWO, **options).texts
    folders = {path.rpartition("/")[0] for path in texts if path.endswith(".py")}
    for folder in folders:
        init = texts[f"{folder}/__init__.py".removeprefix("/")]
        assert ast.get_docstring(ast.parse(init))
    assert texts["py.typed"] == ""


def test_files_say_whose_they_are(tmp_path):
    files = {file.path: file for file in rendered(tmp_path, TWO).files}
    assert (files["blog/models.py"].domain, files["blog/models.py"].source) == ("blog", "specs/blog.yaml")
    assert (files["db/base.py"].domain, files["db/base.py"].source) == ("", "")


@pytest.mark.parametrize("databases", [("sqlite",), ("postgresql", "mariadb"), ("sqlite", "postgresql", "mariadb")])
def test_the_runtime_has_the_projects_databases_only(databases):
    files = dict(runtime_files(databases))
    modules = {path for path in files if path.startswith("db/databases/")}
    assert modules == {f"db/databases/{name}.py" for name in ("__init__", "database", *databases)}
    listing = files["db/databases/__init__.py"]
    for name in ("sqlite", "postgresql", "mariadb"):
        assert (f'"{name}":' in listing) == (name in databases)
        assert (f"from .{name} import" in listing) == (name in databases)
    for path, text in files.items():
        ast.parse(text, path)


def test_a_project_without_repositories_has_no_runtime_for_them(tmp_path):
    files = dict(runtime_files(("sqlite",), repositories=False))
    gone = dict(runtime_files(("sqlite",))).keys() - files.keys()
    assert {"db/repository.py", "db/reading.py", "db/statements.py"} <= gone
    with imported(tmp_path, rendered(tmp_path, TWO, repository=False)) as package:
        modules = {name for path in files if (name := path.removeprefix("db/").removesuffix(".py")).isidentifier()}
        for name in sorted(modules - {"__init__"}):
            package.module(f"db.{name}")
        assert not hasattr(package.module("blog"), "PostRepository")
        package.module("db.base").Base.registry.dispose()


def test_a_project_of_one_database_can_be_imported(tmp_path):
    for database in ("sqlite", "postgresql", "mariadb"):
        with imported(tmp_path, rendered(tmp_path, TWO, databases=(database,))) as package:
            package.module("blog")
            assert list(package.module("db.databases").DATABASES) == [database]
            package.module("db.base").Base.registry.dispose()


def test_the_users_template_comes_before_ours(tmp_path):
    own = tmp_path / "templates"
    own.mkdir()
    (own / "package.py.j2").write_text("{{ docstring }}\n# ours\n{{ imports }}\n")
    texts = rendered(tmp_path, TWO, templates=own).texts
    assert "# ours" in texts["blog/__init__.py"]
    assert "class Post(Base)" in texts["blog/models.py"]


@pytest.mark.parametrize(
    ("template", "message"), [("{% if %}", "is no template"), ("{{ no_such_thing }}", "cannot be filled")]
)
def test_a_template_that_is_wrong_is_a_finding(tmp_path, template, message):
    own = tmp_path / "templates"
    own.mkdir()
    (own / "package.py.j2").write_text(template)
    with pytest.raises(ConfigError, match=message):
        rendered(tmp_path, TWO, templates=own)


def test_every_artifact_has_a_place_and_a_pattern_of_its_own():
    (files,) = [option for option in OPTIONS if option.name == "files"]
    assert tuple(artifact.name for artifact in ARTIFACTS) == tuple(LAYERS) == files.choices
