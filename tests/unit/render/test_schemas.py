"""What the Pydantic models let in, refuse and show."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from pydantic import MISSING, ValidationError

from tests.unit.render.loading import imported, rendered


@contextmanager
def schemas(tmp_path, text: str, **options: object) -> Iterator[ModuleType]:
    made = rendered(tmp_path, {"shop": text.lstrip()}, **options)
    with imported(tmp_path, made) as package:
        yield package.module("shop.schemas")
        package.module("db.base").Base.registry.dispose()


ACCESS = """
entity: Thing
tenant: true
soft_delete: true
version: true
audit: true
fields:
  plain:      string(9)
  immutable:  {type: string(9), immutable: true}
  read_only:  {type: string(9), read_only: true, default: x}
  write_only: {type: string(9), write_only: true}
  hidden:     {type: string(9), hidden: true, default: x}
  sensitive:  {type: string(9), sensitive: true}
  computed:   {type: int, computed: length(plain)}
"""


def test_each_way_through_shows_the_fields_that_it_may(tmp_path):
    with schemas(tmp_path, ACCESS) as module:
        assert list(module.ThingCreate.model_fields) == ["plain", "immutable", "write_only", "sensitive"]
        assert list(module.ThingUpdate.model_fields) == ["plain", "write_only", "sensitive"]
        assert list(module.ThingRead.model_fields) == [
            "id",
            "plain",
            "immutable",
            "read_only",
            "sensitive",
            "computed",
            "created_at",
            "updated_at",
            "created_by",
            "updated_by",
            "deleted_at",
            "version",
        ]


def test_what_is_only_written_is_marked_so_in_json_schema(tmp_path):
    with schemas(tmp_path, ACCESS) as module:
        for schema in (module.ThingCreate, module.ThingUpdate):
            marked = {name for name, told in schema.model_json_schema()["properties"].items() if told.get("writeOnly")}
            assert marked == {"write_only"}


def test_a_secret_is_in_no_repr_and_in_no_error(tmp_path):
    with schemas(tmp_path, ACCESS) as module:
        given = {"plain": "a", "immutable": "b", "write_only": "c", "sensitive": "secret"}
        assert "secret" not in repr(module.ThingCreate(**given))
        assert "secret" not in repr(module.ThingUpdate(sensitive="secret"))
        with pytest.raises(ValidationError) as refused:
            module.ThingCreate(**{**given, "sensitive": "secret" * 9})
        assert "secret" not in str(refused.value)


def test_an_update_tells_absent_from_null(tmp_path):
    text = "entity: Thing\nfields: {name: string(9), note: 'string(9)?', nick: {type: string(9), default: x}}\n"
    with schemas(tmp_path, text) as module:
        update = module.ThingUpdate
        assert update().model_dump() == {}
        assert update(note=None, name="a").model_dump() == {"name": "a", "note": None}
        assert update().nick is MISSING
        for name in ("name", "nick"):
            with pytest.raises(ValidationError):
                update(**{name: None})


def test_what_is_made_elsewhere_may_be_left_out(tmp_path):
    text = """
entity: Thing
fields:
  at:     {type: datetime, default: now()}
  code:   {type: uuid, default: uuid()}
  server: {type: string(9), server_default: "'x'"}
  note:   text?
  count:  {type: int, default: 3}
  list:   {type: "list[int]", default: [1]}
"""
    with schemas(tmp_path, text) as module:
        made = module.ThingCreate()
        assert (made.at, made.code, made.server, made.note, made.count) == (MISSING, MISSING, MISSING, None, 3)
        assert made.list == [1]
        assert made.list is not module.ThingCreate().list


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("string(3)", ["", "abc"], ["abcd", 1]),
        ("{type: string(9), min_length: 2, max_length: 3}", ["ab"], ["a", "abcd"]),
        ("{type: string(9), pattern: '^[a-z]+$'}", ["abc"], ["ABC"]),
        ("char(2)", ["ab"], ["a", "abc", "a "]),
        ("smallint", [-32768], [32768]),
        ("int", [2**31 - 1], [2**31]),
        ("bigint", [2**63 - 1], [2**63]),
        ("{type: int, min: 1, max: 3}", [1, 3], [0, 4]),
        ("{type: int, exclusive_min: 1, exclusive_max: 3}", [2], [1, 3]),
        ("float", [1.5], [float("nan"), float("inf")]),
        ("'decimal(4, 2)'", ["99.99"], ["100", "0.001", "NaN"]),
        ("{type: 'decimal(4, 2)', min: 0.5}", ["0.5"], ["0.49"]),
        ("date", ["2024-02-29"], ["2023-02-29"]),
        ("datetime", ["2024-02-29T00:00:00+02:00"], ["2024-02-29T00:00:00"]),
        ("local_datetime", ["2024-02-29T00:00:00"], ["2024-02-29T00:00:00Z"]),
        ("time", ["12:30"], ["12:30Z"]),
        ("email", ["ann@example.org"], ["ann"]),
        ("url", ["https://example.org/x"], ["example", "ftp://example.org"]),
        ("ip", ["::1", "10.0.0.1"], ["10.0.0.256"]),
        ("uuid", ["0" * 32], ["0"]),
        ("bool", [True], ["maybe"]),
        ("json", [{"a": [1, None]}], [object()]),
        ("'list[string(2)]'", [["ab"]], [["abc"], [None]]),
        ("'list[string(2)?]'", [["ab", None]], [["abc"]]),
        ("{type: 'list[int]', min_length: 1, max_length: 2}", [[1]], [[], [1, 2, 3]]),
        ("'map[Kind, int]'", [{"low": 1}], [{"other": 1}]),
        ("Kind", ["low"], ["other"]),
        ("Inner", [{"size": 1}], [{}, {"size": 0}, {"size": 1, "other": 1}]),
    ],
)
def test_the_types_and_the_specs_limits_hold(tmp_path, kind, good, bad):
    text = (
        f"entity: Thing\nfields: {{value: {kind}}}\n---\nenum: Kind\nvalues: [low]\n---\n"
        "value: Inner\nfields: {size: int}\nchecks: {sized: size > 0}\n"
    )
    with schemas(tmp_path, text) as module:
        for value in good:
            module.ThingCreate(value=value)
            module.ThingUpdate(value=value)
        for value in bad:
            for model in (module.ThingCreate, module.ThingUpdate):
                with pytest.raises(ValidationError):
                    model(value=value)


def test_a_check_is_kept_before_the_database_sees_it(tmp_path):
    text = """
entity: Thing
fields: {a: int, b: int?, on: {type: date, default: today()}, until: date?}
checks:
  order: {sql: a < b, message: b has to be greater than a}
  time:  until > on
"""
    text = text.replace("on:", "begin:").replace("until > on", "until > begin")
    with schemas(tmp_path, text) as module:
        module.ThingCreate(a=1, b=2)
        module.ThingCreate(a=1)
        with pytest.raises(ValidationError, match="b has to be greater than a"):
            module.ThingCreate(a=2, b=1)
        module.ThingCreate(a=1, until="2000-01-01")


def test_a_change_is_checked_where_all_that_a_check_looks_at_is_given(tmp_path):
    text = """
entity: Thing
fields: {a: int, b: int?, kept: {type: int, immutable: true}}
checks:
  order: {sql: a < b, message: b has to be greater than a}
  apart: a <> kept
"""
    with schemas(tmp_path, text) as module:
        for given in ({}, {"a": 2}, {"b": 1}, {"a": 2, "b": None}, {"a": 1, "b": 2}):
            module.ThingUpdate(**given)
        with pytest.raises(ValidationError, match="b has to be greater than a"):
            module.ThingUpdate(a=2, b=1)


def test_descriptions_and_examples_reach_the_json_schema(tmp_path):
    text = "entity: Thing\nfields: {name: {type: string(9), description: Shown in lists, example: abc}}\n"
    with schemas(tmp_path, text) as module:
        for model in (module.ThingCreate, module.ThingRead):
            shown = model.model_json_schema()["properties"]["name"]
            assert (shown["description"], shown["examples"]) == ("Shown in lists", ["abc"])


def test_unknown_fields_are_refused_and_nothing_is_changed_later(tmp_path):
    with schemas(tmp_path, "entity: Thing\nfields: {name: string(9)}\n") as module:
        for model in (module.ThingCreate, module.ThingUpdate, module.ThingFilter):
            with pytest.raises(ValidationError, match="extra"):
                model(name="a", tenant_id="x")
        with pytest.raises(ValidationError, match="frozen"):
            module.ThingCreate(name="a").name = "b"


def test_an_entity_that_is_only_added_to_has_no_update(tmp_path):
    text = "entity: Thing\nappend_only: true\ntimestamps: {updated: false}\nfields: {name: string(9)}\n"
    with schemas(tmp_path, text) as module:
        assert not hasattr(module, "ThingUpdate")


def test_an_entity_with_nothing_to_change_has_no_update(tmp_path):
    with schemas(tmp_path, "entity: Thing\nkey: [code]\nfields: {code: string(9)}\n") as module:
        assert not hasattr(module, "ThingUpdate")
        assert list(module.ThingCreate.model_fields) == ["code"]


LINKS = """
entity: Post
fields: {tags: {type: "list[Tag]", inverse: posts}, ranked: {type: "list[Tag]", position: place}}
---
entity: Tag
key: [name]
fields: {name: string(9)}
"""


def test_links_are_given_by_keys_on_the_side_that_declares_them(tmp_path):
    with schemas(tmp_path, LINKS) as module:
        post = module.PostCreate(tag_ids=["a", "a"], ranked_ids=["b", "a"])
        assert (post.tag_ids, post.ranked_ids) == (frozenset({"a"}), ("b", "a"))
        assert (module.PostCreate().tag_ids, module.PostUpdate().ranked_ids) == (frozenset(), MISSING)
        assert list(module.TagCreate.model_fields) == ["name"]


FILTERS = """
entity: Thing
tenant: true
fields:
  name:   string(9)
  size:   int?
  on_:    {type: bool, column: on}
  kind:   Kind
  at:     datetime
  parent: Thing?
  secret: {type: string(9), sensitive: true}
search: [name]
filter: [name, size, on_, kind, at]
sort: [name, at]
order: [-at, name]
---
enum: Kind
values: [low]
"""


def test_a_filter_asks_what_its_fields_can_answer(tmp_path):
    with schemas(tmp_path, FILTERS) as module:
        assert list(module.ThingFilter.model_fields) == [
            "q",
            *("name", "name_in"),
            *("size", "size_in", "size_from", "size_before", "size_is_null"),
            "on_",
            *("kind", "kind_in"),
            *("at", "at_in", "at_from", "at_before"),
            *("parent_id", "parent_id_in", "parent_id_is_null"),
        ]
        assert all(value is None for value in dict(module.ThingFilter()).values())
        with pytest.raises(ValidationError):
            module.ThingFilter(at_from="2024-01-01T00:00:00")


def test_the_default_order_comes_first_among_the_sorts(tmp_path):
    with schemas(tmp_path, FILTERS) as module:
        assert module.ThingSort.__args__ == ("-at,name", "name", "-name", "at", "-at")


def test_an_alias_makes_way_for_a_class_of_its_name(tmp_path):
    text = """
entity: Book
fields:
  read:   {type: int, min: 1}
  period: {type: BookPeriod, description: How often}
  email:  email
---
entity: Email
fields: {address: email}
---
enum: BookPeriod
values: [daily]
"""
    with schemas(tmp_path, text) as module:
        assert issubclass(module.BookRead, module.Record)
        assert inspect.isclass(module.BookPeriod)
        assert module.BookCreate(read=1, period="daily", email="a@example.org").period is module.BookPeriod.DAILY


def test_the_applications_classes_are_mixed_in(tmp_path):
    text = "entity: Thing\nextend: {schemas: {create: 'things:CreateRules', read: 'things:Extras'}}\nfields: {name: text}\n"
    made = rendered(tmp_path, {"shop": text}).texts["shop/schemas.py"]
    assert "class ThingCreate(CreateRules, Input):" in made
    assert "class ThingRead(Extras, Record):" in made
