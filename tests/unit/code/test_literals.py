"""Values survive the way into source and back."""

import ast
import math
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from types import MappingProxyType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.code import Code, Scope, call, code, join, literal

HOSTILE = (
    "",
    " ",
    "'",
    '"',
    '"""',
    "'''\\",
    "\\",
    "a\\\\b\\",
    "{x} {{ x }} {% raw %} {# c #}",
    "%s %(x)s %% :name ${x} $1",
    "line\nbreak\r\ttab",
    "\0 \x01 \x1b[31m \x7f \x85",
    "\u2028\u2029\u202eright to left\u200b\ufeff",
    "😀 é e\u0301 \U0010ffff",
    "\ud800",
    "'; DROP TABLE users; --",
    '"); import os; os.system("echo pwned") #',
    "# type: ignore\n# noqa",
    "x" * 10_240,
    "word " * 2_048,
    "😀" * 2_560,
    "\\" * 500,
)


def evaluated(piece: Code) -> object:
    scope = Scope("module")
    text = scope.text(piece)
    names: dict[str, object] = {}
    exec(f"{scope.imports()}\nvalue = {text}", names)  # noqa: S102  # what is tested
    return names["value"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_is_read_back_exactly(text):
    assert evaluated(literal(text)) == text


@given(st.text())
def test_any_text_is_read_back_exactly(text):
    assert evaluated(literal(text)) == text


@given(st.binary())
def test_any_bytes_are_read_back_exactly(value):
    assert evaluated(literal(value)) == value


def test_a_text_is_nothing_but_string_literals():
    for text in HOSTILE:
        tree = ast.parse(Scope("module").text(literal(text)), mode="eval")
        assert isinstance(tree.body, ast.Constant)


def test_a_long_text_is_cut_before_words_into_pieces_that_fit_a_line():
    source = Scope("module").text(literal("word " * 100))
    pieces = source.strip("()").split('" "')
    assert len(pieces) > 1
    assert max(map(len, pieces)) < 100
    assert all(piece.startswith(" word") for piece in pieces[1:])


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(10**30),
        1.5,
        -0.0,
        1e300,
        Decimal(0),
        Decimal("-0"),
        Decimal("1.50"),
        Decimal("1E+3"),
        Decimal("-12345678901234567890.123456789"),
        UUID(int=7),
        date(2024, 2, 29),
        datetime(2024, 2, 29, 12, 30, 1, 5, tzinfo=UTC),
        datetime(2024, 2, 29, 12, 30, 1, 5),  # noqa: DTZ001  # a local one
        time(12, 30),
        timedelta(days=-1, microseconds=3),
        timedelta(0),
        b"\\u0041\x00\xff\"'\n",
        IPv4Address("10.0.0.1"),
        IPv6Address("::1"),
        [],
        [1, "a", None],
        (),
        (1,),
        (1, 2),
        frozenset(),
        frozenset({"b", "a"}),
        {},
        {"a": {"b": [1.5]}, "quote'": '"'},
    ],
    ids=repr,
)
def test_a_value_is_read_back_as_it_was_and_of_its_type(value):
    read = evaluated(literal(value))
    assert read == value
    assert type(read) is type(value)
    if not isinstance(value, frozenset):  # whose order says nothing
        assert repr(read) == repr(value)


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_an_infinite_number_is_read_back(value):
    assert evaluated(literal(value)) == value


def test_not_a_number_is_read_back():
    read = evaluated(literal(math.nan))
    assert isinstance(read, float)
    assert math.isnan(read)


def test_any_mapping_is_written_as_a_dict():
    assert evaluated(literal(MappingProxyType({"a": 1}))) == {"a": 1}


def test_a_set_is_written_the_same_under_every_hash_seed():
    program = "from generator.code import Scope, literal; print(Scope('m').text(literal(frozenset('abcdef'))))"
    texts = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


def test_what_cannot_be_seen_is_escaped_and_nothing_else():
    shown = Scope("m").text(literal("a\u00e9\u4e2d\U0001f600\U0001fae8\u200d\u202e\ufeff\u00a0\x00"))
    assert shown == '"aé中😀\U0001fae8\\u200d\\u202e\\ufeff\\xa0\\x00"'


def test_an_enum_of_the_generator_is_refused():
    class Colour(StrEnum):
        RED = "red"

    with pytest.raises(TypeError, match="no literal for Colour"):
        literal(Colour.RED)


def test_pieces_are_joined_without_anything_of_their_own():
    made = call("f", join(", ", ["a", code("b", "c")]), key=literal("x"))
    assert Scope("module").text(made) == 'f(a, bc, key="x")'
