"""PostgreSQL, from 15 on."""

from typing import Final

from generator.dialects.dialect import Dialect, Syntax
from generator.dialects.reserved import POSTGRESQL as RESERVED

_VACUUM: Final = frozenset(
    f"autovacuum_{word}"
    for word in [
        "enabled",
        "vacuum_threshold",
        "vacuum_scale_factor",
        "vacuum_insert_threshold",
        "vacuum_insert_scale_factor",
        "vacuum_cost_delay",
        "vacuum_cost_limit",
        "freeze_min_age",
        "freeze_max_age",
        "freeze_table_age",
        "multixact_freeze_min_age",
        "multixact_freeze_max_age",
        "multixact_freeze_table_age",
    ]
) | {"log_autovacuum_min_duration", "vacuum_index_cleanup", "vacuum_truncate"}
"""Storage parameters of tables and of what holds their long values (PostgreSQL 15, CREATE TABLE)."""
_STORAGE: Final = (
    _VACUUM
    | {f"toast.{word}" for word in _VACUUM}
    | {"autovacuum_analyze_threshold", "autovacuum_analyze_scale_factor", "fillfactor", "parallel_workers"}
    | {"toast_tuple_target", "user_catalog_table"}
)

POSTGRESQL: Final = Dialect(
    name="postgresql",
    label="PostgreSQL",
    syntax=Syntax(
        true="true",
        false="false",
        blob="'\\x{}'::bytea",
        quotient="{} / NULLIF({}, 0)",
        remainder="MOD({}, NULLIF({}, 0))",
        division="{} / NULLIF({}, 0)",
        wide="CAST({} AS BIGINT)",
        length="char_length({})",
        concat="{} || {}",
        distinct="{} IS DISTINCT FROM {}",
        same="{} IS NOT DISTINCT FROM {}",
        ordered='{} COLLATE "C"',
        char="{}",
        glob=False,
    ),
    reserved=RESERVED,
    quote_mark='"',
    backslash_escapes=False,
    identifier_limit=63,
    identifier_plane=False,
    identifier_bytes=True,
    column_limit=1_600,
    string_limit=10_485_760,
    unbounded_string=True,
    text_in_keys=True,
    key_bytes=2_704,
    decimal_digits=1_000,
    decimal_scale=1_000,
    unbounded_decimal=True,
    scaled_decimals=False,
    partial_indexes=True,
    partial_unique_by_column=False,
    expression_indexes=True,
    covering_indexes=True,
    index_methods=frozenset({"btree", "hash", "gin", "gist", "spgist", "brin", "hnsw", "ivfflat"}),
    single_methods=frozenset({"hash", "spgist", "hnsw", "ivfflat"}),
    operator_classes=True,
    index_nulls_order=True,
    index_options=True,
    nulls_not_distinct=True,
    table_options=_STORAGE | {"tablespace", "using"},
    storage_parameters=_STORAGE,
    concurrent_indexes=True,
    deferrable_uniques=True,
    deferrable_foreign_keys=True,
    set_null_columns=True,
    identity_outside_keys=True,
    not_valid_constraints=True,
    native_enums=True,
    arrays=True,
    schemas=True,
    extensions=True,
    row_level_security=True,
    truncate_triggers=True,
    comments=True,
    comment_limit=None,
    collations=True,
    identity_kinds=frozenset({"always", "by_default", "serial"}),
    counts_integer_only=False,
    computed_virtual=False,
    computed_stored=True,
    transactional_ddl=True,
    rebuilds=frozenset(),
    full_column_on_change=False,
    cast_on_change=True,
    shared_refusal=True,
    renames_constraints=True,
    names_sequences=True,
)
