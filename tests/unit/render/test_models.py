"""What the models say, line by line, where it depends on the spec."""

import re

import pytest

from tests.unit.render.loading import imported, rendered


def models(tmp_path, text: str, **options: object) -> str:
    made = rendered(tmp_path, {"shop": text.lstrip()}, **options)
    return made.texts["shop/models.py"]


def column(source: str, name: str) -> str:
    (line,) = re.findall(rf"^    {name}: (.*)$", source, re.MULTILINE)
    return line


def arguments(source: str) -> list[str]:
    written = source.partition("__table_args__ = (")[2]
    several = written.startswith("\n")
    inside = written.partition("\n    )" if several else ",)\n")[0].strip()
    return [line.strip().removesuffix(",") for line in inside.splitlines()]


def test_a_type_is_left_to_the_annotation_where_that_says_it(tmp_path):
    source = models(
        tmp_path,
        "entity: Thing\ntimestamps: false\nfields: {a: int, b: bool, c: date, d: datetime, e: uuid, f: string(9), g: float?}\n",
    )
    assert [column(source, name) for name in "abcde"] == [
        "Mapped[int]",
        "Mapped[bool]",
        "Mapped[date]",
        "Mapped[datetime]",
        "Mapped[UUID]",
    ]
    assert column(source, "f") == "Mapped[str] = mapped_column(String(9))"
    assert column(source, "g") == "Mapped[float | None] = mapped_column(Double)"


def test_the_projects_own_base_gives_no_types_and_no_names(tmp_path):
    source = models(
        tmp_path,
        "entity: Thing\nfields: {at: datetime, name: {type: string(9), unique: true, min_length: 1}, n: {type: int, min: 1}}\n",
        base="svc.db:ModelBase",
    )
    assert "from svc.db import ModelBase\n" in source
    assert "class Thing(ModelBase):" in source
    assert column(source, "at") == "Mapped[datetime] = mapped_column(UtcDateTime())"
    assert arguments(source) == [
        'PrimaryKeyConstraint("id", name="pk_things")',
        'UniqueConstraint("name", name="uq_things_name")',
        'CheckConstraint("n >= 1", name="ck_things_n_min")',
    ]


def test_names_that_the_convention_gives_are_left_out(tmp_path):
    source = models(
        tmp_path,
        "entity: Thing\nfields: {name: {type: string(9), unique: true}, n: {type: int, min: 1, index: true}}\n",
    )
    assert arguments(source) == [
        'UniqueConstraint("name")',
        'CheckConstraint("n >= 1", name="n_min")',
        'Index(None, "n")',
    ]


def test_a_key_in_another_order_than_its_columns_is_spelled_out(tmp_path):
    source = models(tmp_path, "entity: Thing\nkey: [b, a]\nfields: {a: int, b: int}\n")
    assert "primary_key" not in source
    assert arguments(source)[0] == 'PrimaryKeyConstraint("b", "a", name="pk_things")'


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("uuid7", "Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)"),
        ("uuid", "Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)"),
        ("string(9)", "Mapped[str] = mapped_column(String(9), primary_key=True)"),
    ],
)
def test_a_key_is_made_by_the_application_or_given(tmp_path, key, line):
    assert column(models(tmp_path, f"entity: Thing\nkey: {key}\nfields: {{name: text}}\n"), "id") == line


def test_a_number_that_the_database_makes_counts_on_every_database(tmp_path):
    source = models(tmp_path, "entity: Thing\nkey: bigint\nfields: {name: text}\n")
    assert 'BigInteger().with_variant(Integer(), "sqlite")' in column(source, "id")


def test_defaults_are_of_the_columns_type_and_never_shared(tmp_path):
    source = models(
        tmp_path,
        """
entity: Thing
fields:
  kind:  {type: Kind, default: b}
  kinds: {type: "list[Kind]", default: [b, a]}
  none:  {type: "list[int]", default: []}
  map:   {type: "map[string, int]", default: {x: 1}}
  day:   {type: date, default: today()}
  at:    {type: datetime, default: now()}
---
enum: Kind
values: [a, b]
""",
    )
    assert "default=Kind.B" in column(source, "kind")
    assert "default=lambda: [Kind.B, Kind.A]" in column(source, "kinds")
    assert "default=list)" in column(source, "none")
    assert 'default=lambda: {"x": 1}' in column(source, "map")
    assert column(source, "day") == "Mapped[date] = mapped_column(default=utc_today)"
    assert column(source, "at") == "Mapped[datetime] = mapped_column(default=utc_now)"


def test_a_column_may_be_called_otherwise(tmp_path):
    source = models(tmp_path, "entity: Thing\nfields: {meta: {type: json, column: metadata}}\n")
    assert column(source, "meta") == 'Mapped[JsonValue] = mapped_column("metadata", Json(), nullable=False)'


def test_a_type_in_sql_keeps_the_type_of_its_values(tmp_path):
    source = models(
        tmp_path,
        "entity: Thing\nfields: {name: {type: string(9), db_type: {postgresql: citext}}, size: {type: int, db_type: {mariadb: MEDIUMINT}}}\n",
    )
    assert 'RawType({"postgresql": "citext"}, String(9))' in column(source, "name")
    assert 'RawType({"mariadb": "MEDIUMINT"}, Integer())' in column(source, "size")


def test_a_collation_is_of_its_database_only(tmp_path):
    text = "entity: Thing\nfields: {name: {type: string(9), collation: {sqlite: NOCASE, postgresql: C}}}\n"
    assert 'String(9).with_variant(String(9, collation="NOCASE"), "sqlite")' in column(models(tmp_path, text), "name")
    only = models(tmp_path, text, databases=("mariadb",))
    assert column(only, "name") == "Mapped[str] = mapped_column(String(9))"


def test_a_table_has_its_comment_and_the_options_of_each_database(tmp_path):
    text = 'entity: Thing\ndescription: Say "it"\noptions: {mariadb: {engine: Aria}}\nfields: {name: text}\n'
    source = models(tmp_path, text, comments=True)
    assert arguments(source)[-1] == r'{"comment": "Say \"it\"", "mariadb_engine": "Aria"}'


def test_guards_and_schema_come_last(tmp_path):
    text = "entity: Thing\nschema: ledger\ntenant: true\nappend_only: true\ntimestamps: {updated: false}\nfields: {name: text}\n"
    source = models(tmp_path, text, databases=("postgresql",))
    assert arguments(source)[-1] == '{"schema": "ledger", **guarded(tenant="tenant_id", append_only=True)}'


def test_a_table_of_others_has_columns_only(tmp_path):
    source = models(
        tmp_path,
        "entity: Thing\nmanaged: false\nkey: {name: id, type: int}\nfields: {name: {type: string(9), unique: true}}\n",
    )
    assert "__table_args__" not in source
    assert "primary_key=True" in column(source, "id")


def test_enums_have_their_stored_values_and_their_words(tmp_path):
    source = models(
        tmp_path,
        """
entity: Thing
fields: {kind: Kind, rank: Rank}
---
enum: Kind
values: {plain: "", "half-way": {name: MIDDLE, description: In between}, old: {deprecated: true}}
---
enum: Rank
type: int
values: {low: -1, high: 10}
""",
    )
    assert (
        'class Kind(StrEnum):\n    """What a Kind can be."""\n\n    PLAIN = "plain"\n    MIDDLE = "half-way"\n    """In between."""'
        in source
    )
    assert 'OLD = "old"\n    """Deprecated."""' in source
    assert "class Rank(IntEnum):" in source
    assert "LOW = -1\n    HIGH = 10\n" in source
    assert column(source, "rank") == "Mapped[Rank] = mapped_column(numbers(Rank))"


def test_the_applications_class_is_mixed_in(tmp_path):
    source = models(
        tmp_path,
        "entity: Thing\nextend: {model: 'shop_rules.things:ThingMethods'}\ndeprecated: Use others.\nfields: {name: text}\n",
    )
    assert "from shop_rules.things import ThingMethods\n" in source
    assert "class Thing(ThingMethods, Base):" in source
    assert "Deprecated: Use others." in source


def test_entities_called_like_what_models_import_do_not_hide_it(tmp_path):
    text = "---\n".join(
        f"entity: {name}\nfields: {{when: date, at: datetime, price: 'decimal(9, 2)', name: string(9)}}\nindexes: [[name]]\n"
        for name in ("Index", "String", "Decimal", "UUID", "Mapping")
    )
    made = rendered(tmp_path, {"shop": text}, granularity="domain")
    with imported(tmp_path, made) as package:
        module = package.module("shop.models")
        assert {
            name for name in ("Index", "String", "Decimal", "UUID") if hasattr(getattr(module, name), "__table__")
        } == {
            "Index",
            "String",
            "Decimal",
            "UUID",
        }
        package.module("db.base").Base.registry.dispose()
