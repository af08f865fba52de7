"""Where things are put, in both layouts and by the user's own patterns."""

from pathlib import Path

import pytest

from generator.code import Symbol
from generator.config import Settings
from generator.errors import ConfigError
from generator.fieldtypes import EnumRef, Scalar, TypeRef, ValueRef
from generator.ir import Domain, Entity, EntityName, EnumType, Field, Generated, Key, Project, ValueType
from generator.render.layout import Kind, Layout


def entity(domain: str, name: str, *types: TypeRef) -> Entity:
    fields = tuple(Field(f"f{n}", f"f{n}", kind, nullable=False) for n, kind in enumerate((Scalar("uuid"), *types)))
    return Entity(domain, name, name.lower(), Key(("f0",), Generated.UUID7), fields)


def project(**domains: list[Entity | EnumType | ValueType]) -> Project:
    def of(kind: type, things: list[Entity | EnumType | ValueType]):
        return tuple(thing for thing in things if isinstance(thing, kind))

    return Project(
        tuple(
            Domain(name, entities=of(Entity, things), enums=of(EnumType, things), values=of(ValueType, things))
            for name, things in sorted(domains.items())
        )
    )


def layout(content: Project, **options: object) -> Layout:
    root = Path("/project")
    return Layout(Settings(root, root / "specs", root / "shop", **options), content)


def enum(domain: str, name: str) -> EnumType:
    return EnumType(domain, name, (), "string", "check")


def value(domain: str, name: str, *types: TypeRef) -> ValueType:
    return ValueType(domain, name, tuple(Field(f"f{n}", f"f{n}", kind, nullable=False) for n, kind in enumerate(types)))


SMALL = project(budget=[entity("budget", "Budget"), entity("budget", "BudgetLine")])
LARGE = project(budget=[entity("budget", name) for name in ("A", "BudgetLine", "C", "D")])
LINE = EntityName("budget", "BudgetLine")


@pytest.mark.parametrize(
    ("content", "options", "paths"),
    [
        (SMALL, {}, ("budget/models.py", "budget/schemas.py", "budget/repository.py")),
        (SMALL, {"layout": "layered"}, ("db/models/budget.py", "schemas/budget.py", "repos/budget.py")),
        (
            LARGE,
            {},
            ("budget/models/budget_line.py", "budget/schemas/budget_line.py", "budget/repository/budget_line.py"),
        ),
        (LARGE, {"granularity": "domain"}, ("budget/models.py", "budget/schemas.py", "budget/repository.py")),
        (
            SMALL,
            {"layout": "layered", "granularity": "entity"},
            ("db/models/budget/budget_line.py", "schemas/budget/budget_line.py", "repos/budget/budget_line.py"),
        ),
        (
            SMALL,
            {"files": {"models": "{domain}.py", "schemas": "{domain}_schemas.py", "repository": "{domain}_repository"}},
            ("budget/budget.py", "budget/budget_schemas.py", "budget/budget_repository.py"),
        ),
        (
            SMALL,
            {"files": {"models": "{entity}.py", "schemas": "api/{entity}.py"}},
            ("budget/budget_line.py", "budget/api/budget_line.py", "budget/repository.py"),
        ),
        (
            LARGE,
            {"files": {"schemas": "{domain}_schemas.py"}},
            (
                "budget/models/budget_line.py",
                "budget/budget_schemas/budget_line.py",
                "budget/repository/budget_line.py",
            ),
        ),
    ],
)
def test_each_artifact_has_its_file(content, options, paths):
    made = layout(content, **options)
    places = [made.place(artifact, "budget", "BudgetLine") for artifact in ("models", "schemas", "repository")]
    assert tuple(place.path for place in places) == paths
    assert [place.module for place in places] == [path.removesuffix(".py").replace("/", ".") for path in paths]


def test_names_end_in_what_they_are():
    made = layout(SMALL)
    assert [made.symbol(kind, LINE) for kind in Kind] == [
        Symbol(".budget.models", "BudgetLine"),
        Symbol(".budget.schemas", "BudgetLineCreate"),
        Symbol(".budget.schemas", "BudgetLineRead"),
        Symbol(".budget.schemas", "BudgetLineUpdate"),
        Symbol(".budget.schemas", "BudgetLineFilter"),
        Symbol(".budget.schemas", "BudgetLineSort"),
        Symbol(".budget.repository", "BudgetLineRepository"),
    ]


def test_the_base_is_the_runtimes_or_the_projects():
    assert layout(SMALL).base == Symbol(".db.base", "Base")
    assert layout(SMALL, base="svc.db.base:ModelBase").base == Symbol("svc.db.base", "ModelBase")


def test_a_module_is_never_called_like_a_keyword():
    made = layout(project(**{"import": [entity("import", "Class")]}), granularity="entity")
    assert made.place("models", "import", "Class").path == "import_/models/class_.py"


def test_entities_that_differ_in_capitals_only_get_two_files():
    made = layout(project(a=[entity("a", "HTTPRoute"), entity("a", "HttpRoute")]), granularity="entity")
    paths = [made.place("models", "a", name).path for name in ("HTTPRoute", "HttpRoute")]
    assert paths == ["a/models/http_route.py", "a/models/http_route_2.py"]


@pytest.mark.parametrize(
    "pattern",
    ["../{domain}.py", "/etc/x.py", "{name}.py", "a b.py", "class.py", "a//b", "", "1.py", "__init__.py", "__main__"],
)
def test_a_pattern_that_names_no_module_is_refused(pattern):
    with pytest.raises(ConfigError, match="C640"):
        layout(SMALL, files={"models": pattern} if pattern else {"models": "/"})


@pytest.mark.parametrize(
    "files",
    [
        {"models": "x.py", "schemas": "x.py"},
        {"models": "x.py", "schemas": "X.py"},
        {"models": "x.py", "schemas": "x/y.py"},
        {"models": "{entity}.py", "schemas": "{entity}.py"},
    ],
)
def test_two_artifacts_in_one_file_are_refused(files):
    with pytest.raises(ConfigError, match="C641"):
        layout(SMALL, files=files)


def types_of(content: Project, **options: object) -> dict[str, str]:
    made = layout(content, **options)
    return {domain.name: made.types(domain.name).path for domain in content.domains if domain.enums or domain.values}


KIND = EnumRef("a", "Kind")
ADDRESS = ValueRef("a", "Address")


def test_enums_stand_beside_the_models_that_use_them():
    content = project(a=[entity("a", "A", KIND), enum("a", "Kind")])
    assert types_of(content) == {"a": "a/models.py"}
    assert types_of(content, granularity="entity") == {"a": "a/types.py"}
    assert types_of(content, layout="layered") == {"a": "db/models/a.py"}


def test_value_objects_have_a_module():
    content = project(a=[entity("a", "A", ADDRESS), value("a", "Address", KIND), enum("a", "Kind")])
    assert types_of(content) == {"a": "a/types.py"}
    assert types_of(content, layout="layered") == {"a": "shared/a.py"}


def test_types_that_another_domain_uses_are_shared():
    content = project(a=[entity("a", "A", KIND), enum("a", "Kind")], b=[entity("b", "B", KIND), enum("b", "Own")])
    assert types_of(content) == {"a": "shared/a.py", "b": "b/models.py"}


def test_what_shared_types_are_made_of_is_shared():
    content = project(
        a=[enum("a", "Kind")],
        b=[value("b", "Outer", EnumRef("a", "Kind"))],
        c=[entity("c", "C", ValueRef("b", "Outer"))],
    )
    assert types_of(content) == {"a": "shared/a.py", "b": "shared/b.py"}


def test_domains_whose_values_need_each_other_share_a_module():
    content = project(
        a=[value("a", "One", ValueRef("b", "Two"))],
        b=[value("b", "Two", ValueRef("c", "Three"))],
        c=[value("c", "Three", ValueRef("a", "One"))],
        d=[value("d", "Four", ValueRef("c", "Three"))],
    )
    assert types_of(content) == {"a": "shared/a.py", "b": "shared/a.py", "c": "shared/a.py", "d": "shared/d.py"}


def test_a_models_file_where_the_types_are_is_refused():
    mood = ValueType("types", "Mood", ())
    with pytest.raises(ConfigError, match="C641"):
        layout(project(types=[entity("types", "Note", ValueRef("types", "Mood")), mood]), files={"models": "{domain}"})
