"""How a live database differs from a recorded state, thing by thing, and what is said of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from generator.diagnostics import Diagnostic
from generator.dialects import Dialect
from generator.fieldtypes import Kind
from generator.migrations import records
from generator.migrations.bodies.conversions import kind
from generator.migrations.comparison import shown
from generator.schema.state import Table

_THING: Final = re.compile(r'(?:(column|constraint|index) ("(?:[^"]|"")*"|\S+)|(options)) (.*)\Z')
_DOUBLED: Final = '""'
_OWN_TEXT: Final = re.compile(r" CHARACTER SET \w+(?: COLLATE \w+)?| COLLATE \w+")


@dataclass(frozen=True, slots=True)
class Thing:
    """What a line of facts is about."""

    kind: str
    """column, constraint, index or options; empty for what has no name of its own."""
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is otherwise in the database than in the state; without both, all of the subject is there or not."""

    subject: str
    live: Thing | None = None
    expected: Thing | None = None
    missing: bool = False
    """Whether the whole subject is not in the database."""

    @property
    def is_name(self) -> bool:
        """Tell whether only the name is another one."""
        return self.live is not None and self.expected is not None and self.live.name != self.expected.name


def differences(live: Mapping[str, Sequence[str]], expected: Mapping[str, Sequence[str]]) -> Iterator[Difference]:
    """Give how facts differ, subject by subject."""
    for subject in sorted(expected.keys() | live.keys()):
        if subject not in live or subject not in expected:
            yield Difference(subject, missing=subject not in live)
        else:
            yield from _of_subject(subject, live[subject], expected[subject])


def _of_subject(subject: str, live: Sequence[str], expected: Sequence[str]) -> Iterator[Difference]:
    there, wanted = _besides(live, expected), _besides(expected, live)
    for same in (_has_other_name, _has_same_name):
        for thing in tuple(wanted):
            other = next((it for it in there if same(it, thing)), None)
            if other is not None:
                there.remove(other)
                wanted.remove(thing)
                yield Difference(subject, other, thing)
    yield from (Difference(subject, expected=thing) for thing in wanted)
    yield from (Difference(subject, live=thing) for thing in there)


def _has_other_name(one: Thing, other: Thing) -> bool:
    return one.kind == other.kind != "column" and bool(one.kind) and one.what == other.what


def _has_same_name(one: Thing, other: Thing) -> bool:
    return bool(one.kind) and (one.kind, one.name) == (other.kind, other.name)


def _besides(lines: Sequence[str], others: Sequence[str]) -> list[Thing]:
    known = set(others)
    return [_thing(line) for line in lines if line not in known]


def _thing(line: str) -> Thing:
    match = _THING.match(line)
    if match is None:
        return Thing("", "", line)
    name = match[2] or ""
    plain = name[1:-1].replace(_DOUBLED, _DOUBLED[0]) if name.startswith(_DOUBLED[0]) else name
    return Thing(match[1] or match[3], plain, match[4])


def follows(found: Difference, others: Sequence[Difference]) -> bool:
    """Tell whether it is but a column whose text is kept as all of its table's is, which is told by itself."""
    if found.live is None or found.expected is None or found.expected.kind != "column":
        return False
    table = any(it.subject == found.subject and it.live and it.live.kind == "options" for it in others)
    return table and _OWN_TEXT.sub("", found.live.what) == found.expected.what


def told_of(found: Difference, owner: Dialect, table: Table | None) -> Diagnostic:
    """Give the finding; `table` is the recorded one that it is about, if it is about one."""
    subject, live, expected = found.subject, found.live, found.expected
    if live is None and expected is None:
        if found.missing:
            return records.DRIFT.at(None, f"{subject} is not in the database", "find out who dropped it; restore it")
        return records.UNRECORDED.at(None, f"{subject} is in the database, and no revision made it")
    if live is None or expected is None:
        if expected is not None:
            message = f"{subject} lacks: {_words(expected)}"
            return records.DRIFT.at(None, message, "bring it back, or take it out of the specs")
        message = f"{subject} has what no revision made: {_words(live) if live else ''}"
        return records.DRIFT.at(None, message, "drop it, or bring it into the specs")
    if found.is_name:
        return _other_name(subject, live, expected, owner)
    what = f"{expected.kind} {expected.name}".strip()
    message = f"{what} of {subject}: {shown(live.what)}; in the revisions {shown(expected.what)}"
    return records.DRIFT.at(None, message, _way(live, expected, owner, table))


def is_coarser(live: Thing, expected: Thing) -> bool:
    """Tell whether a column of the database keeps moments without their microseconds, and is the same otherwise."""
    return expected.kind == "column" and live.what != expected.what and live.what == expected.what.replace("(6)", "")


def _other_name(subject: str, live: Thing, expected: Thing, owner: Dialect) -> Diagnostic:
    message = f"{subject} calls {_a(live.kind)} `{live.name}`, which is `{expected.name}` in the revisions"
    if live.kind == "constraint" and "add_check" in owner.rebuilds:
        return records.OTHER_NAME.at(None, message, "say its name in the specs by `name:`, or leave it")
    said = "" if expected.what.startswith(("PRIMARY", "FOREIGN")) else "; or say `name:` in the specs"
    return records.CALLED.at(None, message, f"`gen migrate baseline --sql` writes the statement that renames it{said}")


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _words(thing: Thing) -> str:
    return shown(" ".join(filter(None, (thing.kind, thing.name, thing.what))))


def _way(live: Thing, expected: Thing, owner: Dialect, table: Table | None) -> str:
    """Tell how a column, or what else has the same name, is made the same."""
    column = next((it for it in table.columns if it.name == expected.name), None) if table else None
    if expected.kind == "column" and column is not None:
        if owner.scaled_decimals and kind(column.type) is Kind.DECIMAL and owner.name not in column.db_type:
            return (
                f"a {column.type} is kept as a whole number here: describe it as `{{type: float, db_type: "
                f'{{{owner.name}: "{live.what.split(" NOT NULL")[0]}"}}}}` to adopt it, and change it to'
                f" {column.type} then: that revision converts the rows"
            )
        if is_coarser(live, expected):
            return "`gen migrate baseline --sql` writes the statement; or say `db_type` in the specs"
        return "describe it so in the specs (`type`, `?`, `db_type`, `collation`, `server_default`), or change the database"
    if expected.kind == "options" and owner.usual_text:
        return "`gen migrate baseline --sql` writes the statement; or say `options` (and `collation` of texts) in the specs"
    return "describe it so in the specs, or change the database"
