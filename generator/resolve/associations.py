"""Many-to-many: association tables that are made for a `list[Entity]`, and entities that link two others."""

from dataclasses import replace

from generator.diagnostics import rule
from generator.ir import EntityName, ManyToMany, Reference
from generator.naming import plural, snake
from generator.resolve.bounds import BOUNDS
from generator.resolve.columns import REFERENCE_OPTIONS, is_nullable, refuse_options
from generator.resolve.draft import Draft, Work, Written
from generator.resolve.fields import Fields
from generator.resolve.names import Wanted
from generator.resolve.references import TENANT_FROM_GLOBAL

NULLABLE_LIST = rule(
    "R244",
    "nullable-list",
    """
A list of rows may be empty, but it is never null.

Not so:     tags: list[Tag]?
But so:     tags: list[Tag]
""",
)
THROUGH_REFERENCES = rule(
    "R245",
    "through-references",
    """
The entity that a many-to-many goes through has one reference to each side; where it links an entity to itself, two, the
first of which is its own side.

Not so:     {entity: Funding, fields: {goal: Goal}}
But so:     {entity: Funding, fields: {goal: Goal, account: Account}}
""",
)
ASSOCIATION_COLUMNS = rule(
    "R246",
    "association-columns",
    """
`columns` of a many-to-many names the column for the own side, then the one for the other, for each field of their keys;
no two columns of the table are called the same.

Not so:     tags: {type: "list[Tag]", columns: [tag_id]}
But so:     tags: {type: "list[Tag]", columns: [line_id, tag_id]}
""",
)
ASSOCIATION_OPTION = rule(
    "R247",
    "association-option",
    """
With `through`, the linking entity decides on table, columns and order; without it, the association table is made.

Not so:     accounts: {type: "list[Account]", through: Funding, table: links}
But so:     accounts: {type: "list[Account]", through: Funding}
""",
)

_REFUSED = frozenset(
    {
        "default",
        "server_default",
        "column",
        "index",
        "unique",
        "immutable",
        "read_only",
        "write_only",
        "hidden",
        "sensitive",
    }
    | {"computed", "identity", "db_type", "storage", "collation", "example"}
    | BOUNDS
    | (REFERENCE_OPTIONS - {"inverse", "columns"})
)


def read_associations(draft: Draft, fields: Fields, work: Work) -> None:
    """Give a draft its many-to-many; needs the references of all entities."""
    for written in draft.lists:
        meaning = fields.meaning(written)
        if meaning.entity is None:
            continue
        refuse_options(written, _REFUSED, f"`{written.name}` is a list of rows", work)
        if is_nullable(written):
            work.report(
                NULLABLE_LIST,
                written.spot.span("type"),
                f"`{written.name}` is a list of rows, which may be empty but not null",
                f"write list[{meaning.entity.name}]",
            )
        target = work.draft_of(meaning.entity)
        made = (
            _through(draft, written, target, work)
            if written.document.through
            else _made(draft, written, target, fields, work)
        )
        if made is None:
            draft.broken.add(written.name)
        else:
            draft.many[written.name] = made


def mirrored(association: ManyToMany, owner: Draft, name: str) -> ManyToMany:
    """Give the other side of a many-to-many under the name it has there."""
    return replace(
        association,
        name=name,
        ids_name=ids_name(name, owner.name.name),
        target=owner.name,
        own_columns=association.target_columns,
        target_columns=association.own_columns,
        inverse=association.name,
        declared=False,
        description="",
        deprecated=None,
        renamed_from=None,
    )


def ids_name(name: str, target: str) -> str:
    """Give the attribute that carries keys: `tag_ids` for `tags` of Tag, `allowed_tag_ids` for `allowed_tags`."""
    many, one = plural(snake(target)), snake(target)
    if name == many or name.endswith(f"_{many}"):
        return f"{name.removesuffix(many)}{one}_ids"
    return f"{name.removesuffix('s')}_ids" if name.endswith("s") and not name.endswith("ss") else f"{name}_ids"


def _made(draft: Draft, written: Written, target: Draft, fields: Fields, work: Work) -> ManyToMany | None:
    document = written.document
    _refuse_tenant(draft, written, target, work)
    if not fields.key(draft) or not fields.key(target):
        return None
    columns = _columns(written, draft, target, fields, work)
    return ManyToMany(
        name=written.name,
        ids_name=ids_name(written.name, target.name.name),
        target=target.name,
        table=document.table or f"{snake(draft.name.name)}_{written.name}",
        own_columns=columns[0],
        target_columns=columns[1],
        tenant=draft.tenant is not None,
        tenant_column=draft.fields[draft.tenant].column if draft.tenant else None,
        position=document.position,
        through=None,
        inverse=document.inverse,
        description=document.description,
        deprecated=document.deprecated,
        renamed_from=document.renamed_from,
        span=written.span,
    )


def _columns(
    written: Written, draft: Draft, target: Draft, fields: Fields, work: Work
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    own, other = fields.key(draft), fields.key(target)
    chosen = written.document.columns
    if chosen:
        if len(chosen) == len(own) + len(other) and len(set(chosen)) == len(chosen):
            return chosen[: len(own)], chosen[len(own) :]
        work.report(
            ASSOCIATION_COLUMNS,
            written.spot.span("columns"),
            f"`{written.name}` has a column for each field of both keys, {len(own)} and {len(other)}, called differently",
            f"write `columns: [{snake(draft.name.name)}_id, {snake(target.name.name)}_id]`",
        )
    owner, one = snake(draft.name.name), snake(target.name.name)
    if owner == one:
        one = f"other_{one}"
    return tuple(f"{owner}_{part.name}" for part in own), tuple(f"{one}_{part.name}" for part in other)


def _through(draft: Draft, written: Written, target: Draft, work: Work) -> ManyToMany | None:
    document = written.document
    wanted = Wanted.written(document.through or "", draft.name.domain, "entity")
    found = work.names.find(wanted)
    if found is None:
        work.names.explain(wanted, written.spot.span("through"), work.bag)
        return None
    for option in ("table", "columns", "position"):
        if option in written.given:
            work.report(
                ASSOCIATION_OPTION, written.spot.key_span(option), f"`{option}` is decided by {found.name}", "remove it"
            )
    link = work.draft_of(found)
    own, other = _sides(draft.name, target.name, link)
    if own is None or other is None:
        missing = draft.name.name if own is None else target.name.name
        if link.complete() and not link.broken:
            work.report(
                THROUGH_REFERENCES,
                written.spot.span("through"),
                f"{link.name.name} does not have exactly one reference to {missing}",
                f"give {link.name.name} a field of the type {missing}",
            )
        return None
    return ManyToMany(
        name=written.name,
        ids_name=ids_name(written.name, target.name.name),
        target=target.name,
        table=link.table,
        own_columns=tuple(link.fields[item].column for item in own.fields),
        target_columns=tuple(link.fields[item].column for item in other.fields),
        tenant=link.tenant is not None,
        tenant_column=link.fields[link.tenant].column if link.tenant else None,
        position=None,
        through=link.name,
        inverse=document.inverse,
        description=document.description,
        deprecated=document.deprecated,
        span=written.span,
    )


def _sides(own: EntityName, other: EntityName, link: Draft) -> tuple[Reference | None, Reference | None]:
    to_own = [item for item in link.references.values() if item.target == own and item.name in link.written]
    to_other = [item for item in link.references.values() if item.target == other and item.name in link.written]
    if own == other:
        return (to_own[0], to_own[1]) if len(to_own) == 2 else (None, None)  # noqa: PLR2004  # both sides
    return (to_own[0] if len(to_own) == 1 else None, to_other[0] if len(to_other) == 1 else None)


def _refuse_tenant(draft: Draft, written: Written, target: Draft, work: Work) -> None:
    if target.tenant and not draft.tenant:
        work.report(
            TENANT_FROM_GLOBAL,
            written.spot.span("type"),
            f"`{written.name}` links to {target.name.name}, whose rows belong to a tenant; those of {draft.name.name} do not",
            f"add `tenant: true` to {draft.name.name}",
        )
