"""What is cut out of a spec file leaves every other byte as it was."""

import pytest

from generator.spec.editing import without_key
from generator.spec.hints import hints
from generator.spec.parsing import parse_file

BLOCK = """# ours
entity: Note   # a note
renamed_from: Memo  # long ago
tenant:
  backfill: acme
fields:
  title: {type: string(80), renamed_from: label}  # shown
  color: {renamed_from: colour, type: text}
  size:
    type: int
    # what rows get
    backfill: {sql: "length('}, x')"}
    min: 0
  kind: {backfill: [1, {a: 2}], type: json}
"""
AFTER = """# ours
entity: Note   # a note
tenant: {}
fields:
  title: {type: string(80)}  # shown
  color: {type: text}
  size:
    type: int
    # what rows get
    min: 0
  kind: {type: json}
"""
ENUM = "enum: Size\nvalues:\n  large: {renamed_from: big}\n  small:\n    renamed_from: little\nremoved: {medium: small}"
ENUM_AFTER = "enum: Size\nvalues:\n  large: {}\n  small: {}\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "after"), [(BLOCK, AFTER), (ENUM, ENUM_AFTER)])
def test_hints_are_cut_out_and_nothing_else(text: str, after: str, end: str):
    text, after = text.replace("\n", end), after.replace("\n", end)
    while True:
        parsed = parse_file("notes.yaml", text.encode(), "notes")
        assert not parsed.findings
        (source,) = parsed.sources
        path = next(hints(source), None)
        if path is None:
            break
        cut = without_key(source, path)
        assert cut is not None, path
        text = cut
    assert text == after


def test_what_shares_a_line_with_something_else_is_not_cut_out():
    (source,) = parse_file("notes.yaml", b"entity: Note\n? renamed_from\n: Memo\nfields: {a: text}\n", "notes").sources
    assert list(hints(source)) == [("renamed_from",)]
    assert without_key(source, ("renamed_from",)) is None
    assert without_key(source, ("nothing",)) is None
