"""The option table: a row is a key of `[tool.gen]`, a flag of the commands and a line of the help."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from generator.config.settings import Settings


class Kind(Enum):
    """What an option holds, and how TOML and the command line write it."""

    TEXT = "text"
    NUMBER = "number"
    SWITCH = "true or false"
    FOLDER = "folder"
    CHOICE = "word"
    WORDS = "list of words"
    TABLE = "table of words"


@dataclass(frozen=True, slots=True)
class Option:
    """A setting: its key in `[tool.gen]`, what it holds, what it does, and what its values look like."""

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    """The words allowed; for a table, its keys."""
    pattern: str = ""
    """A regular expression that the whole of a text must match; `hint` tells it in words."""
    hint: str = ""
    range: tuple[int, int] = (0, 0)
    default: str = ""
    """For folders that the settings cannot default by themselves."""
    flag: str = ""
    """The flag where it is not the key with dashes: lists and tables are given one item at a time."""

    @property
    def key(self) -> str:
        """The key in `[tool.gen]`."""
        return self.name.replace("_", "-")

    @property
    def switch(self) -> str:
        """The flag on the command line."""
        return self.flag or f"--{self.key}"

    @property
    def denial(self) -> str:
        """The flag that says no, of a switch."""
        return f"--no-{self.switch.removeprefix('--')}"

    @property
    def preset(self) -> object:
        """The value when nobody sets it; folders as text, relative to the project."""
        if self.default:
            return self.default
        field = Settings.__dataclass_fields__[self.name]
        return {} if self.kind is Kind.TABLE else field.default

    def refusal(self, value: str) -> str:
        """Say why a text is no value for this option, or give nothing if it is one."""
        if self.choices and value not in self.choices:
            return f"{value!r} is none of {', '.join(self.choices)}"
        if self.pattern and not re.fullmatch(self.pattern, value):
            return f"{value!r} is not {self.hint}"
        return ""


_SNAKE: Final = r"[a-z_][a-z0-9_]{0,62}"
_SCALAR: Final = r"[a-z_]+(?:\(\d+(?:, ?\d+)?\))?"
_PACKAGE: Final = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_NAME: Final = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
_IMPORT_PATH: Final = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*"

LAYERS: Final = {"models": "db/models", "schemas": "schemas", "repository": "repos"}
"""The artifacts of a domain or of its entities, and the folder of each in the layered layout."""

OPTIONS: Final = (
    Option("specs", Kind.FOLDER, "Folder of the specs.", default="specs"),
    Option("output", Kind.FOLDER, "Folder, a Python package, that receives the generated code.", default="generated"),
    Option(
        "databases",
        Kind.WORDS,
        "Database to support; give the flag once for each.",
        choices=("sqlite", "postgresql", "mariadb"),
        flag="--database",
    ),
    Option(
        "layout",
        Kind.CHOICE,
        "domain: budget/models.py; layered: db/models/budget.py, schemas/budget.py, repos/budget.py.",
        choices=("domain", "layered"),
    ),
    Option(
        "granularity",
        Kind.CHOICE,
        "One module for a domain's artifact, one for each entity, or auto: an entity each beyond three.",
        choices=("auto", "domain", "entity"),
    ),
    Option(
        "files",
        Kind.TABLE,
        "File-name pattern by artifact, with {domain} and {entity}: models={domain}_models.py.",
        choices=tuple(LAYERS),
        flag="--file",
    ),
    Option(
        "base",
        Kind.TEXT,
        "A declarative base of yours instead of a generated one.",
        pattern=_IMPORT_PATH,
        hint="an import path such as app.db:Base",
    ),
    Option(
        "session",
        Kind.TEXT,
        "A class of yours that the generated ScopedSession inherits.",
        pattern=_IMPORT_PATH,
        hint="an import path such as app.sessions:SessionMethods",
    ),
    Option("formatter", Kind.CHOICE, "What formats the generated code.", choices=("ruff", "black")),
    Option("line_length", Kind.NUMBER, "Longest line of the generated code.", range=(79, 320)),
    Option("table_names", Kind.CHOICE, "Whether an entity's table is plural.", choices=("plural", "singular")),
    Option(
        "key",
        Kind.CHOICE,
        "Primary key of entities that declare none.",
        choices=("uuid7", "uuid", "int", "bigint", "smallint"),
    ),
    Option(
        "key_column",
        Kind.TEXT,
        "Column of that key; may hold {table}.",
        pattern=r"(?:[a-z0-9_]|\{table\}){1,63}",
        hint="a column name such as id or {table}_id",
    ),
    Option("timestamps", Kind.SWITCH, "Give entities created_at and updated_at."),
    Option("tenant", Kind.SWITCH, "Give entities a tenant where specs say nothing.", flag="--include-tenant"),
    Option("soft_delete", Kind.SWITCH, "Mark deleted rows where specs say nothing.", flag="--include-soft-delete"),
    Option("audit", Kind.SWITCH, "Stamp who made and changed rows where specs say nothing.", flag="--include-audit"),
    Option("version", Kind.SWITCH, "Count a row's changes where specs say nothing.", flag="--include-version"),
    Option("tenant_column", Kind.TEXT, "Column that holds the tenant.", pattern=_SNAKE, hint="a column name"),
    Option("tenant_type", Kind.TEXT, "Type of that column.", pattern=_SCALAR, hint="a type such as string(64)"),
    Option("actor_type", Kind.TEXT, "Type of created_by, updated_by.", pattern=_SCALAR, hint="a type such as uuid"),
    Option("comments", Kind.SWITCH, "Put descriptions into the database as COMMENT ON."),
    Option(
        "extensions",
        Kind.TEXT,
        "Package for the classes that `gen customize` starts; the output's name and _extensions without.",
        pattern=_PACKAGE,
        hint="a package such as app.extensions",
    ),
    Option(
        "plugins",
        Kind.WORDS,
        "Installed plugin to switch on, for artifacts and field types of its own; docs/plugins.md.",
        pattern=_NAME,
        hint="a plugin's name",
        flag="--plugin",
    ),
    Option(
        "outputs",
        Kind.WORDS,
        "Artifact to generate: models, schemas, repository, migrations, or one of a plugin's; all without.",
        pattern=_NAME,
        hint="an artifact's name",
        flag="--only-output",
    ),
    Option("repository", Kind.SWITCH, "Generate repositories; models and schemas stand without."),
    Option("templates", Kind.FOLDER, "Folder of templates that replace the generator's, by name."),
    Option(
        "allow",
        Kind.WORDS,
        "Code of a finding about a migration that is accepted, such as data loss.",
        pattern=r"[A-Z]\d{3}",
        hint="a code such as M401",
    ),
)

BY_NAME: Final = {option.name: option for option in OPTIONS}
