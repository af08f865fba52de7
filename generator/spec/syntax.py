"""What goes wrong in YAML before any keyword is read: its syntax errors in a spec author's words, and lost comments."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from yaml import MarkedYAMLError, YAMLError

from generator.diagnostics import Diagnostic, Span
from generator.spec import yaml_rules
from generator.spec.places import Place, SourceFile, ends, scalars

UNREADABLE: Final = re.compile("[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What libyaml does not read."""
_SHOWN: Final = 10
_BRACKETED: Final = re.compile(r"\b(?:list|map)\[[^{}]*\]\??")
_VALUE: Final = re.compile(r"(?P<key>[^\s:#][^:#]*):[ \t]+(?P<value>\S.*?)[ \t]*$")
_COMMENT: Final = re.compile(r"[ \t]+#(?P<rest>[^\r\n]*)")
_OPENERS: Final = {"(": ")", "[": "]"}


class _Meaning(NamedTuple):
    """What one of libyaml's problems means; `at_context`: it is shown where the thing began."""

    message: str
    help: str | None = None
    at_context: bool = False


_ENDS: Final = "close it, or look for a missing comma"
_MEANINGS: Final = {
    "mapping values are not allowed in this context": _Meaning(
        "a colon followed by a space begins another mapping here"
    ),
    "found unexpected end of stream": _Meaning(
        "the quote that opens here is never closed", "close it", at_context=True
    ),
    "found unexpected document indicator": _Meaning(
        "the quote that opens here is not closed before ---", "close it", at_context=True
    ),
    "did not find expected ',' or '}'": _Meaning("the { that opens here is not closed", _ENDS, at_context=True),
    "did not find expected ',' or ']'": _Meaning("the [ that opens here is not closed", _ENDS, at_context=True),
    "did not find expected '-' indicator": _Meaning(
        "this does not belong to the list above it", "begin an item with `- `, or mend the indentation"
    ),
    "did not find expected key": _Meaning(
        "this line is indented unlike the keys above it", "keys of one mapping begin in the same column"
    ),
    "could not find expected ':'": _Meaning(
        "a line `key: value` is expected here", "write a colon and a space behind the key"
    ),
    "did not find expected <document start>": _Meaning(
        "this line is indented less than the document's first key", "begin all keys of a document in the same column"
    ),
    "did not find expected node content": _Meaning("a value is expected here"),
    "found unknown escape character": _Meaning(
        "there is no such escape in double quotes", "use single quotes: a backslash means itself there"
    ),
    "found invalid Unicode character escape code": _Meaning(
        "there is no such Unicode character", "write the character itself"
    ),
    "did not find expected hexdecimal number": _Meaning(
        "this escape needs hexadecimal digits", "use single quotes: a backslash means itself there"
    ),
    "did not find expected comment or line break": _Meaning(
        "text in a block begins on the next line", "write it below, indented"
    ),
    "found undefined tag handle": _Meaning("a word that begins with ! is a tag", yaml_rules.ALIAS_HELP),
    "block sequence entries are not allowed in this context": _Meaning(
        "a list item cannot stand here", "begin the list on the next line, or write [a, b]"
    ),
}


def syntax_finding(file: SourceFile, error: YAMLError, base: int) -> Diagnostic:
    """Say in a spec author's words what libyaml found; it read the text from offset `base` on."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return yaml_rules.SYNTAX.at(file.span(base, base), f"this is not YAML: {error}")
    offset = min(base + error.problem_mark.index, len(file.text))
    context = error.context_mark
    began = base + context.index if context is not None else offset
    special = _special(file, str(error.problem), offset, began)
    if special is not None:
        return special
    meaning = _MEANINGS.get(str(error.problem), _Meaning(f"this is not YAML: {error.problem}"))
    start = began if meaning.at_context else offset
    return yaml_rules.SYNTAX.at(file.span(start, min(start + 1, len(file.text))), meaning.message, meaning.help)


def _special(file: SourceFile, problem: str, offset: int, began: int) -> Diagnostic | None:
    """Find the mistakes that are known better than YAML knows them; `began` is where YAML saw the thing begin."""
    if problem == "found character that cannot start any token":
        return _first_character(file, offset)
    if problem.startswith("did not find expected ',' or"):
        return _brackets(file, offset) or _cut_bracket(file, began)
    if problem == "mapping values are not allowed in this context":
        return _colon(file, offset)
    return None


def _first_character(file: SourceFile, offset: int) -> Diagnostic:
    character, span = file.text[offset], file.span(offset, offset + 1)
    if character == "\t":
        return yaml_rules.TAB.at(span, "a tab cannot indent in YAML", "indent with spaces")
    line, first = _line_at(file, offset)
    found = _VALUE.search(line)
    start, end = (first + found.start("value"), first + found.end("value")) if found else (offset, offset + 1)
    message = f"text cannot begin with `{character}` unless it is quoted"
    return yaml_rules.SYNTAX.at(span, message, f"quote it: {quoted_line(file, start, end)}")


def _brackets(file: SourceFile, offset: int) -> Diagnostic | None:
    """Find `{type: list[Tag]}`."""
    line, first = _line_at(file, offset)
    found = _BRACKETED.search(line)
    if found is None:
        return None
    start, end = first + found.start(), first + found.end()
    message = f"`{found[0]}` in {{ }} must be quoted"
    return yaml_rules.BRACKETS.at(file.span(start, end), message, f"quote it: {quoted_line(file, start, end)}")


def _cut_bracket(file: SourceFile, began: int) -> Diagnostic | None:
    """Find `{pattern: [a #b]}`, whose closing bracket is part of a comment."""
    line, first = _line_at(file, began)
    found = re.search(
        r":[ \t]+(?P<value>[^\s\"'][^\"',{}]*?[ \t](?P<hash>#)[^,{}]*[\]}]?[^,{}\s]*)[ \t]*[,}]", line[began - first :]
    )
    if found is None:
        return None
    start, end, mark = (began + place for place in (found.start("value"), found.end("value"), found.start("hash")))
    message = "this # begins a comment, so the bracket before it is never closed"
    return yaml_rules.SYNTAX.at(file.span(mark, mark + 1), message, f"quote it: {quoted_line(file, start, end)}")


def _colon(file: SourceFile, offset: int) -> Diagnostic | None:
    """Find a colon in text, or the line above that lacks its own."""
    line, first = _line_at(file, offset)
    if ":" not in line[: offset - first]:
        return _keyless(file, file.span(offset, offset).line)
    found = _VALUE.match(line.lstrip())
    if found is None:
        return None
    start, end = (first + len(line) - len(line.lstrip()) + place for place in found.span("value"))
    message = "a colon followed by a space begins another mapping here"
    help_ = f"quote it: {quoted_line(file, start, end)}"
    return yaml_rules.SYNTAX.at(file.span(offset, offset + 1), message, help_)


def _line_at(file: SourceFile, offset: int) -> tuple[str, int]:
    """Give the line that holds an offset, and the offset where it begins."""
    span = file.span(offset, offset)
    return file.line(span.line), offset - span.column + 1


def _keyless(file: SourceFile, number: int) -> Diagnostic | None:
    """Find the line `name text` above, which lacks its colon."""
    above = number - 1
    while above > 1 and not file.line(above).strip():
        above -= 1
    words = file.line(above).split() if above else []
    if not words or ":" in file.line(above) or words[0].startswith("-"):
        return None
    start = file.offset(Span(file.path, above, file.line(above).index(words[0]) + 1))
    help_ = f"write `{words[0]}: {' '.join(words[1:])}`".replace(": `", ":`")
    return yaml_rules.SYNTAX.at(file.span(start, start + len(words[0])), "a line `key: value` is expected here", help_)


def control_characters(file: SourceFile) -> Iterator[Diagnostic]:
    """Find the characters that YAML refuses; of many, the first ones."""
    for found in islice(UNREADABLE.finditer(file.text), _SHOWN):
        message = f"the file holds the control character U+{ord(found[0]):04X}"
        help_ = 'delete it; in text that needs it, write an escape in double quotes, such as "\\t"'
        yield yaml_rules.CONTROL_CHARACTER.at(file.span(*found.span()), message, help_)


def quoted_line(file: SourceFile, start: int, end: int) -> str:
    """Give the line of a stretch with that stretch in quotes, as it ought to be written."""
    span = file.span(start, end)
    line, text = file.line(span.line), file.text[start:end]
    if "\n" in text:
        return '"…"'
    body = "'" + text.replace("'", "''") + "'" if '"' in text or "\\" in text else f'"{text}"'
    return (line[: span.column - 1] + body + line[span.end_column - 1 :]).strip()


def cut_comments(file: SourceFile, places: Iterable[Place]) -> Iterator[Diagnostic]:
    """Find text that a ` #` cuts off: `description: Ticket #12` is read as `Ticket`."""
    candidates = {found.start(): found for found in _COMMENT.finditer(file.text)} if " #" in file.text else {}
    if not candidates:
        return
    for piece in (piece for place in places for piece in scalars(place)):
        start, end = ends(piece)
        found = candidates.get(end)
        if found is None or end == start or file.text[start] in "\"'|>":
            continue
        value, rest = file.text[start:end], found["rest"]
        if not _is_cut(value, rest):
            continue
        stop = found.end() - len(rest) + len(rest.rstrip())
        help_ = f"quote it: {quoted_line(file, start, stop)}; or put a space behind the # of a comment"
        span = file.span(found.start("rest") - 1, stop)
        yield yaml_rules.CUT_BY_COMMENT.at(span, "the value ends before this #, which begins a comment", help_)


def _is_cut(value: str, rest: str) -> bool:
    if rest[:1] not in {"", " ", "\t", "#", "!", ":", "-", "="}:
        return True
    if any(value.count(opener) > value.count(closer) and closer in rest for opener, closer in _OPENERS.items()):
        return True
    return any(value.count(quote) % 2 == 1 and rest.count(quote) % 2 == 1 for quote in "'\"")
