"""Hostile text in every place of a spec that takes some, through migrations, onto real databases and back."""

import asyncio
import re
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.databases.database import Database
from tests.functional.matrix.project import Built, build_project
from tests.unit.render.test_hostile import TEXTS, quoted

WORDS = list(TEXTS.values())
SPEC = """\
mixin: Described{number}
description: {text}
fields: {{mixed: {{type: "string(80)?", description: {text}}}}}
---
entity: Thing{number}
description: {text}
mixins: [Described{number}]
deprecated: {text}
fields:
  code:   {{type: text, default: {text}, description: {text}, example: {text}}}
  short:  {{type: string(80), default: {label}, pattern: {pattern}}}
  kind:   {{type: Kind{number}, default: {label}}}
  native: {{type: Native{number}, default: {label}}}
  names:  {{type: "list[text]", default: [{text}]}}
  made:   {{type: string(80), computed: {computed}}}
unique:
  once: {{fields: [short], where: {where}, message: {text}}}
indexes:
  - {{fields: [kind, short], where: {where}, databases: [sqlite, postgresql]}}
checks:
  named: {{sql: {where}, message: {text}}}
---
enum: Kind{number}
description: {text}
values: {{{label}: {{name: HOSTILE, description: {text}}}, other: {text}}}
---
enum: Native{number}
storage: native
values: {{{label}: {{name: HOSTILE}}, other: {text}}}
"""
ROW = (
    "INSERT INTO thing{number}s (id, names, created_at, updated_at)"
    " VALUES ('{id}', '[]', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
)
"""A row that the database fills."""
DOMAIN = "domain: things\ndescription: {text}\n---\n"


def label(words: str) -> str:
    return words[:60].strip()


def pattern(words: str) -> str:
    """Give an expression that finds the label, in the words of both Python and Rust."""
    return re.sub(r"[\\.+*?()|\[\]{}^$]", r"\\\g<0>", label(words))


def spec(number: int, words: str) -> str:
    literal = label(words).replace("'", "''")
    return SPEC.format(
        number=number,
        text=quoted(words),
        label=quoted(label(words)),
        where=quoted(f"short <> '{literal}!'"),
        pattern=quoted(pattern(words)),
        computed=quoted(f"coalesce(mixed, '{literal}')"),
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("hostile")
    text = DOMAIN.format(text=quoted(WORDS[0])) + "---\n".join(spec(*pair) for pair in enumerate(WORDS))
    sys.path.insert(0, str(folder))
    yield build_project(folder, "hostile_app", {"things.yaml": text}, comments=True)
    sys.path.remove(str(folder))


COMMENTS = {
    "mariadb": (
        "SELECT table_name, table_comment, column_comment FROM information_schema.tables"
        " JOIN information_schema.columns USING (table_schema, table_name)"
        " WHERE table_schema = database() AND column_name = 'code'"
    ),
    "postgresql": (
        "SELECT relname, obj_description(pg_class.oid), col_description(attrelid, attnum) FROM pg_class"
        " JOIN pg_attribute ON attrelid = pg_class.oid WHERE attname = 'code' AND relkind = 'r'"
    ),
}
"""What gives each table with the column `code`, its comment and that of the column."""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_every_text_is_read_back_as_it_was_written(built: Built, database: Database) -> None:
    await asyncio.to_thread(built.upgrade, database)
    things, session_of, errors = built.module("things"), built.module("db.session"), built.module("db.errors")
    engine = session_of.connect(database.app_url)
    async with session_of.ScopedSession(engine, session_of.Scope()) as session:
        for number, words in enumerate(WORDS):
            repository = getattr(things, f"Thing{number}Repository")(session)
            create = getattr(things, f"Thing{number}Create")
            assert create.model_json_schema()["properties"]["short"]["pattern"] == pattern(words)
            made = await repository.create(create.model_construct())
            assert (made.code, made.short, made.names) == (words, label(words), [words])
            assert (made.kind.value, made.native.value, made.made) == (label(words), label(words), label(words))
            with pytest.raises(errors.DuplicateError) as refused:
                async with session.begin_nested():
                    await repository.create(create.model_construct())
            assert refused.value.reason == words
            await repository.delete(made.id)
            await session.execute(text(ROW.format(number=number, id=made.id.hex)))
            found = await repository.get(made.id)
            assert (found.code, found.short, found.kind, found.native) == (words, label(words), made.kind, made.native)
        await session.rollback()
    async with engine.connect() as connection:
        told = (await connection.execute(text(COMMENTS[database.name]))).all() if database.name in COMMENTS else []
    for table, of_table, of_column in told:
        words = WORDS[int(table.removeprefix("thing").rstrip("s"))]
        kept = re.sub("[^\0-\uffff]", "?", words) if database.name == "mariadb" else words  # its catalogue has no more
        assert of_table == of_column == kept[: len(of_table)]
        assert len(of_table) >= min(len(words), 1024)
    assert len(told) == (len(WORDS) if database.name in COMMENTS else 0)
    await engine.dispose()
