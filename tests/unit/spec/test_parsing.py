import pickle

import pytest

from generator.diagnostics import RULES
from generator.spec.columns import Column
from generator.spec.documents import EntityDocument, EnumDocument
from generator.spec.forms import Quoted
from generator.spec.parsing import parse_file
from generator.spec.types import ListType, NamedType, ScalarType


def parsed(text, domain="shop"):
    return parse_file("specs/shop.yaml", text.encode(), domain)


def entity(body):
    (source,) = parsed("entity: Budget\n" + body).sources
    assert isinstance(source.document, EntityDocument)
    return source.document


def codes(text):
    return [item.code for item in parsed(text).findings]


def test_short_and_long_forms_are_the_same():
    short = entity("""\
tenant: true
key: string(8)
fields:
  name: decimal(18, 2)?
  owner: {type: Member, references: code, computed: a + b, index: true, unique: true}
unique: [[name]]
checks: {positive: name > 0}
search: [name]
""")
    long = entity("""\
tenant: {}
key: {type: string(8)}
fields:
  name: {type: decimal?, precision: 18, scale: 2}
  owner: {type: Member, references: [code], computed: {sql: a + b}, index: {}, unique: {}}
unique: [{fields: [name]}]
checks: {positive: {sql: {sqlite: name > 0}}}
search: {fields: [name]}
""")
    assert short.model_copy(update={"checks": {}}) == long.model_copy(update={"checks": {}})
    assert short.checks["positive"].sql == {"": "name > 0"}
    assert long.checks["positive"].sql == {"sqlite": "name > 0"}


def test_a_flag_is_silent_off_or_on():
    assert entity("fields: {a: text}").audit is None
    assert entity("audit: false").audit is False
    options = entity("audit: {created_by: author, updated_by: false}").audit
    assert options
    assert (options.created_by, options.updated_by) == ("author", False)


def test_entries_are_known_by_position_or_short_name():
    assert list(entity("unique: [[a], [b]]").unique) == [0, 1]
    assert list(entity("indexes: {by_a: [a desc]}").indexes) == ["by_a"]
    assert entity("indexes: {by_a: [a desc]}").indexes["by_a"].fields == (Column("a", descending=True),)


def test_a_default_stays_as_it_is_written():
    fields = entity("""\
fields:
  a: {type: text, default: no}
  b: {type: text, default: "1"}
  c: {type: json, default: {x: [1.10, null]}}
  d: {type: text?, default: null}
  e: text
""").fields
    assert fields["a"].default == "no"
    assert type(fields["b"].default) is Quoted
    assert fields["c"].default == {"x": ["1.10", None]}
    assert [name for name, field in fields.items() if field.has_default] == ["a", "b", "c", "d"]


def test_types_are_trees():
    fields = entity("fields: {a: 'list[people.Tag?]', b: string(3)?}").fields
    assert fields["a"].type == ListType(NamedType("people", "Tag", nullable=True))
    assert fields["b"].type == ScalarType("string", (3,), nullable=True)


def test_labels_of_an_enum():
    (source,) = parsed("enum: Kind\ntype: smallint\nvalues: {a: 1, b c: {value: 2, name: B_C}, no: 3}").sources
    assert isinstance(source.document, EnumDocument)
    assert {label: (item.value, item.name) for label, item in source.document.values.items()} == {
        "a": (1, None),
        "b c": (2, "B_C"),
        "no": (3, None),
    }


def test_what_is_valid_survives_what_is_not():
    found = parsed("entity: Budget\nzzz: 1\nfields:\n  a: text\n  b: strng\n  c: {type: text, zzz: 1}\nfilter: [A B]\n")
    (source,) = found.sources
    assert source.incomplete
    assert isinstance(source.document, EntityDocument)
    assert list(source.document.fields) == ["a", "c"]
    assert [item.code for item in found.findings] == ["S111", "S102", "S107", "S102"]


def test_a_document_without_a_usable_name_is_lost():
    found = parsed("entity: no name\n---\nenum: Kind\n")
    assert found.sources == ()
    assert found.lost == ("no name", "Kind")


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"---\n", b"# only this\n", b"\xef\xbb\xbf", b"---\n---\n...\n"], ids=repr
)
def test_a_file_without_documents_is_refused(data):
    found = parse_file("specs/shop.yaml", data, "shop")
    assert [item.code for item in found.findings] == ["Y008"]
    assert not found.complete


def test_a_byte_order_mark_is_no_text():
    assert parse_file("a.yaml", b"\xef\xbb\xbfentity: A\n", "a").sources[0].name == "A"


@pytest.mark.parametrize(
    "data", [b"\xff\xfee\x00", b"a: \xc3\x28", b"\x80", b"entity: A\ndescription: \xed\xa0\x80"], ids=repr
)
def test_other_encodings_are_refused(data):
    assert [item.code for item in parse_file("a.yaml", data, "a").findings] == ["Y006"]


def test_the_result_is_a_plain_value():
    text = "entity: Budget\nfields: {a: text, b: {type: Tag, default: '1'}}\nunique: [[a]]\n---\nenum: K\nvalues: [x]\n"
    found = parsed(text)
    again = pickle.loads(pickle.dumps(found, 5))  # noqa: S301  # our own
    assert again == found
    assert again.sources[0].span("unique", 0) == found.sources[0].span("unique", 0)
    assert type(again.sources[0].document.fields["b"].default) is Quoted


def test_a_second_head_is_a_missing_separator():
    assert codes("entity: A\nfields: {a: text}\nentity: B\n") == ["Y003"]
    assert codes("entity: A\nenum: B\nvalues: [a]\n") == ["Y003"]


@pytest.mark.parametrize(
    "text", ["x" * 20_000, "é\u202e\x85🙂", "{{ }} {% %} '\\", "\\0 \\x1b"], ids=["long", "odd", "marks", "escapes"]
)
def test_any_text_can_stand_where_text_is_taken(text):
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\x85", "\\N") + '"'
    document = entity(f"description: {quoted}\nfields:\n  a: {{type: text, default: {quoted}, example: [{quoted}]}}\n")
    assert document.description == text
    assert (document.fields["a"].default, document.fields["a"].example) == (text, [text])


def test_endless_words_are_not_repeated():
    (finding,) = parsed(f"entity: A\n? {'x' * 50_000}\n: 1\n").findings
    assert finding.code == "S102"
    assert len(finding.message) < 200


@pytest.mark.parametrize(
    "rule", [rule for code, rule in sorted(RULES.items()) if code[0] in "YS"], ids=lambda rule: rule.code
)
def test_every_finding_shows_what_not_to_write_and_what_to_write(rule):
    assert "Not so:" in rule.explanation
    assert "But so:" in rule.explanation


@pytest.mark.parametrize(
    "text", ["entity: A\nfields: {a: {zzz, type: text}}", "entity: A\nzzz: {b}\n---\nentity: B\nfields: {a: {zzz}}"]
)
def test_an_empty_key_at_the_beginning_is_no_torn_value(text):
    assert "S102" in codes(text)
