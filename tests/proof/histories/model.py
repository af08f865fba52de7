"""Specs as data that edits change: documents by name, and the text of all of them."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from generator.naming import snake

Document = dict[str, Any]  # YAML's own shape, which the spec loader judges


@dataclass
class Model:
    """The documents of one domain."""

    entities: dict[str, Document] = field(default_factory=dict)
    enums: dict[str, Document] = field(default_factory=dict)
    objects: dict[str, Document] = field(default_factory=dict)
    """What `sql:` documents make; the head key is `sql`."""
    number: int = 0
    """How many names were given."""

    def text(self) -> str:
        """Give the specs."""
        heads = [({"entity": name} | body) for name, body in self.entities.items()]
        heads += [({"enum": name} | body) for name, body in self.enums.items()]
        heads += [({"sql": name} | body) for name, body in self.objects.items()]
        return "---\n".join(yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=1000) for head in heads)

    def copy(self) -> "Model":
        """Give another one that is the same."""
        return copy.deepcopy(self)

    def fresh(self, prefix: str) -> str:
        """Give a name that was never given."""
        self.number += 1
        return f"{prefix}{self.number}"

    def fields(self, entity: str) -> dict[str, Document]:
        """Give the fields of an entity, each in its long form."""
        found: dict[str, Document] = self.entities[entity].setdefault("fields", {})
        return found

    def retire(self) -> None:
        """Forget what things were called before, as a user does once it is migrated."""
        for body in [*self.entities.values(), *self.enums.values()]:
            _retire(body)

    def named_in(self, entity: str, name: str) -> bool:
        """Tell whether the key, an index, unique, check or computed field of the entity names a field."""
        body = {
            key: value for key, value in self.entities[entity].items() if key in {"indexes", "unique", "checks", "key"}
        }
        computed = [item.get("computed", "") for item in self.fields(entity).values()]
        return name in str([body, computed])

    def standing_on(self, entity: str) -> list[str]:
        """Give the `sql:` documents that stand on an entity's table."""
        return [name for name, body in self.objects.items() if entity in body.get("depends", ())]

    def referring(self, entity: str) -> Iterator[tuple[str, str]]:
        """Give the fields of any entity that refer to one."""
        for name in self.entities:
            for label, item in self.fields(name).items():
                if entity in {base(item), base(item).removeprefix("list[").removesuffix("]")}:
                    yield name, label


def base(item: Document) -> str:
    """Give a field's type without its question mark."""
    return str(item["type"]).removesuffix("?")


def is_nullable(item: Document) -> bool:
    """Tell whether a field's type ends in a question mark."""
    return str(item["type"]).endswith("?")


def table_of(entity: str) -> str:
    """Give the table of an entity."""
    return snake(entity)


def _retire(body: Document) -> None:
    body.pop("renamed_from", None)
    body.pop("removed", None)
    for value in body.values():
        if isinstance(value, dict):
            _retire(value)
