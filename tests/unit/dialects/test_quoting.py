import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Dialect as Engine
from sqlalchemy.engine import make_url

from generator.dialects import DIALECTS, Dialect, text_clause

URLS = {"sqlite": "sqlite+aiosqlite://", "postgresql": "postgresql+asyncpg://", "mariadb": "mariadb+asyncmy://"}
EVERY = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)


def engine(dialect: Dialect) -> Engine:
    return make_url(URLS[dialect.name]).get_dialect()()


@EVERY
def test_quotes_what_sqlalchemy_quotes(dialect: Dialect) -> None:
    preparer = engine(dialect).identifier_preparer
    preparer._double_percents = False
    words = set().union(*(item.reserved for item in DIALECTS.values()))
    odd = {
        "a",
        "A",
        "aB",
        "a b",
        "1a",
        "a1",
        "_a",
        "a$b",
        "$a",
        "a-b",
        'a"b',
        "a`b",
        "a%b",
        "é",
        "a.b",
        "limit",
        "a\nb",
    }
    for name in words | odd:
        assert dialect.quote(name) == preparer.quote(name), name


@EVERY
def test_knows_the_reserved_words_of_the_installed_sqlalchemy(dialect: Dialect) -> None:
    assert dialect.reserved == engine(dialect).identifier_preparer.reserved_words


@EVERY
@pytest.mark.parametrize("name", ["", "a\0b"])
def test_refuses_what_cannot_be_a_name(dialect: Dialect, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        dialect.quote(name)


@EVERY
@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_refuses_text_that_no_database_takes(dialect: Dialect, text: str) -> None:
    with pytest.raises(ValueError, match="text"):
        dialect.string_literal(text)


@EVERY
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_writes_text_as_sqlalchemy_does(dialect: Dialect, text: str) -> None:
    target = engine(dialect)
    processor = sa.String().literal_processor(target)
    assert processor is not None
    expected = processor(text)
    if target.identifier_preparer._double_percents:
        expected = expected.replace("%%", "%")
    if dialect.backslash_escapes:
        expected = expected.replace("\\", "\\\\")
    assert dialect.string_literal(text) == expected


SQL = st.text(st.sampled_from(list("ab$1:\\%' _é")), max_size=12)


@EVERY
@given(sql=SQL)
def test_gives_the_text_from_which_sqlalchemy_makes_the_same_sql(dialect: Dialect, sql: str) -> None:
    target = engine(dialect)
    target.identifier_preparer._double_percents = False
    assert str(sa.text(text_clause(sql)).compile(dialect=target)) == sql


@pytest.mark.parametrize("sql", ["x = 'a:b'", "t >= '12:30:00'", "a::text", "limit > 0", "x LIKE '%: %'"])
def test_leaves_harmless_colons_alone(sql: str) -> None:
    assert text_clause(sql) == sql
