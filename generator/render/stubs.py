"""The first text of a class that the application mixes into a generated one; the user's from then on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from generator.code import Code, Scope, Symbol, code, join, literal
from generator.config import Settings
from generator.ir import Entity
from generator.naming import plural, snake
from generator.render.environment import render_template
from generator.render.extensions import KINDS
from generator.render.fields import key_annotation
from generator.render.layout import Kind
from generator.render.orders import own_key
from generator.render.runtime import SESSION
from generator.render.unit import Context

_ENDINGS: Final[Mapping[Kind, str]] = {
    Kind.MODEL: "Methods",
    Kind.REPOSITORY: "Queries",
    Kind.CREATE: "CreateRules",
    Kind.UPDATE: "UpdateRules",
    Kind.READ: "ReadMethods",
    Kind.FILTER: "FilterRules",
}
_TEMPLATES: Final = {Kind.MODEL: "model", Kind.REPOSITORY: "repository", Kind.READ: "read"}
_SEQUENCE: Final = Symbol("collections.abc", "Sequence")
_MAPPED: Final = Symbol("sqlalchemy.orm", "Mapped")
_SESSION: Final = "SessionMethods"


@dataclass(frozen=True, slots=True)
class Stub:
    """A class that is still to be written: its module, its name, and the text of the module."""

    module: str
    name: str
    text: str


def stub(entity: Entity, kind: str, package: str, context: Context, extensions: str) -> Stub:
    """Give the stub of what extends `kind` of an entity, as a module of the package `extensions`.

    `package` is the name by which the output is imported.
    """
    wanted = KINDS[kind]
    name = entity.name + _ENDINGS[wanted]
    module = f"{extensions}.{entity.domain}.{context.layout.stem(entity.qualified)}_{kind}"
    writer = _Writer(entity, wanted, name, package, context, Scope(module, {name}))
    template = f"extension/{_TEMPLATES.get(wanted, 'input')}.py.j2"
    return Stub(module, name, render_template(context.settings, template, {"it": writer.view()}))


def session_stub(settings: Settings, extensions: str) -> Stub:
    """Give the stub of what extends the session of all repositories, as a module of the package `extensions`."""
    module = f"{extensions}.{SESSION.removesuffix('.py').replace('/', '.')}"
    scope = Scope(module, {_SESSION})
    base, select = (
        scope.name(Symbol("sqlalchemy.ext.asyncio", "AsyncSession")),
        scope.name(Symbol("sqlalchemy", "select")),
    )
    view = {"name": _SESSION, "base": base, "select": select, "imports": scope.imports()}
    return Stub(module, _SESSION, render_template(settings, "extension/session.py.j2", {"it": view}))


@dataclass(frozen=True)
class _Writer:
    entity: Entity
    kind: Kind
    name: str
    package: str
    context: Context
    scope: Scope

    def view(self) -> dict[str, object]:
        """Give what the templates are filled with."""
        noun = snake(self.entity.name).replace("_", " ")
        a_noun = f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
        about = {
            Kind.CREATE: f"a new {noun}",
            Kind.UPDATE: f"a change to {a_noun}",
            Kind.FILTER: f"a filter of {plural(noun)}",
        }
        words = {
            "name": self.name,
            "noun": noun,
            "nouns": plural(noun),
            "a_noun": a_noun,
            "what": about.get(self.kind, a_noun),
        }
        made = {**words, **self._body()}
        return {**made, "imports": self.scope.imports()}

    def _body(self) -> dict[str, str]:
        if self.kind is Kind.REPOSITORY:
            return self._repository()
        if self.kind in {Kind.MODEL, Kind.READ}:
            return self._methods()
        validator, self_type = Symbol("pydantic", "model_validator"), Symbol("typing", "Self")
        return {
            "base": self._name(self._runtime("schemas", "Input")),
            "validator": self._name(validator),
            "self": self._name(self_type),
            "example": self._free("check_rules"),
        }

    def _methods(self) -> dict[str, str]:
        key = own_key(self.entity)[0]
        annotation = self._absolute(self.context.annotation(self.entity.by_name[key].type, nullable=False))
        self._name(Symbol("typing", "TYPE_CHECKING"))
        noun = snake(self.entity.name).replace("_", " ")
        shared = {"key": key, "example": self._free("label"), "text": f'f"{noun} {{self.{key}}}"'}
        if self.kind is Kind.MODEL:
            return {**shared, "held": self.scope.typing_text(code(_MAPPED, "[", annotation, "]"))}
        base = self._name(self._runtime("schemas", "Record"))
        return {**shared, "held": self.scope.typing_text(annotation), "base": base}

    def _repository(self) -> dict[str, str]:
        layout = self.context.layout
        soft = self.entity.flags.deleted_at is not None
        base = self._runtime("deletion", "SoftRepository") if soft else self._runtime("repository", "Repository")
        shown = [layout.symbol(kind, self.entity.qualified) for kind in (Kind.READ, Kind.FILTER, Kind.SORT)]
        base_name = self._name(base)
        kinds = [self._absolute(code(symbol)) for symbol in shown]
        key = self._absolute(key_annotation(self.entity, self.context))
        self._name(Symbol("typing", "TYPE_CHECKING"))
        first = own_key(self.entity)[0]
        held = self._absolute(self.context.annotation(self.entity.by_name[first].type, nullable=False))
        return {
            "base": base_name,
            "typed_base": self.scope.typing_text(code(base, "[", join(", ", [key, *kinds]), "]")),
            "held": self.scope.text(held),
            "key": self.scope.text(literal(first)),
            "returned": f'"{self.scope.typing_text(code(_SEQUENCE, "[", kinds[0], "]"))}"',
            "example": self._free("with_keys"),
        }

    def _name(self, symbol: Symbol) -> str:
        return self.scope.name(symbol)

    def _runtime(self, module: str, name: str) -> Symbol:
        found = self.context.layout.runtime(module, name)
        return Symbol(self.package + found.module, found.name)

    def _absolute(self, piece: Code) -> Code:
        """Name what is the output's own by its whole name: the stub stands outside."""
        return Code(tuple(_renamed(piece.parts, self.package)))

    def _free(self, name: str) -> str:
        """Give a name that no field has."""
        while name in self.entity.by_name:
            name = f"{name}_"
        return name


def _renamed(parts: Iterable[str | Symbol], package: str) -> Iterable[str | Symbol]:
    for part in parts:
        own = isinstance(part, Symbol) and part.module.startswith(".")
        yield Symbol(package + part.module, part.name) if isinstance(part, Symbol) and own else part
