"""References, their columns, targets and inverses."""

from generator.fieldtypes import Scalar
from generator.ir import Literal, OnDelete, Role
from tests.unit.resolve.specs import codes, entity, project, spelled

TWO = """
    entity: Plan
    tenant: true
    fields: {{name: string(40)}}
    ---
    entity: Budget
    tenant: true
    fields:
      plan: {0}
"""


def test_a_reference_between_tenants_leads_with_the_tenant_and_its_target_gets_a_unique():
    made = project(TWO.format("Plan"))
    plan, budget = made.entities.values()
    assert budget.references[0].composite_tenant
    assert [(u.name, spelled(u.terms), u.implied) for u in plan.uniques] == [
        ("uq_plans_tenant_id_id", ["tenant_id", "id"], True)
    ]
    assert [(i.name, spelled(i.terms)) for i in budget.indexes] == [
        ("ix_budgets_tenant_id_plan_id", ["tenant_id", "plan_id"])
    ]


def test_a_reference_restricts_by_default_and_takes_the_type_of_the_key():
    made = entity(TWO.format("Plan"), "Budget")
    reference, field = made.references[0], made.by_name["plan_id"]
    assert (reference.on_delete, reference.on_update) == (OnDelete.RESTRICT, OnDelete.NO_ACTION)
    assert (field.type, field.role, field.nullable) == (Scalar("uuid"), Role.REFERENCE, False)


def test_unique_makes_it_one_to_one_among_live_rows_too():
    spec = TWO.format("{type: Plan, unique: true, inverse: budget}").replace(
        "entity: Budget", "entity: Budget\n    soft_delete: true"
    )
    made = project(spec)
    plan, budget = made.entities.values()
    assert budget.references[0].one_to_one
    assert not plan.inverses[0].many


def test_index_false_leaves_the_index_out():
    assert entity(TWO.format("{type: Plan, index: false}"), "Budget").indexes == ()


def test_a_unique_that_begins_with_the_reference_is_its_index():
    spec = TWO.format("Plan\n      name: string(20)") + "    unique: [[plan, name]]\n"
    assert entity(spec, "Budget").indexes == ()


def test_a_global_entity_is_referred_to_without_the_tenant():
    spec = """
        entity: Currency
        key: [code]
        fields: {code: char(3)}
        ---
        entity: Account
        tenant: true
        fields: {currency: {type: Currency, default: EUR, immutable: true}}
    """
    made = entity(spec, "Account")
    assert not made.references[0].composite_tenant
    assert made.by_name["currency_code"].default == Literal("EUR")
    assert made.by_name["currency_code"].access.immutable


def test_a_reference_may_point_at_another_unique_in_the_uniques_order():
    spec = """
        entity: Product
        tenant: true
        unique: [[maker, number]]
        fields: {maker: string(8), number: int}
        ---
        entity: Order
        tenant: true
        fields: {product: {type: Product, references: [number, maker], columns: [product_no, product_maker]}}
    """
    made = project(spec)
    product, order = made.entities.values()
    reference = order.references[0]
    assert reference.target_fields == ("maker", "number")
    assert reference.fields == ("product_maker", "product_number")
    assert [order.by_name[name].column for name in reference.fields] == ["product_maker", "product_no"]
    assert [u.name for u in product.uniques] == ["uq_products_tenant_id_maker_number"]


def test_a_global_unique_gets_one_beside_it_that_leads_with_the_tenant():
    spec = """
        entity: Product
        tenant: true
        unique: [{fields: [number], global: true}]
        fields: {number: int}
        ---
        entity: Order
        tenant: true
        fields: {product: {type: Product, references: number}}
    """
    product, _ = project(spec).entities.values()
    assert [(spelled(u.terms), u.implied) for u in product.uniques] == [
        (["tenant_id", "number"], True),
        (["number"], False),
    ]


def test_columns_may_be_shared_with_other_fields_and_references():
    spec = """
        entity: Order
        key: [shop, number]
        fields: {shop: int, number: int}
        ---
        entity: Line
        key: [shop, order_number, place]
        fields:
          shop: int
          order: {type: Order, columns: [shop, order_number]}
          place: int
    """
    made = entity(spec, "Line")
    assert made.references[0].fields == ("shop", "order_number")
    assert [f.name for f in made.fields][:3] == ["shop", "order_number", "place"]
    assert made.key.fields == ("shop", "order_number", "place")


def test_a_reference_to_oneself_has_an_inverse_on_oneself():
    made = entity("entity: Category\nfields: {parent: {type: Category?, inverse: children}}\n", "Category")
    assert made.references[0].target == made.qualified
    assert [(item.name, item.many) for item in made.inverses] == [("children", True)]


def test_names_are_found_in_other_domains_and_files():
    made = project(
        {
            "budget": "entity: Budget\nfields: {owner: Member, other: people.Member}\n",
            "people": "entity: Member\nfields: {name: text}\n",
        }
    )
    assert {item.target.domain for e in made.entities.values() for item in e.references} == {"people"}


def test_the_own_domain_wins_over_others():
    specs = {
        "budget": "entity: Budget\nfields: {owner: Member}\n---\nentity: Member\ntable: others\nfields: {name: text}\n",
        "people": "entity: Member\nfields: {name: text}\n",
    }
    made = project(specs)
    assert [str(item.target) for e in made.entities.values() for item in e.references] == ["budget.Member"]


def test_a_renamed_reference_renames_its_columns():
    made = entity(TWO.format("{type: Plan, renamed_from: scheme}"), "Budget")
    assert made.by_name["plan_id"].renamed_from == "scheme_id"


def test_a_missing_document_is_reported_once_however_often_it_matters():
    spec = """
        entity: Budget
        fields: {plan: Plann, kind: Kind}
        unique: [[plan, kind]]
        checks: {plan: plan_id is not null}
        filter: [plan, plan_id]
    """
    assert codes(spec) == ["R201", "R201"]
