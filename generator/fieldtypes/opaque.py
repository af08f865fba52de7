"""The types whose values are only equal or not: uuid, binary, ip, json."""

import base64
import binascii
import json
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from uuid import UUID

from generator.code import Code, Symbol, call, code
from generator.dialects import Dialect
from generator.fieldtypes.row import DISCRETE, RUNTIME_TYPES, Arguments, Kind, Operator, Row, builtin, named
from generator.fieldtypes.text import checked

JsonData = None | bool | int | float | str | list["JsonData"] | dict[str, "JsonData"]


def _read_uuid(text: str, _arguments: Arguments) -> UUID:
    try:
        value = UUID(text)
    except ValueError as error:
        message = "is no uuid such as 018f2f6e-7b1c-7000-8000-000000000000"
        raise ValueError(message) from error
    return value


def _read_binary(text: str, _arguments: Arguments) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        message = "is no base64, in which bytes are written"
        raise ValueError(message) from error


def _read_ip(text: str, _arguments: Arguments) -> IPv4Address | IPv6Address:
    try:
        return ip_address(text)
    except ValueError as error:
        message = "is no IP address"
        raise ValueError(message) from error


def _read_json(text: str, _arguments: Arguments) -> JsonData:
    try:
        value: JsonData = json.loads(checked(text), parse_constant=_refuse_constant)
    except RecursionError as error:
        message = "is nested too deeply"
        raise ValueError(message) from error
    return value


def _refuse_constant(name: str) -> JsonData:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _quoted(value: object, _arguments: Arguments, dialect: Dialect) -> str:
    return dialect.string_literal(str(value))


def _blob(value: object, _arguments: Arguments, dialect: Dialect) -> str:
    if not isinstance(value, bytes):
        message = f"no bytes: {value!r}"
        raise TypeError(message)
    return dialect.binary_literal(value)


ROWS: Final = (
    Row(
        name="uuid",
        kind=Kind.UUID,
        annotation=named("uuid", "UUID"),
        column=lambda _: call(Symbol(RUNTIME_TYPES, "NativeUuid")),
        revision=lambda _: Code(("sa.Uuid()",)),
        variants={"mariadb": lambda _: Code(("sa.UUID()",))},  # SQLAlchemy 2.0 does not know that it has the type
        read=_read_uuid,
        literal=_quoted,
        literals={"sqlite": lambda value, _, dialect: dialect.string_literal(str(value).replace("-", ""))},
        samples=lambda _: (UUID(int=0), UUID(int=2**128 - 1), UUID("018f2f6e-7b1c-7000-8000-0123456789ab")),
        size=lambda _: 32,
        synonyms=("guid", "uuid4", "uuid7", "uuidfield", "uniqueidentifier"),
    ),
    Row(
        name="binary",
        kind=Kind.BINARY,
        annotation=builtin("bytes"),
        column=lambda _: call(Symbol(RUNTIME_TYPES, "LongBinary")),
        revision=lambda _: Code(("sa.LargeBinary()",)),
        variants={"mariadb": lambda _: code(Symbol("sqlalchemy.dialects", "mysql"), ".LONGBLOB()")},
        read=_read_binary,
        literal=_blob,
        samples=lambda _: (b"", b"\x00\xff'\"\\%:a", bytes(range(256))),
        operators=frozenset({Operator.EQUAL}),
        key=False,
        size=lambda _: None,
        synonyms=("bytes", "blob", "bytea", "varbinary", "longblob", "binaryfield"),
    ),
    Row(
        name="ip",
        kind=Kind.IP,
        annotation=code(Symbol("ipaddress", "IPv4Address"), " | ", Symbol("ipaddress", "IPv6Address")),
        column=lambda _: call(Symbol(RUNTIME_TYPES, "IpAddress")),
        revision=lambda _: Code(("sa.String(45)",)),
        read=_read_ip,
        literal=_quoted,
        samples=lambda _: tuple(map(ip_address, ("127.0.0.1", "::1", "2001:db8::8a2e:370:7334", "255.255.255.255"))),
        operators=DISCRETE,
        size=lambda _: 180,
        synonyms=("inet", "ipaddress", "ip_address", "cidr", "ipv4", "ipv6"),
    ),
    Row(
        name="json",
        kind=Kind.JSON,
        annotation=named("pydantic", "JsonValue"),
        column=lambda _: call(Symbol(RUNTIME_TYPES, "Json")),
        revision=lambda _: Code(("sa.JSON()",)),
        variants={"postgresql": lambda _: code(Symbol("sqlalchemy.dialects", "postgresql"), ".JSONB()")},
        read=_read_json,
        literal=lambda value, _, dialect: dialect.string_literal(json.dumps(value, allow_nan=False)),
        samples=lambda _: ({}, [], {"a": [1, None, True, "O'Brien % :x \\ 😀"]}, "text", 0, 1.5, False),
        operators=frozenset(),
        key=False,
        size=lambda _: None,
        synonyms=("jsonb", "jsonfield", "object", "any"),
    ),
)
