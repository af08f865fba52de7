"""Primary keys: one made column, or fields and references of the entity, led by the tenant."""

from typing import Final, NamedTuple

from generator.diagnostics import rule
from generator.fieldtypes import ROWS, EnumRef, Scalar
from generator.ir import Field, Generated, Key, Role
from generator.resolve.draft import Draft, Spot, Work
from generator.spec.suggestion import did_you_mean
from generator.spec.types import ScalarType

BAD_KEY = rule(
    "R231",
    "bad-key",
    """
A made key is uuid7, uuid, int, bigint, smallint or string(n), and the database numbers whole numbers only.

Not so:     key: {type: uuid, identity: true}
But so:     key: {type: bigint, identity: true}
""",
)
KEY_CIRCLE = rule(
    "R233",
    "key-circle",
    """
A key that is a reference takes its columns from the referenced entity's key, which cannot lead back to itself.

Not so:     {entity: A, key: [b], fields: {b: B}}       beside {entity: B, key: [a], fields: {a: A}}
But so:     {entity: A, key: [b], fields: {b: B}}       beside {entity: B, fields: {a: A?}}
""",
)
NULLABLE_KEY = rule(
    "R234",
    "nullable-key",
    """
The fields of a key are never null, and neither is a tenant that leads it.

Not so:     key: [code]
            fields: {code: string(8)?}
But so:     key: [code]
            fields: {code: string(8)}
""",
)
UNFIT_KEY = rule(
    "R235",
    "unfit-key",
    """
JSON, lists, maps, values and bytes cannot be part of a key, a unique or an index.

Not so:     unique: [[settings]]            where settings is json
But so:     unique: [[settings_name]]
""",
)

_PLACEHOLDER: Final = Scalar("uuid")


class _Made(NamedTuple):
    """A type of a key that is made, not written as a field."""

    type: str
    generated: Generated | None = None
    identity: str | None = None


_KINDS: Final = {
    "uuid7": _Made("uuid", Generated.UUID7),
    "uuid": _Made("uuid", Generated.UUID),
    "int": _Made("int", identity="by_default"),
    "bigint": _Made("bigint", identity="by_default"),
    "smallint": _Made("smallint", identity="by_default"),
    "string": _Made("string"),
}


def key_column(draft: Draft) -> str:
    """Give the column of a key that is one column of its own."""
    return draft.key_document.column or draft.key_column.replace("{table}", draft.table)


def surrogate(draft: Draft, column: str, work: Work) -> Field:
    """Give the field of a key that is one column of its own."""
    document, spot = draft.key_document, key_spot(draft)
    written = document.type
    kind = _KINDS.get(written.name) if isinstance(written, ScalarType) else _KINDS["uuid7"] if written is None else None
    arguments = written.arguments if isinstance(written, ScalarType) else ()
    if kind is None or (written is not None and written.nullable) or bool(arguments) != (kind.type == "string"):
        example = f"string({255})" if kind is not None and kind.type == "string" else None
        help_ = f"write {example}" if example else did_you_mean(str(written), _KINDS)
        work.report(BAD_KEY, spot.span("type"), f"a key cannot be {written}", help_)
        kind, arguments = _KINDS["uuid7"], ()
    identity = document.identity
    if identity and kind.identity is None:
        work.report(BAD_KEY, spot.span("identity"), f"the database numbers int, bigint and smallint, not {written}")
        identity = None
    made_there = document.server_default is not None
    return Field(
        name=document.name or "id",
        column=column,
        type=Scalar(kind.type, arguments),
        nullable=False,
        role=Role.KEY,
        default=None if made_there else kind.generated,
        server_default=document.server_default,
        identity=(identity or None) if identity is not None else None if made_there else kind.identity,
    )


def key_spot(draft: Draft) -> Spot:
    """Give the place of the key, or of the entity where its key is a default."""
    return draft.spot.at("key") if draft.document.key is not None else draft.spot


def describe_key(draft: Draft, parts: tuple[Field, ...], work: Work) -> Key:
    """Give the key of an entity whose fields are known; what cannot be a key is reported."""
    natural = bool(draft.key_document.fields)
    if natural:
        for part in parts:
            _refuse_unfit(draft, part, work)
    lead = (draft.tenant,) if draft.tenant and natural else ()
    if lead and draft.shared:
        work.report(
            NULLABLE_KEY,
            key_spot(draft).span(),
            f"{draft.name.name} has rows without a tenant (`shared`), so the tenant cannot lead its key",
            "give it a key of its own, such as uuid7, and a `unique` over these fields",
        )
    made = parts[0] if parts and not natural else None
    return Key(
        fields=(*lead, *(part.name for part in parts)),
        generated=made.default if made is not None and isinstance(made.default, Generated) else None,
        identity=len(parts) == 1 and parts[0].identity is not None,
        natural=natural,
    )


def _refuse_unfit(draft: Draft, part: Field, work: Work) -> None:
    spot = key_spot(draft)
    if part.nullable:
        work.report(NULLABLE_KEY, spot.span(), f"`{part.name}` is part of the key and may be null", "take its `?` away")
    if isinstance(part.type, EnumRef):
        return
    if not isinstance(part.type, Scalar) or not ROWS[part.type.name].key:
        work.report(UNFIT_KEY, spot.span(), f"`{part.name}` ({part.type}) cannot be part of a key")
