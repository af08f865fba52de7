"""Whatever an author writes comes out of the generated code as it was written, and nothing of it runs."""

import json
import re

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from tests.unit.render.loading import imported, rendered

TEXTS = {
    "quotes": "'\" '' \"\" ''' \"\"\" `",
    "backslashes": "\\ \\\\ \\n \\x41 \\N{DIGIT ONE} \\",
    "braces": "{x} {{ x }} {% raw %} {# c #} ${z} {0!r}",
    "parameters": "%s %(x)s %% :name ::text \\:x ? $1 @p",
    "newlines": "one\ntwo\n\nthree\r\nfour\ttab",
    "code": '"""\nimport os; os.abort()\n"""',
    "a closed call": '"); raise SystemExit("ran"); ("',
    "sql": "'; DROP TABLE things; -- /* */ x",
    "directions": "\u202eright\u202c to \u200bleft \u2028 \u00a0",
    "emoji": "😀 é e\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "comments": "# type: ignore # noqa \\",
    "long": "word " * 2_047 + "end.",
    "long without blanks": "x" * 10_240,
}
SPEC = """\
domain: shop
description: {text}
---
entity: Thing
description: {text}
deprecated: {text}
fields:
  code:   {{type: text, description: {text}, default: {text}, example: {text}, deprecated: {text}}}
  kind:   {{type: Kind, default: {label}}}
  names:  {{type: "list[text]", default: [{text}, {text}]}}
  extra:  {{type: "map[string, text]", default: {{{label}: {text}}}}}
  inner:  {{type: Inner, default: {{words: {text}}}}}
  count:  {{type: int, default: 1}}
  parts:  {{type: "list[Thing]", description: {text}}}
checks:
  counted: {{sql: "count > 0", message: {text}}}
  named:   {{sql: {check}}}
---
enum: Kind
description: {text}
values: {{{label}: {{name: HOSTILE, description: {text}}}, other: {text}}}
---
value: Inner
description: {text}
fields:
  words: {{type: text, default: {text}, description: {text}}}
"""


def spec(words: str) -> dict[str, str]:
    label = words[:60].strip()
    literal = label.replace("'", "''")
    return {"shop": SPEC.format(text=quoted(words), label=quoted(label), check=quoted(f"code <> '{literal}!'"))}


def quoted(words: str) -> str:
    """Quote as YAML does, which knows no pairs of surrogates."""
    return "".join(c if ord(c) > 0xFFFF else json.dumps(c)[1:-1] for c in words).join('""')


def squeezed(words: str) -> str:
    return "".join(words.split()).replace(".", "")


@pytest.mark.parametrize("words", TEXTS.values(), ids=TEXTS)
def test_every_text_is_read_back_as_it_was_written(tmp_path, words):
    made = rendered(tmp_path, spec(words), databases=("sqlite",))
    with imported(tmp_path, made) as package:
        models, schemas, types = (package.module(f"shop.{name}") for name in ("models", "schemas", "types"))
        label = words[:60].strip()
        assert types.Kind.HOSTILE.value == label
        created = schemas.ThingCreate()
        with pytest.warns(DeprecationWarning, match=re.escape(words)):  # it says so when it is read, and only then
            assert created.code == words
        assert (created.kind, created.names, created.extra) == (types.Kind.HOSTILE, [words, words], {label: words})
        assert created.inner.words == words
        shown = schemas.ThingRead.model_fields["code"]
        assert (shown.description, shown.examples, shown.deprecated) == (words, [words], words)
        properties = schemas.ThingRead.model_json_schema()["properties"]
        assert (properties["code"]["description"], properties["code"]["examples"]) == (words, [words])
        assert types.Inner.model_fields["words"].description == words
        assert schemas.ThingCreate.model_fields["part_ids"].description == words
        for documented in (models.Thing, types.Kind, types.Inner, package.module("shop")):
            assert squeezed(words)[:40] in squeezed(documented.__doc__)
        with pytest.raises(ValueError, match="Value error") as refused:
            schemas.ThingCreate(count=0)
        assert refused.value.errors()[0]["msg"] == f"Value error, {words}"


@pytest.mark.parametrize("words", TEXTS.values(), ids=TEXTS)
def test_every_text_comes_back_from_a_database_as_it_was_written(tmp_path, words):
    made = rendered(tmp_path, spec(words), databases=("sqlite",))
    with imported(tmp_path, made) as package:
        models, base = package.module("shop.models"), package.module("db.base").Base
        engine = create_engine("sqlite://")
        base.metadata.create_all(engine)
        with Session(engine) as session:
            session.add(models.Thing())
            session.commit()
            (thing,) = session.query(models.Thing).all()
            assert (thing.code, thing.names, thing.kind.value) == (words, [words, words], words[:60].strip())
            assert (thing.extra, thing.inner.words) == ({words[:60].strip(): words}, words)
            moment = "2024-01-01 00:00:00"
            session.execute(
                text(
                    "INSERT INTO things (id, names, extra, inner, created_at, updated_at)"
                    f" VALUES ('{'0' * 32}', '[]', '{{}}', '{{}}', '{moment}', '{moment}')"
                )
            )
            query = text("SELECT code, kind FROM things WHERE id = :id")
            assert tuple(session.execute(query, {"id": "0" * 32}).one()) == (words, words[:60].strip())
        engine.dispose()
        base.registry.dispose()
