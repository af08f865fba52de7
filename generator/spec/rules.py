"""The findings about the shape of documents, S1xx."""

from typing import Final

from generator.diagnostics import rule

WRONG_SHAPE: Final = rule(
    "S101",
    "wrong-shape",
    """
A value has another shape than its keyword takes: text for a list, a list for a mapping, and so on.

Not so:     fields: [name, notes]
But so:     fields:
              name: string(100)
              notes: text?
""",
)

UNKNOWN_KEY: Final = rule(
    "S102",
    "unknown-key",
    """
A keyword is not known here. It may be misspelt, stand one level too high or too low, or be the tail of a value that a
comma tore apart.

Not so:     name: {type: text, uniqe: true}
But so:     name: {type: text, unique: true}
""",
)

MISSING_KEY: Final = rule(
    "S103",
    "missing-key",
    """
Something that is always needed is not there.

Not so:     price: {min: 0}
But so:     price: {type: "decimal(18, 2)", min: 0}
""",
)

NO_HEAD: Final = rule(
    "S104",
    "no-head",
    """
A document begins with a key that tells what it describes and how it is called: entity, enum, mixin, value or domain.

Not so:     name: Budget
            fields: {title: text}
But so:     entity: Budget
            fields: {title: text}
""",
)

EMPTY_VALUE: Final = rule(
    "S106",
    "empty-value",
    """
Nothing is written behind a key. An empty value, `null` and `~` all mean nothing; only `default`, `example` and the
labels of an enum may have it. Where the words are meant, quote them.

Not so:     description:
But so:     description: "null"
""",
)

BAD_NAME: Final = rule(
    "S107",
    "bad-name",
    """
A name is not written as its kind is: entities, enums, values and mixins in PascalCase, fields and short names in
snake_case, ASCII letters and digits only.

Not so:     entity: budget_line
            fields: {periodStart: date}
But so:     entity: BudgetLine
            fields: {period_start: date}
""",
)

UNKNOWN_CHOICE: Final = rule(
    "S108",
    "unknown-choice",
    """
A keyword takes one of a few words, and this is none of them.

Not so:     budget: {type: Budget, on_delete: delete}
But so:     budget: {type: Budget, on_delete: cascade}
""",
)

NOT_BOOLEAN: Final = rule(
    "S109",
    "not-boolean",
    """
A switch is `true` or `false`, in lower case and without quotes. YAML's other words for it (yes, no, on, off) are text
here, so that a country code `no` stays what it is.

Not so:     soft_delete: yes
But so:     soft_delete: true
""",
)

TYPE_SYNTAX: Final = rule(
    "S110",
    "type-syntax",
    """
A type cannot be read.

Not so:     prices: list(decimal(18 2))
But so:     prices: list[decimal(18, 2)]
""",
)

UNKNOWN_TYPE: Final = rule(
    "S111",
    "unknown-type",
    """
A type in lower case is a built-in one, and there is none of this name. Built-in types are string(n), char(n), text,
smallint, int, bigint, float, decimal(p, s), bool, date, time, datetime, local_datetime, duration, uuid, json, binary,
email, url and ip; list[…] and map[…, …] hold others. Entities, enums and values are written in PascalCase.

Not so:     name: str
But so:     name: string(100)
""",
)

TYPE_NUMBERS: Final = rule(
    "S112",
    "type-numbers",
    """
The numbers in a type's parentheses are not what the type takes.

Not so:     price: decimal(2, 18)
But so:     price: decimal(18, 2)
""",
)

BAD_NUMBER: Final = rule(
    "S113",
    "bad-number",
    """
A keyword takes a whole number in a certain range. A number with a leading zero is refused, because some YAML readers
take it for an octal one.

Not so:     min_length: 012
But so:     min_length: 12
""",
)

LOOSE_FIELDS: Final = rule(
    "S114",
    "loose-fields",
    """
`unique` and `indexes` are lists of lists: each entry names the fields that count together. A list of bare words could
mean one entry over all of them or one entry each, so it is refused.

Not so:     unique: [account, name]
But so:     unique: [[account, name]]       no two rows share both
            unique: [[account], [name]]     no two rows share either
""",
)

CONTRADICTION: Final = rule(
    "S115",
    "contradiction",
    """
Two keywords of one document say different things.

Not so:     notes: {type: text?, nullable: false}
But so:     notes: text?
""",
)

OTHER_DOMAIN: Final = rule(
    "S116",
    "other-domain",
    """
A `domain:` document speaks of the domain that its file or folder names, and there is at most one in a domain.

Not so:     domain: ledger          in specs/budget.yaml
But so:     domain: budget          in specs/budget.yaml
""",
)

SQL_RUNS_ON: Final = rule(
    "S117",
    "sql-runs-on",
    r"""
SQL that is taken over as it is (`server_default`, `db_type`, operator classes, options of tables and indexes) stands inside
of a statement. It may not end that statement or hide what follows: quotes and parentheses are closed, and outside of
quotes there is no `;`, no comment, no `#`, `$`, `{` nor what no SQL is written with. Databases do not agree on a backslash
before a quote, so there is none either, and none of them takes the character NUL.

Not so:     kind: {type: string(9), server_default: "'a'); DROP TABLE notes; --"}
But so:     kind: {type: string(9), server_default: "'a'"}
""",
)

RESERVED: Final = rule(
    "S190",
    "reserved",
    """
A word of the language that has its meaning already but is not built yet: `view:` and `sql:` documents, fields of several
types (A | B) and their `storage`, `queries`, `outputs`, partitioning in `options`, and `vector(n)`.

Not so:     subject: Account | Budget
But so:     account: Account?
            budget: Budget?
""",
)


UNION_HELP: Final = "write one field each, of which one is set, and a check that says so"
