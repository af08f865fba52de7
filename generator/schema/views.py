"""One table as each of a project's databases has it, and the grouping of what they have in common."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Protocol, TypeVar

from generator.code import Code, Symbol, call, literal
from generator.dialects import Dialect, dialect, text_clause
from generator.frozen import value
from generator.schema.physical import physical
from generator.schema.state import Table


class _Named(Protocol):
    @property
    def name(self) -> str: ...


ItemT = TypeVar("ItemT", bound=_Named)
AnyT = TypeVar("AnyT")


@value(frozen=True)
class Words:
    """What a module calls the project's own helpers, and whether names that the convention gives are left out.

    `by_database(sqlite="…", postgresql="…")` is SQL, as `sqlalchemy.text` takes it, chosen by the database;
    `only_on(item, "sqlite", …)` is a constraint or an index that other databases do not have.
    """

    by_database: Symbol
    only_on: Symbol
    conventional_names: bool


@value(frozen=True)
class Views:
    """A table and what each database makes of it."""

    table: Table
    databases: tuple[str, ...]
    messages: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    """What callers are told when a constraint is broken, by its name: models carry it, revisions do not."""

    def info(self, name: str) -> dict[str, Code]:
        """Give the option that carries the message of a constraint, if it has one."""
        return {"info": literal({"message": self.messages[name]})} if name in self.messages else {}

    @cached_property
    def dialects(self) -> tuple[Dialect, ...]:
        """The databases' dialects."""
        return tuple(map(dialect, self.databases))

    @cached_property
    def tables(self) -> tuple[tuple[Dialect, Table], ...]:
        """The table on each database."""
        return tuple((item, physical(self.table, item)) for item in self.dialects)

    def groups(
        self, items: Callable[[Table], Iterable[ItemT]], key: Callable[[ItemT], object]
    ) -> list[dict[str, ItemT]]:
        """Give what becomes one construct each: items of one name and one key, by database, in the table's order."""
        rows = [(owner, tuple(items(table))) for owner, table in self.tables]
        if all(row == rows[0][1] for _, row in rows):
            return [{owner.name: item for owner, _ in rows} for item in rows[0][1]]
        found: dict[str, list[tuple[object, dict[str, ItemT]]]] = {}
        for owner, row in rows:
            for item in row:
                alike = found.setdefault(item.name, [])
                wanted = key(item)
                for known, group in alike:
                    if known == wanted:
                        group[owner.name] = item
                        break
                else:
                    alike.append((wanted, {owner.name: item}))
        return [group for alike in found.values() for _key, group in alike]


def only_on(item: Code, owners: Mapping[str, object], views: Views, words: Words) -> Code:
    """Give the construct, restricted to the databases `owners` unless they are all."""
    if len(owners) == len(views.databases):
        return item
    return call(words.only_on, item, *map(literal, owners))


def sql_text(texts: Mapping[str, str], words: Words) -> Code:
    """Give SQL as constraints take it: a string, or `by_database(…)` where the databases differ."""
    if len(set(texts.values())) == 1:
        return literal(text_clause(next(iter(texts.values()))))
    return call(words.by_database, **{name: literal(text_clause(text)) for name, text in texts.items()})


def sql_clause(texts: Mapping[str, str], words: Words) -> Code:
    """Give SQL where a string would mean something else: `text("…")`, or `by_database(…)`."""
    made = sql_text(texts, words)
    return call(Symbol("sqlalchemy", "text"), made) if len(set(texts.values())) == 1 else made


def names(items: Sequence[str]) -> Code:
    """Give a list of names."""
    return literal(list(items))


def first(group: Mapping[str, AnyT]) -> AnyT:
    """Give one item of a group, for what all of them share."""
    return next(iter(group.values()))
