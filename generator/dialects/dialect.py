"""What one database can do and how it is spoken to, as data; the only place that tells databases apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_$]*\Z")
_BIND: Final = re.compile(r"(?<![:\w\\]):[\w$]|\\:")  # SQLAlchemy 2.0 reads `:$` as a parameter too


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a database writes what SQL leaves open; `{}` stands for an operand that is already SQL."""

    true: str
    false: str
    blob: str
    """Bytes, given as hexadecimal digits."""
    quotient: str
    """Of integers, towards zero; null where the divisor is zero."""
    remainder: str
    """Of integers, with the dividend's sign; null where the divisor is zero."""
    division: str
    """Of floats; null where the divisor is zero."""
    wide: str
    """An integer with the range of 64 bits, so that sums and products have it too."""
    length: str
    """How many characters a text has."""
    concat: str
    """One text after the other; null if one is null."""
    distinct: str
    """Whether two values differ where null equals null."""
    same: str
    """Whether two values are equal where null equals null."""
    ordered: str
    """A text in the order of its code points, whatever the collation is."""
    char: str
    """A char as it is compared, whatever the session has to say about its blanks."""
    glob: bool
    """Whether LIKE ignores case, so that GLOB has to take its place."""


@dataclass(frozen=True, slots=True)
class Form:
    """How values of one kind are kept where a database would take them in any form; `{}` stands for the column."""

    kept: str
    """Whether a value that is not null has the form."""
    example: str
    mended: str = ""
    """The value in the form, made of one that says the same in another; nothing if there is no such way."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A database: what it has, and where it needs another way."""

    name: str
    """As SQLAlchemy calls the dialect."""
    label: str
    """As people call the database."""
    syntax: Syntax
    reserved: frozenset[str]
    quote_mark: str
    backslash_escapes: bool
    """Whether a backslash inside a text literal means something."""
    identifier_limit: int | None
    """What a name may take, in bytes of UTF-8 where the database counts so; None: no limit."""
    identifier_bytes: bool
    identifier_plane: bool
    """Whether names hold only characters up to U+FFFF, and none ends with a blank."""

    column_limit: int
    """How many columns a table may have."""
    string_limit: int
    """The longest n of string(n)."""
    unbounded_string: bool
    text_in_keys: bool
    """Whether text without a length can be part of a key or an index."""
    key_bytes: int | None
    """What the columns of one index may take together."""
    decimal_digits: int
    decimal_scale: int
    unbounded_decimal: bool
    scaled_decimals: bool
    """Whether a decimal is kept as an integer, times 10**scale."""

    partial_indexes: bool
    partial_unique_by_column: bool
    """Whether a unique with a condition takes a generated column that is null elsewhere."""
    expression_indexes: bool
    covering_indexes: bool
    index_methods: frozenset[str]
    operator_classes: bool
    index_nulls_order: bool
    index_options: bool
    nulls_not_distinct: bool
    table_options: frozenset[str]
    """What a table can be told beyond its columns and constraints."""
    concurrent_indexes: bool

    deferrable_uniques: bool
    deferrable_foreign_keys: bool
    set_null_columns: bool
    """Whether ON DELETE SET NULL can name the columns that it empties."""
    not_valid_constraints: bool

    native_enums: bool
    arrays: bool
    schemas: bool
    extensions: bool
    row_level_security: bool
    truncate_triggers: bool
    comments: bool
    comment_limit: int | None
    """How many characters a comment may have; None: any number."""
    collations: bool
    identity_kinds: frozenset[str]
    counts_integer_only: bool
    """Whether it makes numbers only for a column that is declared INTEGER, whatever its range."""
    computed_virtual: bool
    computed_stored: bool
    transactional_ddl: bool
    rebuilds: frozenset[str]
    """Changes to a table that only a new table with the old rows can bring."""
    full_column_on_change: bool
    """Whether changing one property of a column drops those that are not repeated."""
    cast_on_change: bool = False
    """Whether changing a column's type needs to be told how to convert what is not of a similar type."""
    identity_outside_keys: bool = False
    """Whether it numbers a column that is not the whole primary key."""
    row_bytes: int | None = None
    """What the columns of a table may take together, texts and bytes without a length apart."""
    set_default_actions: bool = True
    """Whether ON DELETE SET DEFAULT and ON UPDATE SET DEFAULT do anything."""
    checks_actions: bool = True
    """Whether checks and stored values may read what a foreign key's action changes."""
    single_methods: frozenset[str] = frozenset()
    """The methods of an index over one column only."""
    checks_identity: bool = True
    """Whether checks and stored values may read the number that the database itself gives a row."""
    indexes_foreign_keys: bool = False
    """Whether a foreign key needs an index over its columns, and makes one of its own name where there is none."""
    renames_indexes: bool = True
    """Whether an index can get another name."""
    renames_constraints: bool = False
    """Whether a check or a foreign key can get another name."""
    names_primary_keys: bool = True
    names_sequences: bool = False
    """Whether what numbers a column has a name, made from the table's and the column's."""
    storage_parameters: frozenset[str] = frozenset()
    """The options of a table that stand in the parentheses of WITH."""
    fills_required: bool = False
    """Whether rows get the emptiest value in a new column that takes no null, where others refuse."""
    commits_changes: bool = False
    """Whether each change of the schema commits what came before, so that a revision that was broken off begins again."""
    forms: Mapping[str, Form] = field(default_factory=dict[str, Form])
    """By kind of value, where the type of a column does not see to the form."""
    usual_text: str = ""
    """The statement that gives the texts of a table, `{}`, the character set and the collation that revisions go by."""
    shared_refusal: bool = False
    """Whether what refuses changes of append-only tables is one function for all of them."""

    def quote(self, identifier: str) -> str:
        """Give the identifier as it stands in SQL, quoted only where it has to be; ValueError if it has none."""
        if _PLAIN.match(identifier) and identifier not in self.reserved:
            return identifier
        if not identifier or "\0" in identifier:
            message = "a name in the database needs at least one character, and none of them NUL"
            raise ValueError(message)
        mark = self.quote_mark
        return f"{mark}{identifier.replace(mark, mark * 2)}{mark}"

    def string_literal(self, text: str) -> str:
        """Give the text as a literal; ValueError if it holds NUL or half of a surrogate pair, which no database takes."""
        if "\0" in text:
            message = "a text in the database cannot hold the character NUL"
            raise ValueError(message)
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError as error:
                message = "a text in the database cannot hold half of a surrogate pair"
                raise ValueError(message) from error
        if self.backslash_escapes:
            text = text.replace("\\", "\\\\")
        return "'" + text.replace("'", "''") + "'"

    def table_arguments(self, options: Mapping[str, str]) -> dict[str, str]:
        """Give the options of a table by the keywords that `sqlalchemy.Table` has for them."""
        named = {key: value for key, value in options.items() if key not in self.storage_parameters}
        stored = ", ".join(f"{key} = {value}" for key, value in options.items() if key in self.storage_parameters)
        if stored:
            # SQLAlchemy 2.0 has no WITH for tables; its place is right behind USING, which is taken over as it is.
            named["using"] = f"{named.get('using', 'heap')} WITH ({stored})"
        return {f"{self.name}_{key}": value for key, value in named.items()}

    def boolean(self, value: bool) -> str:  # noqa: FBT001  # the value itself
        """Give a truth value as a literal."""
        return self.syntax.true if value else self.syntax.false

    def binary_literal(self, value: bytes) -> str:
        """Give bytes as a literal."""
        return self.syntax.blob.format(value.hex())


def text_clause(sql: str) -> str:
    """Give what `sqlalchemy.text`, `CheckConstraint("…")` and `op.execute("…")` have to get so that this SQL arrives.

    They read `:name` as a parameter, inside literals too, and take one backslash away before a colon. `%` stays as it
    is: SQLAlchemy doubles it for the drivers that want it. Offline nothing halves it again, so an environment
    configures `dialect_opts={"paramstyle": "named"}` there, as Alembic's own template does.
    """
    # Escaping only the colons that need it would fail for `:name:`, whose second colon hides the first one's escape.
    return sql.replace(":", "\\:") if _BIND.search(sql) else sql
