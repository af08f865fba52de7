"""The columns of a table in their order, and names that would meet in one class or one table."""

from collections.abc import Callable
from dataclasses import dataclass, field

from generator.diagnostics import Span, rule
from generator.flags import Place
from generator.ir import Field
from generator.resolve.draft import Draft, Work
from generator.resolve.fields import Fields
from generator.resolve.keys import key_spot
from generator.resolve.reserved import RESERVED_NAME, owner_of_attribute

FIELD_CLASH = rule(
    "R219",
    "field-clash",
    """
Two things of an entity have the same name. Fields, the columns that keys, flags and references make (`id`, `created_at`,
`budget_id`), relations and their inverses all are attributes of one class.

Not so:     timestamps: true
            fields: {created_at: datetime}
But so:     timestamps: {created: false}
            fields: {created_at: datetime}
""",
)
COLUMN_CLASH = rule(
    "R209",
    "column-clash",
    """
Two fields have the same column. Databases do not tell columns apart by upper and lower case.

Not so:     {code: string(5), old_code: {type: string(5), column: CODE}}
But so:     {code: string(5), old_code: {type: string(5), column: code_1}}
""",
)


@dataclass
class _Table:
    """The fields of a draft as they are gathered: who brought them, and which columns they have."""

    draft: Draft
    work: Work
    origins: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)

    def take(self, item: Field, origin: str, find: Callable[[], Span] | None = None) -> None:
        """Add a field, or report what has its name or its column; `find` gives the place of one that is written."""
        name, draft = item.name, self.draft
        if name in draft.fields:
            self.clash(name, origin, find() if find else draft.place(name))
            return
        other = self.columns.setdefault(item.column.lower(), name)
        if other != name:
            message = f"`{name}` and `{other}` of {draft.name.name} have the same column '{item.column}'"
            place = find() if find else draft.place(other)
            self.work.report(COLUMN_CLASH, place, message, "give one of them another `column`")
        draft.fields[name] = item
        if find is not None:
            draft.places.finders[name] = find
        self.origins[name] = origin

    def clash(self, name: str, origin: str, span: Span | None) -> None:
        """Report that `origin` brings a name that is taken."""
        made = next((made for made in (self.origins[name], origin) if made != _WRITTEN), _WRITTEN)
        made = _flag(self.draft, name) if made == _FLAG else made
        owner = self.draft.name.name
        if made == _WRITTEN:
            message, help_ = f"{owner} has two fields called `{name}`", "rename one of them"
        else:
            message = f"{owner} has `{name}` twice: {made} makes a field of this name"
            help_ = "leave it out, or call it otherwise"
        self.work.report(FIELD_CLASH, span, message, help_)


_WRITTEN = "the spec"
_FLAG = "a flag"


def gather_fields(draft: Draft, fields: Fields, work: Work) -> None:
    """Give a draft its fields in the order of the table: key, what leads, written ones, what flags add."""
    table = _Table(draft, work)
    flagged = fields.flagged(draft)
    if not draft.key_document.fields:
        for item in fields.key(draft):
            table.take(item, "its key", key_spot(draft).span)
    for added in draft.added:
        if added.place is Place.AFTER_KEY:
            table.take(flagged[added.role], _FLAG, draft.spot.span)
    for name in draft.written:
        _take_written(draft, name, fields, table)
    for added in draft.added:
        if added.place is not Place.AFTER_KEY:
            table.take(flagged[added.role], _FLAG)
    for name in draft.references:
        if name in draft.fields and not (name in draft.written and name in draft.broken):
            table.clash(name, f"the reference `{name}`", draft.references[name].span)


def claim(draft: Draft, name: str, what: str, span: Span | None, work: Work) -> bool:
    """Report a relation whose name an entity has already, or cannot have; tell whether it is free."""
    owner = owner_of_attribute(name)
    if owner is not None:
        work.report(RESERVED_NAME, span, f"{what} cannot be called `{name}`: it is {owner}", "call it otherwise")
        return False
    if any(name in taken for taken in (draft.fields, draft.references, draft.many, draft.inverses, draft.written)):
        message = f"{what} cannot be called `{name}`: {draft.name.name} has it already"
        work.report(FIELD_CLASH, span, message, "call it otherwise")
        return False
    return True


def _take_written(draft: Draft, name: str, fields: Fields, table: _Table) -> None:
    found = fields.of(draft, name)
    written = draft.written[name]
    owner = owner_of_attribute(name)
    if owner is not None:
        help_ = f"call it {name}_, with `column: {name}` if the column has to keep its name"
        message = f"a field cannot be called `{name}`: it is {owner}"
        table.work.report(RESERVED_NAME, written.span, message, help_)
    if len(found) == 1 and found[0].name == name:
        table.take(found[0], _WRITTEN, written.place)
        return
    origin = f"the reference `{name}`"
    for item in found:
        # A column that a reference shares with another field is that field's.
        shared = item.name in draft.written and item in fields.of(draft, item.name)
        if not shared and draft.fields.get(item.name) is not item:
            table.take(item, origin, written.place)
    if not found and name in draft.fields and name not in draft.broken:
        table.clash(name, f"the list `{name}`", written.span)


def _flag(draft: Draft, name: str) -> str:
    roles = {role for role, field in draft.roles.items() if field == name}
    for flag, effect in zip(draft.flags, draft.effects, strict=True):
        if any(column.role in roles for column in effect.columns):
            return f"the flag `{flag}`"
    return _FLAG
