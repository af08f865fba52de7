"""Enums and value objects in modules of their own, within a domain and across domains."""

import pytest

from tests.unit.render.loading import imported, rendered


def test_values_that_are_made_of_each_other_are_read_and_written(tmp_path):
    text = """
entity: Sheet
fields: {root: Node}
---
value: Node
fields: {name: string(9), leaf: Leaf?, nodes: {type: "list[Node]", default: []}}
---
value: Leaf
fields: {parents: {type: "map[string, Node]", max_length: 2, default: {}}, size: {type: int, min: 1, description: How big}}
"""
    with imported(tmp_path, rendered(tmp_path, {"shop": text.lstrip()})) as package:
        module = package.module("shop.types")
        node = module.Node(name="a", leaf={"size": 1, "parents": {"x": {"name": "b"}}}, nodes=[{"name": "c"}])
        assert module.Node.model_validate(node.model_dump(mode="json")) == node
        assert module.Leaf.model_fields["size"].description == "How big"
        with pytest.raises(ValueError, match="greater than or equal"):
            module.Leaf(size=0)
        with pytest.raises(ValueError, match="at most 2"):
            module.Leaf(size=1, parents={name: {"name": name} for name in "abc"})
        assert package.module("shop.schemas").SheetCreate(root=node).root is node
        package.module("db.base").Base.registry.dispose()


SHARED = {
    "money": "value: Price\nfields: {amount: 'decimal(9, 2)', unit: sizes.Unit}\n---\nentity: Rate\nfields: {price: Price, of: sales.Item}\n",
    "sizes": "enum: Unit\nvalues: [piece, kilo]\n",
    "sales": (
        "entity: Item\nfields: {unit: sizes.Unit, price: money.Price, state: State, rates: {type: 'list[money.Rate]', inverse: items}}\n"
        "---\nenum: State\nvalues: [new, sold]\n"
    ),
}


@pytest.mark.parametrize("layout", ["domain", "layered"])
@pytest.mark.parametrize("granularity", ["domain", "entity"])
@pytest.mark.parametrize("first", ["money", "sizes", "sales"])
def test_every_module_can_be_the_first_to_be_imported(tmp_path, layout, granularity, first):
    made = rendered(tmp_path, SHARED, layout=layout, granularity=granularity)
    paths = {path: path.removesuffix(".py").replace("/", ".") for path in made.texts if first in path}
    for path in sorted(paths):
        module = paths[path].removesuffix(".__init__")
        with imported(tmp_path, made) as package:
            package.module(module)
            if layout == "layered":
                package.module("db.models")
            base = package.module("db.base").Base
            base.registry.configure()
            base.registry.dispose()


def test_a_type_is_the_same_class_wherever_it_is_seen(tmp_path):
    with imported(tmp_path, rendered(tmp_path, SHARED)) as package:
        assert package.module("sales.schemas").Unit is package.module("sizes").Unit
        assert package.module("money").Price is package.module("shared.money").Price
        package.module("db.base").Base.registry.dispose()
