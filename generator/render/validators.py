"""The declared checks of an entity or a value object as validators, where Python means what the database means."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from generator.code import Code, Scope, Symbol, literal
from generator.expressions import text, to_python
from generator.ir import Check, Field
from generator.render.unit import Context
from generator.render.values import member_code

_VALIDATOR: Final = Symbol("pydantic", "model_validator")
_SELF: Final = Symbol("typing", "Self")


@dataclass(frozen=True, slots=True)
class Validator:
    """A method that refuses a model by one check."""

    name: str
    condition: Code
    message: Code

    def settled(self, scope: Scope) -> dict[str, str]:
        """Give the method as the template writes it."""
        return {
            "decorator": f'{scope.name(_VALIDATOR)}(mode="after")',
            "name": self.name,
            "self": scope.name(_SELF),
            "condition": scope.text(self.condition),
            "message": scope.text(self.message),
        }


def validators(checks: Iterable[Check], fields: Iterable[Field], context: Context) -> Iterator[Validator]:
    """Give the validators of the checks that look at `fields` only, each of which has a value or None."""
    # To read a deprecated field is to be warned: the database alone checks it.
    readable = {field.name for field in fields if not field.deprecated}
    for check in checks:
        if check.origin != "declared" or not readable.issuperset(check.expression.names):
            continue
        condition = to_python(check.expression, "self", lambda ref, value: member_code(value, ref, context))
        if condition is not None:
            name = re.sub(r"\W", "_", check.short_name, flags=re.ASCII)
            yield Validator(f"_{name}", condition, literal(check.message or text(check.expression)))
