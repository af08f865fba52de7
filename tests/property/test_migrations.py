"""The algebra of operations: they lead where they should, back again, and survive being written down."""

import ast
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.migrations import delta
from generator.migrations.diff import diff
from generator.migrations.operations import apply, reverse
from generator.migrations.revision import body_text
from generator.schema.state import Schema
from tests.property.schemas import canonical, schemas

DATABASES = ("sqlite", "postgresql", "mariadb")
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@quick
@given(schemas(), schemas())
def test_a_difference_leads_from_one_schema_to_the_other_and_back(old: Schema, new: Schema):
    operations = diff(old, new)
    assert canonical(apply(operations, old)) == canonical(new)
    assert canonical(apply(reverse(operations, old), apply(operations, old))) == canonical(old)


@quick
@given(schemas(), st.data())
def test_nothing_leads_to_the_same_schema_in_another_order(schema: Schema, data: st.DataObject):
    assert diff(schema, schema) == ()
    shuffled = Schema(
        tuple(
            type(table)(
                **{
                    **{name: getattr(table, name) for name in type(table).__dataclass_fields__},
                    "columns": tuple(data.draw(st.permutations(table.columns))),
                    "indexes": tuple(data.draw(st.permutations(table.indexes))),
                }
            )
            for table in schema.tables
        ),
        schema.enums,
        schema.schemas,
        schema.extensions,
    )
    assert diff(schema, shuffled) == ()
    assert {item.describe() for item in diff(Schema(), shuffled)} == {
        item.describe() for item in diff(Schema(), schema)
    }


@quick
@given(schemas(), schemas())
def test_operations_survive_being_written_down(old: Schema, new: Schema):
    operations = diff(old, new)
    raw = [delta.to_json(item) for item in operations]
    head = delta.Head("0001_x", (), "title", DATABASES, delta.digest(raw))
    written = json.loads(delta.dumps(head, raw))
    assert written["operations"] == raw
    assert tuple(map(delta.from_json, written["operations"])) == operations
    assert delta.digest(written["operations"]) == written["delta"]
    assert all(item.footprint for item in operations)


@quick
@given(schemas(), schemas(), st.sets(st.sampled_from(DATABASES), min_size=1))
def test_every_difference_has_a_body(old: Schema, new: Schema, databases: set[str]):
    operations = diff(old, new)
    if not operations:
        return
    chosen = tuple(sorted(databases))
    text = body_text(delta.Head("0002_x", ("0001_y",), "title", chosen, ""), operations, old, "shop.migrations")
    functions = {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    assert {"upgrade", "downgrade"} <= functions
    assert body_text(delta.Head("0002_x", ("0001_y",), "title", chosen, ""), operations, old, "shop.migrations") == text
