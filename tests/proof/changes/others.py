"""Enums, primary keys, flags, and what stands beside tables."""

from tests.proof.changes.case import ALL, MARIADB, PG, Case, fields

S = "s: string(50)?"
E = fields("e: Mood?")


def mood(values: str, options: str = "") -> str:
    """Give an entity with one enum."""
    return f"{E}\n---\nenum: Mood\nvalues: {values}{options}"


def native(values: str) -> str:
    """Give an entity with one enum of the database's own."""
    return mood(values, "\nstorage: native")


def pk(key: str, *items: str) -> str:
    """Give an entity with a key of its own."""
    return fields(*items, more=f"key: {key}")


OWNED = "\n---\nentity: Child\nfields: {t: {type: T, on_delete: cascade}}"
TENANTS = OWNED.replace("fields", "tenant: true\nfields")
UNIQUE_S = "unique: [{fields: [s]}]"
ENUMS = (
    Case("enum.native_add_value", native("[a, b]"), native("[a, b, c]")),
    Case("enum.native_remove_value", native("[a, b, c]"), native("[a, b]"), values={"e": ["a"]}),
    Case("enum.native_rename_value", native("[a, b]"), native("{a: '', z: {renamed_from: b}}")),
    Case("enum.rename_shorter", mood("[aa, bbbb]"), mood("{aa: '', b: {renamed_from: bbbb}}")),
    Case("enum.native_rename_shorter", native("[aa, bbbb]"), native("{aa: '', b: {renamed_from: bbbb}}")),
    Case("enum.native_reorder", native("[a, b]"), native("[b, a]")),
    Case("enum.native_add_column", fields(), native("[a, b]")),
    Case("enum.native_drop_column", native("[a, b]"), fields()),
    Case(
        "enum.native_drop_table",
        fields() + "\n---\nentity: U\nfields: {e: Mood?}\n---\nenum: Mood\nvalues: [a, b]\nstorage: native",
        fields(),
    ),
    Case("enum.nonnative_add_same_len", mood("[aa, bb]"), mood("[aa, bb, cc]")),
    Case("enum.nonnative_add_longer", mood("[aa, bb]"), mood("[aa, bb, cccccc]")),
    Case(
        "enum.nonnative_nocheck_len", mood("[aa, bb]", "\nstorage: plain"), mood("[aa, bb, cccccc]", "\nstorage: plain")
    ),
    Case(
        "enum.varchar_named_check",
        fields("e: string(32)?", more="checks: {e_enum: \"e in ('a', 'b')\"}"),
        fields("e: string(32)?", more="checks: {e_enum: \"e in ('a', 'b', 'c')\"}"),
        values={"e": ["a"]},
    ),
    Case(
        "enum.varchar_hashed_check",
        fields("e: string(32)?", more="checks: {e_enum_1a2b: \"e in ('a', 'b')\"}"),
        fields("e: string(32)?", more="checks: {e_enum_9f8e: \"e in ('a', 'b', 'c')\"}"),
        values={"e": ["a"]},
    ),
    Case("enum.native_to_varchar", native("[a, b]"), fields("e: string(32)?")),
    Case("enum.varchar_to_native", fields("e: string(32)?"), native("[a, b]"), values={"e": ["a"]}),
)
KEYS = (
    Case("pk.add_column", pk("[n]", "n: int", "b: int"), pk("[n, b]", "n: int", "b: int"), child=False),
    Case("pk.swap", pk("[n]", "n: int", "b: int"), pk("[b]", "n: int", "b: int"), child=False),
    Case("pk.rename", "", "", cannot="a primary key's name follows from its table"),
    Case("pk.int_to_bigint", fields(more="key: int"), fields(more="key: bigint")),
    Case(
        "pk.serial_to_identity",
        fields(more="key: {name: id, type: int, identity: serial}"),
        fields(more="key: {name: id, type: int, identity: true}"),
        PG,
    ),
    Case(
        "pk.serial_to_bigint",
        fields(more="key: {name: id, type: int, identity: serial}"),
        fields(more="key: {name: id, type: bigint, identity: serial}"),
        PG,
    ),
    Case("pk.int_to_uuid", fields(more="key: int"), fields(more="key: uuid"), cannot_on=ALL),
)
BESIDE = (
    Case("exclude.add", "", "", PG, cannot="exclusion constraints and ranges are not in the language"),
    Case("partition.add", "", "", PG, cannot="partitioning is reserved in the language"),
    Case("sequence.add", "", "", PG, cannot="a sequence of its own is for a `sql:` document"),
    Case("schema.move", fields("a: int?"), fields("a: int?", more="schema: other"), PG),
    Case(
        "my.engine_charset",
        fields("a: int?", more="options: {mariadb: {engine: InnoDB}}"),
        fields("a: int?", more="options: {mariadb: {engine: Aria, charset: latin1}}"),
        MARIADB,
        child=False,
        cannot_on=MARIADB,
    ),
)
FLAGS = (
    Case(
        "flag.tenant_on",
        fields(S, more=UNIQUE_S) + OWNED,
        fields(S, more=f"tenant: true\n{UNIQUE_S}") + TENANTS,
        child=False,
        fails_on_rows=True,
    ),
    Case(
        "flag.tenant_off",
        fields(S, more=f"tenant: true\n{UNIQUE_S}") + TENANTS,
        fields(S, more=UNIQUE_S) + OWNED,
        child=False,
    ),
    Case("flag.softdelete_on", fields(S, more=UNIQUE_S), fields(S, more=f"soft_delete: true\n{UNIQUE_S}")),
    Case("flag.softdelete_off", fields(S, more=f"soft_delete: true\n{UNIQUE_S}"), fields(S, more=UNIQUE_S)),
    Case("flag.version_on", fields(), fields(more="version: true")),
    Case("flag.timestamps_on", fields(), fields(more="timestamps: true")),
    Case("flag.version_off", fields(more="version: true"), fields()),
    Case("flag.timestamps_off", fields(more="timestamps: true"), fields()),
    Case("flag.audit_on", fields(), fields(more="audit: true"), fails_on_rows=True),
    Case("flag.audit_off", fields(more="audit: true"), fields()),
    Case("flag.append_only_on", fields(S), fields(S, more="append_only: true"), child=False),
    Case("flag.append_only_off", fields(S, more="append_only: true"), fields(S), child=False),
)
