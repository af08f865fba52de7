"""PostgreSQL as its catalogs tell of it, expressions and all as the server itself writes them."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import sqlalchemy as sa

from generator.replay.facts import SCRATCH, VERSIONS, Catalog, Facts

_OF: Final = "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = :schema AND c.relname <> :versions"
_QUERIES: Final = (
    # What it is about, then the words that make a line; @of is what stands in _OF.
    """SELECT 'table ' || c.relname, 'row security', CASE WHEN c.relrowsecurity THEN 'on' ELSE 'off' END,
        CASE WHEN c.relforcerowsecurity THEN 'forced' END, obj_description(c.oid, 'pg_class')
        FROM pg_class c @of AND c.relkind IN ('r', 'p')""",
    """SELECT 'table ' || c.relname, 'column ' || quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attcollation <> t.typcollation THEN (SELECT 'COLLATE ' || collname FROM pg_collation l WHERE l.oid = a.attcollation) END,
        CASE WHEN a.attnotnull THEN 'NOT NULL' END, 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid),
        'identity ' || nullif(a.attidentity::text, ''), 'generated ' || nullif(a.attgenerated::text, ''),
        col_description(c.oid, a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        @of AND c.relkind IN ('r', 'p')""",
    """SELECT 'table ' || c.relname, 'constraint ' || quote_ident(k.conname), pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid @of""",
    """SELECT 'table ' || c.relname, pg_get_indexdef(x.indexrelid), CASE WHEN NOT x.indisvalid THEN 'INVALID' END
        FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid @of AND c.relkind IN ('r', 'p')
        AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))""",
    """SELECT 'table ' || c.relname, pg_get_triggerdef(g.oid)
        FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid @of AND NOT g.tgisinternal""",
    """SELECT 'table ' || c.relname, 'policy ' || quote_ident(p.polname), p.polcmd::text,
        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'WITH CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid)
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid @of""",
    """SELECT 'view ' || c.relname, pg_get_viewdef(c.oid) FROM pg_class c @of AND c.relkind IN ('v', 'm')
        AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')""",
    """SELECT 'enum ' || t.typname, string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
        FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE n.nspname = :schema AND :versions <> '' GROUP BY t.typname""",
)
_INDEX: Final = re.compile(r'CREATE (UNIQUE )?INDEX ("(?:[^"]|"")*"|\S+) ')
_BLANKS: Final = re.compile(r"\s+")


class PostgreSQL(Catalog):
    """PostgreSQL; what is expected is built in schemas of a transaction that is rolled back."""

    name = "postgresql"

    def facts(self, connection: sa.Connection, schemas: Sequence[str], prefix: str) -> Facts:
        """Give a line for each part of each table, and for what else there is."""
        found: Facts = {}
        own = prefix or str(connection.execute(sa.text("SELECT current_schema()")).scalar_one())
        names = {own: ""} | {f"{prefix}_{name}" if prefix else name: f"{name}." for name in schemas}
        for schema, shown in names.items():
            for subject, line in _rows(connection, schema):
                kind, _, name = subject.partition(" ")
                found.setdefault(f"{kind} {shown}{name}", []).append(_plain(line, names))
        return found

    def built(self, connection: sa.Connection, schemas: Sequence[str], build: Callable[[sa.Connection], None]) -> Facts:
        """Build it in schemas that no other session ever sees; the user needs the right to create one."""
        try:
            for name in (SCRATCH, *(f"{SCRATCH}_{schema}" for schema in schemas)):
                connection.execute(sa.text(f'CREATE SCHEMA "{name}"'))
            path = connection.execute(sa.text("SHOW search_path")).scalar_one()
            connection.execute(sa.text(f"SET LOCAL search_path = {SCRATCH}, {path}"))
            build(connection)
            return self.facts(connection, schemas, SCRATCH)
        finally:
            connection.rollback()


def _rows(connection: sa.Connection, schema: str) -> Iterator[tuple[str, str]]:
    for query in _QUERIES:
        for subject, *words in connection.execute(
            sa.text(query.replace("@of", _OF)), {"schema": schema, "versions": VERSIONS}
        ):
            yield str(subject), " ".join(str(word) for word in words if word is not None)


def _plain(line: str, names: dict[str, str]) -> str:
    """Give a line in which schemas are called as they are live, and the session's own not at all."""
    for name, shown in names.items():
        line = re.sub(rf'(?<![\w."]){re.escape(name)}\.|"{re.escape(name)}"\.', shown, line)
    return _BLANKS.sub(" ", _INDEX.sub(r"index \2 \1", line))
