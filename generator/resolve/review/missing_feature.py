"""What a spec asks for and none of the project's databases has, so that it would silently be left out."""

from collections.abc import Callable, Iterator

from generator.diagnostics import Diagnostic, Severity, Span, rule
from generator.dialects import Dialect
from generator.ir import Domain, Entity, Index, Project, Unique
from generator.resolve.draft import Work
from generator.spec.sources import Source

MISSING_FEATURE = rule(
    "L350",
    "missing-feature",
    """
None of the project's databases has what is asked for here. The output is made without it.

Not so:     deferrable: deferred            with databases = ["mariadb"]
But so:     databases = ["postgresql"]      in pyproject.toml, or leave `deferrable` out
""",
    Severity.WARNING,
)

_Asked = tuple[str, bool, Span | None]
"""What is missing where it is, whether a database of the project has it, and where it is asked for."""

_Has = Callable[[Callable[[Dialect], bool]], bool]


def missing_features(project: Project, work: Work) -> Iterator[Diagnostic]:
    """Find features that are asked for and that no database of the project has."""
    names = ", ".join(item.label for item in work.databases.values())

    def has(feature: Callable[[Dialect], bool]) -> bool:
        return any(feature(item) for item in work.databases.values())

    for domain in project.domains:
        source = work.names.domains.get(domain.name)
        for feature, available, span in _of_domain(domain, source, has):
            if not available:
                yield MISSING_FEATURE.at(
                    span, f"{names} has no {feature}", "leave it out, or add a database that has it"
                )


def _of_domain(domain: Domain, source: Source | None, has: _Has) -> Iterator[_Asked]:
    if domain.extensions:
        yield "extensions", has(lambda item: item.extensions), source.span("extensions") if source else None
    for enum in domain.enums:
        if enum.storage == "native":
            yield "enum types of its own", has(lambda item: item.native_enums), enum.span
    for entity in domain.entities:
        yield from _of_entity(entity, has)
        yield from _of_indexes(entity, has)


def _of_entity(entity: Entity, has: _Has) -> Iterator[_Asked]:
    for field in entity.fields:
        if field.computed is not None and not field.computed.stored:
            yield "columns that are computed on read", has(lambda item: item.computed_virtual), entity.place(field.name)
        if field.storage == "array":
            yield "arrays", has(lambda item: item.arrays), entity.place(field.name)
        kind = field.identity
        if kind is not None and kind != "by_default":
            yield f"`identity: {kind}`", _has_identity(kind, has), entity.place(field.name)
        if field.collation:
            yield "collations of columns", has(lambda item: item.collations), entity.place(field.name)
    for reference in entity.references:
        if reference.deferrable:
            yield (
                "foreign keys that are checked at commit",
                has(lambda item: item.deferrable_foreign_keys),
                reference.span,
            )


def _has_identity(kind: str, has: _Has) -> bool:
    return has(lambda item: kind in item.identity_kinds)


def _of_indexes(entity: Entity, has: _Has) -> Iterator[_Asked]:
    for unique in entity.uniques:
        if unique.deferrable:
            yield "uniques that are checked at commit", has(lambda item: item.deferrable_uniques), unique.span
    indexes: tuple[Unique | Index, ...] = (*entity.uniques, *entity.indexes)
    for item in indexes:
        if item.include:
            yield "further fields in an index (`include`)", has(lambda database: database.covering_indexes), item.span
        if item.ops:
            yield "operator classes (`ops`)", has(lambda database: database.operator_classes), item.span
        if item.options:
            yield "storage parameters of an index (`with`)", has(lambda database: database.index_options), item.span
        if item.databases:
            yield f"index that is for {' and '.join(item.databases)} only", _is_one_of(item.databases, has), item.span


def _is_one_of(names: tuple[str, ...], has: _Has) -> bool:
    return has(lambda database: database.name in names)
