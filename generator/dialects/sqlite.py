"""SQLite, from 3.35 on."""

from typing import Final

from generator.dialects.dialect import Dialect, Form, Syntax
from generator.dialects.reserved import SQLITE as RESERVED

_DAY: Final = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]"
_SECOND: Final = "[0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
_FRACTION: Final = "." + "[0-9]" * 6
_PADDED: Final = "substr({0} || CASE WHEN instr({0}, '.') THEN '' ELSE '.' END || '000000', 1, "
_INTEGER: Final = Form("typeof({0}) = 'integer'", "250")
_TEXT: Final = Form("typeof({0}) = 'text'", "'text'")
_MOMENT: Final = Form(
    f"{{0}} GLOB '{_DAY} {_SECOND}{_FRACTION}'",
    "'2026-01-31 09:30:00.000000'",
    f"replace({_PADDED}26), 'T', ' ')",
)
_FORMS: Final = {
    "text": _TEXT,
    "whole number": _INTEGER,
    "decimal": _INTEGER,
    "duration": _INTEGER,
    "float": Form("typeof({0}) IN ('real', 'integer')", "2.5"),
    "truth value": Form("{0} IN (0, 1)", "1", "CASE lower({0}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"),
    "date": Form(
        f"{{0}} GLOB '{_DAY}'", "'2026-01-31'", "CASE WHEN {0} GLOB '* 00:00:00*' THEN substr({0}, 1, 10) END"
    ),
    "time": Form(f"{{0}} GLOB '{_SECOND}{_FRACTION}'", "'09:30:00.000000'", f"{_PADDED}15)"),
    "datetime": _MOMENT,
    "local datetime": _MOMENT,
    "uuid": Form(
        "length({0}) = 32 AND {0} NOT GLOB '*[^0-9a-f]*'",
        "'0190f5fe7c0071b0a6b4c1e2d3f40516'",
        "lower(replace({0}, '-', ''))",
    ),
    "binary": Form("typeof({0}) = 'blob'", "X'00'"),
    "JSON": Form("json_valid({0})", "'{{\"a\": 1}}'"),
}

SQLITE: Final = Dialect(
    name="sqlite",
    label="SQLite",
    syntax=Syntax(
        true="1",
        false="0",
        blob="X'{}'",
        quotient="{} / {}",
        remainder="{} % {}",
        division="{} / NULLIF({}, 0)",
        wide="{}",
        length="length({})",
        concat="{} || {}",
        distinct="{} IS NOT {}",
        same="{} IS {}",
        ordered="{}",
        char="{}",
        glob=True,
    ),
    reserved=RESERVED,
    quote_mark='"',
    backslash_escapes=False,
    identifier_limit=None,
    identifier_plane=False,
    identifier_bytes=False,
    column_limit=2_000,
    string_limit=1_000_000_000,
    unbounded_string=True,
    text_in_keys=True,
    key_bytes=None,
    decimal_digits=18,
    decimal_scale=18,
    unbounded_decimal=False,
    scaled_decimals=True,
    partial_indexes=True,
    partial_unique_by_column=False,
    expression_indexes=True,
    covering_indexes=False,
    index_methods=frozenset(),
    operator_classes=False,
    index_nulls_order=False,
    index_options=False,
    table_options=frozenset(),
    nulls_not_distinct=False,
    concurrent_indexes=False,
    deferrable_uniques=False,
    deferrable_foreign_keys=True,
    set_null_columns=False,
    not_valid_constraints=False,
    native_enums=False,
    arrays=False,
    schemas=False,
    extensions=False,
    row_level_security=False,
    truncate_triggers=False,
    comments=False,
    comment_limit=None,
    collations=True,
    identity_kinds=frozenset({"by_default"}),
    counts_integer_only=True,
    computed_virtual=True,
    computed_stored=True,
    transactional_ddl=True,
    rebuilds=frozenset(
        {
            "add_check",
            "add_foreign_key",
            "add_stored_column",
            "add_unique",
            "alter_collation",
            "alter_column_default",
            "alter_column_nullable",
            "alter_column_type",
            "alter_computed",
            "alter_primary_key",
            "drop_check",
            "drop_column",
            "drop_foreign_key",
            "drop_unique",
        }
    ),
    full_column_on_change=False,
    renames_indexes=False,
    forms=_FORMS,
)
