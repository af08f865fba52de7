"""An entity's fields of every kind, for expressions to be about."""

from generator.fieldtypes import EnumRef, ListOf, Scalar, TypeRef

STATUS = EnumRef("budget", "Status")
FIELDS: dict[str, TypeRef] = {
    "count": Scalar("int"),
    "other": Scalar("int"),
    "tiny": Scalar("smallint"),
    "big": Scalar("bigint"),
    "limit": Scalar("decimal", (18, 2)),
    "spent": Scalar("decimal", (18, 2)),
    "rate": Scalar("decimal", (5, 4)),
    "share": Scalar("decimal", (9, 2)),
    "weight": Scalar("float"),
    "name": Scalar("string", (40,)),
    "code": Scalar("char", (3,)),
    "notes": Scalar("text"),
    "active": Scalar("bool"),
    "day": Scalar("date"),
    "opens": Scalar("time"),
    "starts": Scalar("datetime"),
    "ends": Scalar("datetime"),
    "local": Scalar("local_datetime"),
    "span": Scalar("duration"),
    "owner": Scalar("uuid"),
    "digest": Scalar("binary"),
    "address": Scalar("ip"),
    "data": Scalar("json"),
    "tags": ListOf(Scalar("text")),
    "status": STATUS,
    "end": Scalar("int"),
    "order": Scalar("int"),
}
NULLABLE = {name: (ref, True) for name, ref in FIELDS.items()}
REQUIRED = {name: (ref, False) for name, ref in FIELDS.items()}


def labels(ref: EnumRef) -> tuple[str, ...]:
    assert ref == STATUS
    return ("draft", "open", "it's done")
