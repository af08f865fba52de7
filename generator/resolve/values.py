"""Value objects: fields without columns, kept together as JSON."""

from collections.abc import Iterator
from dataclasses import replace

from generator.diagnostics import rule
from generator.fieldtypes import TypeRef, ValueRef
from generator.ir import Field, Literal, ValueType
from generator.resolve.columns import ASSOCIATION_OPTIONS, REFERENCE_OPTIONS, data_field, is_nullable, refuse_options
from generator.resolve.composition import written_fields
from generator.resolve.draft import Spot, Work, Written
from generator.resolve.expressions import Scope, value_checks
from generator.resolve.reserved import RESERVED_NAME, owner_of_member_name
from generator.resolve.types import Types
from generator.spec.documents import ValueDocument
from generator.spec.sources import Source

ENDLESS_VALUE = rule(
    "R218",
    "endless-value",
    """
A value object that always holds another one of its own kind never ends: let it be null, or hold a list.

Not so:     {value: Node, fields: {next: Node}}
But so:     {value: Node, fields: {next: Node?}}
""",
)
_COLUMN_OPTIONS = frozenset(
    {"server_default", "column", "index", "unique", "computed", "identity", "db_type", "storage", "collation"}
)


def resolve_values(sources: tuple[Source, ...], work: Work) -> None:
    """Keep the value objects of all documents in `work`: their members first, since defaults may hold other values."""
    types = Types(work)
    documents = [(source, source.document) for source in sources if isinstance(source.document, ValueDocument)]
    written: dict[tuple[str, str], dict[str, Written]] = {}
    broken: set[tuple[str, str, str]] = set()
    for source, document in documents:
        spot = Spot(source)
        members = {item.name: item for item in written_fields(document.fields, spot)}
        for member in members.values():
            _refuse_name(member, work)
        written[source.domain, source.name] = members
        meanings = {item.name: types.read_data(item.document.type, item.spot) for item in members.values()}
        broken.update((source.domain, source.name, name) for name, meaning in meanings.items() if meaning.broken)
        shells = tuple(_shell(member, meanings[member.name].data) for member in members.values())
        made = ValueType(source.domain, source.name, shells, description=document.description, span=spot.span())
        work.values[source.domain, source.name] = made
    for source, document in documents:
        key = (source.domain, source.name)
        shell = work.values[key]
        fields = tuple(
            _member(written[key][item.name], item.type, work, broken=(*key, item.name) in broken)
            for item in shell.fields
        )
        scope = Scope(source.name, {item.name: item for item in fields}, {}, work)
        work.values[key] = replace(shell, fields=fields, checks=value_checks(document, Spot(source), scope))
    for source, _ in documents:
        _refuse_endless(source, work)


def _shell(written: Written, kind: TypeRef) -> Field:
    # The default itself is read when all members are known; until then it only matters whether there is one.
    default = Literal(None) if written.document.has_default else None
    return Field(written.name, written.name, kind, is_nullable(written), default=default)


def _refuse_name(written: Written, work: Work) -> None:
    owner = owner_of_member_name(written.name)
    if owner is not None:
        message = f"a field cannot be called `{written.name}`: it is {owner}"
        work.report(RESERVED_NAME, written.span, message, f"call it {written.name}_")


def _member(written: Written, kind: TypeRef, work: Work, *, broken: bool) -> Field:
    why = f"`{written.name}` is part of a value object and has no column"
    refuse_options(written, _COLUMN_OPTIONS | REFERENCE_OPTIONS | ASSOCIATION_OPTIONS, why, work)
    plain = written._replace(given=written.given - _COLUMN_OPTIONS - REFERENCE_OPTIONS - ASSOCIATION_OPTIONS)
    return data_field(plain, kind, work, broken=broken)


def _refuse_endless(source: Source, work: Work) -> None:
    """Report a value object that holds itself, directly or through others, at each level and never null."""
    start = (source.domain, source.name)
    seen = set[tuple[str, str]]()
    queue = [start]
    for here in queue:
        for there in _always_held(here, work):
            if there == start:
                work.report(
                    ENDLESS_VALUE, source.span("fields"), f"every {source.name} would hold another {source.name}"
                )
                return
            if there not in seen:
                seen.add(there)
                queue.append(there)


def _always_held(key: tuple[str, str], work: Work) -> Iterator[tuple[str, str]]:
    for item in work.values[key].fields:
        kind: TypeRef = item.type
        if isinstance(kind, ValueRef) and not item.nullable and (kind.domain, kind.name) in work.values:
            yield kind.domain, kind.name
