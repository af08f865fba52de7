"""A small spec for every place of text, with the text standing there as an author would write it."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.dialects import DIALECTS
from tests.unit.render.test_hostile import quoted

DATABASES = tuple(DIALECTS)


@dataclass(frozen=True)
class Case:
    """A place of the language, and what a spec writes there: the text itself, or SQL that holds it as a literal."""

    place: str
    spec: str
    """YAML; `<T>` is what is written, `#` a number that no other spec has."""
    sql: str = ""
    """SQL around the literal; without it, the text stands there itself."""
    kept: str = ""
    """What comes of it: a `name`, `label` or `text`, or for a literal what it is part of; empty: hostile text is refused."""
    databases: tuple[str, ...] = DATABASES
    """The databases of the project."""

    before: str = ""
    """The spec before this one, of what is about the past."""
    column: str = ""
    """The column in which rows have the text then, and what else they have there."""

    def written(self, number: int, text: str) -> str:
        """Give the spec with the text in its place."""
        return _filled(self.spec, number, self.sql.format("'" + text.replace("'", "''") + "'") if self.sql else text)

    def written_before(self, number: int, text: str) -> str:
        """Give the spec of before with the text in its place."""
        return _filled(self.before, number, text)

    def lines(self) -> set[int]:
        """Tell on which lines the text stands."""
        return {number for number, line in enumerate(self.spec.split("\n"), 1) if "<T>" in line}


def _filled(spec: str, number: int, text: str) -> str:
    return spec.replace("#", str(number)).replace("<T>", quoted(text))


def entity(body: str, *fields: str) -> str:
    """Give an entity with a field `word`."""
    lines = "".join(f"  {field}\n" for field in ("word: {type: text, default: x}", *fields))
    return f"entity: Thing#\nkey: int\ntimestamps: false\nfields:\n{lines}{body}\n"


def mixin(body: str) -> str:
    """Give a mixin with a field `word`, and the entity that takes it."""
    fields = "fields: {word: {type: text, default: x}}"
    return f"mixin: Mixed#\n{fields}\n{body}\n---\nentity: Thing#\nkey: int\ntimestamps: false\nmixins: [Mixed#]\n"


def enum(body: str, default: str = "fine") -> str:
    """Give an enum and the entity that holds it."""
    return f"enum: Kind#\n{body}\n---\n" + entity("", f"kind: {{type: Kind#, default: {default}}}")


def value(body: str) -> str:
    """Give a value object and the entity that holds it."""
    held = entity("", "inner: {type: Inner#, default: {word: x}}")
    return f"value: Inner#\nfields: {{word: {{type: text, default: x}}}}\n{body}\n---\n{held}"


SLOT = "<T>"
NOTE = "note: text?"
COMPUTED = "made: {type: text?, computed: %s}"
SQL = {
    "CheckDocument.sql": (entity(f"checks: {{kept: {{sql: {SLOT}}}}}"), "word <> {}", "check"),
    "ComputedDocument.sql": (entity("", NOTE, COMPUTED % f"{{sql: {SLOT}}}"), "coalesce(note, {})", "computed"),
    "EntityDocument.checks.*": (entity(f"checks: {{kept: {SLOT}}}"), "word <> {}", "check"),
    "FieldDocument.computed": (entity("", NOTE, COMPUTED % SLOT), "coalesce(note, {})", "computed"),
    "FieldDocument.server_default": (entity("", f"made: {{type: text, server_default: {SLOT}}}"), "{}", "default"),
    "IndexDocument.where": (
        entity(f"indexes: [{{fields: [made], databases: [sqlite, postgresql], where: {SLOT}}}]", "made: int?"),
        "word = {}",
        "index",
    ),
    "IndexOptions.where": (entity("", f"made: {{type: int?, index: {{where: {SLOT}}}}}"), "word = {}", "index"),
    "KeyDocument.server_default": (
        f"entity: Thing#\nkey: {{type: string(90), server_default: {SLOT}}}\nfields: {{word: {{type: text, default: x}}}}\n",
        "{}",
        "key",
    ),
    "MixinDocument.checks.*": (mixin(f"checks: {{kept: {SLOT}}}"), "word <> {}", "check"),
    "UniqueDocument.where": (
        entity(f"unique: [{{fields: [made], where: {SLOT}}}]", "made: int?"),
        "word = {}",
        "unique",
    ),
    "UniqueOptions.where": (entity("", f"made: {{type: int?, unique: {{where: {SLOT}}}}}"), "word = {}", "unique"),
    "ValueDocument.checks.*": (value(f"checks: {{kept: {SLOT}}}"), "word <> {}", "value"),
}
NAMES = {
    "AuditOptions.created_by": entity(f"audit: {{created_by: {SLOT}}}"),
    "AuditOptions.updated_by": entity(f"audit: {{updated_by: {SLOT}}}"),
    "CheckDocument.name": entity(f"checks: {{kept: {{sql: word <> 'y', name: {SLOT}}}}}"),
    "ColumnOption.column": entity(f"version: {{column: {SLOT}}}"),
    "DomainDefaults.key_column": f"domain: d#\ndefaults: {{key_column: {SLOT}}}\n---\nentity: Thing#\nkey: int\n",
    "EntityDocument.table": entity(f"table: {SLOT}"),
    "EnumDocument.db_type": enum(f"values: [fine]\nstorage: native\ndb_type: {SLOT}"),
    "FieldDocument.column": entity("", f"made: {{type: text?, column: {SLOT}}}"),
    "FieldDocument.columns[]": entity("", f"made: {{type: Thing#?, columns: [{SLOT}]}}"),
    "FieldDocument.position": entity("", f"made: {{type: 'list[Thing#]', position: {SLOT}}}"),
    "FieldDocument.table": entity("", f"made: {{type: 'list[Thing#]', table: {SLOT}}}"),
    "IndexDocument.name": entity(f"indexes: [{{fields: [made], name: {SLOT}}}]", "made: int?"),
    "IndexOptions.name": entity("", f"made: {{type: int?, index: {{name: {SLOT}}}}}"),
    "KeyDocument.column": f"entity: Thing#\nkey: {{type: int, column: {SLOT}}}\n",
    "TenantOptions.column": entity(f"tenant: {{column: {SLOT}}}"),
    "TimestampOptions.created": f"entity: Thing#\nkey: int\ntimestamps: {{created: {SLOT}}}\n",
    "TimestampOptions.updated": f"entity: Thing#\nkey: int\ntimestamps: {{updated: {SLOT}}}\n",
    "UniqueDocument.name": entity(f"unique: [{{fields: [made], name: {SLOT}}}]", "made: int?"),
    "UniqueOptions.name": entity("", f"made: {{type: int?, unique: {{name: {SLOT}}}}}"),
}
TEXTS = {
    "CheckDocument.message": entity(f"checks: {{kept: {{sql: word <> 'y', message: {SLOT}}}}}"),
    "DomainDocument.description": f"domain: d#\ndescription: {SLOT}\n---\n" + entity(""),
    "EntityDocument.deprecated": entity(f"deprecated: {SLOT}"),
    "EntityDocument.description": entity(f"description: {SLOT}"),
    "EnumDocument.description": enum(f"values: [fine]\ndescription: {SLOT}"),
    "EnumDocument.values.*": enum(f"values: {{fine: {SLOT}}}"),
    "EnumValueDocument.description": enum(f"values: {{fine: {{description: {SLOT}}}}}"),
    "FieldDocument.default": entity("", f"made: {{type: text, default: {SLOT}}}"),
    "FieldDocument.default.*": entity("", f"made: {{type: 'map[string, text]', default: {{a: {SLOT}}}}}"),
    "FieldDocument.deprecated": entity("", f"made: {{type: text?, deprecated: {SLOT}}}"),
    "FieldDocument.description": entity("", f"made: {{type: text?, description: {SLOT}}}"),
    "FieldDocument.example": entity("", f"made: {{type: text?, example: {SLOT}}}"),
    "FieldDocument.example.*": entity("", f"made: {{type: 'map[string, text]?', example: {{a: {SLOT}}}}}"),
    "UniqueDocument.message": entity(f"unique: [{{fields: [made], message: {SLOT}}}]", "made: int?"),
    "UniqueOptions.message": entity("", f"made: {{type: int?, unique: {{message: {SLOT}}}}}"),
    "ValueDocument.description": value(f"description: {SLOT}"),
}
"""What documents the code, or is a value."""
SHORT = {
    "FieldDocument.default.<key>": entity("", f"made: {{type: 'map[string, text]', default: {{{SLOT}: a}}}}"),
    "FieldDocument.example.<key>": entity("", f"made: {{type: 'map[string, text]?', example: {{{SLOT}: a}}}}"),
}
"""Texts that a column, a label or a line of YAML has to hold."""
REFUSED = {
    "EntityDocument.order[]": entity(f"order: [{SLOT}]"),
    "EntityDocument.indexes.*[]": entity(f"indexes: {{kept: [{SLOT}]}}"),
    "EntityDocument.indexes[][]": entity(f"indexes: [[{SLOT}]]"),
    "EntityDocument.unique.*[]": entity(f"unique: {{kept: [{SLOT}]}}"),
    "EntityDocument.unique[][]": entity(f"unique: [[{SLOT}]]"),
    "EnumDocument.values[]": enum(f"values: [{SLOT}, fine]"),
    "EnumValueDocument.name": enum(f"values: {{fine: {{name: {SLOT}}}}}"),
    "FieldDocument.backfill.*": entity("", f"made: {{type: text, backfill: {{sql: {SLOT}}}}}"),
    "FieldDocument.backfill.<key>": entity("", f"made: {{type: text, backfill: {{{SLOT}: x}}}}"),
    "FieldDocument.exclusive_max": entity("", f"made: {{type: int?, exclusive_max: {SLOT}}}"),
    "FieldDocument.exclusive_min": entity("", f"made: {{type: int?, exclusive_min: {SLOT}}}"),
    "FieldDocument.max": entity("", f"made: {{type: int?, max: {SLOT}}}"),
    "FieldDocument.min": entity("", f"made: {{type: int?, min: {SLOT}}}"),
    "FieldDocument.pattern": entity("", f"made: {{type: text?, pattern: {SLOT}}}"),
    "IndexDocument.fields[]": entity(f"indexes: [{{fields: [{SLOT}]}}]"),
    "IndexDocument.method": entity(f"indexes: [{{fields: [made], method: {SLOT}}}]", "made: int?"),
    "IndexDocument.ops.*": entity(f"indexes: [{{fields: [made], ops: {{made: {SLOT}}}}}]", "made: int?"),
    "IndexDocument.with.*": entity(f"indexes: [{{fields: [made], with: {{fillfactor: {SLOT}}}}}]", "made: int?"),
    "IndexDocument.with.<key>": entity(f"indexes: [{{fields: [made], with: {{{SLOT}: 70}}}}]", "made: int?"),
    "IndexOptions.method": entity("", f"made: {{type: int?, index: {{method: {SLOT}}}}}"),
    "IndexOptions.ops.*": entity("", f"made: {{type: int?, index: {{ops: {{made: {SLOT}}}}}}}"),
    "IndexOptions.with.*": entity("", f"made: {{type: int?, index: {{with: {{fillfactor: {SLOT}}}}}}}"),
    "IndexOptions.with.<key>": entity("", f"made: {{type: int?, index: {{with: {{{SLOT}: 70}}}}}}"),
    "MixinDocument.indexes.*[]": mixin(f"indexes: {{kept: [{SLOT}]}}"),
    "MixinDocument.indexes[][]": mixin(f"indexes: [[{SLOT}]]"),
    "MixinDocument.order[]": mixin(f"order: [{SLOT}]"),
    "MixinDocument.unique.*[]": mixin(f"unique: {{kept: [{SLOT}]}}"),
    "MixinDocument.unique[][]": mixin(f"unique: [[{SLOT}]]"),
    "UniqueDocument.fields[]": entity(f"unique: [{{fields: [{SLOT}]}}]"),
}
"""Names of things, numbers and SQL, which nothing hostile is; patterns that are none."""
POSTGRESQL = {
    "DomainDocument.extensions[]": (f"domain: d#\nextensions: [{SLOT}]\n---\n" + entity(""), "extension"),
    "DomainDocument.schema": (f"domain: d#\nschema: {SLOT}\n---\n" + entity(""), "name"),
    "EntityDocument.schema": (entity(f"schema: {SLOT}"), "name"),
}
BY_DATABASE = {
    "FieldDocument.collation": "made: {type: text?, collation: %s}",
    "FieldDocument.db_type": "made: {type: text?, db_type: %s}",
}


PAST = {
    "AuditOptions.backfill": (entity(""), entity(f"audit: {{backfill: {SLOT}}}"), "created_by"),
    "CheckDocument.renamed_from": (
        entity(f"checks: {{kept: {{sql: word <> 'y', name: {SLOT}}}}}"),
        entity(f"checks: {{kept: {{sql: word <> 'y', name: kept#, renamed_from: {SLOT}}}}}"),
        "",
    ),
    "EnumDocument.removed.*": (
        enum("values: [gone, fine]", default="gone"),
        enum(f"values: {{{SLOT}: {{name: HOSTILE}}, fine: fine}}\nremoved: {{gone: {SLOT}}}"),
        "kind",
    ),
    "EnumDocument.removed.<key>": (
        enum(f"values: {{{SLOT}: {{name: HOSTILE}}, fine: fine}}", default=SLOT),
        enum(f"values: [fine]\nremoved: {{{SLOT}: fine}}"),
        "kind fine",
    ),
    "EnumValueDocument.renamed_from": (
        enum(f"values: {{{SLOT}: {{name: HOSTILE}}, fine: fine}}", default=SLOT),
        enum(f"values: {{new: {{renamed_from: {SLOT}}}, fine: fine}}"),
        "kind new",
    ),
    "FieldDocument.backfill": (entity(""), entity("", f"made: {{type: text, backfill: {SLOT}}}"), "made"),
    "IndexDocument.renamed_from": (
        entity(f"indexes: [{{fields: [made], name: {SLOT}}}]", "made: int?"),
        entity(f"indexes: [{{fields: [made], name: kept#, renamed_from: {SLOT}}}]", "made: int?"),
        "",
    ),
    "IndexOptions.renamed_from": (
        entity("", f"made: {{type: int?, index: {{name: {SLOT}}}}}"),
        entity("", f"made: {{type: int?, index: {{name: kept#, renamed_from: {SLOT}}}}}"),
        "",
    ),
    "TenantOptions.backfill": (entity(""), entity(f"tenant: {{backfill: {SLOT}}}"), "tenant_id"),
    "UniqueDocument.renamed_from": (
        entity(f"unique: [{{fields: [made], name: {SLOT}}}]", "made: int?"),
        entity(f"unique: [{{fields: [made], name: kept#, renamed_from: {SLOT}}}]", "made: int?"),
        "",
    ),
    "UniqueOptions.renamed_from": (
        entity("", f"made: {{type: int?, unique: {{name: {SLOT}}}}}"),
        entity("", f"made: {{type: int?, unique: {{name: kept#, renamed_from: {SLOT}}}}}"),
        "",
    ),
}
"""What speaks of the past: the spec before, the spec now, and the column that rows have the text in, or another value."""


def cases() -> Iterator[Case]:
    """Give a case for each place, and for SQL one more with the text as a literal in it."""
    yield from (Case(place, spec, kept="name") for place, spec in NAMES.items())
    yield from (Case(place, spec, kept="text") for place, spec in TEXTS.items())
    yield from (Case(place, spec, kept="short") for place, spec in SHORT.items())
    yield from (
        Case(place, now, kept="past", before=before, column=what) for place, (before, now, what) in PAST.items()
    )
    yield from (Case(place, spec) for place, spec in REFUSED.items())
    yield Case("MixinDocument.description", mixin(f"description: {SLOT}"), kept="nothing")
    yield Case("SqlDocument.description", f"sql: Made#\ndescription: {SLOT}\nup: select 1\ndown: select 1\n")
    for key, other in (("up", "down"), ("down", "up")):  # statements of the author's own, whole
        yield Case(f"SqlDocument.{key}", f"sql: Made#\n{key}: {SLOT}\n{other}: select 1\n")
        for name in DATABASES:
            own = f"sql: Made#\n{key}: {{{name}: {SLOT}}}\n{other}: select 1\n"
            yield Case(f"SqlDocument.{key}.{name}", own, databases=(name,))
    for flags in ("append_only: true", "tenant: true\nsoft_delete: true\nversion: true"):
        yield Case("EntityDocument.table", entity(f"table: {SLOT}\n{flags}"), kept="name")
    yield Case("EnumDocument.values.<key>", enum(f"values: {{{SLOT}: {{name: HOSTILE}}, fine: fine}}"), kept="label")
    for place, (spec, sql, kept) in SQL.items():
        yield Case(place, spec)
        yield Case(place, spec, sql, kept)
        for name in DATABASES:
            own = spec.replace("<T>", f"{{{name}: <T>}}")
            yield Case(f"{place}.{name}", own, databases=(name,))
            yield Case(f"{place}.{name}", own, sql, kept, (name,))
    yield from (Case(place, spec, "", kept, ("postgresql",)) for place, (spec, kept) in POSTGRESQL.items())
    for place, field in BY_DATABASE.items():
        yield Case(place, entity("", field % SLOT))
        for name in DATABASES:
            yield Case(f"{place}.{name}", entity("", field % f"{{{name}: {SLOT}}}"), databases=(name,))
    for name, item in DIALECTS.items():
        options = ", ".join(f"{option}: {SLOT}" for option in sorted(item.table_options))
        if options:
            yield Case(
                f"EntityDocument.options.{name}.*", entity(f"options: {{{name}: {{{options}}}}}"), databases=(name,)
            )
