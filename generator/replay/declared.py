"""What a CREATE TABLE declares on SQLite, in the words that mean the same for the same table, whoever wrote it.

SQLite keeps the text of the statement. It says much that means nothing there: lengths, the names of constraints (no error
tells those of keys and uniques, and a table that is made anew gets them from the revisions), and actions that are none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from generator.replay.normal import line_of, parts_of

_AFFINITIES: Final = (
    # SQLite's own rules in their order, https://www.sqlite.org/datatype3.html#determination_of_column_affinity
    (re.compile("INT"), "INTEGER"),
    (re.compile("CHAR|CLOB|TEXT"), "TEXT"),
    (re.compile("BLOB|^$"), "BLOB"),
    (re.compile("REAL|FLOA|DOUB"), "REAL"),
    # All of these are numeric; what they are called tells what is kept in them.
    (re.compile("BOOL"), "BOOLEAN"),
    (re.compile("DATETIME|TIMESTAMP"), "DATETIME"),
    (re.compile("^DEC|^NUMERIC"), "NUMERIC"),
)
_ENDS: Final = frozenset(
    ["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"]
)
"""Where a column's type is over."""
_TABLE: Final = frozenset(["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"])


@dataclass(slots=True)
class Declared:
    """A table as its statement declares it."""

    options: str
    columns: dict[str, str] = field(default_factory=dict[str, str])
    """Type and what else is said of each column."""
    key: tuple[str, ...] = ()
    integers: set[str] = field(default_factory=set[str])
    """The columns declared as INTEGER, in this very word: one of them alone as the key is the row's number."""
    counted: str = ""
    """Whether a row's number is its key."""
    foreign: list[tuple[tuple[str, ...], str, tuple[str, ...], str]] = field(
        default_factory=list[tuple[tuple[str, ...], str, tuple[str, ...], str]]
    )
    lines: list[str] = field(default_factory=list[str])


def declared(pieces: Sequence[str]) -> Declared:
    """Give what a CREATE TABLE declares, from its pieces."""
    head, body, options = parts_of(pieces)
    del head
    found = Declared(line_of(options).upper())
    for part in body:
        if part[0].upper() in _TABLE:
            _constraint(found, _Reader(part), None)
        else:
            _column(found, _Reader(part))
    return found


def lines(table: Declared, tables: Mapping[str, Declared]) -> Iterator[str]:
    """Give a line for each thing declared; `tables` by name tell what a foreign key without columns refers to."""
    yield from (f"column {name} {words}" for name, words in table.columns.items())
    if table.key:
        yield f"PRIMARY KEY ({', '.join(table.key)}){table.counted}"
    for columns, other, names, words in table.foreign:
        there = names or (tables[other].key if other in tables else ())
        yield f"FOREIGN KEY ({', '.join(columns)}) REFERENCES {other} ({', '.join(there)}){words}"
    yield from table.lines
    if table.options:
        yield f"options {table.options}"


class _Reader:
    """The pieces of one part, taken one after the other."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._pieces = pieces
        self._at = 0

    def peek(self, ahead: int = 0) -> str:
        """Give what comes, in capitals; nothing at the end."""
        place = self._at + ahead
        return self._pieces[place].upper() if place < len(self._pieces) else ""

    def take(self) -> str:
        """Give what comes, and go on."""
        self._at += 1
        return self._pieces[self._at - 1]

    def skip(self, *words: str) -> bool:
        """Go past these words if they come."""
        comes = all(self.peek(place) == word for place, word in enumerate(words))
        self._at += len(words) * comes
        return comes

    def group(self) -> list[str]:
        """Give what stands in the parentheses that come."""
        self._at += 1
        depth, inside = 1, list[str]()
        while self._at < len(self._pieces):
            piece = self.take()
            depth += (piece == "(") - (piece == ")")
            if depth == 0:
                break
            inside.append(piece)
        return inside

    def names(self) -> tuple[str, ...]:
        """Give the columns in the parentheses that come, each as it is written without what is usual."""
        if self.peek() != "(":
            return ()
        columns: list[list[str]] = [[]]
        for piece in self.group():
            if piece == ",":
                columns.append([])
            elif piece.upper() != "ASC":
                columns[-1].append(piece)
        return tuple(map(line_of, columns))


def _column(table: Declared, reader: _Reader) -> None:
    name, words = reader.take(), list[str]()
    while reader.peek() and reader.peek() not in _ENDS:
        if reader.peek() == "(":
            reader.group()
        else:
            words.append(reader.take().upper())
    kind = " ".join(words)
    table.columns[name] = next((called for rule, called in _AFFINITIES if rule.search(kind)), kind)
    if kind == "INTEGER":
        table.integers.add(name)
    while reader.peek():
        _constraint(table, reader, name)


def _constraint(table: Declared, reader: _Reader, column: str | None) -> None:
    """Take one constraint in: of a column, or of the table."""
    name = reader.take() if reader.skip("CONSTRAINT") else ""
    own = (column,) if column else ()
    if reader.skip("PRIMARY", "KEY"):
        _key(table, own or reader.names(), reader)
    elif reader.skip("UNIQUE"):
        table.lines.append(f"UNIQUE ({', '.join(own or reader.names())}){_conflict(reader)}")
    elif reader.skip("CHECK"):
        called = f"constraint {name} " if name else ""
        table.lines.append(f"{called}CHECK ({_expression(reader.group())})")
    elif reader.skip("FOREIGN", "KEY"):
        _foreign(table, reader.names(), reader)
    elif reader.peek() == "REFERENCES":
        _foreign(table, own, reader)
    elif column:
        _detail(table, column, reader)
    else:
        reader.take()


def _key(table: Declared, columns: tuple[str, ...], reader: _Reader) -> None:
    order = reader.take().upper() if reader.peek() in {"ASC", "DESC"} else ""
    ending = _conflict(reader)
    table.key = columns
    if reader.skip("AUTOINCREMENT"):
        table.counted = ", the row's own number, never given again"
    elif order != "DESC" and len(columns) == 1 and columns[0] in table.integers:
        table.counted = ", the row's own number"
    table.counted += ending


def _detail(table: Declared, column: str, reader: _Reader) -> None:
    """Take in what else is said of a column."""
    words = ""
    if reader.skip("NOT", "NULL"):
        words = " NOT NULL" + _conflict(reader)
    elif reader.skip("DEFAULT"):
        words = f" DEFAULT {_default(reader)}"
    elif reader.skip("COLLATE"):
        collation = reader.take().upper()
        words = "" if collation == "BINARY" else f" COLLATE {collation}"
    elif reader.skip("GENERATED", "ALWAYS", "AS") or reader.skip("AS"):
        words = f" GENERATED AS ({_expression(reader.group())})"
        words += " STORED" if reader.skip("STORED") else " VIRTUAL"
        reader.skip("VIRTUAL")
    elif not reader.skip("NULL"):
        reader.take()
    table.columns[column] += words


def _default(reader: _Reader) -> str:
    if reader.peek() == "(":
        inside = reader.group()
        while len(inside) > 1 and inside[0] == "(" and _Reader(inside).group() == inside[1:-1]:
            inside = inside[1:-1]
        return _expression(inside)
    found = [reader.take()]
    while reader.peek() and (found[-1] in {"-", "+", "."} or reader.peek() == "."):
        found.append(reader.take())
    return _expression(found)


def _foreign(table: Declared, columns: tuple[str, ...], reader: _Reader) -> None:
    reader.skip("REFERENCES")
    other, names, words = reader.take(), reader.names(), ""
    while reader.peek():
        if reader.skip("ON"):
            event = reader.take().upper()
            action = reader.take().upper()
            if action in {"NO", "SET"}:
                action += f" {reader.take().upper()}"
            words += "" if action == "NO ACTION" else f" ON {event} {action}"
        elif reader.skip("DEFERRABLE", "INITIALLY", "DEFERRED"):
            words += " DEFERRABLE INITIALLY DEFERRED"
        elif reader.skip("MATCH"):
            reader.take()  # SQLite parses MATCH and goes by MATCH SIMPLE
        elif not (
            reader.skip("NOT", "DEFERRABLE")
            or reader.skip("INITIALLY", "DEFERRED")
            or reader.skip("INITIALLY", "IMMEDIATE")
            or reader.skip("DEFERRABLE")
        ):
            break
    table.foreign.append((columns, other, names, words))


def _conflict(reader: _Reader) -> str:
    if not reader.skip("ON", "CONFLICT"):
        return ""
    how = reader.take().upper()
    return "" if how == "ABORT" else f" ON CONFLICT {how}"


def _expression(pieces: Sequence[str]) -> str:
    """Give an expression in one case, texts as they are."""
    return line_of([piece if piece[0] in "'\"" else piece.lower() for piece in pieces])
