import pickle

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ConfigError
from generator.spec.forms import Quoted
from generator.spec.nodes import DEPTH, read
from generator.spec.places import SourceFile, locate
from generator.spec.syntax import UNREADABLE


def reading(text):
    return read(SourceFile("spec.yaml", text))


def tree(text):
    (node,) = reading(text).nodes
    return node.tree


@pytest.mark.parametrize(
    "written",
    ["no", "on", "yes", "012", "1.10", "0.10", "12:30:00", "2024-01-01", "1_000", "0x1F", "1e3", ".5", "True"],
)
def test_a_scalar_is_the_text_that_is_written(written):
    assert tree(f"a: {written}") == {"a": written}
    assert type(tree(f"a: {written}")["a"]) is str


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_an_empty_value_is_nothing(written):
    assert tree(f"a: {written}\n") == {"a": None}
    assert reading(f"a: {written}\n").nodes[0].hollow


@pytest.mark.parametrize("written", ['"null"', "'true'", '"12"', "|-\n  no"])
def test_quoted_text_is_told_apart(written):
    assert type(tree(f"a: {written}\n")["a"]) is Quoted


def test_keys_are_text():
    assert tree("on: a\n1: b\nnull: c\n2024-01-01: d") == {"on": "a", "1": "b", "null": "c", "2024-01-01": "d"}


def test_libyaml_reads_question_marks_in_flow_mappings():
    assert tree("{type: text?, min: 1}") == {"type": "text?", "min": "1"}


def test_documents_are_separate_and_empty_ones_are_skipped():
    assert [node.tree for node in reading("a: b\n---\n---\n# nothing\n---\nc: d\n").nodes] == [{"a": "b"}, {"c": "d"}]


def test_reading_goes_on_behind_a_syntax_error():
    found = reading("a: [\n---\nb: c\n---\nd: {\n---\ne: f\n")
    assert [node.tree for node in found.nodes] == [{"b": "c"}, {"e": "f"}]
    assert [item.code for item in found.findings] == ["Y001", "Y001"]
    assert not found.complete


def test_places_behind_a_syntax_error_are_right():
    file = SourceFile("spec.yaml", "a: [\n---\nb:\n  c: d\n")
    (node,) = read(file).nodes
    assert str(locate(file, node.place, ("b", "c"))) == "spec.yaml:4:6"


def test_the_first_of_two_equal_keys_counts():
    assert tree("a: 1\na: 2\n") == {"a": "1"}
    assert [item.code for item in reading("a: 1\na: 2\n").findings] == ["Y002"]


def test_aliases_are_never_followed():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    assert len(pickle.dumps(reading(bomb).nodes)) < 5000
    assert {item.code for item in reading(bomb).findings} == {"Y004"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_has_an_end(opening):
    found = reading("a:\n  " + opening * 100_000)
    assert "Y005" in {item.code for item in found.findings}
    shallow = reading("[" * DEPTH + "]" * DEPTH)
    assert shallow.findings == ()


def test_a_value_torn_by_a_comma_is_mended():
    assert tree("{type: decimal(18, 2)?, min: 0}") == {"type": "decimal(18, 2)?", "min": "0"}
    assert tree("[coalesce(a, b, c), d]") == ["coalesce(a, b, c)", "d"]


def test_torn_values_cost_no_time():
    assert len(tree("{a: (" + ", b" * 20_000 + "}")) == 2
    assert len(tree("[(" + ", b" * 20_000 + "]")) == 20_001


def test_missing_libyaml_is_said(monkeypatch):
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    with pytest.raises(ConfigError, match="Y016"):
        reading("a: b")


def test_control_characters_hide_nothing_else():
    text = "größe: [\n---\nb: 日本 \x01\n---\nc: d\x7f\n" + "# filler\n" * 5_000 + "e: \x07f\n"
    found = reading(text)
    assert [node.tree for node in found.nodes] == [{"b": "日本"}, {"c": "d", "e": "f"}]
    assert [(item.code, item.span.line, item.span.column) for item in found.findings] == [
        ("Y007", 3, 7),
        ("Y007", 5, 5),
        ("Y007", 5_006, 4),
        ("Y001", 2, 1),
    ]


def test_libyaml_reads_what_is_not_found_to_be_unreadable():
    points = [*range(0xD800), *range(0xE000, 0x10000), 0x10000, 0x1F600, 0x10FFFF]
    readable = "".join(chr(point) for point in points if not UNREADABLE.match(chr(point)))
    yaml.CSafeLoader(f"'{readable.replace(chr(39), '')}'").get_single_node()
    for point in points:
        if UNREADABLE.match(chr(point)):
            with pytest.raises(yaml.YAMLError):
                yaml.CSafeLoader(f"'{chr(point)}'").get_single_node()


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    found = reading(text)
    assert found.nodes or found.findings or not text.strip() or found.complete


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\x7f\ufeff", exclude_categories=["Cc", "Cs"]), max_size=60)
)
def test_quoted_text_comes_back_as_it_is(text):
    line_breaks = "\u2028\u2029\x85"
    if not set(line_breaks) & set(text):
        assert tree("a: '" + text.replace("'", "''") + "'") == {"a": text}
