import json
from pathlib import Path

import pytest

from generator.cli.report import render_github, render_json, render_sarif, render_text, report
from generator.diagnostics import Diagnostic, Severity, Span
from generator.spec import rules

TEXT = "entity: Budget\nfields:\n  name: {type: text, uniqe: true}\n"
SPAN = Span("specs/budget.yaml", 3, 22, 3, 27)
FINDING = rules.UNKNOWN_KEY.at(SPAN, "`uniqe` is no keyword of a field", "did you mean `unique`?")


def sources(path):
    return TEXT if path == "specs/budget.yaml" else None


def test_text_shows_the_line_with_a_caret():
    assert (
        render_text([FINDING], sources)
        == """\
error[S102]: `uniqe` is no keyword of a field
  --> specs/budget.yaml:3:22
   |
 3 |   name: {type: text, uniqe: true}
   |                      ^^^^^
  help: did you mean `unique`?

1 error
"""
    )


def test_no_findings_are_no_text():
    assert render_text([], sources) == ""


def test_text_without_a_place_or_a_source():
    nowhere = rules.UNKNOWN_KEY.at(None, "gone")
    elsewhere = rules.UNKNOWN_KEY.at(Span("other.yaml", 4, 2, 4, 3), "lost")
    whole = rules.UNKNOWN_KEY.at(Span("specs/budget.yaml"), "all of it")
    assert render_text([nowhere, elsewhere, whole], sources) == (
        "error[S102]: gone\n\nerror[S102]: lost\n  --> other.yaml:4:2\n\n"
        "error[S102]: all of it\n  --> specs/budget.yaml\n\n3 errors\n"
    )


def test_text_shows_related_places():
    found = rules.UNKNOWN_KEY.at(SPAN, "x", related=((Span("specs/budget.yaml", 1, 1, 1, 7), "first here"),))
    assert "  first here:\n  --> specs/budget.yaml:1:1\n   |\n 1 | entity: Budget\n   | ^^^^^^\n" in render_text(
        [found], sources
    )


def test_findings_are_counted_by_weight():
    notes = [Diagnostic("L301", "n", severity=weight) for weight in Severity] + [FINDING]
    assert render_text(notes, sources).endswith("\n2 errors, 1 warning, 1 note\n")


def test_colours_are_asked_for():
    assert "\x1b" not in render_text([FINDING], sources)
    assert "\x1b[31m^^^^^\x1b[0m" in render_text([FINDING], sources, colour=True)


@pytest.mark.parametrize(
    ("line", "column", "caret"),
    [("日本: x", 5, "      ^"), ("e\u0301a: x", 3, " ^"), ("\ta: x", 2, " ^"), ("a\u202eb: x", 3, "       ^")],
    ids=["wide", "combining", "tab", "escaped"],
)
def test_a_caret_stands_under_its_character(line, column, caret):
    text = render_text([rules.UNKNOWN_KEY.at(Span("a", 1, column, 1, column + 1), "m")], lambda _: line)
    assert text.split("\n")[4] == f"   | {caret}"


def test_a_long_line_is_cut_around_the_caret():
    line = "x" * 5_000 + "HERE" + "y" * 5_000
    shown = render_text([rules.UNKNOWN_KEY.at(Span("a", 1, 5_001, 1, 5_005), "m")], lambda _: line).split("\n")
    assert len(shown[3]) < 160
    start = shown[4].index("^")
    assert shown[3][start : start + 4] == "HERE"


def test_a_caret_stays_within_the_line():
    block = rules.UNKNOWN_KEY.at(Span("a", 1, 4, 9, 2), "m")
    beyond = rules.UNKNOWN_KEY.at(Span("a", 1, 90, 1, 95), "m")
    assert render_text([block], lambda _: "a: |\n").split("\n")[4] == "   |    ^"
    assert render_text([beyond], lambda _: "a: b\n").split("\n")[4] == "   |     ^"


def test_a_terminal_is_not_obeyed():
    hostile = rules.UNKNOWN_KEY.at(Span("a\x1b]0;x\x07", 1, 1, 1, 2), "\x1b[2Jgone\r\u202e", "\x9b1m")
    text = render_text([hostile], lambda _: "\x1b[31mred\x00")
    assert not any(character in text for character in "\x1b\x07\r\x00\x9b\u202e")


@pytest.mark.parametrize(
    "render",
    [lambda item: render_text([item], lambda _: item.message)]
    + [lambda item, render=render: render([item]) for render in (render_json, render_github, render_sarif)],
)
def test_passwords_are_hidden(render):
    address = "postgresql+asyncpg://app:p%40ss:w0rd@db/shop"
    shown = render(rules.UNKNOWN_KEY.at(Span("a", 1, 1, 1, 2), f"no {address}", f"not {address}"))
    assert "w0rd" not in shown
    assert "app:" in shown


def test_json_is_stable():
    (row,) = json.loads(render_json([FINDING]))["findings"]
    assert row == {
        "code": "S102",
        "name": "unknown-key",
        "severity": "error",
        "message": "`uniqe` is no keyword of a field",
        "help": "did you mean `unique`?",
        "file": "specs/budget.yaml",
        "line": 3,
        "column": 22,
        "end_line": 3,
        "end_column": 27,
        "related": [],
    }
    assert json.loads(render_json([]))["findings"] == []


def test_github_annotations_cannot_be_forged():
    found = rules.UNKNOWN_KEY.at(Span("a,b:c.yaml", 1, 2, 1, 4), "100%\n::error::forged", "line\r\nend")
    assert render_github([found]) == (
        "::error title=S102 unknown-key,file=a%2Cb%3Ac.yaml,line=1,endLine=1,col=2,endColumn=4"
        "::100%25%0A::error::forged%0Ahelp: line%0D%0Aend\n"
    )


def test_sarif_names_rules_and_places():
    log = json.loads(render_sarif([FINDING, rules.RESERVED.at(None, "later"), FINDING]))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["S102", "S190"]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 1, 0]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "specs/budget.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 22, "endLine": 3, "endColumn": 27}
    assert "locations" not in run["results"][1]


def test_sarif_has_the_shape_of_its_schema():
    run = json.loads(render_sarif([FINDING]))["runs"][0]
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in {"none", "note", "warning", "error"}


def test_a_report_reads_the_files_itself(tmp_path: Path):
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "budget.yaml").write_text(TEXT, encoding="utf-8")
    assert report([FINDING], "text", root=tmp_path) == render_text([FINDING], sources)
    assert report([FINDING], "json") == render_json([FINDING])
