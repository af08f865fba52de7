"""Many-to-many: association tables, entities in between, both sides."""

import pytest

from generator.resolve.associations import ids_name
from tests.unit.resolve.specs import entity, project


@pytest.mark.parametrize(
    ("field", "target", "name"),
    [
        ("tags", "Tag", "tag_ids"),
        ("allowed_tags", "Tag", "allowed_tag_ids"),
        ("friends", "Member", "friend_ids"),
        ("staff", "Member", "staff_ids"),
        ("address", "Place", "address_ids"),
        ("categories", "Category", "category_ids"),
    ],
)
def test_keys_are_called_after_the_field(field, target, name):
    assert ids_name(field, target) == name


def test_an_association_table_is_made_and_seen_from_both_sides():
    spec = """
        entity: BudgetLine
        tenant: true
        fields: {tags: {type: "list[Tag]", inverse: lines}}
        ---
        entity: Tag
        tenant: true
        fields: {name: text}
    """
    line, tag = project(spec).entities.values()
    (own,), (other,) = line.many_to_many, tag.many_to_many
    assert (own.table, own.own_columns, own.target_columns) == ("budget_line_tags", ("budget_line_id",), ("tag_id",))
    assert (own.tenant, own.tenant_column, own.declared) == (True, "tenant_id", True)
    assert (other.name, other.own_columns, other.target_columns) == ("lines", ("tag_id",), ("budget_line_id",))
    assert (other.declared, other.inverse, other.target) == (False, "tags", line.qualified)
    assert [u.name for u in (*line.uniques, *tag.uniques)] == ["uq_budget_lines_tenant_id_id", "uq_tags_tenant_id_id"]


def test_an_entity_in_between_has_the_columns():
    spec = """
        entity: Goal
        fields: {accounts: {type: "list[Account]", through: Funding, inverse: goals}}
        ---
        entity: Account
        fields: {name: text}
        ---
        entity: Funding
        key: [goal, account]
        fields: {goal: Goal, account: {type: Account, column: acc}, share: int}
    """
    goal, account, funding = project(spec).entities.values()
    (own,), (other,) = goal.many_to_many, account.many_to_many
    assert (own.table, own.through, own.own_columns, own.target_columns) == (
        "fundings",
        funding.qualified,
        ("goal_id",),
        ("acc",),
    )
    assert (other.through, other.own_columns) == (funding.qualified, ("acc",))


def test_both_sides_may_name_the_entity_in_between():
    spec = """
        entity: Goal
        fields: {accounts: {type: "list[Account]", through: Funding, inverse: goals}}
        ---
        entity: Account
        fields: {goals: {type: "list[Goal]", through: Funding, inverse: accounts}}
        ---
        entity: Funding
        fields: {goal: Goal, account: Account}
    """
    goal, account, _ = project(spec).entities.values()
    assert [(m.name, m.declared) for m in (*goal.many_to_many, *account.many_to_many)] == [
        ("accounts", True),
        ("goals", True),
    ]


def test_an_entity_linked_with_itself_tells_its_columns_apart():
    made = entity('entity: Member\nfields: {friends: "list[Member]"}\n', "Member")
    (only,) = made.many_to_many
    assert (only.own_columns, only.target_columns) == (("member_id",), ("other_member_id",))


def test_an_entity_in_between_links_an_entity_with_itself():
    spec = """
        entity: Member
        fields: {friends: {type: "list[Member]", through: Friendship}}
        ---
        entity: Friendship
        fields: {one: Member, other: Member}
    """
    (only,) = entity(spec, "Member").many_to_many
    assert (only.own_columns, only.target_columns) == (("one_id",), ("other_id",))


def test_a_list_of_rows_may_keep_their_order_in_a_table_of_ones_own_choice():
    spec = """
        entity: Playlist
        fields: {songs: {type: "list[Song]", table: entries, columns: [list, song], position: place}}
        ---
        entity: Song
        fields: {title: text}
    """
    (only,) = entity(spec, "Playlist").many_to_many
    assert (only.table, only.own_columns, only.target_columns, only.position) == (
        "entries",
        ("list",),
        ("song",),
        "place",
    )
