"""Schemas in which nothing changes: one entity for each type, default, index, check and key that a spec can say."""

from collections.abc import Iterator

from generator.fieldtypes import ROWS, example, unsupported

DEFAULTS = {
    "str_plain": "{type: string(20), default: x}",
    "str_quote": '{type: string(20), default: "it\'s"}',
    "str_num": "{type: string(20), default: 1}",
    "str_empty": '{type: string(20), default: ""}',
    "str_paren": "{type: string(20), default: (x)}",
    "text_lit": "{type: text, default: x}",
    "int_lit": "{type: int, default: 1}",
    "int_neg": "{type: int, default: -1}",
    "bool_true": "{type: bool, default: true}",
    "bool_false": "{type: bool, default: false}",
    "num": '{type: "decimal(10, 2)", default: 0}',
    "num2": '{type: "decimal(10, 2)", default: 0.10}',
    "float": "{type: float, default: 1.5}",
    "now": "{type: datetime, default: now()}",
    "now_local": "{type: local_datetime, server_default: CURRENT_TIMESTAMP}",
    "cur_date": "{type: date, default: today()}",
    "json_obj": "{type: json, default: {}}",
    "json_list": "{type: json, default: [1]}",
    "uuid": "{type: uuid, default: uuid()}",
    "uuid_lit": "{type: uuid, default: 00000000-0000-0000-0000-000000000000}",
    "expression": '{type: int, server_default: "(1 + 1)"}',
    "date_lit": "{type: date, default: 2020-01-01}",
    "time_lit": '{type: time, default: "12:30:00"}',
    "datetime_lit": '{type: datetime, default: "2020-01-01T00:00:00Z"}',
    "duration_lit": "{type: duration, default: PT1H}",
}
SHAPES = {
    "computed": "fields: {p: int, q: {type: int?, computed: p * 2}}",
    "computed_on_read": "fields: {p: int, q: {type: int?, computed: {sql: p * 2, stored: false}}}",
    "computed_concat": "fields: {p: string(20), q: {type: string(50)?, computed: \"p || '-x'\"}}",
    "check": "fields: {a: int}\nchecks: {rng: a > 0 and a < 10}",
    "ix_lower": 'fields: {s: string(50)}\nindexes: [["lower(s)"]]',
    "ix_coalesce": "fields: {s: string(50)?}\nindexes: [[\"coalesce(s, '')\"]]",
    "ix_concat": "fields: {s: string(50)}\nindexes: [[\"s || '-'\"]]",
    "ix_desc": "fields: {s: string(50), d: datetime}\nindexes: [[s desc, d]]",
    "ix_where_null": "fields: {s: string(50), d: datetime?}\nindexes: [{fields: [s], where: d is null}]",
    "ix_where_eq": "fields: {s: string(50)}\nindexes: [{fields: [s], where: \"s = 'x'\"}]",
    "ix_where_in": "fields: {s: string(50)}\nindexes: [{fields: [s], where: \"s in ('a', 'b')\"}]",
    "ix_where_bool": "fields: {s: string(50), b: bool}\nindexes: [{fields: [s], where: b}]",
    "ix_where_false": "fields: {s: string(50), b: bool}\nindexes: [{fields: [s], where: b is false}]",
    "ix_where_and": "fields: {s: string(50), b: bool, d: date?}\nindexes: [{fields: [s], where: b and d is null}]",
    "ix_gin": "fields: {j: json}\nindexes: [{fields: [j], method: gin, ops: {j: jsonb_path_ops}, databases: [postgresql]}]",
    "ix_include": "fields: {a: int, b: int}\nindexes: [{fields: [a], include: [b]}]",
    "uq_and_ix": "fields: {a: {type: int, unique: true}, b: {type: int, index: true}}",
    "uq_nulls": "fields: {a: {type: int?, unique: {nulls_not_distinct: true}}}",
    "long_name": f"fields: {{{'x' * 50}: {{type: int, index: true}}}}",
    "comment": 'description: "it\'s % \\\\ x"\nfields: {a: {type: int, description: "it\'s % :x"}}',
    "identity": "key: {name: id, type: int, identity: always}",
    "serial": "key: {name: id, type: bigint, identity: serial}",
    "reserved": "table: group\nfields: {order: int, select: string(20)}",
    "uuid_key": "key: uuid",
    "uuid7_key": "key: uuid7",
    "text_key": "key: string(20)",
    "fk_no_action": "fields: {o: {type: Other, on_delete: no_action}}",
    "fk_restrict": "fields: {o: {type: Other, on_delete: restrict}}",
    "fk_deferred": "fields: {o: {type: Other, deferrable: deferred}}",
    "fk_set_null": "fields: {o: {type: Other?, on_delete: set_null}}",
    "fk_composite_ix": "fields: {o: Other, b: int}\nindexes: [[o, b]]",
    "fk_self": "fields: {o: SelfT?}",
    "many": 'fields: {others: "list[Other]"}',
    "enum_check": "fields: {e: Mood}",
    "enum_native": "fields: {e: Nat?}",
    "enum_number": "fields: {e: {type: Num, default: one}}",
    "list": 'fields: {l: "list[int]", m: "map[string, int]"}',
    "array": 'fields: {l: {type: "list[string(20)]?", storage: array}}',
    "flags": "tenant: true\nsoft_delete: true\ntimestamps: true\naudit: true\nversion: true\nfields: {s: string(50)}\nunique: [{fields: [s]}]",
    "append_only": "append_only: true\nfields: {s: string(50)}",
}
BESIDE = """entity: Other
---
enum: Mood
values: [sad, ok]
---
enum: Nat
storage: native
values: [sad, "it's"]
---
enum: Num
type: smallint
values: {one: 1, two: 2}"""


def unchanged(database: str) -> Iterator[tuple[str, str, str]]:
    """Give the name of each (`type.int`, `default.now`), its table and its document, for one database."""
    for name, body in _bodies(database):
        words = name.replace(".", "_").split("_")
        entity = "".join(word.title() for word in words)
        table = "" if "table:" in body else f"table: {'_'.join(words)}\n"
        yield (
            name,
            "group" if not table else "_".join(words),
            f"entity: {entity}\n{table}{body.replace('SelfT', entity)}",
        )


def _bodies(database: str) -> Iterator[tuple[str, str]]:
    for name in ROWS:
        kind = example(name)
        if unsupported(kind, database) is None:
            yield f"type.{name}", f'fields: {{a: {{type: "{kind}?"}}, b: {{type: "{kind}"}}}}'
    yield from ((f"default.{name}", f"fields: {{a: {field}}}") for name, field in DEFAULTS.items())
    yield from ((f"shape.{name}", body) for name, body in SHAPES.items())
