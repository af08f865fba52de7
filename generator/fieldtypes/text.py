"""The types whose values are text: string, char, text, email, url."""

import re
from typing import Final

from generator.code import Code, Symbol, call, code
from generator.dialects import Dialect
from generator.fieldtypes.row import (
    RUNTIME_SCHEMAS,
    RUNTIME_TYPES,
    TEXTUAL,
    Arguments,
    Kind,
    Parameter,
    Row,
    builtin,
    named,
)

EMAIL_LENGTH: Final = 320
"""64 for the mailbox, `@`, 255 for the domain."""
URL_LENGTH: Final = 2083
"""What the shortest-breathed of the common clients took."""
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+\Z")
_URL: Final = re.compile(r"https?://[^\s/?#]+[^\s]*\Z", re.IGNORECASE)
_HOSTILE: Final = (
    "",
    " ",
    'O\'Brien "the" \\ back\\slash\\',
    "%s %(a)s %% :name \\:x ? $1 {0} {{ x }} {% y %} ${z}",
    "'; DROP TABLE users; --",
    '"""',
    "line\nbreak\ttab\r",
    "\u202eright to left \u200b\ufeff é e\u0301 😀",
    "NULL",
    "a ",
)


def checked(text: str) -> str:
    """Give the text back; ValueError if a database cannot hold it."""
    if "\0" in text:
        message = "holds the character NUL, for which PostgreSQL has no place"
        raise ValueError(message)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = "holds half of a surrogate pair, which is no text"
        raise ValueError(message) from error
    return text


def _read_string(text: str, arguments: Arguments) -> str:
    if arguments and len(text) > arguments[0]:
        message = f"has {len(text)} characters, string({arguments[0]}) takes {arguments[0]}"
        raise ValueError(message)
    return checked(text)


def _read_char(text: str, arguments: Arguments) -> str:
    if len(text) != arguments[0]:
        message = f"has {len(text)} characters, char({arguments[0]}) takes exactly {arguments[0]}"
        raise ValueError(message)
    if text.endswith(" "):
        message = "ends with a blank, which databases take away from a char"
        raise ValueError(message)
    return checked(text)


def _read_email(text: str, _arguments: Arguments) -> str:
    if not _EMAIL.match(text) or len(text) > EMAIL_LENGTH:
        message = "is no email address"
        raise ValueError(message)
    return checked(text)


def _read_url(text: str, _arguments: Arguments) -> str:
    if not _URL.match(text) or len(text) > URL_LENGTH:
        message = "is no http or https address"
        raise ValueError(message)
    return checked(text)


def _literal(value: object, _arguments: Arguments, dialect: Dialect) -> str:
    return dialect.string_literal(str(value))


def _string_samples(arguments: Arguments) -> tuple[object, ...]:
    if not arguments:
        return _HOSTILE
    return (*(text[: arguments[0]] for text in _HOSTILE), "x" * min(arguments[0], 300), "😀" * min(arguments[0], 300))


def _char_samples(arguments: Arguments) -> tuple[object, ...]:
    length = arguments[0]
    return tuple((text * length)[:length] for text in ("x", "'\\", "%:a", "😀", "é"))


def _string_support(arguments: Arguments, dialect: Dialect) -> str | None:
    if not arguments and not dialect.unbounded_string:
        return f"{dialect.label} needs the length of a string: string(255), or text"
    if arguments and arguments[0] > dialect.string_limit:
        return f"{dialect.label} has no string longer than {dialect.string_limit} characters; text has no limit"
    return None


def _string_type(arguments: Arguments) -> str:
    return f"String({arguments[0]})" if arguments else "String()"


def _string_column(arguments: Arguments) -> Code:
    return code(Symbol("sqlalchemy", "String"), _string_type(arguments).removeprefix("String"))


def _sized(length: int) -> Code:
    return Code((f"sa.String({length})",))


ROWS: Final = (
    Row(
        name="string",
        kind=Kind.TEXT,
        annotation=builtin("str"),
        column=_string_column,
        revision=lambda arguments: Code((f"sa.{_string_type(arguments)}",)),
        read=_read_string,
        literal=_literal,
        samples=_string_samples,
        parameters=(Parameter("length", 1, 10_485_760),),
        optional_parameters=True,
        operators=TEXTUAL,
        ordered=True,
        constraints=lambda arguments: {"max_length": arguments[0]} if arguments else {},
        size=lambda arguments: 4 * arguments[0] if arguments else None,
        support=_string_support,
        synonyms=("str", "varchar", "character_varying", "nvarchar", "charfield"),
        example="string(255)",
    ),
    Row(
        name="char",
        kind=Kind.TEXT,
        annotation=builtin("str"),
        column=lambda arguments: code(Symbol("sqlalchemy", "CHAR"), f"({arguments[0]})"),
        revision=lambda arguments: Code((f"sa.CHAR({arguments[0]})",)),
        read=_read_char,
        literal=_literal,
        samples=_char_samples,
        parameters=(Parameter("length", 1, 255),),
        operators=TEXTUAL,
        ordered=True,
        # PostgreSQL fills a char up with blanks and MariaDB takes them away: only full ones without are the same on all.
        constraints=lambda arguments: {"min_length": arguments[0], "max_length": arguments[0], "pattern": "[^ ]$"},
        size=lambda arguments: 4 * arguments[0],
        synonyms=("character", "nchar", "bpchar"),
        example="char(3)",
    ),
    Row(
        name="text",
        kind=Kind.TEXT,
        annotation=builtin("str"),
        column=lambda _: call(Symbol(RUNTIME_TYPES, "LongText")),
        revision=lambda _: Code(("sa.Text()",)),
        variants={"mariadb": lambda _: code(Symbol("sqlalchemy.dialects", "mysql"), ".LONGTEXT()")},
        read=_read_string,
        literal=_literal,
        samples=lambda _: (*_HOSTILE, "x" * 10_000, "😀" * 3_000),
        operators=TEXTUAL,
        ordered=True,
        size=lambda _: None,
        synonyms=("longtext", "mediumtext", "clob", "textfield"),
    ),
    Row(
        name="email",
        kind=Kind.TEXT,
        annotation=builtin("str"),
        input=named("pydantic", "EmailStr"),
        column=lambda _: code(Symbol("sqlalchemy", "String"), f"({EMAIL_LENGTH})"),
        revision=lambda _: _sized(EMAIL_LENGTH),
        read=_read_email,
        literal=_literal,
        samples=lambda _: ("ada@example.org", "o'brien+tag@sub.example.com", "a%s@example.org"),
        operators=TEXTUAL,
        ordered=True,
        constraints=lambda _: {"max_length": EMAIL_LENGTH},
        size=lambda _: 4 * EMAIL_LENGTH,
        synonyms=("emailstr", "email_address", "mail", "emailfield"),
    ),
    Row(
        name="url",
        kind=Kind.TEXT,
        annotation=builtin("str"),
        input=named(RUNTIME_SCHEMAS, "Url"),
        column=lambda _: code(Symbol("sqlalchemy", "String"), f"({URL_LENGTH})"),
        revision=lambda _: _sized(URL_LENGTH),
        read=_read_url,
        literal=_literal,
        samples=lambda _: ("https://example.org/", "http://example.org:8080/a%20b?x=1&y=%27#part"),
        operators=TEXTUAL,
        ordered=True,
        constraints=lambda _: {"max_length": URL_LENGTH},
        size=lambda _: 4 * URL_LENGTH,
        synonyms=("uri", "httpurl", "link", "urlfield"),
    ),
)
