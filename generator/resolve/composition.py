"""An entity put together: its own document, its mixins, and the defaults of its domain and of the project."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.diagnostics import rule
from generator.flags import FLAGS, AddedColumn, Effect, Flag, Options
from generator.ir import EntityName
from generator.naming import plural, snake
from generator.resolve.draft import Draft, Part, Spot, Work, Written
from generator.resolve.names import Wanted
from generator.spec.documents import DomainDefaults, DomainDocument, EntityDocument, MixinDocument
from generator.spec.fields import FieldDocument
from generator.spec.forms import Shape
from generator.spec.patterns import FIELD_NAME
from generator.spec.sources import Source

GIVEN_TWICE = rule(
    "R211",
    "given-twice",
    """
A field, a flag or a list comes from a mixin and from the entity, or from two mixins: nobody could tell which one holds.

Not so:     mixins: [Described]                 which has a field `name`
            fields: {name: string(40)}
But so:     mixins: [Described]
            fields: {short_name: string(40)}
""",
)
DUPLICATE_MIXIN = rule(
    "R212",
    "duplicate-mixin",
    """
An entity names the same mixin twice.

Not so:     mixins: [Described, Described]
But so:     mixins: [Described]
""",
)

_FIELD_NAME = re.compile(FIELD_NAME)
_NO_DEFAULTS = DomainDocument.model_validate({"domain": "none"})


class _Choice(NamedTuple):
    """A flag that is on: its options, and where the spec says so; no place where it is a default."""

    flag: Flag
    options: Options
    spot: Spot | None


def compose(source: Source, work: Work, domains: dict[str, DomainDocument]) -> Draft | None:
    """Begin the draft of an entity; None if the source is none."""
    document = source.document
    if not isinstance(document, EntityDocument):
        return None
    domain = domains.get(source.domain, _NO_DEFAULTS)
    defaults, spot = domain.defaults, Spot(source)
    parts = (*_mixins(document, spot, defaults, work), Part(document, spot))
    choices = tuple(_chosen(parts, defaults, work))
    effects, added = _apply(choices, document.name, work)
    tables = defaults.table_names or work.settings.table_names
    made = Draft(
        name=EntityName(source.domain, document.name),
        document=document,
        spot=spot,
        span=spot.span(),
        table=document.table or (plural(snake(document.name)) if tables == "plural" else snake(document.name)),
        schema=document.schema_ or domain.schema_,
        key_document=document.key or defaults.key or work.default_key,
        key_column=defaults.key_column or work.settings.key_column,
        parts=parts,
        written=_fields(parts, work),
        flags=tuple(choice.flag.name for choice in choices),
        effects=effects,
        added=added,
        roles={column.role: _field_name(column) for column in added},
    )
    for effect in effects:
        if effect.leads is not None:
            made.tenant, made.shared = made.roles.get(effect.leads), effect.shared
        if effect.live_when_null is not None:
            made.live = made.roles.get(effect.live_when_null)
    return made


def _field_name(added: AddedColumn) -> str:
    """Give the field of a flag's column: the same name, or what the column would be called in Python."""
    for name in (added.column, snake(added.column)):
        if _FIELD_NAME.match(name):
            return name
    return added.role.value


def _mixins(document: EntityDocument, spot: Spot, defaults: DomainDefaults, work: Work) -> Iterator[Part]:
    home = spot.source.domain
    seen: set[tuple[str, str]] = set()
    named = [(name, None) for name in defaults.mixins]
    for place, (name, index) in enumerate([*named, *((name, index) for index, name in enumerate(document.mixins))]):
        span = spot.span("mixins", index) if index is not None else spot.span()
        wanted = Wanted.written(name, home, "mixin")
        found = work.names.find(wanted)
        if found is None:
            work.names.explain(wanted, span, work.bag)
        elif (found.domain, found.name) in seen:
            if place >= len(named) and name not in defaults.mixins:
                work.report(DUPLICATE_MIXIN, span, f"the mixin {name} is named twice", "name it once")
        elif isinstance(found.document, MixinDocument):
            seen.add((found.domain, found.name))
            yield Part(found.document, Spot(found))


def _fields(parts: tuple[Part, ...], work: Work) -> dict[str, Written]:
    written: dict[str, Written] = {}
    for body, spot in parts:
        for item in written_fields(body.fields, spot):
            earlier = written.setdefault(item.name, item)
            if earlier is not item:
                _given_twice(f"the field `{item.name}`", earlier.spot, item.spot, parts[-1].spot, work)
    return written


def written_fields(fields: Mapping[str, FieldDocument], spot: Spot) -> Iterator[Written]:
    """Give the fields of a document with their places."""
    for name, document in fields.items():
        yield Written(name, document, Spot(spot.source, (*spot.path, "fields", name)), document.model_fields_set)


def _given_twice(what: str, first: Spot, second: Spot, entity: Spot, work: Work) -> None:
    where = second if second.source is entity.source else entity.at("mixins")
    origin = f"by {first.source.kind} {first.source.name} and by {second.source.kind} {second.source.name}"
    work.bag.add(
        GIVEN_TWICE.at(
            where.key_span(),
            f"{what} of {entity.source.name} is given {origin}",
            "keep it in one place",
            related=((first.key_span(), "here first"),),
        )
    )


def _chosen(parts: tuple[Part, ...], defaults: DomainDefaults, work: Work) -> Iterator[_Choice]:
    """Give the flags that are on, in the registry's order."""
    for name, flag in FLAGS.items():
        given = [(value, part.spot.at(name)) for part in parts if (value := getattr(part.body, name)) is not None]
        for _, spot in given[1:]:
            _given_twice(f"the flag `{name}`", given[0][1], spot, parts[-1].spot, work)
        if given:
            value, place = given[-1]
            if isinstance(value, Shape):
                yield _Choice(flag, _options(value, flag), place)
            continue
        value = getattr(defaults, name, None)
        if isinstance(value, Shape):
            yield _Choice(flag, _options(value, flag), None)
        elif value is None and getattr(work.settings, name, False) is True:
            yield _Choice(flag, {}, None)


def _options(value: Shape, flag: Flag) -> Options:
    """Give the options that the spec writes; a type as the spec writes it."""
    found = {key: getattr(value, key) for key in flag.options}
    return {key: item if isinstance(item, bool) else str(item) for key, item in found.items() if item is not None}


def _effect(choice: _Choice, work: Work) -> Effect:
    key = (choice.flag.name, *sorted(choice.options.items()))
    known = work.effects.get(key)
    if known is None:
        known = work.effects[key] = choice.flag.effect(choice.options, work.settings)
    return known


def _apply(choices: tuple[_Choice, ...], entity: str, work: Work) -> tuple[tuple[Effect, ...], tuple[AddedColumn, ...]]:
    """Give the effects and the columns that are left when conflicts have had their way."""
    effects = tuple(_effect(choice, work) for choice in choices)
    dropped: list[AddedColumn] = []
    for effect in effects:
        for conflict in effect.conflicts:
            for choice, other in zip(choices, effects, strict=True):
                met = [column for column in other.columns if column.role in conflict.roles]
                dropped.extend(met)
                if met and choice.spot is not None:
                    work.report(conflict.rule, choice.spot.key_span(), f"{entity}: {conflict.message}", conflict.help)
    return effects, tuple(column for effect in effects for column in effect.columns if column not in dropped)
