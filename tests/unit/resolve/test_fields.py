"""Fields of data: types, defaults, examples, options; values and enums."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from generator.fieldtypes import EnumRef, ListOf, MapOf, Scalar, ValueRef
from generator.ir import EntityName, Extension, Generated, Literal
from tests.unit.resolve.specs import codes, entity, project

KINDS = """
---
enum: Kind
values: {weekly: Every week, monthly: {name: MONTH, renamed_from: per_month}}
---
enum: Level
type: int
values: {low: 1, high: 2}
---
value: Place
fields: {street: text, kind: {type: Kind, default: weekly}, since: date?}
"""


def field(written: str):
    return entity(f"entity: A\nfields: {{f: {written}}}\n{KINDS}", "A").by_name["f"]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("int", Scalar("int")),
        ("Kind", EnumRef("app", "Kind")),
        ("Place?", ValueRef("app", "Place")),
        ('"list[text?]"', ListOf(Scalar("text"), nullable=True)),
        ('"list[Kind]"', ListOf(EnumRef("app", "Kind"))),
        ('"map[Kind, decimal(9, 2)]"', MapOf(EnumRef("app", "Kind"), Scalar("decimal", (9, 2)))),
        ('"map[string, Place?]"', MapOf(Scalar("string"), ValueRef("app", "Place"), nullable=True)),
    ],
)
def test_types_are_looked_up(written, kind):
    assert field(written).type == kind


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{type: int, default: -3}", -3),
        ("{type: string(9), default: no}", "no"),
        ("{type: string(9), default: 007}", "007"),
        ('{type: text, default: "now()"}', "now()"),
        ('{type: "decimal(9, 2)", default: 1.10}', Decimal("1.10")),
        ("{type: bool, default: true}", True),
        ("{type: date, default: 2026-01-31}", date(2026, 1, 31)),
        ("{type: uuid, default: 00000000-0000-0000-0000-000000000001}", UUID(int=1)),
        ("{type: Kind, default: monthly}", "monthly"),
        ("{type: Level, default: high}", 2),
        ('{type: "list[int]", default: [7, 1]}', [7, 1]),
        ('{type: "list[text?]", default: [a, null]}', ["a", None]),
        ('{type: "list[uuid]", default: [00000000-0000-0000-0000-000000000001]}', [str(UUID(int=1))]),
        ('{type: "map[Kind, decimal(9, 2)]", default: {weekly: 1.5}}', {"weekly": Decimal("1.5")}),
        ("{type: Place, default: {street: x, since: 2026-01-31}}", {"street": "x", "since": "2026-01-31"}),
        ('{type: json, default: {a: [1, 1.5, true, null, x, "1"]}}', {"a": [1, 1.5, True, None, "x", "1"]}),
        ("{type: json, default: text}", "text"),
    ],
)
def test_defaults_are_of_the_fields_type(written, value):
    found = field(written).default
    assert found == Literal(value)
    assert isinstance(found, Literal)
    assert type(found.value) is type(value)


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("{type: datetime, default: now()}", Generated.NOW),
        ("{type: local_datetime, default: now()}", Generated.NOW),
        ("{type: date, default: today()}", Generated.TODAY),
        ("{type: uuid, default: uuid7()}", Generated.UUID7),
    ],
)
def test_defaults_may_be_made_anew(written, made):
    assert field(written).default is made


def test_null_is_the_default_of_what_may_be_null():
    assert field("{type: int?, default: null}").default is None


def test_server_defaults_are_sql_by_database():
    assert field("{type: int, server_default: {postgresql: now(), sqlite: '1'}}").server_default == {
        "postgresql": "now()",
        "sqlite": "1",
    }


def test_examples_are_of_the_fields_type():
    assert field('{type: "decimal(9, 2)", example: 1.5}').examples == (Decimal("1.5"),)


def test_options_are_kept():
    made = field(
        "{type: text, column: F, collation: {postgresql: C}, deprecated: Old, renamed_from: g, sensitive: true}"
    )
    assert (made.column, made.collation, made.deprecated, made.renamed_from) == ("F", {"postgresql": "C"}, "Old", "g")
    assert made.access.sensitive


def test_enums_keep_labels_names_and_numbers():
    made = project(f"entity: A\nfields: {{x: int}}\n{KINDS}")
    kind, level = made.enums["app", "Kind"], made.enums["app", "Level"]
    assert [(m.name, m.value, m.label, m.description, m.renamed_from) for m in kind.members] == [
        ("WEEKLY", "weekly", "weekly", "Every week", None),
        ("MONTH", "monthly", "monthly", "", "per_month"),
    ]
    assert [(m.name, m.value, m.label) for m in level.members] == [("LOW", 1, "low"), ("HIGH", 2, "high")]


def test_a_native_enum_has_a_type_of_its_own():
    made = project("enum: CardKind\nstorage: native\nvalues: [a]\n---\nentity: A\nfields: {k: CardKind}\n")
    assert (made.enums["app", "CardKind"].storage, made.enums["app", "CardKind"].db_type) == ("native", "card_kind")


def test_values_hold_values_and_keep_their_own_checks():
    spec = """
        value: Range
        fields: {low: int, high: {type: int, min: 0}, inner: Range?}
        checks: {order: low <= high}
        ---
        entity: A
        fields: {r: {type: Range, default: {low: 1, high: 2}}}
    """
    made = project(spec).values["app", "Range"]
    assert [item.bounds.min for item in made.fields] == [None, 0, None]
    assert [check.short_name for check in made.checks] == ["order"]


def test_a_value_is_read_before_the_one_that_holds_it():
    spec = """
        value: Outer
        fields: {inner: {type: Inner, default: {n: 1}}}
        ---
        value: Inner
        fields: {n: int, m: {type: int, default: 3}}
        ---
        entity: A
        fields: {o: {type: Outer, default: {}}}
    """
    assert codes(spec) == []


def test_lists_are_what_callers_may_ask_for():
    spec = """
        mixin: Named
        fields: {name: string(40)}
        search: [name]
        filter: [name]
        ---
        entity: A
        mixins: [Named]
        fields: {plan: A?, n: int}
        filter: [plan, n]
        sort: [created_at, name]
        order: [-n, name nulls last]
    """
    made = entity(spec, "A")
    assert (made.filter, made.sort) == (("name", "plan_id", "n"), ("created_at", "name"))
    assert made.search
    assert made.search.fields == ("name",)
    assert [(t.field, t.descending, t.nulls) for t in made.order] == [("n", True, None), ("name", False, "last")]


def test_an_unmanaged_entity_keeps_its_table_and_schema():
    spec = "domain: app\nschema: old\n---\nentity: A\nmanaged: false\ntable: T_A\nfields: {x: int}\n"
    made = entity(spec, "A", databases=("postgresql",))
    assert (made.managed, made.table, made.schema) == (False, "T_A", "old")


def test_extensions_are_kept_by_what_they_extend():
    spec = "entity: A\nextend: {model: a.b:C, schemas: {create: a.b:D}}\noptions: {mariadb: {engine: InnoDB}}\nfields: {x: int}\n"
    made = entity(spec, "A")
    assert made.extend == {"model": Extension("a.b", "C"), "create": Extension("a.b", "D")}
    assert str(made.extend["create"].span) == "app.yaml:2:42"
    assert made.options == {"mariadb": {"engine": "InnoDB"}}


def test_table_names_are_singular_where_the_project_or_the_domain_says_so():
    assert entity("entity: Category\nfields: {x: int}\n", "Category", table_names="singular").table == "category"
    assert entity("entity: Category\nfields: {x: int}\n", "Category").table == "categories"


def test_numbers_of_any_length_are_answered():
    digits = "9" * 5000
    assert codes(f"entity: A\nfields: {{n: {{type: json, default: {digits}}}}}\n") == ["R227"]
    assert codes(f"entity: A\nfields: {{n: {{type: int, default: {digits}, min: {digits}}}}}\n") == ["R227", "R222"]


@pytest.mark.parametrize(
    ("databases", "most"), [(("sqlite",), 2000), (("postgresql",), 1600), (("mariadb", "sqlite"), 1017)]
)
def test_a_table_has_no_more_columns_than_its_databases_take(databases, most):
    def table(columns):
        rows = "".join(f"  f{number}: int\n" for number in range(columns - 1))  # and the key
        return f"entity: A\ntimestamps: false\nfields:\n{rows}"

    assert codes(table(most), databases=databases) == []
    assert codes(table(most + 1), databases=databases) == ["R274"]


def test_fields_that_are_written_alike_are_one_object_and_keep_their_places():
    found = project("entity: A\nfields:\n  f: string(9)\n---\nentity: B\nfields:\n  n: int\n  f: string(9)\n")
    one, other = found.entities[EntityName("app", "A")], found.entities[EntityName("app", "B")]
    assert one.by_name["f"] is other.by_name["f"]
    assert (one.place("f").line, other.place("f").line) == (3, 8)
    assert one.by_name["created_at"] is other.by_name["created_at"]
    assert other.place("created_at") == other.span


def test_what_is_wrong_with_fields_that_are_written_alike_is_told_for_each():
    assert codes(
        "entity: A\nfields: {f: {type: int, default: x}}\n---\nentity: B\nfields: {f: {type: int, default: x}}\n"
    ) == [
        "R227",
        "R227",
    ]


def test_a_field_in_quotes_is_not_taken_for_one_without():
    written = "entity: {}\nfields: {{f: {{type: datetime, default: {}}}}}\n---\n"
    assert codes(written.format("A", "now()") + written.format("B", '"now()"')) == ["R227"]
