"""Random schemas, valid ones: what a constraint names is there, and a name is given once."""

from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from generator.fieldtypes import Scalar
from generator.schema.state import (
    Check,
    Column,
    Default,
    ForeignKey,
    Index,
    NativeEnum,
    Part,
    Policy,
    PrimaryKey,
    Schema,
    StorageType,
    Table,
    Unique,
)

NAMES: Final = ("a", "b", "c", "d", "r", "order")
FAMILIES: Final[dict[str, tuple[StorageType, ...]]] = {
    "a": (Scalar("int"), Scalar("bigint")),
    "b": (Scalar("string", (20,)), Scalar("string", (60,))),
    "c": (Scalar("decimal", (10, 2)), Scalar("decimal", (14, 4))),
    "d": (Scalar("datetime"),),
    "r": (Scalar("int"),),
    "order": (Scalar("bool"), Scalar("bool")),
}
"""Types that values survive a change between, and that every database takes in keys; `r` refers, and is null in rows."""
TABLES: Final = ("t", "u", "v", "w")
ENUMS: Final = (
    NativeEnum("mood", ("sad", "ok")),
    NativeEnum("mood", ("ok", "fine", "sad")),
    NativeEnum("mood", ("ok",)),
)
TYPES: Final[tuple[StorageType, ...]] = (
    Scalar("int"),
    Scalar("bigint"),
    Scalar("string", (20,)),
    Scalar("text"),
    Scalar("decimal", (10, 2)),
    Scalar("datetime"),
    Scalar("bool"),
)
DEFAULTS: Final = {"int": 3, "bigint": 3, "string": "it's", "text": "x", "decimal": "1.50", "bool": True}


@st.composite
def columns(draw: st.DrawFn, name: str, enum: NativeEnum | None, *, real: bool) -> Column:
    """Give a column that is not the key."""
    kinds = FAMILIES[name] if real else (*TYPES, enum) if enum else TYPES
    kind = draw(st.sampled_from(kinds))
    default = None
    if isinstance(kind, Scalar) and kind.name in DEFAULTS and draw(st.booleans()):
        default = Default(DEFAULTS[kind.name])
    if real and name == "r":
        return Column(name, kind, nullable=True)
    return Column(
        name,
        kind,
        name == "c" if real else draw(st.booleans()),
        default,
        comment=draw(st.sampled_from((None, None, "it's"))),
        fill="now" if kind == Scalar("datetime") else "empty" if real else None,
    )


@st.composite
def tables(draw: st.DrawFn, name: str, others: tuple[str, ...], enum: NativeEnum | None, *, real: bool) -> Table:
    """Give a table whose keys refer to `others`."""
    chosen = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    body = [draw(columns(item, enum, real=real)) for item in chosen]
    numbers = [column for column in body if isinstance(column.type, Scalar) and column.type.name in {"int", "bigint"}]
    if numbers and draw(st.booleans()):
        body.append(Column("sum", Scalar("bigint"), nullable=True, computed=f'"{numbers[0].name}" + 1'))
    plain = [column.name for column in body if column.name != "sum"]
    some = st.lists(st.sampled_from(plain), unique=True, min_size=1, max_size=2) if plain else st.just([])
    uniques = [Unique(f"uq_{name}_{n}", tuple(draw(some))) for n in range(draw(st.integers(0, 2))) if plain]
    uniques = list({item.columns: item for item in uniques}.values())  # PostgreSQL makes one of two that say the same
    indexes = [
        Index(
            f"ix_{name}_{n}",
            tuple(Part(item, descending=draw(st.booleans())) for item in draw(some)),
            unique=draw(st.booleans()),
            where=draw(st.sampled_from((None, f'"{plain[0]}" is null'))),
        )
        for n in range(draw(st.integers(0, 2)))
        if plain
    ]
    checks = [
        Check(f"ck_{name}_{c.name}", f'"{c.name}" > {draw(st.integers(-3, -1))}')
        for c in numbers
        if draw(st.booleans())
    ]
    keys = [
        ForeignKey(
            f"fk_{name}_{c.name}",
            (c.name,),
            draw(st.sampled_from(others)),
            ("id",),
            on_delete=draw(_REAL_ACTIONS if real else _ACTIONS),
        )
        for c in numbers
        if draw(st.booleans()) and not (real and c.name != "r")
    ]
    return Table(
        name=name,
        columns=tuple(draw(st.permutations([Column("id", Scalar("int")), *body]))),
        primary_key=PrimaryKey(f"pk_{name}", ("id",)),
        uniques=tuple(uniques),
        indexes=tuple(indexes),
        checks=tuple(checks),
        foreign_keys=tuple(keys),
        policy=draw(st.sampled_from((None, Policy("id", Scalar("int"))))),
        append_only=draw(st.booleans()),
        comment=draw(st.sampled_from((None, "one", "two"))),
    )


_REAL_ACTIONS: Final = st.sampled_from(("no_action", "cascade", "restrict"))
_ACTIONS: Final = st.sampled_from(("no_action", "cascade", "restrict", "set_null"))


@st.composite
def schemas(draw: st.DrawFn, *, real: bool = False) -> Schema:
    """Give a schema; `real` ones are such that every database takes them, and each other's rows."""
    names = tuple(sorted(draw(st.lists(st.sampled_from(TABLES), unique=True, max_size=4))))
    enum = None if real else draw(st.sampled_from((None, *ENUMS)))
    made = tuple(draw(tables(name, names, enum, real=real)) for name in names)
    extensions = tuple(sorted(draw(st.sets(st.sampled_from(("citext", "pg_trgm"))))))
    return Schema(made, (enum,) if enum else (), extensions=extensions)


def canonical(schema: Schema) -> Schema:
    """Give the schema without the order of columns and constraints, which says nothing."""

    def ordered(items):
        return tuple(sorted(items, key=lambda item: item.name))

    return replace(
        schema,
        tables=tuple(
            replace(
                table,
                columns=ordered(table.columns),
                uniques=ordered(table.uniques),
                indexes=ordered(table.indexes),
                checks=ordered(table.checks),
                foreign_keys=ordered(table.foreign_keys),
            )
            for table in schema.tables
        ),
    )
