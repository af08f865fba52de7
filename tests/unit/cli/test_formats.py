"""What machines read of findings keeps to their formats: SARIF 2.1.0, GitHub's workflow commands, our JSON."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator

from generator.cli.explain import known_rules
from generator.cli.report import render_github, render_json, render_sarif
from generator.diagnostics import Diagnostic, Span
from generator.spec import rules
from tests.golden.test_diagnostics import CASES, findings

HOSTILE = '100% a::b,c\r\n::error::forged \\ " 😀 \u202e'
FOUND = [pytest.param(lambda case=case: list(findings(case)), id=case.name) for case in CASES] + [
    pytest.param(
        lambda: [
            rules.UNKNOWN_KEY.at(
                Span("sp ecs/a,b:c%.yaml", 2, 3, 2, 9), HOSTILE, HOSTILE, related=((Span("x"), HOSTILE),)
            ),
            rules.RESERVED.at(None, HOSTILE),
        ],
        id="hostile",
    )
]
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
PLACE = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "properties": {
                        "uri": {"type": "string", "pattern": r"^(?:[A-Za-z0-9\-._~/!$&'()*+,;=@]|%[0-9A-F]{2})+$"}
                    },
                },
                "region": {
                    "type": "object",
                    "required": ["startLine", "startColumn", "endLine", "endColumn"],
                    "additionalProperties": {"type": "integer", "minimum": 1},
                },
            },
        },
        "message": TEXT,
    },
}
RULE = {
    "type": "object",
    "required": ["id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^[A-Z][0-9]{3}$"},
        "name": {"type": "string", "pattern": "^[A-Za-z0-9]+$"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "help": TEXT,
        "defaultConfiguration": {"type": "object", "required": ["level"], "properties": {"level": LEVEL}},
    },
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "items": PLACE, "minItems": 1},
        "relatedLocations": {"type": "array", "items": {**PLACE, "required": ["physicalLocation", "message"]}},
    },
}
RUN = {
    "type": "object",
    "required": ["tool", "results", "columnKind"],
    "properties": {
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "tool": {
            "type": "object",
            "required": ["driver"],
            "properties": {
                "driver": {
                    "type": "object",
                    "required": ["name", "rules"],
                    "properties": {"rules": {"type": "array", "items": RULE, "uniqueItems": True}},
                }
            },
        },
        "results": {"type": "array", "items": RESULT},
    },
}
SARIF = Draft202012Validator(
    {
        "type": "object",
        "required": ["version", "runs"],
        "properties": {
            "$schema": {"type": "string", "pattern": "sarif-2.1.0.json$"},
            "version": {"const": "2.1.0"},
            "runs": {"type": "array", "items": RUN, "minItems": 1},
        },
    }
)
"""What SARIF 2.1.0 (OASIS standard, sections 3.13 to 3.49) demands of the parts that we write, and no other parts."""


@pytest.mark.parametrize("found", FOUND)
def test_sarif_has_all_that_the_standard_demands(found):
    log = json.loads(render_sarif(found()))
    assert [f"{error.json_path}: {error.message}" for error in SARIF.iter_errors(log)] == []


@pytest.mark.parametrize("found", FOUND)
def test_sarif_tells_each_finding_where_it_is(found):
    items = found()
    (run,) = json.loads(render_sarif(items))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    for item, result in zip(items, run["results"], strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == item.code
        assert result["message"]["text"].startswith(item.message)
        if item.span is not None:
            place = result["locations"][0]["physicalLocation"]
            assert unquote(place["artifactLocation"]["uri"]) == item.span.file
            region = place["region"]
            assert (region["startLine"], region["startColumn"]) == (item.span.line, item.span.column)
            assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])


def test_columns_are_counted_in_characters_not_in_units_of_sixteen_bits(tmp_path: Path):
    (tmp_path / "spec.yaml").write_text('entity: Note\nfields: {name: {description: "😀😀", type: strng}}\n', "utf-8")
    (found,) = findings(tmp_path)
    (run,) = json.loads(render_sarif([found]))["runs"]
    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 42


@pytest.mark.parametrize("found", FOUND)
def test_github_reads_the_annotations_as_they_were_meant(found):
    items = found()
    lines = render_github(items).splitlines()
    assert len(lines) == len(items)
    for item, line in zip(items, lines, strict=True):
        read = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert read
        properties = dict(part.split("=", 1) for part in read[2].split(","))
        assert unescaped(read[3], "%\r\n") == (f"{item.message}\nhelp: {item.help}" if item.help else item.message)
        assert unescaped(properties["title"], "%\r\n:,").startswith(item.code)
        if item.span is not None:
            assert unescaped(properties["file"], "%\r\n:,") == item.span.file
            assert int(properties["line"]) == item.span.line


def unescaped(text: str, special: str) -> str:
    """Read a part of a workflow command as GitHub's runner does."""
    for character in special[::-1]:
        text = text.replace(f"%{ord(character):02X}", character)
    return text


@pytest.mark.parametrize("found", FOUND)
def test_json_tells_each_finding_whole(found):
    items = found()
    read = json.loads(render_json(items))
    assert read["version"] == 1
    for item, row in zip(items, read["findings"], strict=True):
        assert (row["code"], row["message"], row["help"]) == (item.code, item.message, item.help)
        assert row["severity"] == item.severity.value
        assert row["file"] == (item.span.file if item.span else None)
        assert item.span is None or (row["line"], row["column"]) == (item.span.line, item.span.column)


@pytest.mark.parametrize("code", sorted(known_rules()))
def test_every_code_is_explained(code: str):
    rule = known_rules()[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert len(rule.explanation.split()) >= 8
    if code[0] in "YSRL":  # about specs: an example of what is wrong, and of what is right
        assert re.search(r"^(Not so|Wrong)", rule.explanation, re.MULTILINE)
        assert re.search(r"^(But so|Right)", rule.explanation, re.MULTILINE)


def test_no_two_codes_have_one_name():
    names = [rule.name for rule in known_rules().values()]
    assert sorted(set(names)) == sorted(names)


def test_a_finding_without_a_rule_is_shown_all_the_same():
    assert json.loads(render_sarif([Diagnostic("X999", "unknown")]))["runs"][0]["results"][0]["ruleId"] == "X999"
