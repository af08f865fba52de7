import pytest

from generator.dialects import text_clause
from generator.expressions import parse, to_sql
from generator.fieldtypes import Scalar
from tests.unit.expressions.sample import NULLABLE

DATABASES = ("sqlite", "postgresql", "mariadb")


@pytest.mark.parametrize(
    ("source", "sqlite", "postgresql", "mariadb"),
    [
        ("ends > starts", "ends > starts", None, None),
        ("limit > 0", '"limit" > 0', None, "`limit` > 0"),
        ("limit > 0.5", '"limit" > 50', '"limit" > 0.5', "`limit` > 0.5"),
        ("limit > count", '"limit" > count * 100', '"limit" > count', "`limit` > count"),
        ("limit > 0.125", '"limit" * 10 > 125', '"limit" > 0.125', "`limit` > 0.125"),
        ("share * rate > limit", 'share * rate > "limit" * 10000', 'share * rate > "limit"', "share * rate > `limit`"),
        ("share + rate > 1", "share * 100 + rate > 10000", "share + rate > 1", "share + rate > 1"),
        ("share - (rate - 1) > 0", "share * 100 - (rate - 10000) > 0", "share - (rate - 1) > 0", "share - (rate - 1) > 0"),
        ("limit in (1, 2.5)", '"limit" IN (100, 250)', '"limit" IN (1, 2.5)', "`limit` IN (1, 2.5)"),
        ("count = -3", "count = -3", None, None),
        ("count / other > 1", "count / other > 1", "CAST(count AS BIGINT) / NULLIF(CAST(other AS BIGINT), 0) > 1", "count DIV NULLIF(other, 0) > 1"),
        ("weight / 3 > 1", "weight / NULLIF(3.0, 0) > 1.0", None, None),
        ("big % 7 = 1", "big % 7 = 1", "MOD(big, NULLIF(7, 0)) = 1", "MOD(big, NULLIF(7, 0)) = 1"),
        ("name < notes", "name < notes", 'name COLLATE "C" < notes', "name < notes"),
        ("name || '!' = notes", "name || '!' = notes", None, "concat(name, '!') = notes"),
        ("name like 'a\\%_*%'", "name GLOB 'a%?[*]*'", "name LIKE 'a\\%_*%'", "name LIKE 'a\\\\%_*%'"),
        ("length(name) > 3", "length(name) > 3", "char_length(name) > 3", "char_length(name) > 3"),
        ("count is distinct from other", "count IS NOT other", "count IS DISTINCT FROM other", "NOT (count <=> other)"),
        ("active = true", "active = 1", "active = true", "active = true"),
        ("not active", "NOT (active)", None, None),
        ("name = 'O''\\%:x'", "name = 'O''\\%:x'", None, "name = 'O''\\\\%:x'"),
        ("starts > '2026-01-01T00:00:00Z'", "starts > '2026-01-01 00:00:00.000000'", "starts > '2026-01-01 00:00:00+00:00'", "starts > '2026-01-01 00:00:00.000000'"),
        ("span > 'PT1S'", "span > 1000000", None, None),
        ("owner = '018f2f6e-7b1c-7000-8000-000000000000'", "owner = '018f2f6e7b1c70008000000000000000'", "owner = '018f2f6e-7b1c-7000-8000-000000000000'", "owner = '018f2f6e-7b1c-7000-8000-000000000000'"),
        ("digest = 'AP8='", "digest = X'00ff'", "digest = '\\x00ff'::bytea", "digest = X'00ff'"),
        ('"order" > 1', '"order" > 1', None, "`order` > 1"),
        ("case when active then limit else count end > 1", 'CASE WHEN active THEN "limit" ELSE count * 100 END > 100', 'CASE WHEN active THEN "limit" ELSE count END > 1', "CASE WHEN active THEN `limit` ELSE count END > 1"),
        ("coalesce(limit, 1) > 0", 'coalesce("limit", 100) > 0', 'coalesce("limit", 1) > 0', "coalesce(`limit`, 1) > 0"),
        ("(count > 1 or other > 1) and tiny > 1", "(count > 1 OR other > 1) AND tiny > 1", None, None),
    ],
)  # fmt: skip
def test_means_the_same_in_the_words_of_each(
    source: str, sqlite: str, postgresql: str | None, mariadb: str | None
) -> None:
    tree = parse(source, NULLABLE, databases=DATABASES)
    assert [to_sql(tree, name) for name in DATABASES] == [sqlite, postgresql or sqlite, mariadb or sqlite]


def test_a_computed_decimal_is_scaled_like_its_column() -> None:
    tree = parse("share * tiny", NULLABLE)
    assert to_sql(tree, "sqlite", Scalar("decimal", (18, 2))) == "share * tiny"
    assert to_sql(tree, "sqlite", Scalar("decimal", (18, 4))) == "share * tiny * 100"
    assert to_sql(parse("count", NULLABLE), "sqlite", Scalar("decimal", (18, 2))) == "count * 100"
    assert to_sql(tree, "postgresql", Scalar("decimal", (18, 4))) == "share * tiny"


def test_a_computed_decimal_that_may_leave_64_bits_refuses_the_row() -> None:
    written = to_sql(parse("limit * count", NULLABLE), "sqlite", Scalar("decimal", (18, 2)))
    assert written == (
        'CASE WHEN typeof("limit" * count) = \'real\' THEN abs(-9223372036854775807 - 1) ELSE "limit" * count END'
    )


def test_text_with_colons_reaches_sqlalchemy_escaped() -> None:
    tree = parse("name <> ':smile:'", NULLABLE)
    assert text_clause(to_sql(tree, "postgresql")) == "name <> '\\:smile\\:'"
