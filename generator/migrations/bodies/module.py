"""The names of one revision's module: what it imports, and the types that it gives a name."""

import re
from collections.abc import Callable, Hashable
from typing import Final

from generator.code import Code, Symbol, code, member_order
from generator.schema.views import Words

SUPPORT: Final = "support_v1"
WORDS: Final = Words(Symbol(SUPPORT, "by_database"), Symbol(SUPPORT, "only_on"), conventional_names=False)
OP: Final = "alembic"

_NOT_A_NAME: Final = re.compile(r"\W+")


_HOMES: Final = {
    "rebuild_table": f"{SUPPORT}.sqlite",
    "check_references": f"{SUPPORT}.sqlite",
    **dict.fromkeys(
        (
            "create_check_constraint",
            "create_foreign_key",
            "create_index",
            "create_unique_constraint",
            "drop_index",
            "set_not_null",
        ),
        f"{SUPPORT}.online",
    ),
    "in_steps": f"{SUPPORT}.steps",
    **dict.fromkeys(
        (
            "demand_fit",
            "demand_no_rows",
            "demand_none",
            "demand_same",
            "fill_columns",
            "replace_items",
            "replace_values",
        ),
        f"{SUPPORT}.rows",
    ),
    **dict.fromkeys(
        (
            "add_enum_label",
            "continue_numbering",
            "converted",
            "create_enum_type",
            "create_extension",
            "create_schema",
            "create_tenant_policy",
            "drop_enum_type",
            "drop_extension",
            "drop_refusal",
            "drop_schema",
            "drop_tenant_policy",
            "move_table",
            "rename_constraint",
            "rename_enum_label",
            "rename_sequence",
            "renumber",
            "replace_enum_type",
            "schema",
        ),
        f"{SUPPORT}.postgresql",
    ),
}


def support(name: str) -> Symbol:
    """Name a function of the support module, or of the part of it that one database has for itself."""
    return Symbol(_HOMES.get(name, SUPPORT), name)


class Module:
    """The names that a revision's code turns out to need."""

    def __init__(self, package: str) -> None:
        """Begin without any; `package` is the one that the support module is in."""
        self._package = package
        self.online = False
        """Whether others read and write the tables while what is being written runs."""
        self.types: dict[tuple[Hashable, tuple[str, ...]], Code] = {}
        """What the plain types are called here, by type and databases."""
        self.columns: dict[tuple[int, tuple[str, ...]], tuple[object, Code]] = {}
        """The columns that stand alone, by identity, which is theirs as long as they are in here, and databases."""
        self._constants: dict[str, str] = {}
        self._imports: dict[str, set[str]] = {}
        self._needs_sa = False

    def text(self, piece: Code) -> str:
        """Give the source of `piece`: SQLAlchemy is `sa` here."""
        if not self._needs_sa:
            # A type of the registry says `sa.` by itself.
            self._needs_sa = any(isinstance(part, str) and part.startswith("sa.") for part in piece.parts)
        return "".join([part if isinstance(part, str) else self._name(part) for part in piece.parts])

    def constant(self, words: str, value: Code) -> Code:
        """Give a name to `value`, from the words that describe it; the same value has one name."""
        text = self.text(value)
        base = _NOT_A_NAME.sub("_", words).strip("_").upper()
        name, number = base, 2
        while self._constants.get(name, text) != text:
            name, number = f"{base}_{number}", number + 1
        self._constants[name] = text
        return code(name)

    def head(self) -> str:
        """Give the imports and the named values; our own come last, as linters want it."""
        lines = ["import sqlalchemy as sa"] if self._needs_sa else []
        lines += self._statements(lambda module: not self._is_own(module))
        own = self._statements(self._is_own)
        constants = [f"{name} = {text}" for name, text in sorted(self._constants.items())]
        return "\n\n".join("\n".join(block) for block in (lines, own, constants) if block)

    def _statements(self, wanted: Callable[[str], bool]) -> list[str]:
        return [
            f"from {module} import {', '.join(sorted(names, key=member_order))}"
            for module, names in sorted(self._imports.items())
            if wanted(module)
        ]

    def _is_own(self, module: str) -> bool:
        return module.startswith(f"{self._package}.")

    def _name(self, symbol: Symbol) -> str:
        if symbol.module == "sqlalchemy":
            self._needs_sa = True
            return f"sa.{symbol.name}"
        if symbol.module != "builtins":
            own = symbol.module.partition(".")[0] == SUPPORT
            module = f"{self._package}.{symbol.module}" if own else symbol.module
            self._imports.setdefault(module, set()).add(symbol.name)
        return symbol.name
