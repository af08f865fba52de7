"""What rows are read together with: references, what refers to an entity, many-to-many, by the names of the model."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.code import Code, call, code, join, literal
from generator.ir import Entity, EntityName
from generator.render.layout import Kind
from generator.render.repository_tables import Tables


class _Pairing(NamedTuple):
    """Another entity, and which of its fields have the values of which of one's own."""

    name: str
    target: EntityName
    fields: dict[str, str]
    many: bool


def relations(entity: Entity, tables: Tables) -> Iterator[Code]:
    """Give the statement that says what can be read with a row; none without relations.

    A relation is found by fields that callers see on both sides, and read by the other's repository.
    """
    entities = tables.context.project.entities
    found = [(item.name, item.target, _relation(item, tables)) for item in _pairings(entity, tables)]
    found += [(link.name, link.target, code(f"_{link.name}_links")) for link in entity.many_to_many]
    found = [item for item in found if entities[item[1]].has("repository")]
    if found:
        named = {name: relation for name, _, relation in found}
        yield code("_relations = ", call(tables.runtime("related", "relations"), **named))


def _relation(item: _Pairing, tables: Tables) -> Code:
    fields = join(", ", (code(literal(own), ": ", literal(other)) for own, other in item.fields.items()))
    options = {"many": literal(True)} if item.many else {}
    model = tables.context.layout.symbol(Kind.MODEL, item.target)
    return call(tables.runtime("Relation", "relations"), code(model), code("{", fields, "}"), **options)


def _pairings(entity: Entity, tables: Tables) -> Iterator[_Pairing]:
    entities = tables.context.project.entities
    for reference in entity.references:
        target = entities[reference.target]
        fields = dict(zip(reference.fields, reference.target_fields, strict=True))
        if _are_read(entity, fields) and _are_read(target, fields.values()):
            yield _Pairing(reference.name, reference.target, fields, many=False)
    for inverse in entity.inverses:
        source = entities[inverse.source]
        reference = next(item for item in source.references if item.name == inverse.reference)
        fields = dict(zip(reference.target_fields, reference.fields, strict=True))
        if _are_read(entity, fields) and _are_read(source, fields.values()):
            yield _Pairing(inverse.name, inverse.source, fields, many=inverse.many)


def _are_read(entity: Entity, fields: Iterable[str]) -> bool:
    return all(entity.by_name[name].access.on_read for name in fields)
