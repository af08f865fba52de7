"""Names of classes, modules and packages that generated code would have twice, or cannot have at all."""

from collections.abc import Iterable

from generator.diagnostics import Bag, rule
from generator.naming import snake
from generator.resolve.reserved import generated_classes, owner_of_class, owner_of_package
from generator.spec.sources import Source

CLASS_CLASH = rule(
    "R210",
    "class-clash",
    """
Two classes of a package would have the same name: each entity brings BudgetCreate, BudgetUpdate, BudgetRead, BudgetFilter,
BudgetSort and BudgetRepository along. Names that differ by upper and lower case only would share a module.

Not so:     entity: Budget              beside value: BudgetCreate
But so:     entity: Budget              beside value: BudgetTemplate
""",
)
RESERVED_CLASS = rule(
    "R237",
    "reserved-class",
    """
The name of a document is that of a class which every Python module has already.

Not so:     entity: Warning
But so:     entity: StormWarning
""",
)
RESERVED_DOMAIN = rule(
    "R238",
    "reserved-domain",
    """
The name of a domain is a package's: no word of Python, no folder of the output.

Not so:     specs/class.yaml
But so:     specs/lessons.yaml
""",
)


def check_classes(sources: Iterable[Source], bag: Bag) -> None:
    """Report documents whose classes, modules or packages cannot have their names."""
    domains: dict[str, dict[str, Source]] = {}
    modules: dict[str, dict[str, Source]] = {}
    for source in sources:
        if source.domain not in domains:
            owner = owner_of_package(source.domain)
            if owner is not None:
                bag.add(
                    RESERVED_DOMAIN.at(
                        source.span(),
                        f"a domain cannot be called {source.domain}: it is {owner}",
                        "rename the file or folder",
                    )
                )
        known = domains.setdefault(source.domain, {})
        if source.kind in {"domain", "mixin", "sql"}:
            continue
        owner = owner_of_class(source.name)
        if owner is not None:
            message = f"{source.kind} {source.name} cannot have this name: it is {owner}"
            bag.add(RESERVED_CLASS.at(source.span(source.kind), message, f"call it {source.name}Entry or the like"))
        known[source.name] = source
        module = snake(source.name)
        other = modules.setdefault(source.domain, {}).setdefault(module, source)
        if other is not source and other.name != source.name:
            message = f"{source.name} and {other.name} would share the module {module}"
            bag.add(
                CLASS_CLASH.at(
                    source.span(source.kind),
                    message,
                    "rename one of them",
                    related=((other.span(other.kind), other.name),),
                )
            )
    for known in domains.values():
        for source in known.values():
            if source.kind == "entity":
                _check_generated(source, known, bag)


def _check_generated(source: Source, known: dict[str, Source], bag: Bag) -> None:
    for made in generated_classes(source.name):
        other = known.get(made)
        if other is not None:
            bag.add(
                CLASS_CLASH.at(
                    other.span(other.kind),
                    f"{other.kind} {made} has the name of a class that is generated for {source.name}",
                    "rename it",
                    related=((source.span(source.kind), f"{source.name} brings {made} along"),),
                )
            )
