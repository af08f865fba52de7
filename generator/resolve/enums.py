"""Enums: what is stored, and what its members are called in Python."""

import json
import re
from typing import Final

from generator.code import is_name
from generator.diagnostics import rule
from generator.ir import EnumMember, EnumType
from generator.naming import member, snake
from generator.resolve.draft import Spot, Work
from generator.resolve.reserved import owner_of_member
from generator.spec.documents import EnumDocument, EnumValueDocument
from generator.spec.sources import Source
from generator.spec.suggestion import did_you_mean

MEMBER_CLASH = rule(
    "R213",
    "member-clash",
    """
Two values of an enum would have the same Python member: labels in upper case, other characters as `_`.

Not so:     values: [a-b, a_b]
But so:     values: {a-b: {name: A_B_DASHED}, a_b: {}}
""",
)
BAD_MEMBER = rule(
    "R214",
    "bad-member",
    """
The name of an enum's member is a Python name that Python's enums do not use themselves.

Not so:     values: {name: {name: name}}
But so:     values: [name]                      whose member is NAME
""",
)
BAD_LABEL = rule(
    "R216",
    "bad-label",
    """
A label is text that every database can hold: without NUL, and at most 255 characters; 63 bytes for PostgreSQL's own enums.

Not so:     values: ["a\\0b"]
But so:     values: [ab]
""",
)
ENUM_STORAGE = rule(
    "R217",
    "enum-storage",
    """
A database's own enum types hold text, and `db_type` names one of them.

Not so:     {enum: Size, type: int, storage: native, values: {small: 1}}
But so:     {enum: Size, type: int, values: {small: 1}}
""",
)

BAD_REMOVAL = rule(
    "R290",
    "bad-removal",
    """
`removed` maps a label that the enum does not have any more to one that it has, which rows then get.

Not so:     {enum: Size, values: [small, large], removed: {large: small}}
But so:     {enum: Size, values: [small, large], removed: {medium: small}}
""",
)

_LONGEST: Final = 255
_WORD: Final = re.compile(r"\w[\w-]*")
"""A label that YAML takes without quotes."""


def resolve_enum(source: Source, document: EnumDocument, work: Work) -> EnumType:
    """Give the enum of a document."""
    spot = Spot(source)
    members: dict[str, EnumMember] = {}
    for label, item in document.values.items():
        here = spot.at("values", label)
        _check_label(label, here, work, native=document.storage == "native")
        made = EnumMember(
            name=_name(label, item, members, here, work),
            value=label if document.type == "string" or item.value is None else item.value,
            label=label,
            description=item.description,
            deprecated=item.deprecated,
            renamed_from=item.renamed_from,
        )
        members[made.name] = made
    native = document.storage == "native"
    if native and document.type != "string":
        work.report(
            ENUM_STORAGE,
            spot.span("storage"),
            f"{document.name} holds numbers, which no native enum does",
            "use `check`",
        )
        native = False
    if document.db_type is not None and not native:
        work.report(ENUM_STORAGE, spot.key_span("db_type"), "`db_type` names a native type", "add `storage: native`")
    return EnumType(
        domain=source.domain,
        name=document.name,
        members=tuple(members.values()),
        base=document.type,
        storage=document.storage if native or document.storage != "native" else "check",
        db_type=(document.db_type or snake(document.name)) if native else None,
        description=document.description,
        renamed_from=document.renamed_from,
        removed=_removed(document, spot, work),
        span=spot.span(),
    )


def _removed(document: EnumDocument, spot: Spot, work: Work) -> dict[str, str]:
    found: dict[str, str] = {}
    for label, instead in document.removed.items():
        here = spot.at("removed", label)
        if label in document.values:
            work.report(BAD_REMOVAL, here.key_span(), f"'{label}' is not gone: it is among the values", "remove one")
        elif instead not in document.values:
            help_ = did_you_mean(instead, document.values)
            work.report(BAD_REMOVAL, here.span(), f"rows cannot get '{instead}': it is none of the values", help_)
        else:
            found[label] = instead
    return found


def _check_label(label: str, spot: Spot, work: Work, *, native: bool) -> None:
    if "\0" in label:
        work.report(BAD_LABEL, spot.key_span(), "a label cannot hold the character NUL", "take it out")
    elif len(label) > _LONGEST:
        work.report(
            BAD_LABEL, spot.key_span(), f"this label has {len(label)} characters, at most {_LONGEST} are stored"
        )
    for database in work.dialects if native else ():
        limit = database.identifier_limit if database.native_enums else None
        if limit is not None and len(label.encode()) > limit:
            message = f"this label takes {len(label.encode())} bytes, and an enum of {database.label} {limit}"
            work.report(BAD_LABEL, spot.key_span(), message, "shorten it, or store it as `check`")


def _name(label: str, item: EnumValueDocument, known: dict[str, EnumMember], spot: Spot, work: Work) -> str:
    name = item.name if item.name is not None else member(label)
    owner = owner_of_member(name) if is_name(name) else "no Python name"
    if owner is None and name not in known:
        return name
    span = spot.span("name") if item.name is not None else spot.key_span()
    if owner is not None:
        message = f"a member cannot be called '{name}': it is {owner}"
        work.report(BAD_MEMBER, span, message, f"write {{{_key(label)}: {{name: ...}}}}")
    if name in known:
        message = f"'{label}' and '{known[name].label}' would both be the member {name}"
        help_ = f"give one a name of its own: {{{_key(label)}: {{name: {name}_2}}}}"
        work.report(MEMBER_CLASH, span, message, help_)
        name = f"{name}_{len(known)}"
    return name


def _key(label: str) -> str:
    return label if _WORD.fullmatch(label) else json.dumps(label, ensure_ascii=False)
