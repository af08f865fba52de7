import pytest
from pydantic_core import PydanticCustomError

from generator.spec.columns import Column, parse_column


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("name", Column("name")),
        ("-name", Column("name", descending=True)),
        ("name desc", Column("name", descending=True)),
        ("name ASC", Column("name")),
        ("name desc nulls last", Column("name", descending=True, nulls="last")),
        ("-name nulls first", Column("name", descending=True, nulls="first")),
        ("name nulls first", Column("name", nulls="first")),
        ('"limit" desc', Column("limit", descending=True)),
        ("lower(name)", Column(None, "lower(name)")),
        ("lower(name) desc", Column(None, "lower(name)", descending=True)),
        ("coalesce(a,\n b) nulls last", Column(None, "coalesce(a,\n b)", nulls="last")),
        ("a - b", Column(None, "a - b")),
        ("desc", Column("desc")),
        ("userId", Column("userId")),
    ],
)
def test_an_entry_is_read(text, column):
    assert parse_column(text) == column


def test_descending_is_said_once():
    with pytest.raises(PydanticCustomError, match="descending already"):
        parse_column("-name desc")
