"""Whether the application's classes fit the generated ones that inherit them."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from generator.application import Application, Member, NotFoundError, UserClass
from generator.application.classes import members
from generator.diagnostics import Diagnostic, Span, rule
from generator.ir import Domain, Entity, Extension
from generator.render.layout import Kind, Layout
from generator.render.runtime import SESSION
from generator.render.schemas import has_update

NO_SUCH_CLASS = rule(
    "E701",
    "extension-not-found",
    """
`extend` names a class of the application as `package.module:Name`. The module is looked for as Python would, in the
project's folder, in `src/` below it and in what is installed, without importing it; the class has to stand in it, or be
imported into it by name.

Not so:     extend: {model: shop.budget_rules:BudgetMethod}     without a class of that name in shop/budget_rules.py
But so:     gen customize Budget model                          writes the class and the line
""",
)
MEMBER_CLASH = rule(
    "E702",
    "extension-clash",
    """
A class named under `extend` defines what the generated class defines itself. The generated class inherits the
application's, so its own definition wins and the application's would never run.

Not so:     def create(self, ...)           in a class mixed into a repository that has `create`
But so:     def create_monthly(self, ...)   which calls what it needs
""",
)
HIDDEN_DATA = rule(
    "E703",
    "extension-adds-data",
    """
A class named under `extend` declares a column or a field. The specs say what data there is: a column that only a class
knows has no migration, a field of a schema that is no column cannot be read or written. What a method needs to know of
the generated columns is declared for type checkers alone.

Not so:     status: Mapped[str]                             in a class mixed into a model
But so:     status: {type: string(20)}                      in the spec
            if TYPE_CHECKING: status: Mapped[str]           in the class, where its methods use it
""",
)
NO_MODEL = rule(
    "E704",
    "extension-without-base",
    """
A class mixed into a schema has to inherit a class of Pydantic's: the validators of any other class are never called.

Not so:     class BudgetRules:
But so:     class BudgetRules(Input):           with `from shop.db.schemas import Input`
""",
)
NOTHING_TO_EXTEND = rule(
    "E705",
    "nothing-to-extend",
    """
`extend` names a class for a schema that is not generated: an entity of which nothing may be changed has no update.
""",
)

KINDS: Final[Mapping[str, Kind]] = {
    "model": Kind.MODEL,
    "create": Kind.CREATE,
    "update": Kind.UPDATE,
    "read": Kind.READ,
    "filter": Kind.FILTER,
    "repository": Kind.REPOSITORY,
}
"""What can be extended, and the class that inherits."""

_MERGED: Final = frozenset({"model_config", "__doc__", "__module__", "__annotations__"})
"""Names that a class may define beside its base: Pydantic puts configurations together, Python looks nowhere else."""
_COLUMNS: Final = frozenset({"mapped_column", "relationship", "column_property", "Column"})
_NO_DATA: Final = re.compile(r"(?:\w+\.)?(?:ClassVar|Final)\b")


@dataclass(frozen=True)
class Review:
    """Compares the application's classes with the generated modules, by path."""

    application: Application
    layout: Layout
    texts: Mapping[str, str]
    _generated: dict[str, dict[str, set[str]]] = field(default_factory=dict[str, dict[str, set[str]]])

    def findings(self, domains: Iterable[Domain]) -> Iterator[Diagnostic]:
        """Find what is wrong with the classes that entities of these domains name."""
        for domain in domains:
            for entity in domain.entities:
                for kind, extension in entity.extend.items():
                    yield from self._review(entity, KINDS[kind], extension)

    def session_findings(self, path: str) -> Iterator[Diagnostic]:
        """Find what is wrong with the class that the session inherits, `package.module:Name`."""
        module, _, name = path.partition(":")
        try:
            found = self.application.class_named(module, name)
        except NotFoundError as error:
            yield NO_SUCH_CLASS.at(error.span, f"session in [tool.gen]: {error}", error.help)
            return
        own = _classes(self.texts.get(SESSION, "")).get("ScopedSession", set())
        yield from _clashes(found, "ScopedSession", own, Extension(module, name))

    def _review(self, entity: Entity, kind: Kind, extension: Extension) -> Iterator[Diagnostic]:
        if kind is Kind.UPDATE and not has_update(entity):
            message = f"{entity.name} has no schema of changes that {extension.name} could be mixed into"
            yield NOTHING_TO_EXTEND.at(extension.span, message, "leave it out")
            return
        try:
            found = self.application.class_named(extension.module, extension.name)
        except NotFoundError as error:
            related = _named(extension) if error.span else ()
            yield NO_SUCH_CLASS.at(error.span or extension.span, str(error), error.help, related=related)
            return
        name = entity.name + kind.value
        yield from _clashes(found, name, self._defined(entity, kind), extension)
        if kind is not Kind.REPOSITORY:
            yield from _data(found, name, extension, is_model=kind is Kind.MODEL)
        if kind.artifact == "schemas" and not found.has_bases and found.span is not None:
            message = f"{found.name} is mixed into {name} and inherits no class of Pydantic's"
            yield NO_MODEL.at(found.span, message, f"write class {found.name}(Input), or (Record) for what is read")

    def _defined(self, entity: Entity, kind: Kind) -> set[str]:
        """Give what the generated class defines itself."""
        path = self.layout.place(kind.artifact, entity.domain, entity.name).path
        if path not in self._generated:
            self._generated[path] = _classes(self.texts.get(path, ""))
        return self._generated[path].get(entity.name + kind.value, set())


def _clashes(found: UserClass, name: str, own: set[str], extension: Extension) -> Iterator[Diagnostic]:
    for member in found.members:
        if member.name in own - _MERGED:
            message = (
                f"{found.name}.{member.name} would never be used: the generated {name} has its own `{member.name}`"
            )
            yield MEMBER_CLASH.at(member.span, message, "give it another name", related=_named(extension))


def _data(found: UserClass, name: str, extension: Extension, *, is_model: bool) -> Iterator[Diagnostic]:
    for member in found.members:
        if _is_column(member) if is_model else _is_field(member):
            what = "column" if is_model else "field"
            message = f"{found.name}.{member.name} would be a {what} of {name} that no spec knows"
            help_text = "put it into the spec; what methods use of generated ones stands under `if TYPE_CHECKING:`"
            yield HIDDEN_DATA.at(member.span, message, help_text, related=_named(extension))


def _is_column(member: Member) -> bool:
    return "Mapped[" in member.annotation or member.value in _COLUMNS


def _is_field(member: Member) -> bool:
    """Tell whether Pydantic takes a member for a field: it is annotated, and neither private nor the class's own."""
    return bool(member.annotation) and not member.name.startswith("_") and not _NO_DATA.match(member.annotation)


def _named(extension: Extension) -> tuple[tuple[Span, str], ...]:
    return ((extension.span, "mixed in here"),) if extension.span else ()


def _classes(text: str) -> dict[str, set[str]]:
    """Give what each class of a module defines."""
    tree = ast.parse(text)
    nodes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return {node.name: {member.name for member in members(node, "")} for node in nodes}
