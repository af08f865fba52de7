"""The names of one revision's module: what it imports, and the types that it gives a name."""

import re
from typing import Final

from generator.code import Code, Symbol, code
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
            "add_enum_label",
            "cast",
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

    def __init__(self) -> None:
        """Begin without any."""
        self._constants: dict[str, str] = {}
        self._imports: dict[str, set[str]] = {}

    def text(self, piece: Code) -> str:
        """Give the source of `piece`: SQLAlchemy is `sa` here."""
        return "".join(part if isinstance(part, str) else self._name(part) for part in piece.parts)

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
        """Give the imports and the named values."""
        lines = ["import sqlalchemy as sa", "from alembic import op"]
        lines += [
            f"from {module} import {', '.join(sorted(names, key=_member_order))}"
            for module, names in sorted(self._imports.items())
        ]
        constants = [f"{name} = {text}" for name, text in sorted(self._constants.items())]
        return "\n".join(lines) + ("\n\n" + "\n".join(constants) if constants else "")

    def _name(self, symbol: Symbol) -> str:
        if symbol.module == "sqlalchemy":
            return f"sa.{symbol.name}"
        if symbol.module != "builtins":
            self._imports.setdefault(symbol.module, set()).add(symbol.name)
        return symbol.name


def _member_order(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)
