"""The columns of a table in their order, and names that would meet in one class or one table."""

from generator.diagnostics import Span, rule
from generator.flags import Place
from generator.ir import Field
from generator.resolve.draft import Draft, Work
from generator.resolve.fields import Fields
from generator.resolve.reserved import owner_of_attribute

FIELD_CLASH = rule(
    "R219",
    "field-clash",
    """
    Two things of an entity have the same name: fields, the columns that keys, flags and references make
    (`id`, `created_at`, `budget_id`), relations and their inverses all are attributes of one class.
    """,
)
RESERVED_NAME = rule(
    "R220",
    "reserved-name",
    "Python, Pydantic or SQLAlchemy keeps this name for itself. Give the field another one; `column:` may keep the column's.",
)
COLUMN_CLASH = rule(
    "R209",
    "column-clash",
    "Two fields have the same column. Databases do not tell columns apart by upper and lower case.",
)


def gather_fields(draft: Draft, fields: Fields, work: Work) -> None:
    """Give a draft its fields in the order of the table: key, what leads, written ones, what flags add."""
    origins: dict[str, str] = {}
    columns: dict[str, str] = {}
    flagged = fields.flagged(draft)
    early = [flagged[item.role] for item in draft.added if item.place is Place.AFTER_KEY]
    late = [flagged[item.role] for item in draft.added if item.place is not Place.AFTER_KEY]
    if not draft.key_document.fields:
        for item in fields.key(draft):
            _take(draft, item, "the key", None, origins, columns, work)
    for item in early:
        _take(draft, item, f"the flag `{item.role.value}`", None, origins, columns, work)
    for name, written in draft.written.items():
        found = fields.of(draft, name)
        owner = owner_of_attribute(name)
        if owner is not None:
            work.report(
                RESERVED_NAME,
                written.spot.key_span(),
                f"a field cannot be called `{name}`: it is {owner}",
                _renamed(name),
            )
        origin = "a field" if name not in draft.references else f"the reference `{name}`"
        for item in found:
            if draft.fields.get(item.name) is not item:
                _take(draft, item, origin, written.spot.key_span(), origins, columns, work)
        if name in draft.fields and name not in (item.name for item in found):
            _clash(draft, name, origins[name], written.spot.key_span(), work)
    for item in late:
        _take(draft, item, f"a flag (`{item.role.value}`)", None, origins, columns, work)
    for name in draft.references.keys() & draft.fields.keys():
        if draft.written[name].name not in draft.broken if name in draft.written else True:
            reference = draft.references[name]
            _clash(draft, name, origins[name], reference.span, work)


def claim(draft: Draft, name: str, what: str, span: Span | None, work: Work) -> bool:
    """Report a relation whose name an entity has already, or cannot have; tell whether it is free."""
    owner = owner_of_attribute(name)
    if owner is not None:
        work.report(RESERVED_NAME, span, f"{what} cannot be called `{name}`: it is {owner}", _renamed(name))
        return False
    if (
        name in draft.fields
        or name in draft.references
        or name in draft.many
        or name in draft.inverses
        or name in draft.written
    ):
        message = f"{what} cannot be called `{name}`: {draft.name.name} has it already"
        work.report(FIELD_CLASH, span, message, "give it another name")
        return False
    return True


def _take(  # noqa: PLR0913, PLR0917  # a field, and all names that it can meet
    draft: Draft,
    item: Field,
    origin: str,
    span: Span | None,
    origins: dict[str, str],
    columns: dict[str, str],
    work: Work,
) -> None:
    name = item.name
    if name in draft.fields:
        if origin.startswith("a flag"):
            _clash(draft, name, origin, draft.fields[name].span, work)
        else:
            _clash(draft, name, origins[name], span or item.span, work)
        return
    folded = item.column.lower()
    other = columns.setdefault(folded, name)
    if other != name:
        message = f"`{name}` and `{other}` of {draft.name.name} have the same column '{item.column}'"
        work.report(COLUMN_CLASH, span or draft.fields[other].span or item.span, message, "give one another `column`")
    draft.fields[name] = item
    origins[name] = origin


def _clash(draft: Draft, name: str, origin: str, span: Span | None, work: Work) -> None:
    help_ = (
        f"leave it out: {draft.name.name} has it from {origin}, or rename it"
        if origin != "a field"
        else "rename one of them"
    )
    work.report(FIELD_CLASH, span, f"{draft.name.name} has two fields called `{name}`: one is from {origin}", help_)


def _renamed(name: str) -> str:
    return f"call it {name}_, with `column: {name}` if the column has to keep its name"
