"""Where everything generated lives: the module, the file and the exported name of each thing, for both layouts."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cached_property
from keyword import iskeyword
from typing import Final

from generator.code import Symbol
from generator.config import LAYERS, Settings
from generator.diagnostics import rule
from generator.errors import ConfigError
from generator.fieldtypes.refs import EnumRef, ValueRef
from generator.frozen import value
from generator.ir import Domain, EntityName, ManyToMany, Project
from generator.naming import snake
from generator.render.sharing import shared_homes, uses_of

RUNTIME: Final = "db"
SHARED: Final = "shared"
ENTITIES_IN_ONE_MODULE: Final = 3
"""Beyond that, `granularity = "auto"` gives each entity of a domain a module."""

_PATTERN: Final = re.compile(r"(?:\{domain\}|\{entity\}|[A-Za-z0-9_]|/)+")

BAD_PATTERN = rule(
    "C640",
    "bad-file-pattern",
    """
A pattern in `[tool.gen.files]` names a Python module below the layout's folder: letters, digits, `_` and `/`, with
`{domain}` and `{entity}` standing for their snake_case names, such as `{domain}_schemas.py`.
""",
)
SAME_FILE = rule(
    "C641",
    "two-artifacts-one-file",
    """
Two things that are generated would be written to one file, by the patterns of `[tool.gen.files]` or by the names in the
specs. Put `{entity}` or `{domain}` into the pattern, or rename one of them.
""",
)


class Kind(Enum):
    """What an exported name of an entity is; the value is the name's ending."""

    MODEL = ""
    CREATE = "Create"
    READ = "Read"
    UPDATE = "Update"
    FILTER = "Filter"
    SORT = "Sort"
    REPOSITORY = "Repository"

    __hash__ = object.__hash__
    """Each kind is one object; the hash that enums have of their names is slow."""

    @property
    def artifact(self) -> str:
        """The artifact whose module defines it."""
        return {"": "models", "Repository": "repository"}.get(self.value, "schemas")


@value(frozen=True, slots=True)
class Place:
    """One module: dotted and seen from the output's root (`budget.models`), and its file (`budget/models.py`)."""

    module: str
    path: str


class Layout:
    """The places of a project's modules, and the symbols that they export."""

    def __init__(self, settings: Settings, project: Project, homes: Mapping[str, str] | None = None) -> None:
        """Lay out `project`; ConfigError if the file patterns are malformed or two modules meet in one file.

        `homes` are those of shared types, if the project holds a part of the domains only.
        """
        self.settings = settings
        self.project = project
        self._homes = homes
        self._stems = {domain.name: _stems(domain) for domain in project.domains}
        self._with = {
            (artifact, domain.name): [entity.name for entity in domain.entities if entity.has(artifact)]
            for domain in project.domains
            for artifact in LAYERS
        }
        self._split = {domain.name: self._is_split(domain) for domain in project.domains}
        self._patterns = {artifact: self._pattern(artifact) for artifact in LAYERS}
        self._places = dict(self._modules())
        self._types_in_models: set[str] = set()
        self._types = self._type_modules()
        self._symbols: dict[tuple[Kind, EntityName], Symbol] = {}
        self._check()

    def place(self, artifact: str, domain: str, entity: str | None = None) -> Place:
        """Give the module of an artifact of a domain that has entities; `entity` is needed where `per_entity` holds."""
        return self._places[artifact, domain, entity if self.per_entity(artifact, domain) else None]

    def per_entity(self, artifact: str, domain: str) -> bool:
        """Tell whether each entity of `domain` has a module of its own for `artifact`."""
        return "{entity}" in self._patterns[artifact] or self._split[domain]

    def package(self, artifact: str, domain: str) -> str | None:
        """Give the dotted package that stands for the artifact's one module and holds nothing else; None without."""
        if not self._split[domain] or "{entity}" in self._patterns[artifact]:
            return None
        return _place(self._patterns[artifact].replace("{domain}", module_name(domain))).module

    def places(self, artifact: str, domain: str) -> list[Place]:
        """Give the artifact's modules of `domain`, in the order of its entities."""
        return list(dict.fromkeys(self.place(artifact, domain, name) for name in self._with[artifact, domain]))

    def types(self, domain: str) -> Place:
        """Give the module of the enums and value objects of a domain that has any; it may be that of its models."""
        return self._types[domain]

    @cached_property
    def types_apart(self) -> dict[str, Place]:
        """The types modules by domain, where they are not the models module."""
        return {domain: place for domain, place in self._types.items() if domain not in self._types_in_models}

    def layer(self, artifact: str) -> str | None:
        """Give the dotted package of an artifact of all domains; None where each domain is a package of its own."""
        return LAYERS[artifact].replace("/", ".") if self.settings.layout == "layered" else None

    def symbol(self, kind: Kind, entity: EntityName) -> Symbol:
        """Give a model, a schema, the sort names or the repository of `entity`."""
        known = self._symbols.get((kind, entity))
        if known is None:
            place = self.place(kind.artifact, entity.domain, entity.name)
            known = self._symbols[kind, entity] = Symbol(f".{place.module}", entity.name + kind.value)
        return known

    def type_symbol(self, ref: EnumRef | ValueRef) -> Symbol:
        """Give the class of an enum or of a value object."""
        return Symbol(f".{self._types[ref.domain].module}", ref.name)

    def association(self, declaring: EntityName, link: ManyToMany) -> Symbol:
        """Give the `Table` of a many-to-many without an entity; `declaring` is the entity that declares it."""
        place = self.place("models", declaring.domain, declaring.name)
        return Symbol(f".{place.module}", table_variable(link.table))

    def runtime(self, module: str, name: str) -> Symbol:
        """Give a name of the runtime, such as `("errors", "NotFoundError")`."""
        return Symbol(f".{RUNTIME}.{module}", name)

    @cached_property
    def base(self) -> Symbol:
        """The declarative base: the runtime's, or the one that the project brought."""
        if self.settings.base is None:
            return self.runtime("base", "Base")
        module, _, name = self.settings.base.partition(":")
        return Symbol(module, name)

    @cached_property
    def packages(self) -> tuple[str, ...]:
        """Every folder of generated modules, dotted, without the output's root and the runtime."""
        places = [place for (artifact, _, _), place in self._places.items() if self.settings.wants(artifact)]
        modules = [place.module for place in (*places, *self._types.values())]
        found = {parent for module in modules for parent in _parents(module)} - {RUNTIME}
        return tuple(sorted(found))

    def stem(self, entity: EntityName) -> str:
        """Give the name of the entity's own module, without its folder: snake_case and never a keyword."""
        return self._stems[entity.domain][entity.name]

    def _is_split(self, domain: Domain) -> bool:
        match self.settings.granularity:
            case "entity":
                return True
            case "auto":
                return len(domain.entities) > ENTITIES_IN_ONE_MODULE
            case _:
                return False

    def _pattern(self, artifact: str) -> str:
        by_domain = self.settings.layout == "domain"
        given = self.settings.files.get(artifact)
        pattern = (given or (f"{artifact}.py" if by_domain else "{domain}.py")).removesuffix(".py")
        if not _PATTERN.fullmatch(pattern) or not all(map(_is_module, pattern.split("/"))):
            message = f"`{given}` is no file pattern for {artifact}"
            raise ConfigError(BAD_PATTERN.at(None, message, f"write it like `{{domain}}_{artifact}.py`"))
        return f"{{domain}}/{pattern}" if by_domain else f"{LAYERS[artifact]}/{pattern}"

    def _file(self, artifact: str, domain: str, stem: str | None) -> str:
        pattern = self._patterns[artifact]
        if stem is not None and "{entity}" not in pattern:
            pattern += "/{entity}"
        return pattern.replace("{domain}", module_name(domain)).replace("{entity}", stem or "")

    def _modules(self) -> Iterator[tuple[tuple[str, str, str | None], Place]]:
        for domain in self.project.domains:
            for artifact in LAYERS:
                names = self._with[artifact, domain.name]
                if names and not self.per_entity(artifact, domain.name):
                    yield (artifact, domain.name, None), _place(self._file(artifact, domain.name, None))
                    continue
                for name in names:
                    stem = self._stems[domain.name][name]
                    yield (artifact, domain.name, name), _place(self._file(artifact, domain.name, stem))

    def _type_modules(self) -> dict[str, Place]:
        homes = self._homes
        if homes is None:
            homes = shared_homes({domain.name: uses_of(domain) for domain in self.project.domains})
        found: dict[str, Place] = {}
        for domain in self.project.domains:
            name = module_name(domain.name)
            if domain.name in homes:
                found[domain.name] = _place(f"{SHARED}/{module_name(homes[domain.name])}")
            elif domain.entities and not domain.values and not self.per_entity("models", domain.name):
                found[domain.name] = self._places["models", domain.name, None]
                self._types_in_models.add(domain.name)
            elif domain.enums or domain.values:
                found[domain.name] = _place(f"{name}/types" if self.settings.layout == "domain" else f"{SHARED}/{name}")
        return found

    def _check(self) -> None:
        owners: dict[str, str] = {}
        for (artifact, domain, entity), place in self._places.items():
            self._claim(place.path, f"the {artifact} of {f'{domain}.{entity}' if entity else domain}", owners)
        for place in dict.fromkeys(self.types_apart.values()):
            self._claim(place.path, f"the types in `{place.module}`", owners)
        for package in self.packages:
            self._claim(f"{package.replace('.', '/')}.py", f"the package `{package}`", owners)

    def _claim(self, path: str, owner: str, owners: dict[str, str]) -> None:
        """Note whose file it is; some file systems take two names that differ in capitals for one."""
        before = owners.setdefault(path.casefold(), owner)
        if before != owner:
            message = f"{before} and {owner} would both be `{path}`"
            raise ConfigError(SAME_FILE.at(None, message, "change a pattern in [tool.gen.files]"))


def module_name(name: str) -> str:
    """Give the module that stands for a domain's or an entity's snake_case name: `class_` for `class`."""
    return f"{name}_" if iskeyword(name) else name


def table_variable(table: str) -> str:
    """Give the Python name of an association table."""
    name = re.sub(r"\W", "_", snake(table) or "_", flags=re.ASCII)
    return f"{name}_" if iskeyword(name) else f"table_{name}" if name[0].isdigit() else name


def _stems(domain: Domain) -> dict[str, str]:
    """Name each entity's module; two entities that differ in capitals only still get two files."""
    found: dict[str, str] = {}
    for entity in domain.entities:
        stem = wanted = module_name(entity.file or snake(entity.name))
        number = 2
        while stem in found.values():
            stem, number = f"{wanted}_{number}", number + 1
        found[entity.name] = stem
    return found


def _is_module(segment: str) -> bool:
    """Tell whether a file may be called so; `__init__` is the package's, `__main__` what Python runs."""
    return (
        not segment.startswith("__")
        and segment.replace("{domain}", "a").replace("{entity}", "a").isidentifier()
        and not iskeyword(segment)
    )


def _place(file: str) -> Place:
    return Place(file.replace("/", "."), f"{file}.py")


def _parents(module: str) -> Iterator[str]:
    parts = module.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts)))
