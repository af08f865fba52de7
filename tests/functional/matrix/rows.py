"""A row of any entity, made through its repository from sample values of its fields' types."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.fieldtypes import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef, row
from generator.ir import Entity, EntityName, Field, Project, Reference
from tests.functional.matrix.project import Built

JSON = ({"a": [1, None, "x"]}, [], 1.5, "text")


TENANTS = {"string": "a tenant", "int": 7}
ACTORS = {"string": "ann", "int": 8}


@dataclass
class World:
    """The repositories of one transaction, and the rows made through them."""

    built: Built
    connection: object
    given: Mapping[str, Mapping[str, object]]
    """Values that an entity's checks ask for, by its name."""
    rows: dict[EntityName, object] = field(default_factory=dict)
    under_way: list[EntityName] = field(default_factory=list)
    """Entities whose rows wait for those that they refer to."""
    session: object = None
    """The session of whom the last row that was made belongs to."""

    @property
    def project(self) -> Project:
        """What the specs mean."""
        return self.built.project

    def part(self, entity: Entity, kind: str):
        """Give the entity's Create, Update, Repository ..., or None."""
        return getattr(self.built.module(entity.domain), entity.name + kind, None)

    def repository(self, entity: Entity):
        """Give the entity's repository."""
        return self.part(entity, "Repository")(self.session)

    def key(self, entity: Entity):
        """Give the key of the entity's row, as its repository takes it."""
        names = [name for name in entity.key.fields if name != entity.flags.tenant]
        parts = [getattr(self.rows[entity.qualified], name) for name in names]
        return parts[0] if len(parts) == 1 else tuple(parts)

    async def make(self, entity: Entity, sample: int):
        """Add the entity's row, and those that it refers to."""
        self.under_way.append(entity.qualified)
        tenant = await self._whose(entity, entity.flags.tenant, TENANTS)
        actor = await self._whose(entity, entity.flags.created_by, ACTORS)
        create = self.part(entity, "Create")
        values = await self._references(entity, create.model_fields.keys())
        for many in entity.many_to_many:
            if many.ids_name in create.model_fields and many.target not in self.under_way:
                values[many.ids_name] = [self.key(await self._there(many.target))]
        held = {name for reference in entity.references for name in reference.fields}
        for name, item in entity.by_name.items():
            if name in create.model_fields and name not in held:
                values[name] = self.value(item, sample)
        values |= self.given.get(entity.name, {})
        sessions = self.built.module("db.session")
        self.session = sessions.ScopedSession(self.connection, sessions.Scope(tenant, actor))
        self.rows[entity.qualified] = await self.repository(entity).create(create.model_validate(values))
        self.under_way.pop()
        return self.rows[entity.qualified]

    def value(self, item: Field, sample: int) -> object:
        """Give a value for a field, within its bounds."""
        if item.bounds.min is not None:
            return item.bounds.min
        if item.nullable and sample % 2:
            return None
        value = self.sample(item.type, sample)
        least = item.bounds.min_length
        return value.ljust(least, "x") if isinstance(value, str) and least else value

    def sample(self, type_: TypeRef, sample: int) -> object:
        """Give a value of a type, another one by `sample`."""
        match type_:
            case Scalar("json"):
                return JSON[sample % len(JSON)]
            case Scalar(name, arguments):
                found = row(name).samples(arguments)
                return found[sample % len(found)]
            case EnumRef(domain, name):
                members = self.project.enums[domain, name].members
                return members[sample % len(members)].value
            case ListOf(inner):
                return [self.sample(inner, sample)] if sample < 2 else []
            case MapOf(key, value):
                return {self.sample(key, sample) if isinstance(key, EnumRef) else "a key": self.sample(value, sample)}
            case ValueRef(domain, name):
                fields = self.project.values[domain, name].fields
                return {item.name: self.value(item, sample) for item in fields if not isinstance(item.type, ValueRef)}

    async def _whose(self, entity: Entity, name: str | None, known: Mapping[str, object]) -> object:
        """Give the tenant or the actor that a row of the entity asks for."""
        if name is None:
            return None
        for reference in entity.references:
            if reference.fields == (name,):
                waits = reference.target in self.under_way
                return None if waits else self.key(await self._there(reference.target))
        return known[entity.by_name[name].type.name]

    async def _references(self, entity: Entity, accepted: object) -> dict[str, object]:
        values: dict[str, object] = {}
        for reference in entity.references:
            waits = reference.nullable and reference.target in self.under_way
            if set(reference.fields) <= accepted and not waits and self.project.entities[reference.target].managed:
                values |= self._pairs(reference, self.rows[(await self._there(reference.target)).qualified])
        return values

    async def _there(self, name: EntityName) -> Entity:
        entity = self.project.entities[name]
        if name not in self.rows:
            await self.make(entity, 0)
        return entity

    @staticmethod
    def _pairs(reference: Reference, made: object) -> dict[str, object]:
        return {own: getattr(made, part) for own, part in zip(reference.fields, reference.target_fields, strict=True)}
