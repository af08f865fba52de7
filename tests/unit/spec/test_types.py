import pytest

from generator.spec.types import (
    ListType,
    MapType,
    NamedType,
    ReservedTypeError,
    ScalarType,
    TypeSyntaxError,
    parse_type,
)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("text", ScalarType("text")),
        ("text?", ScalarType("text", nullable=True)),
        ("decimal(18, 2)", ScalarType("decimal", (18, 2))),
        (" decimal ( 18,2 ) ? ", ScalarType("decimal", (18, 2), nullable=True)),
        ("Budget", NamedType(None, "Budget")),
        ("people.Member?", NamedType("people", "Member", nullable=True)),
        ("list[Tag]", ListType(NamedType(None, "Tag"))),
        ("list[text?]?", ListType(ScalarType("text", nullable=True), nullable=True)),
        ("map[string, list[int]]", MapType(ScalarType("string"), ListType(ScalarType("int")))),
    ],
)
def test_a_type_is_read(text, parsed):
    assert parse_type(text) == parsed


@pytest.mark.parametrize("text", ["text", "decimal(18, 2)?", "map[Kind, list[people.Member?]]?"])
def test_a_type_is_printed_as_it_is_written(text):
    assert str(parse_type(text)) == text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", (0, 0)),
        ("text??", (5, 6)),
        ("list", (0, 4)),
        ("list[text", (9, 9)),
        ("decimal(18 2)", (11, 12)),
        ("string(x)", (7, 8)),
        ("Budget x", (7, 8)),
        ("€", (0, 1)),
        ("string[3]", (0, 6)),
    ],
)
def test_a_mistake_is_shown_where_it_is(text, place):
    with pytest.raises(TypeSyntaxError) as caught:
        parse_type(text)
    assert (caught.value.start, caught.value.end) == place


def test_a_union_is_reserved():
    for text in ("A | B", "list[A | B]"):
        with pytest.raises(ReservedTypeError):
            parse_type(text)


def test_nesting_has_an_end():
    with pytest.raises(TypeSyntaxError, match="deep"):
        parse_type("list[" * 100 + "text" + "]" * 100)


def test_huge_numbers_cost_nothing():
    assert parse_type(f"string({'9' * 10_000})") == ScalarType("string", (9_999_999_999,))
