"""Tables and columns."""

from tests.proof.changes.case import MARIADB, NO_MARIADB, PG, Case, fields

S, P, Q = "a: string(20)?", "p: int?", "q: {type: int?, computed: p * 2}"
U = "\n---\nentity: U\nfields: {a: string(20)?}"

TABLES = (
    Case("table.add", fields(), fields() + U),
    Case("table.drop", fields() + U, fields()),
    Case(
        "table.rename",
        fields(S),
        f"---\nentity: T2\nrenamed_from: T\n{fields(S)}",
        child=False,
    ),
    Case("table.comment", fields(more="description: one"), fields(more="description: two")),
    Case(
        "table.drop_cyclic_fk",
        fields() + "\n---\nentity: A\nfields: {b: B?}\n---\nentity: B\nfields: {a: A?}",
        fields(),
    ),
)
COLUMNS = (
    Case("col.add_nullable", fields(), fields(S)),
    Case("col.add_notnull_nodefault", fields(), fields("a: string(20)"), fails_on_rows=True),
    Case("col.add_notnull_default", fields(), fields("a: {type: string(20), default: x}")),
    Case(
        "col.add_notnull_json",
        fields(),
        fields("a: {type: json, default: {a: [1, x]}}", 'b: {type: "list[int]", default: [1]}'),
    ),
    Case("col.add_notnull_binary", fields(), fields("a: {type: binary, default: AQ==}")),
    Case("col.add_func_default", fields(), fields("a: {type: datetime, server_default: CURRENT_TIMESTAMP}")),
    Case("col.drop", fields(S), fields()),
    Case("col.rename", fields(S), fields("b: {type: string(20)?, renamed_from: a}")),
    Case("col.widen_varchar", fields("a: string(50)?"), fields("a: string(200)?")),
    Case("col.narrow_varchar", fields("a: string(200)?"), fields("a: string(50)?")),
    Case(
        "col.narrow_varchar_toolong",
        fields("a: string(200)?"),
        fields("a: string(5)?"),
        values={"a": ["x" * 30]},
        fails_on_rows=True,
    ),
    Case("col.varchar_to_text", fields("a: string(50)?"), fields("a: text?")),
    Case("col.varchar_unbounded_to_bounded", fields("a: string?"), fields("a: string(50)?"), NO_MARIADB),
    Case("col.int_to_bigint", fields("a: int?"), fields("a: bigint?")),
    Case("col.bigint_to_int", fields("a: bigint?"), fields("a: int?")),
    Case("col.varchar_to_int", fields("a: string(50)?"), fields("a: int?"), values={"a": ["12"]}),
    Case(
        "col.varchar_to_int_bad", fields("a: string(50)?"), fields("a: int?"), values={"a": ["abc"]}, fails_on_rows=True
    ),
    Case("col.numeric_prec", fields('a: "decimal(10, 2)?"'), fields('a: "decimal(12, 2)?"')),
    Case("col.numeric_scale", fields('a: "decimal(12, 2)?"'), fields('a: "decimal(12, 4)?"')),
    Case(
        "col.numeric_bare_to_prec",
        fields("a: decimal?"),
        fields('a: "decimal(12, 4)?"'),
        cannot_on=("mariadb", "sqlite"),
    ),
    Case("col.ts_to_tstz", fields("a: local_datetime?"), fields("a: datetime?")),
    Case("col.json_to_jsonb", fields("a: {type: json?, db_type: json}"), fields("a: json?"), PG),
    Case("col.collation", fields("a: string(50)?"), fields("a: {type: string(50)?, collation: C}"), PG),
    Case(
        "col.collation_my",
        fields("a: string(50)?"),
        fields("a: {type: string(50)?, collation: utf8mb4_bin}"),
        MARIADB,
    ),
    Case(
        "col.float_to_double",
        fields("a: {type: float?, db_type: {postgresql: real, mariadb: float, sqlite: float}}"),
        fields("a: float?"),
    ),
    Case("col.null_to_notnull", fields(S), fields("a: string(20)")),
    Case(
        "col.null_to_notnull_hasnull", fields(S), fields("a: string(20)"), values={"a": ["x", None]}, fails_on_rows=True
    ),
    Case("col.notnull_to_null", fields("a: string(20)"), fields(S)),
    Case("col.default_add", fields(S), fields("a: {type: string(20)?, default: z}")),
    Case(
        "col.default_change", fields("a: {type: string(20)?, default: y}"), fields("a: {type: string(20)?, default: z}")
    ),
    Case("col.default_drop", fields("a: {type: string(20)?, default: y}"), fields(S)),
    Case(
        "col.default_bool_change", fields("a: {type: bool, default: true}"), fields("a: {type: bool, default: false}")
    ),
    Case(
        "col.default_num_change",
        fields('a: {type: "decimal(10, 2)?", default: 0}'),
        fields('a: {type: "decimal(10, 2)?", default: 1.50}'),
    ),
    Case("col.default_json_change", fields("a: {type: json?, default: {}}"), fields("a: {type: json?, default: []}")),
    Case(
        "col.default_func_change",
        fields("a: {type: local_datetime?, server_default: CURRENT_TIMESTAMP}"),
        fields("a: {type: local_datetime?, server_default: \"'2020-01-01 00:00:00'\"}"),
    ),
    Case(
        "col.comment",
        fields("a: {type: string(20)?, description: x}"),
        fields("a: {type: string(20)?, description: y}"),
    ),
    Case(
        "col.comment_notnull_default",
        fields("a: {type: string(20), default: q, description: x}"),
        fields("a: {type: string(20), default: q, description: y}"),
    ),
    Case("col.computed_add", fields(P), fields(P, Q)),
    Case("col.computed_expr", fields(P, Q), fields(P, "q: {type: int?, computed: p * 3}")),
    Case("col.computed_drop_expr", fields(P, Q), fields(P, "q: int?")),
    Case("col.plain_to_computed", fields(P, "q: int?"), fields(P, Q), remakes_values=True),
    Case(
        "col.computed_stored_to_virtual",
        fields(P, Q),
        fields(P, "q: {type: int?, computed: {sql: p * 2, stored: false}}"),
        ("mariadb", "sqlite"),
    ),
    Case("col.identity_add", fields("a: int"), fields("a: {type: int, identity: true}"), PG),
    Case("col.identity_drop", fields("a: {type: int, identity: true}"), fields("a: int"), PG),
    Case(
        "col.identity_always", fields("a: {type: int, identity: true}"), fields("a: {type: int, identity: always}"), PG
    ),
    Case("col.identity_start", "", "", PG, cannot="where a count begins is no business of the language"),
    Case("col.reorder", fields("a: int?", "b: int?"), fields("b: int?", "a: int?")),
    Case(
        "col.array_elem",
        fields('a: {type: "list[int]?", storage: array}'),
        fields('a: {type: "list[string(20)]?", storage: array}'),
        PG,
    ),
    Case(
        "col.array_dim_type",
        fields('a: {type: "list[string(20)]?", storage: array}'),
        fields('a: {type: "list[string(50)]?", storage: array}'),
        PG,
    ),
    Case("col.my_unsigned", fields("a: int?"), fields("a: {type: int?, db_type: int unsigned}"), MARIADB),
    Case(
        "col.my_onupdate",
        fields("a: {type: local_datetime?, db_type: timestamp, server_default: CURRENT_TIMESTAMP}"),
        fields(
            "a: {type: local_datetime?, db_type: timestamp, server_default: CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP}"
        ),
        MARIADB,
        cannot_on=MARIADB,
    ),
    Case("col.uuid_to_str", fields("a: uuid?"), fields("a: string(36)?")),
    Case("col.int_to_bool", fields("a: int?"), fields("a: bool?"), values={"a": [1, 0]}),
    Case("col.str_to_json", fields("a: text?"), fields("a: json?"), values={"a": ["{}"]}),
    Case("col.str_to_date", fields("a: string(20)?"), fields("a: date?"), values={"a": ["2020-01-01"]}),
    Case("col.drop_with_index", fields("a: {type: int?, index: true}"), fields()),
    Case("col.drop_in_unique", fields("a: int?", "b: int?", more="unique: [[a, b]]"), fields("a: int?")),
    Case("col.drop_in_check", fields("a: int?", more="checks: {pos: a > 0}"), fields()),
)
