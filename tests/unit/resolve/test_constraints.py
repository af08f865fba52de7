"""Uniques, indexes and checks as an entity ends up with them."""

from generator.expressions import text
from tests.unit.resolve.specs import codes, entity, spelled


def made(body: str, flags: str = "", **options: object):
    return entity(
        f"entity: Note\n{flags}\nfields: {{user: string(40), day: date, code: string(8), n: int}}\n{body}",
        "Note",
        **options,
    )


def test_a_unique_leads_with_the_tenant_and_holds_among_live_rows():
    (unique,) = made("unique: [[user, code]]", "tenant: true\nsoft_delete: true").uniques
    assert unique.name == "uq_notes_tenant_id_user_code"
    assert spelled(unique.terms) == ["tenant_id", "user", "code"]
    assert unique.where
    assert text(unique.where) == "deleted_at is null"
    assert unique.declared_fields == ("user", "code")


def test_a_unique_may_hold_across_tenants_and_among_deleted_rows():
    (unique,) = made(
        "unique: [{fields: [code], global: true, include_deleted: true}]", "tenant: true\nsoft_delete: true"
    ).uniques
    assert (spelled(unique.terms), unique.where, unique.is_global) == (["code"], None, True)


def test_a_condition_joins_the_live_rows():
    (unique,) = made("unique: [{fields: [code], where: n > 0}]", "soft_delete: true").uniques
    assert unique.where
    assert text(unique.where) == "n > 0 and deleted_at is null"


def test_a_tenant_that_is_named_is_not_named_twice():
    (unique,) = made("unique: [[tenant_id, code]]", "tenant: true").uniques
    assert (spelled(unique.terms), unique.declared_fields) == (["tenant_id", "code"], ("code",))


def test_short_names_go_through_the_convention_and_names_do_not():
    uniques = made("unique: {once: {fields: [code]}, twice: {fields: [n], name: MyName}}").uniques
    assert [unique.name for unique in uniques] == ["uq_notes_once", "MyName"]


def test_a_unique_index_is_a_unique():
    found = made("indexes: [{fields: [lower(code)], unique: true, databases: [postgresql]}]", databases=("postgresql",))
    assert (found.indexes, [u.name for u in found.uniques]) == ((), ["uq_notes_lower_code"])
    assert spelled(found.uniques[0].terms) == ["lower(code)"]


def test_an_index_leads_with_the_tenant_and_keeps_its_directions():
    (index,) = made("indexes: [[user, -day]]", "tenant: true").indexes
    assert (index.name, spelled(index.terms)) == ("ix_notes_tenant_id_user_day", ["tenant_id", "user", "day desc"])


def test_an_index_that_another_one_begins_with_is_not_made():
    found = made("indexes: [[user], [user, day desc], {fields: [user], where: n > 0, name: ix_part}]")
    assert [index.name for index in found.indexes] == ["ix_notes_user_day", "ix_part"]


def test_an_index_read_backwards_serves_the_opposite_order():
    assert codes("entity: A\nfields: {d: date, e: date}\nindexes: [[d, -e], {fields: [-d], name: x}]\n") == ["L331"]
    assert codes("entity: A\nfields: {d: date, e: date}\nindexes: [[d, -e], {fields: [-d, -e], name: x}]\n") == []


def test_of_two_alike_the_first_one_stays():
    assert codes("entity: A\nfields: {d: date}\nindexes: {one: [d], two: [d]}\n") == ["L331"]


def test_a_method_that_one_database_has_is_for_that_one():
    (index,) = made("indexes: [{fields: [user], method: gin, ops: {user: gin_trgm_ops}}]", "tenant: true").indexes
    assert (index.databases, spelled(index.terms), index.ops) == (("postgresql",), ["user"], {"user": "gin_trgm_ops"})


def test_limits_and_enums_are_checks():
    spec = """
        entity: A
        fields:
          amount: {type: "decimal(9, 2)", min: 0, exclusive_max: 10.5}
          kind: Kind
          level: Level?
          plain: Plain
        checks: {sane: {sql: "amount <> 3", message: Not three}}
        ---
        enum: Kind
        values: [a, b]
        ---
        enum: Level
        type: smallint
        values: {low: 1, high: 2}
        ---
        enum: Plain
        storage: plain
        values: [x]
    """
    checks = entity(spec, "A").checks
    assert [(c.name, c.origin, text(c.expression)) for c in checks] == [
        ("ck_as_kind", "enum", "kind in ('a', 'b')"),
        ("ck_as_level", "enum", "level in (1, 2)"),
        ("ck_as_amount_min", "bounds", "amount >= 0"),
        ("ck_as_amount_max", "bounds", "amount < 10.5"),
        ("ck_as_sane", "declared", "amount <> 3"),
    ]
    assert checks[-1].message == "Not three"


def test_expressions_may_call_a_reference_by_its_name():
    spec = "entity: A\nfields: {next: A?}\nchecks: {other: next is null or next != id}\n"
    (check,) = entity(spec, "A").checks
    assert text(check.expression) == "next_id is null or next_id <> id"


def test_a_computed_field_is_read_only():
    spec = "entity: A\nfields: {a: int, b: {type: int, computed: {sql: a + 1, stored: false}}}\n"
    field = entity(spec, "A").by_name["b"]
    assert field.computed
    assert (text(field.computed.expression), field.computed.stored) == ("a + 1", False)
    assert field.access.read_only


def test_an_expression_that_is_the_same_for_every_database_may_be_written_for_each():
    spec = "entity: A\nfields: {a: int}\nchecks: {p: {sql: {sqlite: a > 0, postgresql: a > 0}}}\n"
    assert codes(spec, databases=("sqlite", "postgresql")) == []


def test_limits_are_the_expressions_that_a_check_would_be():
    spec = """
        entity: A
        fields:
          n: {type: int, min: 3}
          d: {type: "decimal(9, 2)", max: 4}
          f: {type: float, exclusive_min: 1}
          t: {type: datetime, max: "2030-01-01T00:00:00Z"}
          k: Kind
        checks: {n: n >= 3, d: d <= 4, f: f > 1, t: "t <= '2030-01-01T00:00:00Z'", kk: "k in ('a', 'b')"}
        ---
        enum: Kind
        values: [a, b]
    """
    made = entity(spec, "A").checks
    by_name = {check.short_name: check.expression for check in made}
    assert [by_name[name] for name in ("n", "d", "f", "t", "kk")] == [
        by_name[name] for name in ("n_min", "d_max", "f_min", "t_max", "k")
    ]
