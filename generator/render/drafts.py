"""Pydantic classes on their way into a module: names are settled once all of them are known."""

from dataclasses import dataclass
from typing import Final

from generator.code import Code, Scope, Symbol, code, docstring
from generator.render.validators import Validator

_INDENT: Final = "    "
_HIDE_INPUT: Final = code("model_config = ", Symbol("pydantic", "ConfigDict"), "(hide_input_in_errors=True)")
"""Otherwise a refused value, a secret perhaps, would stand in the error's text."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A class before the module's names are settled."""

    name: str
    bases: tuple[Symbol, ...]
    docstring: str
    lines: list[Code]
    sensitive: bool = False
    validators: tuple[Validator, ...] = ()

    def settled(self, scope: Scope) -> dict[str, object]:
        """Give the class as the template writes it."""
        return {
            "name": self.name,
            "bases": ", ".join(map(scope.name, self.bases)),
            "docstring": docstring(self.docstring, _INDENT),
            "lines": [*self._config(scope), *map(scope.text, self.lines)],
            "validators": [validator.settled(scope) for validator in self.validators],
        }

    def _config(self, scope: Scope) -> list[str]:
        """Give the line that keeps secrets out of errors, and a blank one below it."""
        return [scope.text(_HIDE_INPUT), ""] if self.sensitive else []
