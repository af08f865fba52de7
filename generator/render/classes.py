"""Pydantic classes as the templates write them."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from generator.code import Scope, Symbol, code
from generator.ir import Field
from generator.render.validators import ValidatorRow

_HIDE_INPUT: Final = code("model_config = ", Symbol("pydantic", "ConfigDict"), "(hide_input_in_errors=True)")
"""Otherwise a refused value, a secret perhaps, would stand in the error's text."""


class ClassRow(NamedTuple):
    """A class to be written."""

    name: str
    bases: str
    docstring: str
    body: str
    validators: list[ValidatorRow] = []  # noqa: RUF012  # never added to


def secrecy(fields: Iterable[Field], scope: Scope) -> list[str]:
    """Give the line that keeps values out of errors, and a blank one below it, if one of the fields is sensitive."""
    return [scope.text(_HIDE_INPUT), ""] if any(field.access.sensitive for field in fields) else []


def bases_of(symbols: Iterable[Symbol], scope: Scope) -> str:
    """Give the bases of a class."""
    return ", ".join(map(scope.name, symbols))
