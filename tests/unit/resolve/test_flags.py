"""Flags as an entity has them: its own, its mixins', its domain's and the project's."""

from generator.fieldtypes import Scalar
from generator.ir import Role, Source, Write
from tests.unit.resolve.specs import codes, entity, project


def test_columns_stand_in_the_order_key_tenant_own_flags():
    spec = "entity: A\ntenant: true\nsoft_delete: true\naudit: true\nversion: true\nfields: {x: int, y: int}\n"
    made = entity(spec, "A")
    assert [field.name for field in made.fields] == [
        "id",
        "tenant_id",
        "x",
        "y",
        "created_at",
        "updated_at",
        "created_by",
        "updated_by",
        "deleted_at",
        "deletion_id",
        "version",
    ]
    assert made.flags.version == "version"
    assert {stamp.source for stamp in made.flags.stamps} == set(Source)


def test_an_entity_says_no_to_what_its_domain_says():
    spec = "domain: app\ndefaults: {tenant: true, audit: true}\n---\nentity: A\ntenant: false\nfields: {x: int}\n"
    made = entity(spec, "A")
    assert made.flags.tenant is None
    assert made.flags.created_by == "created_by"


def test_the_project_turns_timestamps_off_for_all_who_are_silent():
    assert entity("entity: A\nfields: {x: int}\n", "A", timestamps=False).flags.created_at is None


def test_types_of_tenant_and_actor_are_the_projects():
    made = entity("entity: A\ntenant: true\naudit: true\nfields: {x: int}\n", "A", tenant_type="uuid", actor_type="int")
    assert made.by_role[Role.TENANT].type == Scalar("uuid")
    assert made.by_role[Role.CREATED_BY].type == Scalar("int")


def test_flags_come_from_mixins():
    spec = "mixin: M\nsoft_delete: true\nfields: {n: int}\n---\nentity: A\nmixins: [M]\nfields: {x: int}\n"
    made = entity(spec, "A")
    assert made.flags.deleted_at == "deleted_at"
    assert [field.name for field in made.fields][:3] == ["id", "n", "x"]


def test_append_only_makes_defaults_give_way_and_keeps_what_is_made_once():
    spec = """
        domain: app
        defaults: {soft_delete: true, version: true, audit: true, timestamps: true}
        ---
        entity: A
        append_only: true
        fields: {x: int}
    """
    made = entity(spec, "A")
    assert made.flags.append_only
    assert (made.flags.created_at, made.flags.created_by) == ("created_at", "created_by")
    assert (made.flags.updated_at, made.flags.updated_by, made.flags.version, made.flags.deleted_at) == (None,) * 4
    assert all(stamp.writes == {Write.CREATE} or stamp.role in made.by_role for stamp in made.flags.stamps)


def test_an_append_only_entity_refuses_what_it_is_asked_for_itself():
    assert codes("entity: A\nappend_only: true\nversion: true\nfields: {x: int}\n") == ["R260"]


def test_a_column_with_a_name_of_its_own_keeps_a_field_that_python_can_say():
    made = entity("entity: A\ntimestamps: {created: CreatedAt, updated: '2nd stamp'}\nfields: {x: int}\n", "A")
    assert [(f.name, f.column) for f in made.fields][2:] == [("created_at", "CreatedAt"), ("updated_at", "2nd stamp")]


def test_a_tenant_may_be_an_entity():
    spec = """
        entity: Firm
        fields: {name: text}
        ---
        entity: Desk
        tenant: {column: firm_id, type: Firm}
        audit: {type: Firm}
        fields: {x: int}
    """
    made = entity(spec, "Desk")
    assert {item.name: (item.fields, item.composite_tenant) for item in made.references} == {
        "firm": (("firm_id",), False),
        "created_by_firm": (("created_by",), False),
        "updated_by_firm": (("updated_by",), False),
    }
    assert made.by_role[Role.TENANT].type == Scalar("uuid")


def test_shared_rows_have_a_tenant_that_may_be_null():
    made = project("entity: A\ntenant: {shared: true}\nfields: {x: int}\n")
    (only,) = made.entities.values()
    assert only.flags.shared
    assert only.by_role[Role.TENANT].nullable
