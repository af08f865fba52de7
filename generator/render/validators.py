"""The declared checks of an entity or a value object as validators, where Python means what the database means."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from generator.code import Scope, Symbol, code, literal
from generator.expressions import text, to_python
from generator.ir import Check, Field
from generator.render.unit import Context
from generator.render.values import member_code

_VALIDATOR: Final = Symbol("pydantic", "model_validator")
_SELF: Final = Symbol("typing", "Self")


class ValidatorRow(NamedTuple):
    """A method that refuses a model by one check."""

    decorator: str
    name: str
    self: str
    condition: str
    message: str


def validators(
    checks: Iterable[Check], fields: Iterable[Field], scope: Scope, context: Context, *, missing: Symbol | None = None
) -> list[ValidatorRow]:
    """Give the validators of the checks that look at `fields` only, each of which has a value or None, or is `missing`."""
    # To read a deprecated field is to be warned: the database alone checks it.
    readable = {field.name for field in fields if not field.deprecated}
    found: list[ValidatorRow] = []
    for check in checks:
        if check.origin != "declared" or not readable.issuperset(check.expression.names):
            continue
        absent = None if missing is None else code(missing)
        condition = to_python(check.expression, "self", lambda ref, value: member_code(value, ref, context), absent)
        if condition is not None:
            found.append(
                ValidatorRow(
                    f'{scope.name(_VALIDATOR)}(mode="after")',
                    "_" + re.sub(r"\W", "_", check.short_name, flags=re.ASCII),
                    scope.name(_SELF),
                    scope.text(condition),
                    scope.text(literal(check.message or text(check.expression))),
                )
            )
    return found
