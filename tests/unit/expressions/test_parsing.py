import pickle

import pytest

from generator.expressions import ExpressionError, UnknownNameError, digest, parse, rename, text
from tests.unit.expressions.sample import FIELDS, NULLABLE, labels


def read(source: str, **options: bool) -> str:
    return text(parse(source, NULLABLE, labels=labels, databases=("sqlite", "postgresql", "mariadb"), **options))


@pytest.mark.parametrize(
    ("source", "canonical"),
    [
        ("ends>starts", "ends > starts"),
        ("limit >= 0.50", "limit >= 0.5"),
        ("limit > 5.0", "limit > 5"),
        ("count != 3", "count <> 3"),
        ("( count > 1 )", "count > 1"),
        ("count > 1 AND other > 1 AND tiny > 1", "count > 1 and other > 1 and tiny > 1"),
        ("count > 1 and (other > 1 and tiny > 1)", "count > 1 and other > 1 and tiny > 1"),
        ("count > 1 or other > 1 and tiny > 1", "count > 1 or other > 1 and tiny > 1"),
        ("(count > 1 or other > 1) and tiny > 1", "(count > 1 or other > 1) and tiny > 1"),
        ("not count > 1", "not (count > 1)"),
        ("not not count > 1", "count > 1"),
        ("not (count in (1, 2))", "count not in (1, 2)"),
        ("not (notes IS NOT NULL)", "notes is null"),
        ("not active", "not (active)"),
        ("active is not true", "active is not true"),
        ("count is not distinct from other", "count is not distinct from other"),
        ("count between 1 and 2 and other = 3", "count between 1 and 2 and other = 3"),
        ("name not like 'a\\%%'", "name not like 'a\\%%'"),
        ("name = 'O''Brien'", "name = 'O''Brien'"),
        ("status IN ('open','it''s done')", "status in ('open', 'it''s done')"),
        ("count - (other - tiny) > 0", "count - (other - tiny) > 0"),
        ("count - other - tiny > 0", "count - other - tiny > 0"),
        ("-(count + other) * 2 < - 3", "-(count + other) * 2 < -3"),
        ("count - -3 > 0", "count - -3 > 0"),
        ("- - count > 0", "-(-count) > 0"),
        ("concat(name, '-', notes) = 'x'", "name || '-' || notes = 'x'"),
        ("LOWER(name) = 'x'", "lower(name) = 'x'"),
        ("coalesce(limit, 0) > 1", "coalesce(limit, 0) > 1"),
        ("case when active then 1 else null end > 0", "case when active then 1 end > 0"),
        ('"end" > "order"', '"end" > "order"'),
        ('"limit" > 0', "limit > 0"),
        ("starts >= '2026-01-01T01:00:00+01:00'", "starts >= '2026-01-01T00:00:00+00:00'"),
        ("day = '2026-01-31'", "day = '2026-01-31'"),
        ("opens < '9:30'".replace("9:30", "09:30"), "opens < '09:30:00'"),
        ("span > 'PT1H30M'", "span > 'P0DT5400S'"),
        ("owner = '018F2F6E7B1C70008000000000000000'", "owner = '018f2f6e-7b1c-7000-8000-000000000000'"),
        ("weight > 1", "weight > 1.0"),
        ("weight > 1e3", "weight > 1000.0"),
        ("(count > other) = active", "(count > other) = active"),
        ("tags is null", "tags is null"),
    ],
)
def test_reads_what_it_prints(source: str, canonical: str) -> None:
    assert read(source) == canonical
    assert read(canonical) == canonical


@pytest.mark.parametrize(
    ("source", "message", "place"),
    [
        ("", "an expression is missing", ""),
        ("count > 0; drop table x", "`;` ends a statement", ";"),
        ("(select 1) > 0", "a query cannot stand", "select"),
        ("exists (select 1)", "a query cannot stand", "exists"),
        ("set = 1", "there is no field 'set'", "set"),
        ("end > 1", "`end` is a word of SQL", "end"),
        ("count > order", "`order` is a word of SQL", "order"),
        ("count >", "a field or a value is expected at the end", ""),
        ("count > 1 other", "the end of the expression is expected here", "other"),
        ("count < other < 3", "comparisons do not chain", "<"),
        ("lmit > 0", "there is no field 'lmit'", "lmit"),
        ("count = null", "nothing is equal to null", "="),
        ("count in (1, null)", "null is among no values", "null"),
        ("count in ()", "a field or a value is expected here", ")"),
        ("name = 5", "does not compare with 5", "name = 5"),
        ("count = '5'", "does not compare with '5'", "count = '5'"),
        ("active = 1", "does not compare with 1", "active = 1"),
        ("limit > weight", "a decimal is exact and a float is not", "limit > weight"),
        ("starts > day", "does not compare with day", "starts > day"),
        ("owner > owner", "has no order that is the same", "owner > owner"),
        ("status > 'draft'", "has no order that is the same", "status > 'draft'"),
        ("status = 'opne'", "'opne' is no value of Status", "'opne'"),
        ("status in ('open', 'shut')", "'shut' is no value of Status", "'shut'"),
        ("status = name", "does not compare with name", "status = name"),
        ("data = 'x'", "does not compare with 'x'", "data = 'x'"),
        ("data = data", "can only be asked whether it is null", "data = data"),
        ("limit / 2 > 3", "the quotient of decimals", "limit / 2"),
        ("weight % 2 > 1", "a remainder is taken of whole numbers", "weight % 2"),
        ("limit * limit > spent * spent", "both sides can have more digits", "limit * limit > spent * spent"),
        ("limit * limit + 1 > 0", "a part of this can have more digits", "limit * limit + 1 > 0"),
        ("starts + 1 > ends", "`+` takes numbers", "starts + 1"),
        ("count", "a condition is true or false", "count"),
        ("not count", "a condition is expected here", "not count"),
        ("count and active", "a condition is expected here", "count and active"),
        ("1 > 0", "no field is named here", "1 > 0"),
        ("starts > now()", "there is no function now", "now()"),
        ("sum(count) > 1", "there is no function sum", "sum(count)"),
        ("lower(count) = 'x'", "lower takes a text", "lower(count)"),
        ("coalesce(count) > 1", "coalesce takes at least 2 arguments", "coalesce(count)"),
        ("count::text = 'x'", "types do not change", "::"),
        ("cast(count as text) = 'x'", "types do not change", "cast"),
        ("day > date '2026-01-01'", "`date` is not needed", "date"),
        ("day = '2026-02-30'", "does not exist", "day = '2026-02-30'"),
        ("starts > '2026-01-01T00:00:00'", "has no time zone", "starts > '2026-01-01T00:00:00'"),
        ("name like notes", "a pattern in single quotes is expected", "notes"),
        ("name like 'x\\'", "ends with a backslash", "name like 'x\\'"),
        ("name like 'x' escape '!'", "a backslash is what takes", "escape"),
        ("count > :x", "parameters have no value", ":"),
        ("count > ?", "parameters have no value", "?"),
        ("count > $1", "parameters have no value", "$"),
        ("@x > count", "variables have no value", "@"),
        ("`count` > 1", "a name is quoted with double quotes", "`"),
        ("t.count > 1", "fields are named alone", "."),
        ("count > .5", "fields are named alone", "."),
        ("count > 1 -- x", "a comment cannot stand", "--"),
        ("count /* x */ > 1", "a comment cannot stand", "/*"),
        ("count == 1", "`==` is no operator", "=="),
        ("count > 1 && active", "`&&` is no operator", "&&"),
        ("!active", "`!` is no operator", "!"),
        ("name = 'x", "this text has no end", "'"),
        ('name = "x', "this name has no end", '"'),
        ("count > 99999999999999999999", "is beyond 64 bits", "count > 99999999999999999999"),
        ("case count when 1 then 2 end > 1", "a case asks a condition", "count"),
        ("case when count then 2 end > 1", "a condition is expected here", "count"),
        ("count > 1" + " or count > 1" * 3 + " )", "the end of the expression is expected", ")"),
        ("(" * 60 + "count > 1" + ")" * 60, "nested more than", "("),
        ("+".join(["count"] * 300) + " > 1", "more than 200 operators", "+"),
        ("count\x00 > 1", "means nothing in an expression", "\x00"),
        ("\u0441ount > 1", "means nothing in an expression", "\u0441"),
        ("12abc > count", "means nothing in an expression", "1"),
    ],
)
def test_tells_what_is_wrong_and_where(source: str, message: str, place: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read(source, condition=True)
    assert message in caught.value.message
    assert source[caught.value.offset : caught.value.end] == place


def test_an_unknown_name_comes_with_what_it_may_be() -> None:
    with pytest.raises(UnknownNameError) as caught:
        read("lmit > 0")
    assert caught.value.name == "lmit"
    assert caught.value.help == "did you mean 'limit'?"
    assert caught.value.candidates == tuple(sorted(FIELDS))


def test_a_text_of_ten_thousand_characters_is_read() -> None:
    long = "x" * 10_000
    assert read(f"name <> '{long}'") == f"name <> '{long}'"


def test_names_are_the_fields_in_the_order_of_their_use() -> None:
    assert parse("limit > spent and limit > count", NULLABLE).names == ("limit", "spent", "count")


def test_trees_are_values() -> None:
    one = parse("limit > 0 and name like 'a%' or case when active then count else 2 end in (1, 2)", NULLABLE)
    two = parse("limit>0 and name like 'a%' or case when active then count else 2 end in (1,2)", NULLABLE)
    assert one == two
    assert hash(one) == hash(two)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301  # our own bytes


def test_renaming_gives_columns_their_names() -> None:
    tree = parse("case when active then count else 2 end > 1 and not (name like 'x%') and day is null", NULLABLE)
    renamed = rename(tree, {"active": "isActive", "name": "order", "day": "day"})
    assert text(renamed) == "case when isActive then count else 2 end > 1 and \"order\" not like 'x%' and day is null"
    assert rename(tree, {"count": "count"}) is tree


def test_digests_do_not_move() -> None:
    assert digest(parse("limit >= 0.50", NULLABLE)) == "cdedd5d0d2d51212"
    assert digest(parse("ends > starts and status in ('draft', 'open')", NULLABLE)) == "428694ae1dbe38e2"
