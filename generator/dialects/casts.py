"""How values of one kind become those of another on each database, and which of them would not survive that."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Cast:
    """SQL with `{v}` for the value before, and what tells of the type after, or before where only that has it.

    `{p}` and `{s}` are digits, `{low}` and `{high}` bound a whole number, `{limit}` the part before the point; `{one}` is
    10**s, `{zeros}` are s of them.
    """

    value: str
    """The value after."""
    lost: str = ""
    """The condition that a value before would not be the same, or that the database could not convert it."""


_PLAIN: Final = "CASE WHEN instr({0}, '.') > 0 THEN rtrim(rtrim({0}, '0'), '.') ELSE {0} END"
_PLAIN_MARIADB: Final = (
    "CASE WHEN instr({0}, '.') > 0 THEN trim(TRAILING '.' FROM trim(TRAILING '0' FROM {0})) ELSE {0} END"
)
_DASHED: Final = " || '-' || ".join(
    f"substr({{v}}, {start}, {length})" for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
)
_UNDASHED: Final = "lower(replace({v}, '-', ''))"
_TEXT_DECIMAL: Final = (
    "CAST(CASE WHEN instr({v}, '.') = 0 THEN {v} || '{zeros}'"
    " ELSE replace(substr({v} || '{zeros}', 1, instr({v}, '.') + {s}), '.', '') END AS INTEGER)"
)
# abs() fails for the least of all integers, to which a text of many digits leads.
_SCALED: Final = (
    "CASE WHEN {v} < 0 THEN '-' ELSE '' END || (max({v}, -({v})) / {one})"
    " || CASE WHEN {s} > 0 THEN '.' || substr('{zeros}' || (max({v}, -({v})) % {one}), -{s}) ELSE '' END"
)
_DECIMAL_TEXT: Final = _SCALED.replace("{v}", _TEXT_DECIMAL)
_FLOAT_TEXT: Final = (
    "CASE WHEN CAST(CAST({v} AS TEXT) AS REAL) = {v} THEN CAST({v} AS TEXT)"
    " WHEN {v} IS NOT NULL THEN printf('%!.17g', {v}) END"
)
# A column that is declared JSON makes a number of what looks like one.
_UNFIT_JSON: Final = (
    "trim({v}) = 'null' OR (json_type({v}) IN ('integer', 'real') AND CAST(CAST({v} AS NUMERIC) AS TEXT) <> {v})"
)
_MIDNIGHT: Final = Cast("{v} || ' 00:00:00.000000'")
_DAY: Final = Cast("substr({v}, 1, 10)", "substr({v}, 11) <> ' 00:00:00.000000'")

CASTS: Final[dict[str, dict[tuple[str, str], Cast]]] = {
    "sqlite": {
        ("integer", "text"): Cast("CAST({v} AS TEXT)"),
        ("decimal", "text"): Cast(_SCALED),
        ("float", "text"): Cast(_FLOAT_TEXT, f"CAST({_FLOAT_TEXT} AS REAL) <> {{v}}"),
        ("uuid", "text"): Cast(_DASHED),
        ("date", "text"): Cast("{v}"),
        ("json", "text"): Cast("{v}"),
        ("text", "integer"): Cast(
            "CAST({v} AS INTEGER)",
            "CAST(CAST({v} AS INTEGER) AS TEXT) <> {v} OR CAST({v} AS INTEGER) NOT BETWEEN {low} AND {high}",
        ),
        ("text", "decimal"): Cast(
            _TEXT_DECIMAL,
            f"{_PLAIN.format(f'({_DECIMAL_TEXT})')} <> {_PLAIN.format('{v}')} OR max({_TEXT_DECIMAL}, -({_TEXT_DECIMAL})) >= {{limit}} * {{one}}",
        ),
        ("text", "float"): Cast(
            "CAST({v} AS REAL)", f"{_PLAIN.format('CAST(CAST({v} AS REAL) AS TEXT)')} <> {_PLAIN.format('{v}')}"
        ),
        ("text", "uuid"): Cast(
            _UNDASHED,
            f"length({{v}}) <> 36 OR length({_UNDASHED}) <> 32 OR {_UNDASHED} GLOB '*[^0-9a-f]*'"
            f" OR {_DASHED.replace('{v}', _UNDASHED)} <> lower({{v}})",
        ),
        ("text", "date"): Cast("{v}", "date({v}, '+0 days') IS NOT {v}"),
        ("text", "json"): Cast("{v}", f"CASE WHEN json_valid({{v}}) THEN {_UNFIT_JSON} ELSE true END"),
        ("float", "decimal"): Cast(
            "CAST(round({v} * {one}.0) AS INTEGER)",
            "CAST(round({v} * {one}.0) AS INTEGER) / {one}.0 <> {v} OR abs({v}) >= {limit}",
        ),
        ("float", "integer"): Cast(
            "CAST({v} AS INTEGER)",
            "CAST({v} AS INTEGER) <> {v} OR CAST({v} AS INTEGER) NOT BETWEEN {low} AND {high}",
        ),
        ("date", "datetime"): _MIDNIGHT,
        ("date", "local datetime"): _MIDNIGHT,
        ("datetime", "date"): _DAY,
        ("local datetime", "date"): _DAY,
        ("datetime", "local datetime"): Cast("{v}"),
        ("local datetime", "datetime"): Cast("{v}"),
    },
    "postgresql": {
        ("integer", "text"): Cast("CAST({v} AS TEXT)"),
        ("decimal", "text"): Cast("CAST({v} AS TEXT)"),
        ("float", "text"): Cast("CAST({v} AS TEXT)"),
        ("uuid", "text"): Cast("CAST({v} AS TEXT)"),
        ("date", "text"): Cast("CAST({v} AS TEXT)"),
        ("json", "text"): Cast("CAST({v} AS TEXT)"),
        ("enum", "text"): Cast("CAST({v} AS TEXT)"),
        ("text", "integer"): Cast(
            "CAST({v} AS NUMERIC)",
            "CASE WHEN {v} ~ '^(0|-?[1-9][0-9]*)$' THEN CAST({v} AS NUMERIC) NOT BETWEEN {low} AND {high} ELSE true END",
        ),
        ("text", "decimal"): Cast(
            "CAST({v} AS NUMERIC)",
            "CASE WHEN {v} ~ '^(0|-?0[.][0-9]+|-?[1-9][0-9]*([.][0-9]+)?)$'"
            " THEN round(CAST({v} AS NUMERIC), {s}) <> CAST({v} AS NUMERIC) OR abs(CAST({v} AS NUMERIC)) >= {limit}"
            " ELSE true END",
        ),
        ("text", "float"): Cast(
            "CAST({v} AS DOUBLE PRECISION)",
            "CASE WHEN {v} ~ '^(0|-?0[.][0-9]+|-?[1-9][0-9]*([.][0-9]+)?)$'"
            " THEN CAST(CAST(CAST({v} AS DOUBLE PRECISION) AS TEXT) AS NUMERIC) <> CAST({v} AS NUMERIC) ELSE true END",
        ),
        ("text", "uuid"): Cast(
            "CAST({v} AS UUID)", "lower({v}) !~ '^[0-9a-f]{{8}}-([0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}$'"
        ),
        ("text", "date"): Cast(
            "CAST({v} AS DATE)",
            "CASE WHEN {v} ~ '^(?!0000)[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'"
            " THEN CAST(substr({v}, 9, 2) AS INTEGER)"
            " > date_part('day', CAST(substr({v}, 1, 7) || '-01' AS DATE) + INTERVAL '1 month - 1 day') ELSE true END",
        ),
        ("text", "json"): Cast("CAST({v} AS JSONB)", "trim({v}) = 'null'"),
        ("float", "decimal"): Cast(
            "CAST({v} AS NUMERIC)",
            "CASE WHEN abs({v}) < {limit} THEN CAST(round(CAST({v} AS NUMERIC), {s}) AS DOUBLE PRECISION) <> {v}"
            " ELSE true END",
        ),
        ("float", "integer"): Cast("{v}", "{v} <> round({v}) OR {v} NOT BETWEEN {low} AND {high}"),
        ("bool", "number"): Cast("CAST({v} AS INTEGER)"),
        ("number", "bool"): Cast("{v} <> 0", "{v} NOT IN (0, 1)"),
        ("date", "datetime"): Cast("CAST({v} AS TIMESTAMP) AT TIME ZONE 'UTC'"),
        ("date", "local datetime"): Cast("CAST({v} AS TIMESTAMP)"),
        ("datetime", "date"): Cast(
            "CAST({v} AT TIME ZONE 'UTC' AS DATE)",
            "date_trunc('day', {v} AT TIME ZONE 'UTC') <> {v} AT TIME ZONE 'UTC'",
        ),
        ("local datetime", "date"): Cast("CAST({v} AS DATE)", "date_trunc('day', {v}) <> {v}"),
        ("datetime", "local datetime"): Cast("{v} AT TIME ZONE 'UTC'"),
        ("local datetime", "datetime"): Cast("{v} AT TIME ZONE 'UTC'"),
    },
    "mariadb": {
        ("integer", "text"): Cast("CAST({v} AS CHAR)"),
        ("decimal", "text"): Cast("CAST({v} AS CHAR)"),
        ("float", "text"): Cast("CAST({v} AS CHAR)", "CAST(CAST({v} AS CHAR) AS DOUBLE) <> {v}"),
        ("uuid", "text"): Cast("CAST({v} AS CHAR)"),
        ("date", "text"): Cast("CAST({v} AS CHAR)"),
        ("json", "text"): Cast("{v}"),
        ("text", "integer"): Cast(
            "{v}",
            "CAST(CAST({v} AS DECIMAL(65)) AS CHAR) <> {v} OR CAST({v} AS DECIMAL(65)) NOT BETWEEN {low} AND {high}",
        ),
        ("text", "decimal"): Cast(
            "{v}",
            f"{_PLAIN_MARIADB.format('CAST(CAST({v} AS DECIMAL({p}, {s})) AS CHAR)')} <> {_PLAIN_MARIADB.format('{v}')}",
        ),
        ("text", "float"): Cast(
            "{v}",
            f"{_PLAIN_MARIADB.format('CAST(CAST({v} AS DOUBLE) AS CHAR)')} <> {_PLAIN_MARIADB.format('{v}')}",
        ),
        ("text", "uuid"): Cast("{v}", "NOT (CAST(CAST({v} AS UUID) AS CHAR) <=> lower({v}))"),
        ("text", "date"): Cast("{v}", "NOT (CAST(CAST({v} AS DATE) AS CHAR) <=> {v})"),
        ("text", "json"): Cast(
            "{v}",
            "NOT json_valid({v}) OR {v} NOT REGEXP"
            " '^(true|false|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?|[{{[\"].*)$'",
        ),
        ("float", "decimal"): Cast("{v}", "CAST({v} AS DECIMAL({p}, {s})) + 0e0 <> {v} OR abs({v}) >= {limit}"),
        ("float", "integer"): Cast("{v}", "{v} <> round({v}) OR {v} NOT BETWEEN {low} AND {high}"),
        ("number", "bool"): Cast("{v}", "{v} NOT IN (0, 1)"),
        ("bool", "number"): Cast("{v}"),
        ("date", "datetime"): Cast("{v}"),
        ("date", "local datetime"): Cast("{v}"),
        ("datetime", "date"): Cast("{v}", "{v} <> date({v})"),
        ("local datetime", "date"): Cast("{v}", "{v} <> date({v})"),
        ("datetime", "local datetime"): Cast("{v}"),
        ("local datetime", "datetime"): Cast("{v}"),
    },
}
"""By database, then by what a value was and what it becomes. What is not here has no way that says the same everywhere."""


def cast(database: str, before: str, after: str) -> Cast | None:
    """Give how a value of one kind becomes one of another on `database`; None if there is no way."""
    return CASTS[database].get((before, after))
