"""Specs as tables: names, keys of tenants, associations, enums, defaults."""

from pathlib import Path

import pytest

from generator.config import Settings
from generator.diagnostics import Bag
from generator.fieldtypes import Scalar
from generator.resolve import resolve
from generator.schema import lower
from generator.schema.state import Backfill, Default, NativeEnum, Part, Schema, Table
from generator.spec.loading import load

SPEC = """\
entity: Plan
tenant: true
soft_delete: true
version: true
fields:
  name:   string(40)
  kind:   {type: Kind, default: small}
  mood:   {type: Mood, default: ok}
  limit:  {type: "decimal(18, 2)", min: 0, default: 1.50}
  on:     {type: date, column: day}
  span:   {type: duration, default: PT90M}
  made:   {type: datetime, default: now()}
  total:  {type: "decimal(18, 2)", computed: "limit * 2"}
  parent: {type: Plan?, on_delete: set_null}
  tags:   list[Tag]
unique:
  - [name]
checks:
  early: "\\"on\\" < '2030-01-01'"
---
entity: Tag
tenant: true
append_only: true
fields:
  name: {type: string(20), unique: {global: true}}
---
entity: Old
managed: false
key: [no]
fields:
  no: int
---
enum: Kind
values: [small, large]
---
enum: Mood
storage: native
values: [ok, sad]
"""


@pytest.fixture
def schema(tmp_path: Path) -> Schema:
    return lowered(tmp_path, SPEC)


def lowered(folder: Path, spec: str, *databases: str) -> Schema:
    (folder / "shop.yaml").write_text(spec)
    chosen = databases or ("sqlite", "postgresql", "mariadb")
    settings = Settings(root=folder, specs=folder, output=folder / "out", databases=chosen)
    bag = Bag()
    project = resolve(load(folder, folder, bag), settings, bag)
    assert not bag.has_errors, [item.message for item in bag]
    return lower(project, settings)


def table(schema: Schema, name: str) -> Table:
    return next(item for item in schema.tables if item.name == name)


def test_tables_are_in_alphabetical_order_and_unmanaged_ones_are_left_out(schema: Schema):
    assert [item.name for item in schema.tables] == ["plan_tags", "plans", "tags"]


def test_fields_become_columns_of_their_types_with_their_defaults(schema: Schema):
    columns = {column.name: column for column in table(schema, "plans").columns}
    assert columns["day"].type == Scalar("date")
    assert columns["kind"].type == Scalar("string", (5,))
    assert columns["kind"].default == Default("small")
    assert columns["limit"].default == Default("1.50")
    assert columns["span"].default == Default("P0DT5400S")
    assert columns["made"].default is None
    assert columns["made"].fill == "now"
    assert columns["version"].default == Default(1)
    assert columns["total"].computed == '"limit" * 2' or columns["total"].computed == "limit * 2"
    assert columns["parent_id"].nullable


def test_uniques_lead_with_the_tenant_and_hold_among_live_rows(schema: Schema):
    plans = table(schema, "plans")
    assert [(item.name, item.columns) for item in plans.uniques] == [("uq_plans_tenant_id_id", ("tenant_id", "id"))]
    (unique,) = [item for item in plans.indexes if item.unique]
    assert unique.parts == (Part("tenant_id"), Part("name"))
    assert unique.where == "deleted_at is null"
    assert [item.columns for item in table(schema, "tags").uniques][-1] == ("name",)


def test_a_reference_within_a_tenant_leads_with_it_and_empties_the_rest_only(schema: Schema):
    (key,) = table(schema, "plans").foreign_keys
    assert key.columns == ("tenant_id", "parent_id")
    assert key.references == ("tenant_id", "id")
    assert (key.on_delete, key.set_null_columns) == ("set_null", ("parent_id",))


def test_checks_are_over_columns(schema: Schema):
    checks = {check.name: check for check in table(schema, "plans").checks}
    assert checks["ck_plans_early"].expression == "day < '2030-01-01'"
    assert checks["ck_plans_mood"].enum_column == "mood"
    assert checks["ck_plans_kind"].enum_column is None


def test_native_enums_stand_beside_the_tables(schema: Schema):
    assert schema.enums == (NativeEnum("mood", ("ok", "sad")),)


@pytest.mark.parametrize("flagged", ["entity: Plan\ntenant: true", "tenant: true"], ids=["owner", "both"])
def test_links_that_are_there_get_the_tenant_that_rows_get(tmp_path: Path, flagged: str):
    spec = SPEC.replace(flagged, flagged.replace("true", "{backfill: acme}"))
    made = table(lowered(tmp_path, spec), "plan_tags")
    assert next(column.fill for column in made.columns if column.name == "tenant_id") == Backfill("acme")


def test_an_association_carries_the_tenant_and_both_keys(schema: Schema):
    link = table(schema, "plan_tags")
    assert link.primary_key.columns == ("tenant_id", "plan_id", "tag_id")
    assert [key.columns for key in link.foreign_keys] == [("tenant_id", "plan_id"), ("tenant_id", "tag_id")]
    assert {key.on_delete for key in link.foreign_keys} == {"cascade"}
    assert [index.name for index in link.indexes] == ["ix_plan_tags_tenant_id_tag_id"]
    assert link.policy


def test_policies_are_for_databases_that_have_them(tmp_path: Path):
    assert table(lowered(tmp_path, SPEC, "postgresql"), "plans").policy
    assert table(lowered(tmp_path, SPEC.replace("storage: native\n", ""), "sqlite"), "plans").policy is None


def test_append_only_is_a_property_of_the_table(schema: Schema):
    assert table(schema, "tags").append_only
    assert not table(schema, "plans").append_only


def test_the_same_specs_give_the_same_schema(tmp_path: Path, schema: Schema):
    assert lowered(tmp_path, SPEC) == schema
