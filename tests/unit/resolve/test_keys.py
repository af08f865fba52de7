"""Keys: made ones, natural ones, shared ones, and what a tenant does to them."""

import pytest

from generator.fieldtypes import Scalar
from generator.ir import Generated, Role
from tests.unit.resolve.specs import entity, project


@pytest.mark.parametrize(
    ("written", "kind", "generated", "identity"),
    [
        ("uuid7", Scalar("uuid"), Generated.UUID7, False),
        ("uuid", Scalar("uuid"), Generated.UUID, False),
        ("bigint", Scalar("bigint"), None, True),
        ("{type: int, identity: false}", Scalar("int"), None, False),
        ("{type: uuid, server_default: gen_random_uuid()}", Scalar("uuid"), None, False),
        ("string(12)", Scalar("string", (12,)), None, False),
    ],
)
def test_a_made_key_is_one_field(written, kind, generated, identity):
    made = entity(f"entity: A\nkey: {written}\nfields: {{x: int}}\n", "A")
    field = made.by_name["id"]
    assert (made.key.fields, made.key.natural) == (("id",), False)
    assert (field.type, field.role, made.key.generated, made.key.identity) == (kind, Role.KEY, generated, identity)


def test_the_key_without_a_word_is_uuid7_in_a_column_of_the_domains_choice():
    made = entity('domain: app\ndefaults: {key_column: "{table}_id"}\n---\nentity: Car\nfields: {x: int}\n', "Car")
    assert made.key.generated is Generated.UUID7
    assert next((f.name, f.column) for f in made.fields) == ("id", "cars_id")


def test_a_legacy_key_has_its_own_name_and_column():
    made = entity("entity: A\nkey: {name: number, column: NO, type: int, identity: always}\nfields: {x: int}\n", "A")
    assert (made.key.fields, made.by_name["number"].column, made.by_name["number"].identity) == (
        ("number",),
        "NO",
        "always",
    )


def test_a_natural_key_stands_where_the_spec_writes_it():
    made = entity("entity: A\nkey: [code]\nfields: {name: text, code: char(3)}\n", "A")
    assert (made.key.fields, made.key.natural, made.key.generated) == (("code",), True, None)
    assert [f.name for f in made.fields] == ["name", "code", "created_at", "updated_at"]


def test_a_tenant_leads_a_natural_key_and_leaves_a_made_one_alone():
    spec = """
        entity: A
        tenant: true
        key: [code]
        fields: {code: char(3)}
        ---
        entity: B
        tenant: true
        fields: {x: int}
    """
    made = project(spec)
    keys = {item.name: item.key.fields for item in made.entities.values()}
    assert keys == {"A": ("tenant_id", "code"), "B": ("id",)}


def test_a_composite_key_takes_references_apart():
    spec = """
        entity: Currency
        key: [code]
        fields: {code: char(3)}
        ---
        entity: Rate
        key: [base, quote, day]
        fields: {base: Currency, quote: Currency, day: date}
    """
    made = entity(spec, "Rate")
    assert made.key.fields == ("base_code", "quote_code", "day")
    assert made.by_name["base_code"].type == Scalar("char", (3,))


def test_a_reference_to_a_composite_key_has_a_field_for_each_part():
    spec = """
        entity: Rate
        key: [base, day]
        fields: {base: char(3), day: date}
        ---
        entity: Booking
        fields: {rate: "Rate?"}
    """
    reference = entity(spec, "Booking").references[0]
    assert reference.fields == ("rate_base", "rate_day")
    assert reference.target_fields == ("base", "day")
    assert reference.nullable


def test_a_key_that_is_one_reference_is_shared_and_one_to_one():
    spec = """
        entity: Member
        fields: {name: text}
        ---
        entity: Profile
        key: [member]
        fields: {member: {type: Member, inverse: profile}}
    """
    made = project(spec)
    profile, member = (next(e for e in made.entities.values() if e.name == name) for name in ("Profile", "Member"))
    assert profile.key.fields == ("member_id",)
    assert profile.references[0].one_to_one
    assert [(item.name, item.many) for item in member.inverses] == [("profile", False)]


def test_keys_are_shared_through_several_entities():
    spec = """
        entity: A
        fields: {x: int}
        ---
        entity: B
        key: [a]
        fields: {a: A}
        ---
        entity: C
        key: [b]
        fields: {b: B}
    """
    made = entity(spec, "C")
    assert made.key.fields == ("b_a_id",)
    assert made.by_name["b_a_id"].type == Scalar("uuid")
