"""Fields as columns: what holds their values, and the DEFAULT that the database knows of."""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from generator.config import Settings
from generator.dialects import dialect
from generator.expressions import Expression, rename, text
from generator.fieldtypes import EnumRef, ListOf, Scalar, TypeRef
from generator.ir import EnumType, Field, Generated, Literal, Project, Role
from generator.schema.nesting import inside
from generator.schema.physical import enum_length
from generator.schema.state import ArrayOf, Backfill, Column, Default, NativeEnum, StorageType

_ANY_DATABASE: Final = ""
_FILLS: Final = {
    Generated.NOW: "now",
    Generated.TODAY: "today",
    Generated.UUID: "uuid",
    Generated.UUID7: "uuid",
}
_ROLES_OF_FIELDS: Final = frozenset({Role.PLAIN, Role.REFERENCE})
_USUAL_COLUMNS: Final = {Role.KEY: "id", Role.TENANT: "tenant_id"}
_FILLS_OF_ROLES: Final = {Role.CREATED_AT: "now", Role.UPDATED_AT: "now"}


def comment(description: str, settings: Settings) -> str | None:
    """Give what the database is told of a table or a column, as far as every database of the project has room for it."""
    limits = [limit for name in settings.databases if (limit := dialect(name).comment_limit) is not None]
    return (description[: min(limits, default=None)] or None) if settings.comments else None


def lower_column(field: Field, project: Project, settings: Settings, names: Mapping[str, str]) -> Column:
    """Give the column of a field; `names` are the columns of the fields beside it."""
    return Column(
        name=field.column,
        type=lower_type(field, project),
        # MariaDB takes no NOT NULL on a generated column; elsewhere it would say what the expression says anyway.
        nullable=field.nullable or field.computed is not None,
        default=_default(field),
        computed=text(rename(field.computed.expression, names)) if field.computed else None,
        stored=field.computed is None or field.computed.stored or not _computes_on_read(settings),
        identity=field.identity,
        db_type=_by_database(field.db_type, settings) if field.db_type else {},
        collation=_by_database(field.collation, settings) if field.collation else {},
        comment=comment(field.description, settings),
        known_as=_identity(field),
        labels=_labels(field.type, project),
        inside=inside(field, project),
        fill=_fill(field, names),
        replaced=_replaced(field.type, project),
        renamed_from=field.renamed_from,
    )


def lower_type(field: Field, project: Project) -> StorageType:
    """Give what the column of a field holds: values, maps and most lists are JSON."""
    match field.type:
        case Scalar():
            return field.type
        case EnumRef():
            return _enum(field.type, project)
        case ListOf(item=item) if field.storage == "array":
            return ArrayOf(scalar_of(item, project))
        case _:
            return Scalar("json")


def scalar_of(kind: TypeRef, project: Project) -> Scalar:
    """Give the scalar that a single value is kept as."""
    match kind:
        case Scalar():
            return kind
        case EnumRef():
            lowered = _enum(kind, project)
            return Scalar("string", (enum_length(lowered.labels),)) if isinstance(lowered, NativeEnum) else lowered
        case _:
            return Scalar("json")


def _computes_on_read(settings: Settings) -> bool:
    """Tell whether every database can; where one cannot, all of them store what is computed."""
    return all(dialect(name).computed_virtual for name in settings.databases)


def _enum(kind: EnumRef, project: Project) -> Scalar | NativeEnum:
    enum = project.enums[kind.domain, kind.name]
    if enum.base != "string":
        return Scalar(enum.base)
    labels = tuple(str(member.value) for member in enum.members)
    if enum.storage == "native" and enum.db_type:
        domain = next(item for item in project.domains if item.name == enum.domain)
        return NativeEnum(enum.db_type, labels, domain.schema, replaced_labels(enum))
    return Scalar("string", (enum_length(labels),))


def _by_database(texts: Mapping[str, str], settings: Settings) -> dict[str, str]:
    fallback = texts.get(_ANY_DATABASE)
    found = {name: texts.get(name, fallback) for name in settings.databases}
    return {name: given for name, given in found.items() if given is not None}


def _identity(field: Field) -> str:
    """Give what a column is known by where its name does not tell it: its flag keeps it when it is called otherwise."""
    if field.role in _ROLES_OF_FIELDS:
        return "" if field.name == field.column else field.name
    usual = _USUAL_COLUMNS.get(field.role, field.role.value)
    return "" if field.column == usual else f"@{usual}"


def _fill(field: Field, names: Mapping[str, str]) -> str | Backfill | None:
    given = field.default if field.backfill is None else field.backfill
    match given:
        case Generated():
            return _FILLS[given]
        case Literal() if field.backfill is not None or _is_left_to_rows(field, given):
            return Backfill(_kept(given.value))
        case Expression():
            return Backfill(expression=text(rename(given, names)))
        case _:
            return _FILLS_OF_ROLES.get(field.role)


def _is_left_to_rows(field: Field, default: Literal) -> bool:
    """Tell whether a default that is no DEFAULT of the database has to be put into rows that are there already."""
    return not field.nullable and field.storage != "array" and _literal(default.value) is None


def _kept(value: object) -> str | int | bool | None:
    """Give a value as text that a spec would write, where databases have no DEFAULT for it too."""
    match value:
        case bytes():
            return b64encode(value).decode()
        case list() | dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return _literal(value)


def _enum_of(kind: TypeRef, project: Project) -> EnumType | None:
    """Give the enum whose values a column holds, alone or in a list."""
    while isinstance(kind, ListOf):
        kind = kind.item
    return project.enums[kind.domain, kind.name] if isinstance(kind, EnumRef) else None


def _labels(kind: TypeRef, project: Project) -> dict[str, str | int]:
    enum = _enum_of(kind, project)
    return {member.label: member.value for member in enum.members} if enum else {}


def _replaced(kind: TypeRef, project: Project) -> dict[str, str]:
    enum = _enum_of(kind, project)
    return replaced_labels(enum) if enum else {}


def replaced_labels(enum: EnumType) -> dict[str, str]:
    """Give the labels that an enum does not have any more, each with the one that takes its place."""
    renamed = {member.renamed_from: member.label for member in enum.members if member.renamed_from}
    return renamed | dict(enum.removed)


def _default(field: Field) -> Default | None:
    if field.server_default:
        return Default(sql=dict(field.server_default))
    if not isinstance(field.default, Literal) or field.computed or field.identity:
        return None
    literal = _literal(field.default.value)
    return None if literal is None else Default(literal)


def _literal(value: object) -> str | int | bool | None:  # noqa: PLR0911  # one case a kind of value
    """Give a default as text that a spec would write; None for what databases have no DEFAULT for."""
    match value:
        case str() | bool() | int():
            return value
        case Decimal():
            return format(value, "f")
        case float():
            return repr(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return _duration(value)
        case UUID():
            return str(value)
        case _:
            return None


def _duration(value: timedelta) -> str:
    sign, length = ("-", -value) if value < timedelta(0) else ("", value)
    seconds = f"{length.seconds}.{length.microseconds:06}" if length.microseconds else str(length.seconds)
    return f"{sign}P{length.days}DT{seconds}S"
