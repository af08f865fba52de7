"""YAML as it is written: every scalar is text, every node has its place, and what the language refuses of YAML is found.

Only libyaml reads, never PyYAML's own parser: the two disagree about what is valid (`{type: text?, min: 1}`).
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import ReaderError

from generator.diagnostics import Diagnostic, Rule
from generator.errors import ConfigError
from generator.spec import yaml_rules
from generator.spec.forms import Quoted, Tree
from generator.spec.places import BITS, Place, SourceFile, Stretch, ends, stretch
from generator.spec.syntax import UNREADABLE, control_characters, cut_comments, quoted_line, syntax_finding

DEPTH: Final = 32
"""How deep mappings and lists may be nested: twice what the language needs."""

_PIECES: Final = 9
"""Into how many pieces a comma tears a value at most that is mended."""
_EMPTY: Final = frozenset({"", "~", "null", "Null", "NULL"})
_NEXT_DOCUMENT: Final = re.compile(r"^---(?=\s|$)", re.MULTILINE)


class Node(NamedTuple):
    """A document as YAML has it; `hollow` tells that a value somewhere in it is empty."""

    tree: Tree
    place: Place
    hollow: bool


class Reading(NamedTuple):
    """What a file holds; `complete` is false where some of it could not be read."""

    nodes: tuple[Node, ...]
    findings: tuple[Diagnostic, ...]
    complete: bool


def read(file: SourceFile) -> Reading:
    """Read the documents of a file, empty ones left out; after a syntax error, those behind the next `---`."""
    try:
        return _read(file, file.text)
    except ReaderError:
        # libyaml stops at the first, anywhere in its buffer: it is given spaces instead.
        found = tuple(control_characters(file))
        reading = _read(file, UNREADABLE.sub(" ", file.text))
        return reading._replace(findings=(*found, *reading.findings))


def _read(file: SourceFile, text: str) -> Reading:
    nodes: list[Node] = []
    findings: list[Diagnostic] = []
    complete, base = True, 0
    while True:
        composer = _Composer(file, text, base, findings)
        try:
            composer.run(nodes)
            break
        except ReaderError:
            raise
        except yaml.YAMLError as error:
            found = syntax_finding(file, error, base)
        except _TooDeepError as error:
            found = yaml_rules.TOO_DEEP.at(
                file.span(error.offset, error.offset + 1),
                f"this is nested more than {DEPTH} deep",
                yaml_rules.TOO_DEEP_HELP,
            )
        complete = False
        findings.append(found)
        after = composer.offset if found.span is None else file.offset(found.span)
        follower = _NEXT_DOCUMENT.search(file.text, max(after, composer.offset + 1))
        if follower is None:
            break
        base = follower.start()
    findings.extend(cut_comments(file, [node.place for node in nodes]))
    return Reading(tuple(nodes), tuple(findings), complete)


class _TooDeepError(Exception):
    """Nesting beyond `DEPTH`, which begins at `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def open_events(text: str) -> Callable[[], Event | None]:
    """Give the function that gives the events of a text, one a call; ConfigError without libyaml."""
    if not yaml.__with_libyaml__:
        raise ConfigError(
            yaml_rules.NO_LIBYAML.at(None, "PyYAML is installed without libyaml", yaml_rules.NO_LIBYAML_HELP)
        )
    return yaml.CSafeLoader(text).get_event


class _Composer:
    """Turns events into trees and places."""

    def __init__(self, file: SourceFile, text: str, base: int, findings: list[Diagnostic]) -> None:
        self._file = file
        self._base = base
        self._shift = base << BITS
        self._findings = findings
        self._next = open_events(text[base:] if base else text)
        self._hollow = False
        self._aliases: set[str] = set()
        self.offset = base

    def run(self, nodes: list[Node]) -> None:
        """Add the documents up to the end of the text."""
        while (event := self._next()) is not None:
            if type(event) is not DocumentStartEvent:
                continue
            self.offset = ends(self._place(event))[0]
            self._hollow = False
            tree, place = self._node(self._next(), 0)
            if tree is not None:
                nodes.append(Node(tree, place, self._hollow))

    def _node(self, event: Event | None, depth: int) -> tuple[Tree, Place]:
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, depth + 1)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(event, depth + 1)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        place = self._place(event)
        if isinstance(event, AliasEvent):
            if event.anchor not in self._aliases:
                self._refuse(yaml_rules.ALIAS, place, f"`*{event.anchor}` is an alias", yaml_rules.ALIAS_HELP)
            self._aliases.add(str(event.anchor))
        self._hollow = True
        return None, place

    def _scalar(self, event: ScalarEvent) -> tuple[str | None, Stretch]:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        place = _piece(event, self._shift)
        value = event.value
        if event.style:
            return Quoted(value), place
        if value in _EMPTY:
            self._hollow = True
            return None, place
        return value, place

    def _mapping(self, event: MappingStartEvent, depth: int) -> tuple[Tree, Place]:
        outer = self._enter(event, depth)
        tree: dict[str, Tree] = {}
        places: dict[str, tuple[Stretch, Place]] = {}
        give, scalar, shift, hollow = self._next, self._scalar, self._shift, False
        while type(key := give()) is not MappingEndEvent:
            if type(key) is not ScalarEvent or not key.value:
                self._refuse_key(key, depth)
                continue
            if key.anchor is not None or key.tag is not None:
                self._refuse_extras(key)
            piece, word = _piece(key, shift), key.value
            item = give()
            value, place = scalar(item) if type(item) is ScalarEvent else self._node(item, depth)
            if word in tree or word == "<<":
                self._refuse_entry(word, piece, places)
                continue
            hollow = hollow or value is None
            tree[word] = value
            places[word] = (piece, place)
        if hollow and event.flow_style:
            self._mend_mapping(tree, places)
        return tree, (outer, places)

    def _sequence(self, event: SequenceStartEvent, depth: int) -> tuple[Tree, Place]:
        outer = self._enter(event, depth)
        tree: list[Tree] = []
        places: list[Place] = []
        give, scalar, torn = self._next, self._scalar, False
        while type(item := give()) is not SequenceEndEvent:
            value, place = scalar(item) if type(item) is ScalarEvent else self._node(item, depth)
            torn = torn or (type(value) is str and _open(value))
            tree.append(value)
            places.append(place)
        if torn and event.flow_style:
            self._mend_sequence(tree, places)
        return tree, (outer, places)

    def _enter(self, event: MappingStartEvent | SequenceStartEvent, depth: int) -> Stretch:
        if depth > DEPTH:
            raise _TooDeepError(ends(self._place(event))[0])
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        return self._place(event)

    def _place(self, event: Event | None) -> Stretch:
        if event is None:
            return stretch(self.offset, self.offset)
        return _piece(event, self._shift)

    def _refuse(
        self, rule: Rule, place: Stretch, message: str, help: str | None
    ) -> None:  # the word users read in the output
        self._findings.append(rule.at(self._file.stretch_span(place), message, help))

    def _refuse_extras(self, event: NodeEvent) -> None:
        """Find an anchor or a tag; the value itself is still read."""
        what = f"`&{event.anchor}` is an anchor" if event.anchor is not None else f"`{_tag(event)}` is a tag"
        start, _ = ends(self._place(event))
        self._refuse(yaml_rules.ALIAS, stretch(start, start + 1), what, yaml_rules.ALIAS_HELP)

    def _refuse_key(self, event: Event | None, depth: int) -> None:
        """Find a key that is no text, and skip its value."""
        place = self._place(event)
        self._node(event, depth)
        self._node(self._next(), depth)
        self._refuse(yaml_rules.KEY_NOT_TEXT, place, "a key must be a word", "write `key: value`")

    def _refuse_entry(self, word: str, piece: Stretch, places: dict[str, tuple[Stretch, Place]]) -> None:
        """Find a merge or a key given twice; the first one counts."""
        if word == "<<":
            self._refuse(yaml_rules.ALIAS, piece, "`<<` merges another mapping into this one", yaml_rules.ALIAS_HELP)
            return
        first = self._file.stretch_span(places[word][0])
        second = self._file.stretch_span(piece)
        rule, message, help_ = yaml_rules.duplicate(word, first.line)
        self._findings.append(rule.at(second, message, help_, related=((first, "given here first"),)))

    def _mend_mapping(self, tree: dict[str, Tree], places: dict[str, tuple[Stretch, Place]]) -> None:
        """Join `{type: decimal(18, 2)}`, which YAML reads as a mapping of `type` and `2)`, and tell to quote it."""
        words = list(tree)
        for index, word in enumerate(words):
            value = tree.get(word)
            if type(value) is not str or not _open(value):
                continue
            tail = index + 1
            start, end = ends(places[word][1])
            joined = value
            while _open(joined) and tail < min(len(words), index + _PIECES) and tree.get(words[tail], "") is None:
                end = ends(places[words[tail]][0])[1]
                joined = self._file.text[start:end]
                tail += 1
            if joined != value and not _open(joined):
                self._torn(start, end)
                tree[word], places[word] = joined, (places[word][0], stretch(start, end))
                for stray in words[index + 1 : tail]:
                    del tree[stray], places[stray]

    def _mend_sequence(self, tree: list[Tree], places: list[Place]) -> None:
        """Join `[lower(a, b)]`, which YAML reads as two items, and tell to quote it."""
        for index, value in enumerate(tree):
            if type(value) is not str or not _open(value):
                continue
            tail = index + 1
            start, end = ends(places[index])
            joined = value
            while _open(joined) and tail < min(len(tree), index + _PIECES) and type(tree[tail]) is str:
                end = ends(places[tail])[1]
                joined = self._file.text[start:end]
                tail += 1
            if joined != value and not _open(joined):
                self._torn(start, end)
                tree[index:tail], places[index:tail] = [joined], [stretch(start, end)]

    def _torn(self, start: int, end: int) -> None:
        help_ = f"quote it: {quoted_line(self._file, start, end)}"
        message = "the comma ends the value here, because it is not in quotes"
        self._findings.append(yaml_rules.TORN_BY_COMMA.at(self._file.span(start, end), message, help_))


def _piece(event: Event, shift: int) -> Stretch:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:  # libyaml marks every event
        return shift
    return (start.index << BITS | (end.index - start.index)) + shift


def _open(text: str) -> bool:
    return text.count("(") > text.count(")") or text.count("[") > text.count("]")


def _tag(event: NodeEvent) -> str:
    tag = str(getattr(event, "tag", ""))
    return tag.replace("tag:yaml.org,2002:", "!!")
