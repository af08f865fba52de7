"""MariaDB: texts that compare by code point, uniques among some rows by a hidden column, refusals of changes."""

from collections.abc import Sequence

from sqlalchemy import Index
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex
from sqlalchemy.sql.compiler import DDLCompiler

from .database import Database, quoted

Index.argument_for("mariadb", "where", None)


class MariaDB(Database):
    """MariaDB, where each statement is a transaction of its own."""

    def forbid_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the triggers that raise."""
        del schema
        refused = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'rows of this table are only ever added'"
        return tuple(
            f"CREATE TRIGGER {quoted(f'{table}_no_{action.lower()}')} BEFORE {action} "
            f"ON {quoted(table)} FOR EACH ROW {refused}"
            for action in ("UPDATE", "DELETE")
        )

    def allow_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the statements that drop the triggers."""
        del schema
        return tuple(f"DROP TRIGGER {quoted(f'{table}_no_{action}')}" for action in ("update", "delete"))


DATABASE = MariaDB()


@compiles(CreateTable, "mariadb")
def _create_table(element: CreateTable, compiler: DDLCompiler, **options: object) -> str:
    created = compiler.visit_create_table(element, **options).rstrip()
    if "mariadb_collate" in element.element.kwargs:
        return created
    return f"{created} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"


@compiles(CreateIndex, "mariadb")
def _create_index(element: CreateIndex, compiler: DDLCompiler, **options: object) -> str:
    """Make a unique among some rows of a hidden column that is 1 in these rows and NULL, equal to nothing, elsewhere."""
    index: Index = element.element
    where = index.dialect_options["mariadb"]["where"]
    if where is None or index.table is None:
        return compiler.visit_create_index(element, **options)
    quote = compiler.preparer.quote
    predicate = compiler.sql_compiler.process(where, include_table=False, literal_binds=True)
    columns = ", ".join(compiler.sql_compiler.process(part, include_table=False) for part in index.expressions)
    hidden, name = quote(f"{index.name}_on"), quote(str(index.name))
    return (
        f"ALTER TABLE {compiler.preparer.format_table(index.table)} "
        f"ADD COLUMN {hidden} TINYINT GENERATED ALWAYS AS (IF({predicate}, 1, NULL)) VIRTUAL INVISIBLE, "
        f"ADD UNIQUE INDEX {name} ({columns}, {hidden})"
    )


@compiles(DropIndex, "mariadb")
def _drop_index(element: DropIndex, compiler: DDLCompiler, **options: object) -> str:
    """Drop the hidden column with the index."""
    index: Index = element.element
    if index.dialect_options["mariadb"]["where"] is None or index.table is None:
        return compiler.visit_drop_index(element, **options)
    quote = compiler.preparer.quote
    return (
        f"ALTER TABLE {compiler.preparer.format_table(index.table)} "
        f"DROP INDEX {quote(str(index.name))}, DROP COLUMN {quote(f'{index.name}_on')}"
    )
