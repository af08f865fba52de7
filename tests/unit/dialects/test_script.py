"""A script of SQL is taken apart where its statements end, and nowhere else."""

import pytest

from generator.dialects.script import statements, unclosed


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", []),
        (" ; -- nothing\n;", []),
        ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("INSERT INTO t VALUES ('a;b', \"c;d\", `e;f`);", ["INSERT INTO t VALUES ('a;b', \"c;d\", `e;f`)"]),
        ("SELECT 'it''s; so'; SELECT 2", ["SELECT 'it''s; so'", "SELECT 2"]),
        ("SELECT 1 -- a; b\n; SELECT 2", ["SELECT 1 -- a; b", "SELECT 2"]),
        (
            "CREATE FUNCTION f() AS $x$ BEGIN a; b; END $x$; SELECT 2",
            ["CREATE FUNCTION f() AS $x$ BEGIN a; b; END $x$", "SELECT 2"],
        ),
        (
            "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN b THEN 1 END; SELECT 1; END; SELECT 2",
            [
                "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN b THEN 1 END; SELECT 1; END",
                "SELECT 2",
            ],
        ),
        (
            "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; SELECT 2; END; SELECT 3",
            ["CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; SELECT 2; END", "SELECT 3"],
        ),
        ("BEGIN; UPDATE t SET a = 1; COMMIT", ["BEGIN", "UPDATE t SET a = 1", "COMMIT"]),
        ("SELECT CASE WHEN a THEN 1 END; SELECT 2", ["SELECT CASE WHEN a THEN 1 END", "SELECT 2"]),
    ],
)
def test_statements(script: str, expected: list[str]):
    assert list(statements(script)) == expected


@pytest.mark.parametrize(
    ("script", "left"),
    [
        ("select 'it''s', \"a\", `b` -- '", None),
        ("do $x$ begin ' end $x$", None),
        ("select 1 / 2, '/*', '$$', $1", None),
        ("select 'a", "'"),
        ('select "a', '"'),
        ("select 1 /* more", "/*"),
        ("do $x$ begin", "$x$"),
    ],
)
def test_what_a_script_leaves_open(script: str, left: str | None):
    assert unclosed(script) == left
