"""The SQL of `sql:` documents in revisions, a call a statement, on the databases that it is for."""

from collections.abc import Iterator, Mapping, Sequence

from generator.code import Symbol, call, text_lines
from generator.dialects.script import statements
from generator.migrations.bodies.module import SUPPORT
from generator.migrations.bodies.statements import Statement
from generator.schema.state import SqlObject

_RUN = Symbol(f"{SUPPORT}.database", "run")


def make_object(item: SqlObject, databases: Sequence[str]) -> Iterator[Statement]:
    """Run what makes it."""
    return _run(item, item.up, databases)


def drop_object(item: SqlObject, databases: Sequence[str]) -> Iterator[Statement]:
    """Run what takes it away."""
    return _run(item, item.down, databases)


def _run(item: SqlObject, texts: Mapping[str, str], databases: Sequence[str]) -> Iterator[Statement]:
    owners: dict[str, list[str]] = {}
    for name in databases:
        text = item.text(texts, name)
        if text is not None:
            owners.setdefault(text, []).append(name)
    for text, names in owners.items():
        yield from (Statement(tuple(names), call(_RUN, text_lines(statement))) for statement in statements(text))
