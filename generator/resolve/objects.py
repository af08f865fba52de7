"""`sql:` documents: what they need, and that their SQL can be run within a migration, there and back."""

import re
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Final

from generator.diagnostics import rule
from generator.dialects import dialect
from generator.dialects.script import statements, unclosed
from generator.ir import EntityName, SqlObject
from generator.resolve.draft import Spot, Work
from generator.resolve.names import Wanted
from generator.spec.documents import SqlDocument
from generator.spec.sources import Source

ONE_SIDED = rule(
    "R291",
    "sql-one-sided",
    """
A `sql:` document says for each of its databases what makes its object (`up`) and what takes it away (`down`): a migration
goes back, and a changed document runs the old `down` and the new `up`.

Not so:     up: {postgresql: create view …, sqlite: create view …}
            down: {postgresql: drop view totals}
But so:     up: {postgresql: create view …, sqlite: create view …}
            down: drop view totals
""",
)
UNREPEATABLE = rule(
    "R292",
    "sql-not-repeatable",
    """
On MariaDB each statement that changes the schema is a transaction of its own. A migration that was broken off is run again
from its beginning, so what it makes may be there already and what it drops may be gone.

Not so:     up: create view totals as …             down: drop view totals
But so:     up: create or replace view totals as …  down: drop view if exists totals
""",
)
NOT_WHOLE = rule(
    "R295",
    "sql-not-whole",
    """
SQL of a `sql:` document is taken over as it is. Its quotes, comments and dollar quotes are closed, and it does not hold the
character NUL: what follows it in a migration would be part of it, or be lost.

Not so:     up: create view titles as select 'a
But so:     up: create view titles as select 'a'
""",
)
ENDS_TRANSACTION = rule(
    "R293",
    "sql-ends-transaction",
    """
A migration is one transaction. SQL of a `sql:` document runs within it and neither begins nor ends one.

Not so:     up: begin; create view totals as …; commit
But so:     up: create view totals as …
""",
)
CIRCLE = rule(
    "R294",
    "sql-depends-in-a-circle",
    """
`sql:` documents are made in the order in which they depend on each other, so none may depend on itself by way of others.

Not so:     sql: Totals, depends: [Balances]        beside sql: Balances, depends: [Totals]
But so:     sql: Totals, depends: [Balances]        beside sql: Balances
""",
)

_TRANSACTION: Final = re.compile(
    r"(?:BEGIN|COMMIT|ROLLBACK|START\s+TRANSACTION|SAVEPOINT|RELEASE|END)\b", re.IGNORECASE
)
_COMMENTS: Final = re.compile(r"\A(?:\s+|--[^\n]*\n|/\*.*?\*/)+", re.DOTALL)
_ONCE: Final = re.compile(
    r"(?:CREATE\s+(?!OR\s+REPLACE\b)(?!.{0,80}?\bIF\s+NOT\s+EXISTS\b)|DROP\s+(?!\w+(?:\s+\w+)?\s+IF\s+EXISTS\b))",
    re.IGNORECASE | re.DOTALL,
)


def resolve_objects(sources: Iterable[Source], work: Work) -> dict[tuple[str, str], SqlObject]:
    """Give what the `sql:` documents make, by domain and name; tables of entities are known by then."""
    found = {
        (source.domain, source.name): _object(source, source.document, work)
        for source in sources
        if isinstance(source.document, SqlDocument)
    }
    graph = {item.qualified: item.objects for item in found.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        spot = next(item.span for item in found.values() if item.qualified == circle[0])
        told = " depends on ".join(reversed(circle))
        work.report(CIRCLE, spot, f"{told}", "take one of them out of a `depends`")
    return found


def _object(source: Source, document: SqlDocument, work: Work) -> SqlObject:
    spot = Spot(source)
    entities, objects = _needed(source, document, work)
    if any(set(texts) - {""} and document.databases for texts in (document.up, document.down)):
        help_text = "leave `databases` out where `up` and `down` name databases themselves"
        work.report(ONE_SIDED, spot.span("databases"), "the databases are said twice", help_text)
    for name in work.settings.databases:
        if document.databases and name not in document.databases:
            continue
        texts = {key: getattr(document, key).get(name, getattr(document, key).get("")) for key in ("up", "down")}
        if (texts["up"] is None) != (texts["down"] is None):
            lacking = "up" if texts["up"] is None else "down"
            message = f"there is no `{lacking}` for {dialect(name).label}"
            work.report(ONE_SIDED, spot.span(lacking), message, f"say `{lacking}` for each database that has the other")
    for key in ("up", "down"):
        for name, text in getattr(document, key).items():
            where = spot.at(key, name) if name else spot.at(key)
            owners = [name] if name else [it for it in work.settings.databases if it in (document.databases or (it,))]
            _check(text, owners, where, work)
    return SqlObject(
        domain=source.domain,
        name=source.name,
        up=document.up,
        down=document.down,
        databases=document.databases,
        entities=tuple(entities),
        objects=tuple(objects),
        description=document.description,
        span=source.span("sql"),
    )


def _needed(source: Source, document: SqlDocument, work: Work) -> tuple[list[EntityName], list[str]]:
    entities: list[EntityName] = []
    objects: list[str] = []
    for place, name in enumerate(document.depends):
        wanted = Wanted.written(name, source.domain, "entity", "sql")
        found = work.names.find(wanted)
        if found is None:
            work.names.explain(wanted, source.span("depends", place), work.bag)
        elif found.kind == "entity":
            entities.append(EntityName(found.domain, found.name))
        else:
            objects.append(f"{found.domain}.{found.name}")
    return entities, objects


def _check(text: str, owners: Iterable[str], spot: Spot, work: Work) -> None:
    if "\0" in text:
        work.report(NOT_WHOLE, spot.span(), "this text holds the character NUL, which no database reads", "take it out")
        return
    left = unclosed(text)
    if left:
        help_text = "close it; what follows it would be part of it"
        work.report(NOT_WHOLE, spot.span(), f"this SQL does not end where it stands: `{left}`", help_text)
        return
    listed = list(_bare(text))
    if not listed:
        work.report(ONE_SIDED, spot.span(), "there is no statement in this SQL", "write one")
    repeated = [dialect(name) for name in owners if not dialect(name).transactional_ddl]
    for statement in listed:
        if _TRANSACTION.match(statement):
            work.report(ENDS_TRANSACTION, spot.span(), "this begins or ends a transaction", "take that statement out")
        elif repeated and _ONCE.match(statement):
            message = f"on {repeated[0].label}, this cannot be run again after a failure"
            help_text = "write CREATE OR REPLACE, CREATE … IF NOT EXISTS, DROP … IF EXISTS"
            work.report(UNREPEATABLE, spot.span(), message, help_text)


def _bare(text: str) -> Iterator[str]:
    """Give the statements without the comments that they begin with."""
    for statement in statements(text):
        yield _COMMENTS.sub("", statement, count=1) if _COMMENTS.match(statement) else statement
