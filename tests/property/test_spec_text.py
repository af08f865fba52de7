"""Whatever is typed into a spec file, loading gives documents and findings, never an exception."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cli.report import render_sarif, render_text
from generator.diagnostics import Bag
from generator.spec.loading import assemble
from generator.spec.parsing import parse_file

ROOT = Path(__file__).parents[2]
SPECS = [path.read_text(encoding="utf-8", errors="replace") for path in sorted((ROOT / "tests/golden").rglob("*.yaml"))]
PIECES = (
    *(
        "{",
        "}",
        "[",
        "]",
        ": ",
        "- ",
        '"',
        "'",
        " #",
        "? ",
        "| ",
        "&a ",
        "*a ",
        "!x ",
        "<<: ",
        "---\n",
        "\n",
        "\t",
        "\\x",
    ),
    *("true", "null", "~", "list[", "map[string, ", "entity: ", "enum: ", "fields:\n", "key: ", "type: ", "now()", "é"),
    *(
        "\u202e",
        "\x00",
        "\u2028",
        "\x85",
        "\ufeff",
        "9" * 5_000,
        "1e999",
        "@",
        "%TAG ",
        "; drop",
        "/*",
        ", ",
        "mixins: ",
    ),
)


@st.composite
def texts(draw):
    text = draw(st.sampled_from(SPECS))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 6))
        text = text[:place] + draw(st.sampled_from(PIECES)) + text[place + cut :]
    return text


@settings(max_examples=200, deadline=None)
@given(texts())
def test_nothing_that_is_typed_breaks_loading(text):
    parsed = parse_file("spec.yaml", text.encode(), "spec")
    bag = Bag()
    specs = assemble([parsed], bag)
    for source in specs.sources:
        assert source.span().line <= text.count("\n") + 1
    assert render_text(bag, lambda _: parsed.file.text) or not list(bag)
    assert render_sarif(bag)
