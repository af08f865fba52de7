"""What a valid document says against itself, or too early."""

import re
from collections.abc import Iterator
from typing import Final

from generator.diagnostics import Diagnostic
from generator.dialects import DIALECTS
from generator.fieldtypes import ROWS, Kind
from generator.spec import rules
from generator.spec.documents import (
    DomainDocument,
    EntityDocument,
    EnumDocument,
    KeyDocument,
    MixinDocument,
    ValueDocument,
)
from generator.spec.fields import FieldDocument
from generator.spec.sources import Source
from generator.spec.suggestion import did_you_mean, shown
from generator.spec.types import ScalarType

_PARTITIONING: Final = frozenset({"partition_by", "partition", "partitions"})
_NUMBERS: Final = frozenset({"default", "min", "max", "exclusive_min", "exclusive_max"})
_NUMERIC: Final = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT})
_OCTAL: Final = re.compile(r"[+-]?0[0-9]{1,99}")
_INTEGERS: Final = {"smallint": 2**15, "int": 2**31}


def contradictions(source: Source) -> Iterator[Diagnostic]:
    """Give the findings about one document that no other document can change."""
    document = source.document
    if isinstance(document, EntityDocument | MixinDocument | ValueDocument):
        for name, field in document.fields.items():
            if field.nullable is False or field.computed is not None:
                yield from _of_field(source, name, field)
            if not _NUMBERS.isdisjoint(field.model_fields_set):
                yield from _of_numbers(source, name, field)
    if isinstance(document, EntityDocument):
        yield from _of_entity(source, document)
    elif isinstance(document, EnumDocument):
        yield from _of_enum(source, document)
    elif isinstance(document, DomainDocument):
        yield from _of_domain(source, document)


def _of_field(source: Source, name: str, field: FieldDocument) -> Iterator[Diagnostic]:
    if field.nullable is False and field.type.nullable:
        span = source.key_span("fields", name, "nullable")
        message = f"the type of `{name}` ends in ?, and `nullable: false` says the opposite"
        yield rules.CONTRADICTION.at(span, message, "keep one of them")
    if field.computed is not None:
        for key in ("default", "server_default", "identity"):
            if key in field.model_fields_set:
                message = f"`{name}` is computed by the database, so it has no `{key}`"
                yield rules.CONTRADICTION.at(source.key_span("fields", name, key), message, "keep one of them")


def _of_numbers(source: Source, name: str, field: FieldDocument) -> Iterator[Diagnostic]:
    """Find numbers that some YAML readers take for octal ones."""
    row = ROWS.get(field.type.name) if isinstance(field.type, ScalarType) else None
    if row is None or row.kind not in _NUMERIC:
        return
    for key in ("default", "min", "max", "exclusive_min", "exclusive_max"):
        value: object = getattr(field, key)
        if isinstance(value, str) and _OCTAL.fullmatch(value):
            span = source.span("fields", name, key)
            yield rules.BAD_NUMBER.at(span, f"`{value}` begins with a zero", f"write {int(value)}")


def _of_entity(source: Source, document: EntityDocument) -> Iterator[Diagnostic]:
    if document.key is not None:
        yield from _of_key(source, document.key, ("key",))
    if not document.repository and document.extend.repository is not None:
        message = f"`{document.name}` has no repository that a class could be mixed into"
        yield rules.CONTRADICTION.at(source.key_span("extend", "repository"), message, "keep one of them")
    for database, options in document.options.items():
        known = DIALECTS[database].table_options
        for option in (option for option in options if option not in known):
            span = source.key_span("options", database, option)
            if option in _PARTITIONING:
                message = f"`{option}` is reserved: partitioning will come in a later version"
                yield rules.RESERVED.at(span, message)
            else:
                message = f"{DIALECTS[database].label} has no table option `{shown(option)}`"
                yield rules.UNKNOWN_CHOICE.at(
                    span, message, did_you_mean(option, known) or "`gen schema` lists those of each database"
                )


def _of_domain(source: Source, document: DomainDocument) -> Iterator[Diagnostic]:
    if document.name is not None and document.name != source.domain:
        message = f"this file belongs to the domain `{source.domain}`, not `{document.name}`"
        yield rules.OTHER_DOMAIN.at(source.span("domain"), message, f"write domain: {source.domain}, or move the file")
    if document.defaults.key is not None:
        yield from _of_key(source, document.defaults.key, ("defaults", "key"))


def _of_key(source: Source, key: KeyDocument, path: tuple[str, ...]) -> Iterator[Diagnostic]:
    if key.fields and key.model_fields_set != {"fields"}:
        message = "a key is fields of the entity or a column of its own, not both"
        yield rules.CONTRADICTION.at(source.key_span(*path), message, f"write key: [{', '.join(key.fields)}]")


def _of_enum(source: Source, document: EnumDocument) -> Iterator[Diagnostic]:
    limit = _INTEGERS.get(document.type)
    seen: dict[int, str] = {}
    for label, item in document.values.items():
        if item.value is None:
            if limit is not None:
                message = f"`{label}` has no number, and the enum stores {document.type}"
                yield rules.CONTRADICTION.at(source.key_span("values", label), message, f"write {label}: 1")
            continue
        span = source.span("values", label, "value")
        if limit is None:
            help_ = "add `type: smallint` to store numbers, or write the text that describes it in quotes"
            yield rules.CONTRADICTION.at(span, f"`{label}` has a number, and the enum stores text", help_)
        elif not -limit <= item.value < limit:
            yield rules.BAD_NUMBER.at(span, f"a {document.type} holds {-limit} to {limit - 1}, not {item.value}")
        elif item.value in seen:
            yield rules.CONTRADICTION.at(span, f"`{seen[item.value]}` has the number {item.value} already")
        seen.setdefault(item.value, label)
