"""DDL that means the same has one normal form, DDL that does not has another."""

import pytest

from generator.replay.normal import normal_form

TABLE = 'CREATE TABLE "tags" (\n  id BIGINT NOT NULL,\n  "Label" VARCHAR(20) DEFAULT \'a, (b\',\n  PRIMARY KEY (id)\n)'


@pytest.mark.parametrize(
    "same",
    [
        TABLE.replace('"tags"', "tags"),
        TABLE.replace('"tags"', "`tags`"),
        TABLE.replace("\n", " "),
        TABLE.replace(" (\n", "(\n-- a comment\n"),
        TABLE.replace("(id)", "( id )"),
        "CREATE TABLE tags (PRIMARY KEY (id), \"Label\" VARCHAR(20) DEFAULT 'a, (b', id BIGINT NOT NULL)",
    ],
)
def test_what_says_nothing_is_left_out(same: str) -> None:
    assert normal_form(same) == normal_form(TABLE)


@pytest.mark.parametrize(
    "other",
    [
        TABLE.replace('"Label"', "Label"),
        TABLE.replace("a, (b", "a,  (b"),
        TABLE.replace("(20)", "(21)"),
        TABLE.replace("id BIGINT NOT NULL", "id BIGINT"),
        TABLE + " STRICT",
    ],
)
def test_everything_else_is_kept(other: str) -> None:
    assert normal_form(other) != normal_form(TABLE)


def test_statements_are_sorted_and_triggers_stay_whole() -> None:
    trigger = "CREATE TRIGGER t BEFORE DELETE ON tags BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 3; END"
    function = "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN; RETURN NULL; END; $$ LANGUAGE plpgsql"
    lines = normal_form(f"{trigger};\n{function};\nCREATE INDEX i ON tags (id);").splitlines()
    assert [line.split()[1] for line in lines] == ["FUNCTION", "INDEX", "TRIGGER"]
    assert "$$ BEGIN; RETURN NULL; END; $$" in lines[0]


def test_backslashes_escape_where_the_database_says_so() -> None:
    body = normal_form("CREATE TABLE t (a text DEFAULT 'x\\', (', b int)", backslashes=True).splitlines()
    assert body == ["CREATE TABLE t", "    a text DEFAULT 'x\\', ('", "    b int"]
