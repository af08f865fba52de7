"""The recorded revisions of a project, read from their deltas, and the state that they lead to."""

import ast
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Final

from generator.diagnostics import Diagnostic, Span
from generator.errors import HistoryError
from generator.migrations import delta, rules
from generator.migrations.draft import Draft, InapplicableError, sorted_schema
from generator.migrations.merging import Touch, clashes, touches
from generator.migrations.operations import Operation
from generator.schema.json import Json
from generator.schema.state import Schema

_TOLD: Final = 5
"""Pairs of operations that a finding names."""
_NAMED: Final = re.compile(r"^(revision|down_revision|SCHEMA_EFFECT)(?:\s*:[^=\n]+)?\s*=\s*", re.MULTILINE)


@dataclass(frozen=True)
class Recorded:
    """A revision that was written before."""

    revision: str
    parents: tuple[str, ...]
    path: Path
    """Its body."""
    raw: tuple[Mapping[str, Json], ...]
    """Its operations, as recorded."""
    databases: tuple[str, ...] = ()
    message: str = ""
    allowed: tuple[str, ...] = ()
    by_hand: bool = False
    """Whether a person wrote it, and its effect into its body."""

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Its operations; HistoryError if one of them is none that this version knows."""
        try:
            return tuple(map(delta.from_json, self.raw))
        except (KeyError, TypeError, ValueError) as error:
            message = f"the delta of {self.revision} cannot be read: {error}"
            found = rules.UNREADABLE_DELTA.at(_span(self.path.with_suffix(".json")), message, "restore the file")
            raise HistoryError(found) from error


@dataclass(frozen=True)
class History:
    """Every revision by its id."""

    revisions: Mapping[str, Recorded]

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The revisions that no other follows, in alphabetical order."""
        followed = {parent for item in self.revisions.values() for parent in item.parents}
        return tuple(sorted(self.revisions.keys() - followed))

    @cached_property
    def order(self) -> tuple[Recorded, ...]:
        """All revisions, each after those that it follows; HistoryError if one of those is missing."""
        missing = [
            rules.MISSING_PARENT.at(
                _span(item.path),
                f"{item.revision} follows {parent}, which is not there",
                f"restore the files of {parent} from version control",
            )
            for item in self.revisions.values()
            for parent in item.parents
            if parent not in self.revisions
        ]
        if missing:
            raise HistoryError(missing)
        graph = {name: sorted(self.revisions[name].parents) for name in sorted(self.revisions)}
        try:
            return tuple(self.revisions[name] for name in TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = " follows ".join(error.args[1])
            raise HistoryError(rules.MISSING_PARENT.at(None, f"revisions go in a circle: {circle}")) from error

    def state(self) -> Schema:
        """Give the schema after all revisions; HistoryError for gaps, deltas that do not fit, heads at odds."""
        return self._state

    @cached_property
    def _state(self) -> Schema:
        if len(self.heads) > 1:
            return self._joined()
        try:
            return _fold(self.order)
        except _UnfitError as error:
            raise HistoryError(error.found) from error

    @cached_property
    def schemas(self) -> Mapping[str, Schema]:
        """The schema after each revision and all that it follows; HistoryError for deltas that do not fit."""
        found: dict[str, Schema] = {}
        try:
            for item in self.order:
                if len(item.parents) > 1:
                    found[item.revision] = _fold(self._from((item.revision,)))
                else:
                    before = found[item.parents[0]] if item.parents else Schema()
                    found[item.revision] = _fold((item,), before)
        except _UnfitError as error:
            raise HistoryError(error.found) from error
        return found

    def before(self, revision: str) -> Schema:
        """Give the schema that a revision is applied to; HistoryError for deltas that do not fit."""
        parents = self.revisions[revision].parents
        if len(parents) == 1:
            return self.schemas[parents[0]]
        try:
            return _fold(self._from(parents))
        except _UnfitError as error:
            raise HistoryError(error.found) from error

    def without(self, revisions: Collection[str]) -> "History":
        """Give the history as it would be if these had not been written."""
        return History({name: item for name, item in self.revisions.items() if name not in revisions})

    def subset(self, revisions: Iterable[str]) -> "History":
        """Give the history of these revisions alone."""
        return History({name: self.revisions[name] for name in revisions})

    def ancestors(self, revisions: Iterable[str]) -> list[Recorded]:
        """Give these revisions and all that they follow, each after those; KeyError if one is not known."""
        return self._from(revisions)

    def _joined(self) -> Schema:
        """Give the schema of several heads, which must be the same in whatever order a database got there."""
        found = list(_several_heads(self))
        if found:
            raise HistoryError(found)
        try:
            one, other = _fold(self._from(self.heads)), _fold(self._from(self.heads[::-1]))
        except _UnfitError as error:
            raise HistoryError(error.found) from error
        if sorted_schema(one) != sorted_schema(other):
            first, *others = self.heads
            raise HistoryError([_at_odds(self, first, other, ()) for other in others])
        return one

    def line(self, head: str, besides: Iterable[str]) -> list[Recorded]:
        """Give the revisions that lead to a head and to none of the others."""
        known = {item.revision for item in self._from(besides)}
        return [item for item in self._from((head,)) if item.revision not in known]

    def _from(self, heads: Iterable[str]) -> list[Recorded]:
        """Give all revisions, those of the first head before those that the next one adds."""
        places = {item.revision: place for place, item in enumerate(self.order)}
        found: dict[str, None] = {}
        for head in heads:
            pending, line = [head], set[str]()
            while pending:
                name = pending.pop()
                if name not in line:
                    line.add(name)
                    pending.extend(self.revisions[name].parents)
            found |= dict.fromkeys(sorted(line - found.keys(), key=places.__getitem__))
        return [self.revisions[name] for name in found]


class _UnfitError(Exception):
    """A revision that does not fit what the ones before it made."""

    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.message)
        self.found = found


def _fold(revisions: Iterable[Recorded], before: Schema | None = None) -> Schema:
    draft = Draft(before)
    for item in revisions:
        for operation in item.operations:
            try:
                operation.apply(draft)
            except InapplicableError as error:
                message = f"{item.revision} cannot {operation.describe()}: {error}"
                found = rules.INAPPLICABLE_DELTA.at(_span(item.path.with_suffix(".json")), message)
                raise _UnfitError(found) from error
    return draft.schema()


def read_history(folder: Path) -> History:
    """Read the revisions of a folder; HistoryError with everything that is wrong with their files."""
    found: dict[str, Recorded] = {}
    wrong: list[Diagnostic] = []
    bodies = {path.stem: path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"}
    deltas = {path.stem: path for path in sorted(folder.glob("*.json"))}
    for stem in sorted({*bodies, *deltas}):
        try:
            item = _recorded(bodies.get(stem), deltas.get(stem))
        except HistoryError as error:
            wrong.extend(error.diagnostics)
        else:
            found[item.revision] = item
    if wrong:
        raise HistoryError(wrong)
    return History(found)


def revision_id(number: int, parents: Iterable[str], digest: str) -> str:
    """Give the id that follows from what a revision does, and after which others."""
    text = "\n".join((*parents, digest))
    return f"{number:04}_{sha256(text.encode()).hexdigest()[:8]}"


def _recorded(body: Path | None, record: Path | None) -> Recorded:
    if record is None:
        return _by_hand(body or Path())
    if body is None:
        message = f"{record.name} has no body: {record.stem}.py is gone"
        raise HistoryError(rules.UNREADABLE_DELTA.at(_span(record), message, "restore it from version control"))
    try:
        value = json.loads(record.read_text("utf-8"))
        revision, parents, operations = value["revision"], _parents(value["parent"]), value["operations"]
        digest, databases = value["delta"], tuple(map(str, value.get("databases", ())))
        message, allowed = str(value.get("message", "")), tuple(map(str, value.get("allowed", ())))
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{record.name} cannot be read: {error}"
        raise HistoryError(rules.UNREADABLE_DELTA.at(_span(record), message, "restore the file")) from error
    if value.get("format") != delta.FORMAT:
        message = f"{record.name} is of format {value.get('format')}; this version reads {delta.FORMAT}"
        raise HistoryError(rules.UNREADABLE_DELTA.at(_span(record), message, "upgrade the generator"))
    if digest != delta.digest(operations):
        message = f"{record.name} was changed after it was written"
        help_text = "restore it from version control; a change of the schema is made in the specs"
        raise HistoryError(rules.EDITED_DELTA.at(_span(record), message, help_text))
    named = _names(body)
    if named.get("revision") != revision or _parents(named.get("down_revision")) != parents:
        message = f"{body.name} and {record.name} do not say the same about what follows what"
        raise HistoryError(rules.EDITED_DELTA.at(_span(body), message, "restore both from version control"))
    return Recorded(revision, parents, body, tuple(operations), databases, message, allowed)


def _by_hand(body: Path) -> Recorded:
    named = _names(body)
    revision, effect = named.get("revision"), named.get("SCHEMA_EFFECT")
    if not isinstance(revision, str) or not isinstance(effect, tuple | list):
        message = f"{body.name} does not say what it does to the schema"
        help_text = "add `SCHEMA_EFFECT = ()` if it changes rows only, else the operations as a delta writes them"
        raise HistoryError(rules.UNKNOWN_REVISION.at(_span(body), message, help_text))
    return Recorded(revision, _parents(named.get("down_revision")), body, tuple(effect), by_hand=True)


def _names(body: Path) -> dict[str, object]:
    """Give what a body says about itself, without running it."""
    text = body.read_text("utf-8", errors="replace")  # what is no text is an edit, found by its digest
    found: dict[str, object] = {}
    for match in _NAMED.finditer(text):
        try:
            found[match[1]] = ast.literal_eval(_expression(text[match.end() :]))
        except (SyntaxError, ValueError):
            continue
    return found


def _expression(text: str) -> str:
    """Give the beginning of `text` up to where its brackets are closed and the line ends."""
    depth = 0
    for position, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "\n" and depth <= 0:
            return text[:position]
    return text


def _parents(value: object) -> tuple[str, ...]:
    match value:
        case None:
            return ()
        case str():
            return (value,)
        case list() | tuple():
            return tuple(map(str, value))
        case _:
            message = f"{value!r} is no revision"
            raise TypeError(message)


def _several_heads(history: History) -> Iterator[Diagnostic]:
    """Give a finding for each two heads between whose lines the order matters."""
    for one, other in combinations(history.heads, 2):
        pairs = list(clashes(_touches(history, one, other), _touches(history, other, one)))
        if pairs:
            yield _at_odds(history, one, other, pairs)


def _touches(history: History, head: str, besides: str) -> list[Touch]:
    return [
        touch
        for item in history.line(head, (besides,))
        for touch in touches(item.revision, item.operations, history.before(item.revision), item.databases)
    ]


def _at_odds(history: History, one: str, other: str, pairs: Iterable[tuple[Touch, Touch]]) -> Diagnostic:
    told = [f"`{mine.words}` ({mine.revision}) and `{theirs.words}` ({theirs.revision})" for mine, theirs in pairs]
    more = f", and {len(told) - _TOLD} pairs more" if len(told) > _TOLD else ""
    what = f": {'; '.join(told[:_TOLD])}{more}" if told else ""
    return rules.SEVERAL_HEADS.at(
        _span(history.revisions[other].path),
        f"{one} and {other} both come last, and the order of what they do matters{what}",
        f"put one after the other: `gen migrate rebase {other}`, or `gen migrate rebase {one}`, the one that fewer databases"
        " have",
    )


def _span(path: Path) -> Span:
    return Span(str(path))
