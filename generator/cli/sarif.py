"""Findings as SARIF 2.1.0, the format of code-scanning services."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from generator.diagnostics import RULES, Diagnostic, Rule, Severity, Span

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif(found: Sequence[Diagnostic]) -> Mapping[str, object]:
    """Give the log: one run, the rules that were broken, a result for each finding."""
    codes = sorted({item.code for item in found})
    driver = {"name": "gen", "rules": [_rule(RULES[code]) if code in RULES else {"id": code} for code in codes]}
    results = [_result(item, codes.index(item.code)) for item in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> Mapping[str, object]:
    first, _, _ = rule.explanation.partition("\n\n")
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.name.replace("-", " ")},
        "fullDescription": {"text": " ".join(first.split())},
        "help": {"text": rule.explanation},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(item: Diagnostic, index: int) -> Mapping[str, object]:
    text = f"{item.message}\nhelp: {item.help}" if item.help else item.message
    result: dict[str, object] = {
        "ruleId": item.code,
        "ruleIndex": index,
        "level": _LEVELS[item.severity],
        "message": {"text": text},
    }
    if item.span is not None:
        result["locations"] = [_location(item.span)]
    if item.related:
        result["relatedLocations"] = [{**_location(span), "message": {"text": what}} for span, what in item.related]
    return result


def _location(span: Span) -> dict[str, object]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": quote(span.file)}, "region": region}}
