"""One module while it is rendered: whose entities it holds, where it stands, the names in it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from generator.application import own_packages
from generator.code import Code, Scope, Symbol
from generator.config import Settings
from generator.fieldtypes import TypeRef, annotation
from generator.frozen import value
from generator.ir import Domain, Entity, Project
from generator.render.layout import Layout, Place
from generator.schema.state import Schema, Table


@value(frozen=True)
class Context:
    """What every module is rendered from: the meaning, the schema, the settings, the places."""

    project: Project
    schema: Schema
    settings: Settings
    layout: Layout

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """The tables by qualified name."""
        return {f"{table.schema}.{table.name}" if table.schema else table.name: table for table in self.schema.tables}

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """The names that entities of several domains share."""
        counted = Counter(name.name for name in self.project.entities)
        return frozenset(name for name, times in counted.items() if times > 1)

    @cached_property
    def _annotations(self) -> dict[tuple[TypeRef, bool], Code]:
        """What is known already of `annotation`: a project has few types and many fields."""
        return {}

    @cached_property
    def columns(self) -> dict[tuple[int, int, bool], Code]:
        """What is known already of columns' arguments, by field and column, which are there as long as this is."""
        return {}

    def annotation(self, ref: TypeRef, *, nullable: bool) -> Code:
        """Give the annotation of a value as the application holds it."""
        known = self._annotations.get((ref, nullable))
        if known is None:
            known = annotation(ref, self.layout.type_symbol, nullable=nullable)
            self._annotations[ref, nullable] = known
        return known

    def table(self, name: str, schema: str | None) -> Table | None:
        """Give a table of the schema; None for one that the project does not manage."""
        return self.tables.get(f"{schema}.{name}" if schema else name)


def extended(entity: Entity, kind: str, base: Symbol) -> tuple[Symbol, ...]:
    """Give a class's bases: the application's own, where the spec names one for this kind of class, then ours."""
    extension = entity.extend.get(kind)
    return (base,) if extension is None else (Symbol(extension.module, extension.name), base)


@value(frozen=True)
class Unit:
    """One module to be rendered: all entities of a domain, or one."""

    context: Context
    domain: Domain
    entities: tuple[Entity, ...]
    place: Place

    def scope(self, taken: Iterable[str] = ()) -> Scope:
        """Begin the module; `taken` are the names in it that imports have to make way for."""
        settings = self.context.settings
        named = [item.module for entity in self.entities for item in entity.extend.values()]
        named += [settings.base] if settings.base else []
        application = own_packages(settings.root, named) if named else ()
        return Scope(self.place.module, frozenset(taken), settings.line_length, application)
