"""From documents to what they mean: every name looked up, every flag applied, all findings at once."""

from generator.config import Settings
from generator.diagnostics import Bag
from generator.ir import Domain, Entity, Flags, Project, Role
from generator.resolve.associations import read_associations
from generator.resolve.checks import read_backfills, read_checks, read_computed
from generator.resolve.classes import check_classes
from generator.resolve.composition import compose
from generator.resolve.draft import Draft, Work
from generator.resolve.enums import resolve_enum
from generator.resolve.expressions import Scope
from generator.resolve.extensions import read_extensions
from generator.resolve.fields import Fields
from generator.resolve.gathering import gather_fields
from generator.resolve.indexes import read_indexes
from generator.resolve.inverses import claim_keys, read_inverses
from generator.resolve.keys import describe_key
from generator.resolve.lists import read_lists
from generator.resolve.names import Names
from generator.resolve.objects import resolve_objects
from generator.resolve.review import REVIEWS
from generator.resolve.targets import settle_targets
from generator.resolve.terms import Reader
from generator.resolve.uniques import read_uniques
from generator.resolve.values import resolve_values
from generator.spec.documents import DomainDocument, EnumDocument
from generator.spec.places import ends
from generator.spec.sources import Source, Specs


def resolve(specs: Specs, settings: Settings, bag: Bag) -> Project:
    """Give what the specs mean. What is wrong is in the bag; the project is whole where that has no errors."""
    sources = tuple(sorted(specs.sources, key=_place))
    work = Work(settings, bag, Names(specs))
    check_classes(sources, bag)
    known = tuple(source for source in sources if source.kind == "domain" or work.names.add(source, bag))
    work.names.domains.update({source.domain: source for source in known if source.kind == "domain"})
    domains = {source.domain: source.document for source in known if isinstance(source.document, DomainDocument)}
    for source in known:
        if isinstance(source.document, EnumDocument):
            work.enums[source.domain, source.name] = resolve_enum(source, source.document, work)
    resolve_values(known, work)
    for source in known:
        draft = compose(source, work, domains)
        if draft is not None:
            work.drafts[draft.name] = draft
    _connect(work)
    work.objects.update(resolve_objects(known, work))
    project = _assemble(known, domains, work)
    for review in REVIEWS:
        bag.extend(review(project, work))
    return project


def _place(source: Source) -> tuple[str, str, int]:
    place = source.place
    return source.domain, source.file.path, ends(place if isinstance(place, int) else place[0])[0]


def _connect(work: Work) -> None:
    """Fill the drafts in: each step needs the one before it for all of them."""
    drafts, fields = tuple(work.drafts.values()), Fields(work)
    for draft in drafts:
        gather_fields(draft, fields, work)
        draft.key = describe_key(draft, fields.key(draft), work)
    readers = tuple(Reader(draft, Scope.of_draft(draft, work), work) for draft in drafts)
    for reader in readers:
        read_computed(reader.draft, reader.scope, work)
        read_backfills(reader.draft, reader.scope, work)
        read_associations(reader.draft, fields, work)
        read_uniques(reader)
    for draft in drafts:
        settle_targets(draft, work)
    for reader in readers:
        read_inverses(reader.draft, work)
    for reader in readers:
        claim_keys(reader.draft, work)
        read_indexes(reader)
        read_checks(reader.draft, reader.scope, work)
        read_lists(reader)


def _assemble(sources: tuple[Source, ...], domains: dict[str, DomainDocument], work: Work) -> Project:
    names = sorted({source.domain for source in sources})
    members: dict[str, tuple[list[Entity], list[Source]]] = {name: ([], []) for name in names}
    for source in sources:
        if source.kind == "entity":
            members[source.domain][0].append(_entity(work.draft_of(source)))
        members[source.domain][1].append(source)
    made: list[Domain] = []
    for name in names:
        document = domains.get(name)
        entities, own = members[name]
        keys = [(source.domain, source.name) for source in own]
        made.append(
            Domain(
                name=name,
                description=document.description if document else "",
                schema=document.schema_ if document else None,
                extensions=document.extensions if document else (),
                entities=tuple(entities),
                enums=tuple(work.enums[key] for key in keys if key in work.enums),
                values=tuple(work.values[key] for key in keys if key in work.values),
                objects=tuple(work.objects[key] for key in keys if key in work.objects),
            )
        )
    return Project(tuple(made))


def _entity(draft: Draft) -> Entity:
    document = draft.document
    if draft.key is None:
        message = f"{draft.name} was never connected"
        raise AssertionError(message)
    return Entity(
        domain=draft.name.domain,
        name=draft.name.name,
        table=draft.table,
        key=draft.key,
        fields=tuple(draft.fields.values()),
        flags=_flags(draft),
        description=document.description,
        schema=draft.schema,
        managed=document.managed,
        references=tuple(draft.references.values()),
        many_to_many=tuple(draft.many.values()),
        inverses=tuple(draft.inverses.values()),
        uniques=tuple(draft.uniques),
        indexes=tuple(draft.indexes),
        checks=tuple(draft.checks),
        search=draft.search,
        filter=draft.filter,
        sort=draft.sort,
        order=draft.order,
        extend=read_extensions(draft),
        repository=document.repository,
        file=document.file,
        options=document.options,
        deprecated=document.deprecated,
        renamed_from=document.renamed_from,
        span=draft.span,
        places=draft.places,
    )


def _flags(draft: Draft) -> Flags:
    roles = draft.roles
    return Flags(
        tenant=draft.tenant,
        shared=draft.shared,
        deleted_at=roles.get(Role.DELETED_AT),
        deletion_id=roles.get(Role.DELETION_ID),
        version=roles.get(Role.VERSION),
        created_at=roles.get(Role.CREATED_AT),
        updated_at=roles.get(Role.UPDATED_AT),
        created_by=roles.get(Role.CREATED_BY),
        updated_by=roles.get(Role.UPDATED_BY),
        append_only=any(effect.refused_writes for effect in draft.effects),
        stamps=tuple(stamp for effect in draft.effects for stamp in effect.stamps if stamp.role in roles),
    )
