"""What a CREATE TABLE of SQLite declares, however it is written."""

import pytest

from generator.replay.declared import declared, lines
from generator.replay.normal import pieces_of

OTHER = declared(pieces_of("CREATE TABLE other (code TEXT PRIMARY KEY)"))


def told(body: str) -> list[str]:
    """Give the lines of a table."""
    return sorted(lines(declared(pieces_of(f"CREATE TABLE t ({body})")), {"other": OTHER}))


SAME = {
    "lengths and words for a type": ("a NVARCHAR(160)", "a text"),
    "brackets, quotes and nothing": ('[a] INT, `b` INT, "c" INT', "a INTEGER, b BIGINT, c SMALLINT"),
    "a key of the column or of the table": ("a INTEGER PRIMARY KEY", "a INTEGER, CONSTRAINT pk PRIMARY KEY (a ASC)"),
    "a unique of either": ("a TEXT UNIQUE", "a TEXT, CONSTRAINT uq UNIQUE (a)"),
    "a reference of either, to the key": (
        "a TEXT REFERENCES other",
        "a TEXT, FOREIGN KEY (a) REFERENCES other (code) ON DELETE NO ACTION NOT DEFERRABLE",
    ),
    "the case of an expression": ("a INT CHECK (A > 0 AND a IS NOT NULL)", "a INT, CHECK(a>0 and A is not null)"),
    "parentheses of a default": ("a INT DEFAULT -1", "a INT DEFAULT ((-1))"),
    "what is usual": ("a TEXT NULL COLLATE BINARY", "a TEXT"),
    "generated, the short way": ("a INT, b INT AS (a + 1)", "a INT, b INT GENERATED ALWAYS AS (a + 1) VIRTUAL"),
}
DIFFERENT = {
    "another affinity": ("a NUMERIC(10,2)", "a BIGINT"),
    "what a number stands for": ("a BOOLEAN", "a DATETIME"),
    "a row's number": ("a INT PRIMARY KEY", "a INTEGER PRIMARY KEY"),
    "numbers never given again": ("a INTEGER PRIMARY KEY", "a INTEGER PRIMARY KEY AUTOINCREMENT"),
    "null": ("a INT", "a INT NOT NULL"),
    "a text in a check": ("a TEXT CHECK (a <> 'X')", "a TEXT CHECK (a <> 'x')"),
    "a collation": ("a TEXT COLLATE NOCASE", "a TEXT"),
    "an action": ("a TEXT REFERENCES other ON DELETE SET NULL", "a TEXT REFERENCES other"),
    "a key that waits": ("a TEXT REFERENCES other DEFERRABLE INITIALLY DEFERRED", "a TEXT REFERENCES other"),
    "the order of a key": ("a INT, b INT, PRIMARY KEY (a, b)", "a INT, b INT, PRIMARY KEY (b, a)"),
    "stored": ("a INT, b INT AS (a) STORED", "a INT, b INT AS (a)"),
}


@pytest.mark.parametrize("case", SAME)
def test_what_means_the_same_is_told_alike(case: str) -> None:
    one, other = SAME[case]
    assert told(one) == told(other)


@pytest.mark.parametrize("case", DIFFERENT)
def test_what_does_not_is_told_apart(case: str) -> None:
    one, other = DIFFERENT[case]
    assert told(one) != told(other)


def test_options_of_a_table_count() -> None:
    assert "options WITHOUT ROWID" in lines(
        declared(pieces_of("CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID")), {}
    )
